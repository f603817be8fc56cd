"""Features of patches, carried back to the points."""

import keras
from keras import ops

from keras_recon.layers.batch_normalization import BatchNormalization
from keras_recon.layers.dense import dense
from keras_recon.ops import interpolate_features


@keras.saving.register_keras_serializable(package="keras_recon")
class FeaturePropagation(keras.layers.Layer):
    r"""Interpolate the patches' features at the points, then two dense layers at each point.

    $$g(p) = \mathrm{ReLU}(\mathrm{BN}(W_2\,
      \mathrm{ReLU}(\mathrm{BN}(W_1 [p, \mathrm{interpolate}(f)(p)]))))$$

    Interpolation is linear, so the patches' half of $W_1$ is applied to the patches, which are
    fewer than the points, ahead of it: the same numbers.

    Args:
        hidden_dim: Width of the first dense layer.
        dim: Width D of the output.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`.
        centers: Float tensor of shape `(B, G, 3)`.
        features: Float tensor of shape `(B, G, C)`: those of the patches around the centres.
        training: Whether batch normalization uses the statistics of the batch.

    Returns:
        Float tensor of shape `(B, N, D)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    random = np.random.default_rng(0)
    points = random.normal(size=(2, 100, 3)).astype("float32")
    features = random.normal(size=(2, 10, 16)).astype("float32")
    layer = keras_recon.layers.FeaturePropagation(hidden_dim=64, dim=32)
    layer(points, points[:, :10], features)  # (2, 100, 32)
    ```

    Reference:
        - [Qi et al., PointNet++, 2017](https://arxiv.org/abs/1706.02413)
    """

    def __init__(self, hidden_dim, dim, **kwargs):
        # Coordinates stay float32: neighbours are searched among them.
        kwargs.setdefault("autocast", False)
        super().__init__(**kwargs)
        self.hidden_dim = hidden_dim
        self.dim = dim

        policy = self.dtype_policy
        self.point_half = dense(hidden_dim, policy, "point_half")
        self.patch_half = dense(hidden_dim, policy, "patch_half", use_bias=False)
        self.hidden_norm = BatchNormalization(dtype=self.dtype_policy, name="hidden_norm")
        self.output_dense = dense(dim, policy, "output_dense")
        self.output_norm = BatchNormalization(dtype=self.dtype_policy, name="output_norm")

    def build(self, points_shape, centers_shape, features_shape):
        self.point_half.build(points_shape)
        self.patch_half.build(features_shape)
        self.hidden_norm.build((None, self.hidden_dim))
        self.output_dense.build((None, None, self.hidden_dim))
        self.output_norm.build((None, self.dim))

    def call(self, points, centers, features, training=False):
        interpolated = interpolate_features(points, centers, self.patch_half(features))
        hidden = self.hidden_norm(self.point_half(points) + interpolated, training=training)
        outputs = self.output_dense(ops.relu(hidden))
        return ops.relu(self.output_norm(outputs, training=training))

    def compute_output_shape(self, points_shape, centers_shape, features_shape):
        return (*points_shape[:-1], self.dim)

    def get_config(self):
        return {**super().get_config(), "hidden_dim": self.hidden_dim, "dim": self.dim}
