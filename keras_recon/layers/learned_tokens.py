"""Learned tokens, alone or with learned positions."""

import keras
from keras import ops

from keras_recon.layers.initializers import truncated_normal


@keras.saving.register_keras_serializable(package="keras_recon")
class LearnedTokens(keras.layers.Layer):
    """Tokens that are parameters: the class, image and text query, and the mask token.

    Args:
        count: Number of tokens, T.
        dim: Width C of the tokens.
        with_positions: Whether each token has a learned position too.
        initializer: Name of the Keras initializer of the tokens, such as `"zeros"`; if not given, a
            truncated normal one of standard deviation 0.02.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        like: Tensor of shape `(B, ...)`, from which the batch size is taken.

    Returns:
        Tokens of shape `(B, T, C)`; with positions, a tuple of tokens and positions.

    Example:

    ```python
    import numpy as np
    import keras_recon

    points = np.zeros((2, 256, 3), "float32")
    queries = keras_recon.layers.LearnedTokens(count=3, dim=96, with_positions=True)
    tokens, positions = queries(points)  # (2, 3, 96) each
    ```
    """

    def __init__(self, count, dim, with_positions=False, initializer=None, **kwargs):
        super().__init__(**kwargs)
        self.count = count
        self.dim = dim
        self.with_positions = with_positions
        self.initializer = initializer

    def build(self, like_shape=None):
        shape = (self.count, self.dim)
        self.tokens = self.add_weight(
            shape=shape, initializer=self.initializer or truncated_normal(), name="tokens"
        )
        if self.with_positions:
            self.positions = self.add_weight(
                shape=shape, initializer=truncated_normal(), name="positions"
            )

    def call(self, like):
        def repeat(weight):
            return ops.broadcast_to(weight, (ops.shape(like)[0], self.count, self.dim))

        if self.with_positions:
            return repeat(self.tokens), repeat(self.positions)
        return repeat(self.tokens)

    def compute_output_shape(self, like_shape):
        shape = (like_shape[0], self.count, self.dim)
        return (shape, shape) if self.with_positions else shape

    def get_config(self):
        return {
            **super().get_config(),
            "count": self.count,
            "dim": self.dim,
            "with_positions": self.with_positions,
            "initializer": self.initializer,
        }
