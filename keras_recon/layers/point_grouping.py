"""Local patches of a point cloud."""

import keras
from keras import ops

from keras_recon.ops import farthest_point_sample, gather_points, k_nearest_neighbors


@keras.saving.register_keras_serializable(package="keras_recon")
class PointGrouping(keras.layers.Layer):
    """Split a point cloud into overlapping patches around well-spread centres.

    Farthest point sampling picks the centres; the nearest points of each centre, minus the
    centre, are its patch. What points have beside coordinates, such as a colour, has no influence
    on either and stays as it is. All is float32 under every dtype policy, because bfloat16
    coordinates change which points are picked.

    Args:
        num_groups: Number of patches, G.
        group_size: Points in each patch, S.
        **kwargs: `name` and the like, for `keras.layers.Layer`.

    Call arguments:
        points: Float tensor of shape `(B, N, D)`, N at least `max(num_groups, group_size)`: x, y,
            z, then D - 3 others.

    Returns:
        A tuple of patches `(B, G, S, D)`, x, y, z relative to their centre, nearest point first,
        and centres `(B, G, 3)`; both float32.

    Example:

    ```python
    import numpy as np
    import keras_recon

    points = np.random.default_rng(0).normal(size=(2, 256, 3)).astype("float32")
    patches, centers = keras_recon.layers.PointGrouping(num_groups=16, group_size=8)(points)
    ```

    Reference:
        - [Yu et al., Point-BERT, 2022](https://arxiv.org/abs/2111.14819)
    """

    def __init__(self, num_groups, group_size, **kwargs):
        kwargs.setdefault("autocast", False)
        super().__init__(**kwargs)
        self.num_groups = num_groups
        self.group_size = group_size
        self.built = True

    def call(self, points):
        points = ops.cast(points, "float32")
        coordinates, others = points[..., :3], points.shape[-1] - 3
        centers = gather_points(coordinates, farthest_point_sample(coordinates, self.num_groups))
        patches = gather_points(points, k_nearest_neighbors(coordinates, centers, self.group_size))
        subtracted = ops.pad(centers, [[0, 0], [0, 0], [0, others]]) if others else centers
        return patches - ops.expand_dims(subtracted, 2), centers

    def compute_output_spec(self, points):
        batch, _, channels = points.shape
        return (
            keras.KerasTensor((batch, self.num_groups, self.group_size, channels), "float32"),
            keras.KerasTensor((batch, self.num_groups, 3), "float32"),
        )

    def get_config(self):
        return {
            **super().get_config(),
            "num_groups": self.num_groups,
            "group_size": self.group_size,
        }
