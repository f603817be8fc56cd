"""The encoder of the two-tower ablation."""

import keras
from keras import ops

from keras_recon.layers import LearnedTokens, PatchTransformer
from keras_recon.models.backbone import Backbone

QUERIES = ("image_token", "text_token")


@keras.saving.register_keras_serializable(package="keras_recon")
class TwoTowerBackbone(Backbone):
    """Two separate encoders in place of the two streams of `ReConBackbone`: the paper's ablation.

    The reconstruction tower sees patches alone, only the visible ones in pretraining; the
    contrast tower sees all patches, with an image and a text query. They share nothing.

    Args:
        **kwargs: The sizes, from `dim` to `stochastic_depth`, and `name`, `dtype` and the like,
            as of `Backbone`; `depth` is the number of blocks of each tower.

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

    def __init__(self, **kwargs):
        super().__init__(**kwargs)

        # === Layers ===
        def tower(name):
            return PatchTransformer(
                self.dim,
                self.depth,
                self.num_heads,
                self.patch_widths,
                self.position_width,
                self.mlp_ratio,
                self.stochastic_depth,
                dtype=self.dtype_policy,
                name=name,
            )

        self.reconstruction_tower = tower("reconstruction_tower")
        self.contrast_tower = tower("contrast_tower")
        self.queries = LearnedTokens(
            len(QUERIES), self.dim, with_positions=True, dtype=self.dtype_policy, name="queries"
        )
        self.build()

    def build_layers(self):
        self.reconstruction_tower.build((None, self.num_groups, self.group_size, 3))
        self.contrast_tower.build((None, self.num_groups, self.group_size, 3))
        self.queries.build()

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
        # Nothing leads from the queries to the visible tokens: there is no gradient to stop.
        tokens = self.reconstruction_tower(
            patches, centers, num_tokens=num_visible, training=training
        )
        return self.encode_queries(patches, centers, training=training), tokens
