"""Local patches of a point cloud."""

import keras
from keras import ops

from keras_recon.ops import farthest_point_sample, gather_points, k_nearest_neighbors


@keras.saving.register_keras_serializable(package="keras_recon")
class PointGrouping(keras.layers.Layer):
    """Split a point cloud into overlapping patches around well-spread centres.

    Farthest point sampling picks the centres; the nearest points of each centre, minus the
    centre, are its patch. Coordinates stay float32 under every dtype policy, because bfloat16
    coordinates change which points are picked.

    Args:
        num_groups: Number of patches, G.
        group_size: Points in each patch, S.
        **kwargs: `name` and the like, for `keras.layers.Layer`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, N at least `max(num_groups, group_size)`.

    Returns:
        A tuple of patches `(B, G, S, 3)`, relative to their centre and nearest point first, and
        centres `(B, G, 3)`; both float32.

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
        centers = gather_points(points, farthest_point_sample(points, self.num_groups))
        neighbors = k_nearest_neighbors(points, centers, self.group_size)
        return gather_points(points, neighbors) - ops.expand_dims(centers, 2), centers

    def compute_output_spec(self, points):
        batch = points.shape[0]
        return (
            keras.KerasTensor((batch, self.num_groups, self.group_size, 3), "float32"),
            keras.KerasTensor((batch, self.num_groups, 3), "float32"),
        )

    def get_config(self):
        return {
            **super().get_config(),
            "num_groups": self.num_groups,
            "group_size": self.group_size,
        }
