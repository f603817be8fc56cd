"""The dense layer that every layer and model is made of."""

import keras

from keras_recon.layers.initializers import truncated_normal


class FoldedDense(keras.layers.Dense):
    """A dense layer whose weights are read by the layer that holds it, and never quantized.

    Example:

    ```python
    from keras_recon.layers.dense import FoldedDense

    FoldedDense(8)
    ```
    """

    def build(self, input_shape):
        if self.dtype_policy.quantization_mode is not None:
            raise ValueError(
                "`dtype` must be a policy of floating-point weights, such as 'float32' or "
                "'mixed_bfloat16'; `quantize` a model that is built. "
                f"Received: dtype={self.dtype_policy.name!r}"
            )
        super().build(input_shape)

    def quantize(self, mode=None, **kwargs):
        raise NotImplementedError(
            f"{self.path} can't be quantized: a batch norm is folded into its weights at each "
            f"call. It stays as it is. Received: mode={mode!r}"
        )


def dense(units, dtype, name, use_bias=True, layer=keras.layers.Dense):
    """Return a dense layer whose kernel begins truncated normal, of standard deviation 0.02.

    Args:
        units: Width of the output.
        dtype: Dtype policy.
        name: Name of the layer.
        use_bias: Whether there is a bias.
        layer: Class of the layer.

    Returns:
        A `keras.layers.Dense`.

    Example:

    ```python
    from keras_recon.layers.dense import dense

    dense(8, dtype="float32", name="output_dense")
    ```
    """
    return layer(
        units, use_bias=use_bias, kernel_initializer=truncated_normal(), dtype=dtype, name=name
    )
