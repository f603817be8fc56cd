"""The two-stream block of ReCon."""

import keras
from keras import ops

from keras_recon.layers.attention import Attention
from keras_recon.layers.mlp import MLP
from keras_recon.layers.stochastic_depth import StochasticDepth


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConBlock(keras.layers.Layer):
    """Transformer block of two streams: the queries, and the local tokens that they read.

    Both streams are normalized first, *and the residual starts from the normalized values*.
    Queries cross-attend to the normalized local tokens, local tokens attend to themselves; then
    each has a second norm (again the residual starts from it) and an MLP.

    Args:
        dim: Width C of the tokens.
        num_heads: Number of attention heads.
        mlp_ratio: Hidden width of the MLPs, in units of `dim`.
        stochastic_depth: Chance of dropping a branch while training.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        queries: Float tensor of shape `(B, Q, C)`, positions added.
        local_tokens: Float tensor of shape `(B, T, C)`, positions added.
        stop_gradient: Whether gradients of the queries stop before the local tokens: True in
            pretraining, so that the teachers don't disturb the reconstruction.
        training: Whether stochastic depth is on.

    Returns:
        A tuple of queries and local tokens, in the shapes given.

    Example:

    ```python
    import numpy as np
    import keras_recon

    random = np.random.default_rng(0)
    queries = random.normal(size=(2, 3, 96)).astype("float32")
    local_tokens = random.normal(size=(2, 13, 96)).astype("float32")
    block = keras_recon.layers.ReConBlock(dim=96, num_heads=4)
    queries, local_tokens = block(queries, local_tokens)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    def __init__(self, dim, num_heads, mlp_ratio=4, stochastic_depth=0.0, **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.num_heads = num_heads
        self.mlp_ratio = mlp_ratio
        self.stochastic_depth = stochastic_depth

        def norm(name):
            return keras.layers.LayerNormalization(epsilon=1e-5, dtype=self.dtype_policy, name=name)

        self.query_norm = norm("query_norm")
        self.query_attention = Attention(
            dim, num_heads, dtype=self.dtype_policy, name="query_attention"
        )
        self.query_mlp_norm = norm("query_mlp_norm")
        self.query_mlp = MLP(mlp_ratio * dim, dim, dtype=self.dtype_policy, name="query_mlp")
        self.local_norm = norm("local_norm")
        self.local_attention = Attention(
            dim, num_heads, dtype=self.dtype_policy, name="local_attention"
        )
        self.local_mlp_norm = norm("local_mlp_norm")
        self.local_mlp = MLP(mlp_ratio * dim, dim, dtype=self.dtype_policy, name="local_mlp")
        self.drop = StochasticDepth(stochastic_depth, dtype=self.dtype_policy, name="drop")

    def build(self, queries_shape, local_tokens_shape):
        self.query_norm.build(queries_shape)
        self.query_attention.build(queries_shape, local_tokens_shape)
        self.query_mlp_norm.build(queries_shape)
        self.query_mlp.build(queries_shape)
        self.local_norm.build(local_tokens_shape)
        self.local_attention.build(local_tokens_shape)
        self.local_mlp_norm.build(local_tokens_shape)
        self.local_mlp.build(local_tokens_shape)

    def call(self, queries, local_tokens, stop_gradient=False, training=False):
        def drop(branch):
            return self.drop(branch, training=training)

        queries = self.query_norm(queries)
        local_tokens = self.local_norm(local_tokens)
        context = ops.stop_gradient(local_tokens) if stop_gradient else local_tokens
        queries = self.query_mlp_norm(queries + drop(self.query_attention(queries, context)))
        local_tokens = self.local_mlp_norm(local_tokens + drop(self.local_attention(local_tokens)))
        return (
            queries + drop(self.query_mlp(queries)),
            local_tokens + drop(self.local_mlp(local_tokens)),
        )

    def compute_output_shape(self, queries_shape, local_tokens_shape):
        return queries_shape, local_tokens_shape

    def get_config(self):
        return {
            **super().get_config(),
            "dim": self.dim,
            "num_heads": self.num_heads,
            "mlp_ratio": self.mlp_ratio,
            "stochastic_depth": self.stochastic_depth,
        }
