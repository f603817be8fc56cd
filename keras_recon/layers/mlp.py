"""The two dense layers of a transformer block."""

import keras

from keras_recon.layers.dense import dense


@keras.saving.register_keras_serializable(package="keras_recon")
class MLP(keras.layers.Layer):
    """Dense, exact GELU, dense.

    Serves the transformer blocks and, on coordinates, the position embedding.

    Args:
        hidden_dim: Width of the hidden layer.
        dim: Width C of the output.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        inputs: Float tensor of shape `(..., D)`.

    Returns:
        Float tensor of shape `(..., C)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    centers = np.random.default_rng(0).normal(size=(2, 16, 3)).astype("float32")
    keras_recon.layers.MLP(hidden_dim=128, dim=96)(centers)  # (2, 16, 96)
    ```
    """

    def __init__(self, hidden_dim, dim, **kwargs):
        super().__init__(**kwargs)
        self.hidden_dim = hidden_dim
        self.dim = dim
        self.hidden_dense = dense(hidden_dim, self.dtype_policy, "hidden_dense")
        self.output_dense = dense(dim, self.dtype_policy, "output_dense")

    def build(self, input_shape):
        self.hidden_dense.build(input_shape)
        self.output_dense.build((*input_shape[:-1], self.hidden_dim))

    def call(self, inputs):
        return self.output_dense(keras.ops.gelu(self.hidden_dense(inputs), approximate=False))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.dim)

    def get_config(self):
        return {**super().get_config(), "hidden_dim": self.hidden_dim, "dim": self.dim}
