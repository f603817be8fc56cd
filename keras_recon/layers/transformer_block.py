"""The plain pre-norm transformer block of the decoder."""

import keras

from keras_recon.layers.attention import Attention
from keras_recon.layers.mlp import MLP
from keras_recon.layers.stochastic_depth import StochasticDepth


@keras.saving.register_keras_serializable(package="keras_recon")
class TransformerBlock(keras.layers.Layer):
    """Pre-norm transformer block: self-attention and an MLP, each with a residual.

    Args:
        dim: Width C of the tokens.
        num_heads: Number of attention heads.
        mlp_ratio: Hidden width of the MLP, in units of `dim`.
        stochastic_depth: Chance of dropping a branch while training.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        tokens: Float tensor of shape `(B, T, C)`.
        num_outputs: Number O of tokens, the last ones, to give; all if not given. The other ones
            are attended to alone.
        training: Whether stochastic depth is on.

    Returns:
        Float tensor of shape `(B, O, C)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    tokens = np.random.default_rng(0).normal(size=(2, 32, 96)).astype("float32")
    keras_recon.layers.TransformerBlock(dim=96, num_heads=4)(tokens)  # (2, 32, 96)
    ```

    Reference:
        - [Dosovitskiy et al., An Image is Worth 16x16 Words, 2021](https://arxiv.org/abs/2010.11929)
    """

    def __init__(self, dim, num_heads, mlp_ratio=4, stochastic_depth=0.0, **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.num_heads = num_heads
        self.mlp_ratio = mlp_ratio
        self.stochastic_depth = stochastic_depth
        policy = self.dtype_policy
        self.norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="norm")
        self.attention = Attention(dim, num_heads, dtype=policy, name="attention")
        self.mlp_norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="mlp_norm")
        self.mlp = MLP(mlp_ratio * dim, dim, dtype=policy, name="mlp")
        self.drop = StochasticDepth(stochastic_depth, dtype=policy, name="drop")

    def build(self, tokens_shape):
        for layer in (self.norm, self.attention, self.mlp_norm, self.mlp):
            layer.build(tokens_shape)

    def call(self, tokens, num_outputs=None, training=False):
        normed = self.norm(tokens)
        if num_outputs is None:
            attended = self.attention(normed)
        else:
            attended = self.attention(normed[:, -num_outputs:], normed)
            tokens = tokens[:, -num_outputs:]
        tokens = tokens + self.drop(attended, training=training)
        return tokens + self.drop(self.mlp(self.mlp_norm(tokens)), training=training)

    def compute_output_spec(self, tokens, num_outputs=None, training=False):
        batch, count, dim = tokens.shape
        return keras.KerasTensor((batch, num_outputs or count, dim), self.compute_dtype)

    def get_config(self):
        return {
            **super().get_config(),
            "dim": self.dim,
            "num_heads": self.num_heads,
            "mlp_ratio": self.mlp_ratio,
            "stochastic_depth": self.stochastic_depth,
        }
