"""What the encoders of ReCon and ReCon++ share."""

import collections

import keras

from keras_recon.layers import MLP, PointPatchEmbedding
from keras_recon.layers.block_stack import block_stack
from keras_recon.models.backbone import Backbone


class TwoStreamBackbone(Backbone):
    """Base class of encoders whose blocks take learned queries beside the patches.

    A subclass calls `add_layers` in its `__init__`, and names its queries in `name_queries`.

    Args:
        **kwargs: As of `Backbone`.

    Example:

    ```python
    import keras_recon
    from keras_recon.models.two_stream_backbone import TwoStreamBackbone

    backbone = TwoStreamBackbone.from_preset("recon_nano")  # a ReConBackbone
    ```
    """

    def add_layers(self, queries, block, query_norm=None, **options):
        """Make the layers.

        Args:
            queries: `LearnedTokens`.
            block: Class of the blocks, which take and give queries and patches.
            query_norm: The final norm of the queries; None for that of the patches.
            **options: Further arguments of that class.
        """
        policy = self.dtype_policy
        self.patch_embedding = PointPatchEmbedding(
            self.dim, self.patch_widths, dtype=policy, name="patch_embedding"
        )
        self.position_embedding = MLP(
            self.position_width, self.dim, dtype=policy, name="position_embedding"
        )
        self.queries = queries
        self.blocks = block_stack(
            block,
            self.depth,
            self.dim,
            self.num_heads,
            self.mlp_ratio,
            self.stochastic_depth,
            policy,
            **options,
        )
        self.norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="norm")
        self.query_norm = query_norm

    def build_layers(self):
        queries, tokens = (None, self.queries.count, self.dim), (None, None, self.dim)
        self.patch_embedding.build((None, self.num_groups, self.group_size, self.channels))
        self.position_embedding.build((None, None, 3))
        self.queries.build()
        for block in self.blocks:
            block.build(queries, tokens)
        self.norm.build(tokens)
        if self.query_norm is not None:
            self.query_norm.build(queries)

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
            Queries `(B, Q, C)`, as many as are learned, and tokens `(B, T, C)`, both after the
            final norm.
        """
        blocks = self.run_blocks(tokens, centers, stop_gradient, training)
        [(queries, tokens)] = collections.deque(blocks, maxlen=1)
        return self.normalize_queries(queries), self.norm(tokens)

    def normalize_queries(self, queries):
        """Apply the final norm of the queries."""
        return (self.norm if self.query_norm is None else self.query_norm)(queries)

    def run_blocks(self, tokens, centers, stop_gradient=False, training=False):
        """Run the blocks as `encode` does and give what each of them gives.

        Args:
            tokens: Float tensor of shape `(B, T, C)`.
            centers: Float tensor of shape `(B, T, 3)`.
            stop_gradient: Whether gradients of the queries stop before the patches' tokens.
            training: Whether stochastic depth is on.

        Yields:
            For each block its queries `(B, Q, C)` and tokens `(B, T, C)`, before the final norm.
        """
        positions = self.position_embedding(centers)
        queries, query_positions = self.queries(tokens), 0
        if self.queries.with_positions:
            queries, query_positions = queries
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
        """Split the queries `(B, Q, C)` into those of each kind, by name."""
        raise NotImplementedError
