"""The encoder of the two-tower ablation."""

import keras
from keras import ops

from keras_recon.layers import LearnedTokens, PatchTransformer, PointGrouping
from keras_recon.models.patch_backbone_mixin import PatchBackboneMixin

QUERIES = ("image_token", "text_token")


@keras.saving.register_keras_serializable(package="keras_recon")
class TwoTowerBackbone(PatchBackboneMixin, keras.Model):
    """Two separate encoders in place of the two streams of `ReConBackbone`: the paper's ablation.

    The reconstruction tower sees patches alone, only the visible ones in pretraining; the
    contrast tower sees all patches, with an image and a text query. They share nothing.

    Args:
        dim: Width C of the tokens.
        depth: Number of blocks of each tower.
        num_heads: Number of attention heads; divides `dim`.
        num_groups: Patches of each shape, G.
        group_size: Points in each patch, S.
        patch_widths: Widths of the three hidden layers of the patch embeddings.
        position_width: Hidden width of the position embeddings.
        mlp_ratio: Hidden width of the blocks' MLPs, in units of `dim`.
        stochastic_depth: Chance of dropping a branch of the last block; grows linearly from 0 at
            the first.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, N at least `max(num_groups, group_size)`;
            centred, within the unit sphere, upright along y.
        training: Whether batch statistics and stochastic depth are on.

    Returns:
        A dict of float tensors: `"image_token"`, `"text_token"` of shape `(B, C)` from the
        contrast tower, `"group_tokens"` `(B, G, C)` from the reconstruction tower, all after the
        tower's final norm, and `"centers"` `(B, G, 3)`.

    Raises:
        ValueError: If the points are not as described.

    Example:

    ```python
    import numpy as np
    import keras_recon

    backbone = keras_recon.TwoTowerBackbone.from_preset("two_tower_nano")
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 512, 3)).astype("float32")
    backbone(points)["image_token"]
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    query_names = QUERIES

    def __init__(
        self,
        dim=384,
        depth=12,
        num_heads=6,
        num_groups=64,
        group_size=32,
        patch_widths=(128, 256, 512),
        position_width=128,
        mlp_ratio=4,
        stochastic_depth=0.1,
        **kwargs,
    ):
        # Coordinates reach the grouping in float32, whatever the dtype policy.
        super().__init__(autocast=False, **kwargs)
        self.dim = dim
        self.depth = depth
        self.num_heads = num_heads
        self.num_groups = num_groups
        self.group_size = group_size
        self.patch_widths = tuple(patch_widths)
        self.position_width = position_width
        self.mlp_ratio = mlp_ratio
        self.stochastic_depth = stochastic_depth

        # === Layers ===
        def tower(name):
            return PatchTransformer(
                dim,
                depth,
                num_heads,
                self.patch_widths,
                position_width,
                mlp_ratio,
                stochastic_depth,
                dtype=self.dtype_policy,
                name=name,
            )

        self.grouping = PointGrouping(num_groups, group_size, name="grouping")
        self.reconstruction_tower = tower("reconstruction_tower")
        self.contrast_tower = tower("contrast_tower")
        self.queries = LearnedTokens(
            len(QUERIES), dim, with_positions=True, dtype=self.dtype_policy, name="queries"
        )
        self.build()

    def build(self, input_shape=None):
        if self.built:
            return
        self.reconstruction_tower.build((None, self.num_groups, self.group_size, 3))
        self.contrast_tower.build((None, self.num_groups, self.group_size, 3))
        self.queries.build()
        self.built = True

    def call(self, points, training=False):
        patches, centers = self.group(points)
        tokens = self.reconstruction_tower(patches, centers, training=training)
        queries = self.encode_queries(patches, centers, training=training)
        return {**queries, "group_tokens": tokens, "centers": centers}

    def encode_queries(self, patches, centers, training=False):
        """Run the contrast tower.

        Args:
            patches: Float tensor of shape `(B, G, S, 3)`.
            centers: Float tensor of shape `(B, G, 3)`: their centres.
            training: Whether batch statistics and stochastic depth are on.

        Returns:
            The image and the text token by name, `(B, C)` each.
        """
        queries = self.queries(centers)
        tokens = self.contrast_tower(patches, centers, queries=queries, training=training)
        return dict(zip(QUERIES, ops.unstack(tokens[:, : len(QUERIES)], axis=1), strict=True))

    def encode_masked(self, patches, centers, num_visible, stop_gradient=True, training=False):
        """Encode the visible patches for pretraining, and the queries of all patches.

        Args:
            patches: Float tensor of shape `(B, G, S, 3)`: the visible patches first.
            centers: Float tensor of shape `(B, G, 3)`: their centres.
            num_visible: Number V of visible patches.
            stop_gradient: Without effect: nothing leads from the queries to the visible tokens.
            training: Whether batch statistics and stochastic depth are on.

        Returns:
            The queries by name, `(B, C)` each, and the visible tokens `(B, V, C)`.
        """
        tokens = self.reconstruction_tower(
            patches, centers, num_tokens=num_visible, training=training
        )
        return self.encode_queries(patches, centers, training=training), tokens
