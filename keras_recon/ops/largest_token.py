"""The maximum over some of the tokens of a model."""

from keras import ops


def largest_token(tokens):
    """Take the maximum of each channel over tokens that were cut out of others.

    XLA may round a slice otherwise where it compares it with its maximum: the gradient of
    `ops.max` is then NaN on JAX. That of `ops.top_k` compares nothing.

    Args:
        tokens: Float tensor of shape `(B, T, C)`.

    Returns:
        Tensor of shape `(B, C)`. Of equal tokens the first one has all of the gradient.

    Example:

    ```python
    import numpy as np
    import keras_recon

    keras_recon.ops.largest_token(np.array([[[1.0, 5.0], [3.0, 2.0]]]))  # [[3.0, 5.0]]
    ```
    """
    return ops.top_k(ops.transpose(tokens, (0, 2, 1)), 1)[0][..., 0]
