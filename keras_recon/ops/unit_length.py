"""Vectors of length one."""

from keras import ops


def unit_length(vectors):
    """Scale vectors to length one; a vector of zeros stays, with a finite gradient.

    Args:
        vectors: Float tensor of shape `(..., D)`.

    Returns:
        Tensor of the same shape.

    Example:

    ```python
    import numpy as np
    import keras_recon

    keras_recon.ops.unit_length(np.array([[3.0, 4.0], [0.0, 0.0]]))  # [[0.6, 0.8], [0.0, 0.0]]
    ```
    """
    vectors = ops.convert_to_tensor(vectors)
    # The gradient of a norm at 0 is NaN.
    squared_norm = ops.sum(ops.square(vectors), axis=-1, keepdims=True)
    return vectors * ops.rsqrt(ops.maximum(squared_norm, 1e-12))
