"""From raw points of any number and scale to what a model was trained on."""

import keras
from keras import ops

from keras_recon.ops import farthest_point_sample, gather_points
from keras_recon.validation import check_points


@keras.saving.register_keras_serializable(package="keras_recon")
class PointCloudPreprocessor(keras.layers.Layer):
    """Centre point clouds, scale them to the unit sphere and sample a fixed number of points.

    Sampling is farthest point sampling, so it needs no seed; a cloud of fewer points than
    `num_points` has some of them repeated.

    Args:
        num_points: Number of points to give.
        normalize: Whether to subtract the mean and divide by the largest norm.
        **kwargs: `name` and the like, for `keras.layers.Layer`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, in any unit, upright along y.

    Returns:
        float32 tensor of shape `(B, num_points, 3)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    raw = 100 * np.random.default_rng(0).normal(size=(2, 1000, 3)).astype("float32")
    keras_recon.layers.PointCloudPreprocessor(num_points=512)(raw)  # (2, 512, 3), norms up to 1
    ```
    """

    def __init__(self, num_points, normalize=True, **kwargs):
        kwargs.setdefault("autocast", False)
        super().__init__(**kwargs)
        self.num_points = num_points
        self.normalize = normalize
        self.built = True

    def call(self, points):
        check_points(points)
        points = ops.cast(points, "float32")
        if self.normalize:
            points = points - ops.mean(points, axis=1, keepdims=True)
            squared = ops.sum(ops.square(points), axis=-1, keepdims=True)
            radius = ops.sqrt(ops.max(squared, axis=1, keepdims=True))
            points = points / ops.maximum(radius, 1e-12)
        return gather_points(points, farthest_point_sample(points, self.num_points))

    def compute_output_spec(self, points):
        check_points(points)
        return keras.KerasTensor((points.shape[0], self.num_points, 3), "float32")

    def get_config(self):
        return {
            **super().get_config(),
            "num_points": self.num_points,
            "normalize": self.normalize,
        }
