"""The two-stream block of ReCon++."""

import keras
from keras import ops

from keras_recon.layers.transformer_block import TransformerBlock


@keras.saving.register_keras_serializable(package="keras_recon")
class ReCon2Block(keras.layers.Layer):
    """Two plain transformer blocks: one for the patches, then one for the queries that read them.

    Patches attend to themselves. Queries cross-attend to what *this* block made of the patches,
    which goes through the queries' own norm. Queries, keys and values have biases.

    Args:
        dim: Width C of the tokens.
        num_heads: Number of attention heads.
        mlp_ratio: Hidden width of the MLPs, in units of `dim`.
        stochastic_depth: Chance of dropping a branch while training.
        layer_scale: What the learned scale of each of the four branches begins with; None for none.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        queries: Float tensor of shape `(B, Q, C)`.
        local_tokens: Float tensor of shape `(B, T, C)`, positions added.
        stop_gradient: Whether gradients of the queries stop before the local tokens.
        training: Whether stochastic depth is on.

    Returns:
        A tuple of queries and local tokens, in the shapes given.

    Example:

    ```python
    import numpy as np
    import keras_recon

    random = np.random.default_rng(0)
    queries = random.normal(size=(2, 4, 96)).astype("float32")
    local_tokens = random.normal(size=(2, 13, 96)).astype("float32")
    block = keras_recon.layers.ReCon2Block(dim=96, num_heads=4)
    queries, local_tokens = block(queries, local_tokens)
    ```

    Reference:
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766)
    """

    def __init__(
        self, dim, num_heads, mlp_ratio=4, stochastic_depth=0.0, layer_scale=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.dim = dim
        self.num_heads = num_heads
        self.mlp_ratio = mlp_ratio
        self.stochastic_depth = stochastic_depth
        self.layer_scale = layer_scale

        def block(name):
            return TransformerBlock(
                dim,
                num_heads,
                mlp_ratio,
                stochastic_depth,
                use_bias=True,
                layer_scale=layer_scale,
                dtype=self.dtype_policy,
                name=name,
            )

        self.local_block = block("local_block")
        self.query_block = block("query_block")

    def build(self, queries_shape, local_tokens_shape):
        self.local_block.build(local_tokens_shape)
        self.query_block.build(queries_shape, local_tokens_shape)

    def call(self, queries, local_tokens, stop_gradient=False, training=False):
        local_tokens = self.local_block(local_tokens, training=training)
        context = ops.stop_gradient(local_tokens) if stop_gradient else local_tokens
        return self.query_block(queries, context, training=training), local_tokens

    def compute_output_shape(self, queries_shape, local_tokens_shape):
        return queries_shape, local_tokens_shape

    def get_config(self):
        return {
            **super().get_config(),
            "dim": self.dim,
            "num_heads": self.num_heads,
            "mlp_ratio": self.mlp_ratio,
            "stochastic_depth": self.stochastic_depth,
            "layer_scale": self.layer_scale,
        }
