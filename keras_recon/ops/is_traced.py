"""Whether code runs now or is being compiled."""

from keras import ops


def is_traced(x):
    """Tell whether `x` has no values, in a function that is being compiled or exported.

    Nothing is copied from a device to tell.

    Args:
        x: Array or tensor with at least one axis.

    Returns:
        True in such a function, for a NumPy array too: what is computed of it becomes a part.

    Example:

    ```python
    import numpy as np
    from keras_recon.ops.is_traced import is_traced

    is_traced(np.zeros((2, 100, 3)))  # False
    ```
    """
    try:
        ops.convert_to_numpy(ops.convert_to_tensor(x[:0]))
    except Exception:  # every backend has its own exception for a symbolic tensor
        return True
    # In torch.jit.trace tensors have values, but sizes are tensors.
    return not all(isinstance(size, int) for size in x.shape)
