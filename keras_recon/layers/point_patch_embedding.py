"""Mini-PointNet that turns each patch of points into a token."""

import keras
from keras import ops

from keras_recon.layers.batch_normalization import BatchNormalization
from keras_recon.layers.initializers import truncated_normal


@keras.saving.register_keras_serializable(package="keras_recon")
class PointPatchEmbedding(keras.layers.Layer):
    r"""Embed patches of points with a small PointNet.

    $$h_i = W_2\,\mathrm{ReLU}(\mathrm{BN}(W_1 p_i)), \quad
      t = \max_i W_4\,\mathrm{ReLU}(\mathrm{BN}(W_3 [\max_j h_j, h_i]))$$

    $W_3 [\max_j h_j, h_i]$ is computed as the sum of a product for the patch and one for each of
    its points: the same numbers, with the patch's half computed once instead of S times.

    Args:
        dim: Width C of the tokens.
        widths: Widths of the three hidden layers; (128, 256, 512) as published.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        patches: Float tensor of shape `(B, G, S, 3)`, coordinates relative to the patch's centre.
        training: Whether batch normalization uses the statistics of the batch.

    Returns:
        Float tensor of shape `(B, G, C)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    patches = np.random.default_rng(0).normal(size=(2, 16, 8, 3)).astype("float32")
    keras_recon.layers.PointPatchEmbedding(dim=96)(patches)  # (2, 16, 96)
    ```

    Reference:
        - [Qi et al., PointNet, 2017](https://arxiv.org/abs/1612.00593)
        - [Yu et al., Point-BERT, 2022](https://arxiv.org/abs/2111.14819)
    """

    def __init__(self, dim, widths=(128, 256, 512), **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.widths = tuple(widths)

        def dense(units, name, use_bias=True):
            return keras.layers.Dense(
                units,
                use_bias=use_bias,
                kernel_initializer=truncated_normal(),
                dtype=self.dtype_policy,
                name=name,
            )

        self.point_dense = dense(self.widths[0], "point_dense")
        self.point_norm = BatchNormalization(dtype=self.dtype_policy, name="point_norm")
        self.feature_dense = dense(self.widths[1], "feature_dense")
        self.patch_half = dense(self.widths[2], "patch_half")
        self.point_half = dense(self.widths[2], "point_half", use_bias=False)
        self.patch_norm = BatchNormalization(dtype=self.dtype_policy, name="patch_norm")
        self.output_dense = dense(dim, "output_dense")

    def build(self, patches_shape):
        self.point_dense.build((None, patches_shape[-1]))
        self.point_norm.build((None, self.widths[0]))
        self.feature_dense.build((None, self.widths[0]))
        self.patch_half.build((None, self.widths[1]))
        self.point_half.build((None, self.widths[1]))
        self.patch_norm.build((None, self.widths[2]))
        self.output_dense.build((None, self.widths[2]))

    def call(self, patches, training=False):
        batch, groups, size, channels = ops.shape(patches)

        def by_patch(rows):
            return ops.reshape(rows, (-1, size, rows.shape[-1]))

        # All points as rows of one matrix: one large product a layer.
        points = self.point_dense(ops.reshape(patches, (-1, channels)))
        points = ops.relu(self.point_norm(points, training=training))
        points = self.feature_dense(points)
        patch = self.patch_half(ops.max(by_patch(points), axis=1))
        points = by_patch(self.point_half(points)) + ops.expand_dims(patch, 1)
        points = ops.reshape(points, (-1, self.widths[2]))
        points = ops.relu(self.patch_norm(points, training=training))
        tokens = ops.max(by_patch(self.output_dense(points)), axis=1)
        return ops.reshape(tokens, (batch, groups, self.dim))

    def compute_output_shape(self, patches_shape):
        return (*patches_shape[:2], self.dim)

    def get_config(self):
        return {**super().get_config(), "dim": self.dim, "widths": self.widths}
