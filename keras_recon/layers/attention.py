"""Multi-head attention, self or cross, with one kernel for queries, keys and values."""

import keras
from keras import ops

from keras_recon.layers.dense import dense
from keras_recon.layers.initializers import truncated_normal


@keras.saving.register_keras_serializable(package="keras_recon")
class Attention(keras.layers.Layer):
    r"""Multi-head attention, by default without bias on queries, keys and values.

    $$\mathrm{softmax}(Q K^\top / \sqrt{d})\, V$$ for each head, then a dense layer with bias.

    Args:
        dim: Width C of the tokens.
        num_heads: Number of heads; divides `dim`.
        use_bias: Whether queries, keys and values have a bias.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        tokens: Float tensor of shape `(B, T, C)`: what attends.
        context: Float tensor of shape `(B, U, C)`: what is attended to; `tokens` if not given.

    Returns:
        Float tensor of shape `(B, T, C)`.

    Raises:
        ValueError: If `num_heads` doesn't divide `dim`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    tokens = np.random.default_rng(0).normal(size=(2, 16, 96)).astype("float32")
    keras_recon.layers.Attention(dim=96, num_heads=4)(tokens)  # (2, 16, 96)
    ```

    Reference:
        - [Vaswani et al., Attention Is All You Need, 2017](https://arxiv.org/abs/1706.03762)
    """

    def __init__(self, dim, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        if dim % num_heads:
            raise ValueError(
                "`num_heads` must divide `dim` without a remainder. "
                f"Received: num_heads={num_heads}, dim={dim}"
            )
        self.dim = dim
        self.num_heads = num_heads
        self.use_bias = use_bias
        self.output_dense = dense(dim, self.dtype_policy, "output_dense")

    def build(self, tokens_shape, context_shape=None):
        self.query_key_value = self.add_weight(
            shape=(self.dim, 3 * self.dim), initializer=truncated_normal(), name="query_key_value"
        )
        if self.use_bias:
            self.query_key_value_bias = self.add_weight(
                shape=(3 * self.dim,), initializer="zeros", name="query_key_value_bias"
            )
        self.output_dense.build(tokens_shape)

    def call(self, tokens, context=None):
        if context is None:
            query, key, value = self._heads(tokens)
        else:
            (query,) = self._heads(tokens, end=1)
            key, value = self._heads(context, start=1)
        attended = ops.dot_product_attention(query, key, value)
        return self.output_dense(ops.reshape(attended, ops.shape(tokens)))

    def _heads(self, tokens, start=0, end=3):
        """Of queries, keys and values those from `start` to `end`, `(B, T, heads, width)` each."""
        batch, count = ops.shape(tokens)[:2]
        parts, own = end - start, slice(start * self.dim, end * self.dim)
        kernel = ops.convert_to_tensor(self.query_key_value)[:, own]
        rows = ops.matmul(ops.reshape(tokens, (-1, self.dim)), kernel)
        if self.use_bias:
            rows = rows + ops.convert_to_tensor(self.query_key_value_bias)[own]
        heads = ops.reshape(rows, (batch, count, parts, self.num_heads, self.dim // self.num_heads))
        return [heads[:, :, part] for part in range(parts)]

    def compute_output_shape(self, tokens_shape, context_shape=None):
        return tokens_shape

    def get_config(self):
        return {
            **super().get_config(),
            "dim": self.dim,
            "num_heads": self.num_heads,
            "use_bias": self.use_bias,
        }
