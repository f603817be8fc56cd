"""A plain transformer over patches of points."""

import keras
from keras import ops

from keras_recon.layers.block_stack import block_stack
from keras_recon.layers.mlp import MLP
from keras_recon.layers.point_patch_embedding import PointPatchEmbedding
from keras_recon.layers.transformer_block import TransformerBlock


@keras.saving.register_keras_serializable(package="keras_recon")
class PatchTransformer(keras.layers.Layer):
    """Plain transformer over patches of points: one tower of `TwoTowerBackbone`.

    Positions are added before every block.

    Args:
        dim: Width C of the tokens.
        depth: Number of blocks.
        num_heads: Number of attention heads.
        patch_widths: Widths of the three hidden layers of the patch embedding.
        position_width: Hidden width of the position embedding.
        mlp_ratio: Hidden width of the blocks' MLPs, in units of `dim`.
        stochastic_depth: Chance of dropping a branch of the last block; grows linearly from 0 at
            the first.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        patches: Float tensor of shape `(B, G, S, 3)`, coordinates relative to the patch's centre.
        centers: Float tensor of shape `(B, G, 3)`.
        queries: Learned tokens and their positions, a tuple of `(B, Q, C)` each; Q = 0 if not
            given.
        num_tokens: Number T of patches, the first ones, to encode; all if not given. The other
            ones count in the batch statistics alone.
        training: Whether batch statistics and stochastic depth are on.

    Returns:
        Float tensor of shape `(B, Q + T, C)` after the final norm: queries, then patches.

    Example:

    ```python
    import numpy as np
    import keras_recon

    random = np.random.default_rng(0)
    patches = random.normal(size=(2, 16, 8, 3)).astype("float32")
    centers = random.normal(size=(2, 16, 3)).astype("float32")
    keras_recon.layers.PatchTransformer(dim=96, depth=2, num_heads=4)(patches, centers)
    ```

    Reference:
        - [Pang et al., Masked Autoencoders for Point Cloud Self-supervised Learning,
          2022](https://arxiv.org/abs/2203.06604)
    """

    def __init__(
        self,
        dim,
        depth,
        num_heads,
        patch_widths=(128, 256, 512),
        position_width=128,
        mlp_ratio=4,
        stochastic_depth=0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.dim = dim
        self.depth = depth
        self.num_heads = num_heads
        self.patch_widths = tuple(patch_widths)
        self.position_width = position_width
        self.mlp_ratio = mlp_ratio
        self.stochastic_depth = stochastic_depth
        policy = self.dtype_policy
        self.patch_embedding = PointPatchEmbedding(
            dim, self.patch_widths, dtype=policy, name="patch_embedding"
        )
        self.position_embedding = MLP(position_width, dim, dtype=policy, name="position_embedding")
        self.blocks = block_stack(
            TransformerBlock, depth, dim, num_heads, mlp_ratio, stochastic_depth, policy
        )
        self.norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="norm")

    def build(self, patches_shape, centers_shape=None):
        self.patch_embedding.build(patches_shape)
        self.position_embedding.build((None, None, 3))
        for layer in (*self.blocks, self.norm):
            layer.build((None, None, self.dim))

    def call(self, patches, centers, queries=None, num_tokens=None, training=False):
        tokens = self.patch_embedding(patches, num_tokens=num_tokens, training=training)
        positions = self.position_embedding(centers[:, :num_tokens])
        if queries is not None:
            tokens = ops.concatenate([queries[0], tokens], axis=1)
            positions = ops.concatenate([queries[1], positions], axis=1)
        for block in self.blocks:
            tokens = block(tokens + positions, training=training)
        return self.norm(tokens)

    def compute_output_spec(self, patches, centers, queries=None, num_tokens=None, training=False):
        batch, groups = patches.shape[:2]
        count = (num_tokens or groups) + (0 if queries is None else queries[0].shape[1])
        return keras.KerasTensor((batch, count, self.dim), self.compute_dtype)

    def get_config(self):
        return {
            **super().get_config(),
            "dim": self.dim,
            "depth": self.depth,
            "num_heads": self.num_heads,
            "patch_widths": self.patch_widths,
            "position_width": self.position_width,
            "mlp_ratio": self.mlp_ratio,
            "stochastic_depth": self.stochastic_depth,
        }
