"""The encoder of ReCon."""

import collections

import keras
from keras import ops

from keras_recon.layers import MLP, LearnedTokens, PointPatchEmbedding, ReConBlock
from keras_recon.layers.block_stack import block_stack
from keras_recon.models.backbone import Backbone

QUERIES = ("class_token", "image_token", "text_token")


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConBackbone(Backbone):
    """Encoder of ReCon: patches of points, three learned queries, two-stream blocks.

    The published sizes are presets: `recon_base`, `recon_small`, `recon_tiny`; `recon_nano` is
    for a laptop's processor.

    Args:
        shared_query: Whether one learned query serves as class, image and text query: the paper's
            ablation. Its token then goes under all three names.
        **kwargs: The sizes, from `dim` to `stochastic_depth`, and `name`, `dtype` and the like,
            as of `Backbone`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, N at least `max(num_groups, group_size)`;
            centred, within the unit sphere, upright along y.
        training: Whether batch statistics and stochastic depth are on.

    Returns:
        A dict of float tensors: `"class_token"`, `"image_token"`, `"text_token"` of shape
        `(B, C)`, `"group_tokens"` `(B, G, C)`, all after the final norm, and `"centers"`
        `(B, G, 3)`.

    Raises:
        ValueError: If the points are not as described.

    Example:

    ```python
    import numpy as np
    import keras_recon

    backbone = keras_recon.ReConBackbone.from_preset("recon_nano")
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 512, 3)).astype("float32")
    backbone(points)["class_token"]
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    query_names = QUERIES

    def __init__(self, shared_query=False, **kwargs):
        super().__init__(**kwargs)
        self.shared_query = shared_query

        # === Layers ===
        dim, policy = self.dim, self.dtype_policy
        self.patch_embedding = PointPatchEmbedding(
            dim, self.patch_widths, dtype=policy, name="patch_embedding"
        )
        self.position_embedding = MLP(
            self.position_width, dim, dtype=policy, name="position_embedding"
        )
        count = 1 if shared_query else len(QUERIES)
        self.queries = LearnedTokens(count, dim, with_positions=True, dtype=policy, name="queries")
        self.blocks = block_stack(
            ReConBlock,
            self.depth,
            dim,
            self.num_heads,
            self.mlp_ratio,
            self.stochastic_depth,
            policy,
        )
        self.norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="norm")
        self.build()

    def build_layers(self):
        queries, tokens = (None, self.queries.count, self.dim), (None, None, self.dim)
        self.patch_embedding.build((None, self.num_groups, self.group_size, 3))
        self.position_embedding.build((None, None, 3))
        self.queries.build()
        for block in self.blocks:
            block.build(queries, tokens)
        self.norm.build(tokens)

    def call(self, points, training=False):
        patches, centers = self.group(points)
        tokens = self.patch_embedding(patches, training=training)
        queries, tokens = self.encode(tokens, centers, training=training)
        return {**self.name_queries(queries), "group_tokens": tokens, "centers": centers}

    def encode(self, tokens, centers, stop_gradient=False, training=False):
        """Run the blocks over the queries and the embedded patches.

        Args:
            tokens: Float tensor of shape `(B, T, C)`: embedded patches, all or only visible ones.
            centers: Float tensor of shape `(B, T, 3)`: their centres.
            stop_gradient: Whether gradients of the queries stop before the patches' tokens.
            training: Whether stochastic depth is on.

        Returns:
            Queries `(B, Q, C)`, three of them or a shared one, and tokens `(B, T, C)`, both after
            the final norm.
        """
        blocks = self.run_blocks(tokens, centers, stop_gradient, training)
        [(queries, tokens)] = collections.deque(blocks, maxlen=1)
        return self.norm(queries), self.norm(tokens)

    def run_blocks(self, tokens, centers, stop_gradient=False, training=False):
        """Run the blocks as `encode` does and give what each of them gives.

        Args:
            tokens: Float tensor of shape `(B, T, C)`.
            centers: Float tensor of shape `(B, T, 3)`.
            stop_gradient: Whether gradients of the queries stop before the patches' tokens.
            training: Whether stochastic depth is on.

        Yields:
            For each block its queries `(B, 3, C)` and tokens `(B, T, C)`, before the final norm.
        """
        positions = self.position_embedding(centers)
        queries, query_positions = self.queries(tokens)
        for block in self.blocks:
            queries, tokens = block(
                queries + query_positions,
                tokens + positions,
                stop_gradient=stop_gradient,
                training=training,
            )
            yield queries, tokens

    def encode_masked(self, patches, centers, num_visible, stop_gradient=True, training=False):
        # Hidden patches have no token, but count in the batch statistics.
        tokens = self.patch_embedding(patches, num_tokens=num_visible, training=training)
        queries, tokens = self.encode(
            tokens, centers[:, :num_visible], stop_gradient=stop_gradient, training=training
        )
        return self.name_queries(queries), tokens

    def name_queries(self, queries):
        """Split `(B, Q, C)` into the class, image and text token, `(B, C)` each, by name."""
        tokens = ops.unstack(queries, self.queries.count, axis=1)
        return dict(zip(QUERIES, tokens * (len(QUERIES) // len(tokens)), strict=True))

    def get_config(self):
        return {**super().get_config(), "shared_query": self.shared_query}
