"""The plain pre-norm transformer block: of decoders, and for either stream of ReCon++."""

import keras

from keras_recon.layers.attention import Attention
from keras_recon.layers.layer_scale import LayerScale
from keras_recon.layers.mlp import MLP
from keras_recon.layers.stochastic_depth import StochasticDepth


@keras.saving.register_keras_serializable(package="keras_recon")
class TransformerBlock(keras.layers.Layer):
    """Pre-norm transformer block: self- or cross-attention and an MLP, each with a residual.

    Args:
        dim: Width C of the tokens.
        num_heads: Number of attention heads.
        mlp_ratio: Hidden width of the MLP, in units of `dim`.
        stochastic_depth: Chance of dropping a branch while training.
        use_bias: Whether queries, keys and values of the attention have a bias.
        layer_scale: What the learned scale of each branch begins with; None for none.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        tokens: Float tensor of shape `(B, T, C)`.
        context: Float tensor of shape `(B, U, C)`, what is attended to, through the same norm; the
            tokens themselves if not given.
        num_outputs: Number O of tokens, the last ones, to give; all if not given. The other ones
            are attended to alone. Not with `context`.
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

    def __init__(
        self,
        dim,
        num_heads,
        mlp_ratio=4,
        stochastic_depth=0.0,
        use_bias=False,
        layer_scale=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.dim = dim
        self.num_heads = num_heads
        self.mlp_ratio = mlp_ratio
        self.stochastic_depth = stochastic_depth
        self.use_bias = use_bias
        self.layer_scale = layer_scale
        policy = self.dtype_policy
        self.norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="norm")
        self.attention = Attention(dim, num_heads, use_bias, dtype=policy, name="attention")
        self.mlp_norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="mlp_norm")
        self.mlp = MLP(round(mlp_ratio * dim), dim, dtype=policy, name="mlp")
        if layer_scale is not None:
            self.attention_scale = LayerScale(layer_scale, dtype=policy, name="attention_scale")
            self.mlp_scale = LayerScale(layer_scale, dtype=policy, name="mlp_scale")
        self.drop = StochasticDepth(stochastic_depth, dtype=policy, name="drop")

    def build(self, tokens_shape, context_shape=None):
        for layer in (self.norm, self.attention, self.mlp_norm, self.mlp):
            layer.build(tokens_shape)
        if self.layer_scale is not None:
            self.attention_scale.build(tokens_shape)
            self.mlp_scale.build(tokens_shape)

    def call(self, tokens, context=None, num_outputs=None, training=False):
        normed = self.norm(tokens)
        if context is not None:
            attended = self.attention(normed, self.norm(context))
        elif num_outputs is None:
            attended = self.attention(normed)
        else:
            attended = self.attention(normed[:, -num_outputs:], normed)
            tokens = tokens[:, -num_outputs:]
        if self.layer_scale is not None:
            attended = self.attention_scale(attended)
        tokens = tokens + self.drop(attended, training=training)
        hidden = self.mlp(self.mlp_norm(tokens))
        if self.layer_scale is not None:
            hidden = self.mlp_scale(hidden)
        return tokens + self.drop(hidden, training=training)

    def compute_output_spec(self, tokens, context=None, num_outputs=None, training=False):
        batch, count, dim = tokens.shape
        return keras.KerasTensor((batch, num_outputs or count, dim), self.compute_dtype)

    def get_config(self):
        return {
            **super().get_config(),
            "dim": self.dim,
            "num_heads": self.num_heads,
            "mlp_ratio": self.mlp_ratio,
            "stochastic_depth": self.stochastic_depth,
            "use_bias": self.use_bias,
            "layer_scale": self.layer_scale,
        }
