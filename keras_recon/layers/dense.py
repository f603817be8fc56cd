"""The dense layer that every layer and model is made of."""

import keras

from keras_recon.layers.initializers import truncated_normal


def dense(units, dtype, name, use_bias=True):
    """Return a dense layer whose kernel begins truncated normal, of standard deviation 0.02.

    Args:
        units: Width of the output.
        dtype: Dtype policy.
        name: Name of the layer.
        use_bias: Whether there is a bias.

    Returns:
        A `keras.layers.Dense`.

    Example:

    ```python
    from keras_recon.layers.dense import dense

    dense(8, dtype="float32", name="output_dense")
    ```
    """
    return keras.layers.Dense(
        units, use_bias=use_bias, kernel_initializer=truncated_normal(), dtype=dtype, name=name
    )
