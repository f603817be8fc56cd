"""Selection of points or tokens by an index for each shape."""

from keras import ops


def gather_points(points, index):
    """Select, for each shape of a batch, the rows that `index` names.

    Args:
        points: Tensor of shape `(B, N, C)`: coordinates or tokens.
        index: Integer tensor of shape `(B, ...)` with values in `[0, N)`.

    Returns:
        Tensor of shape `(B, ..., C)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    points = np.arange(12, dtype="float32").reshape(2, 2, 3)
    keras_recon.ops.gather_points(points, np.array([[1], [0]]))  # (2, 1, 3)
    ```
    """
    batch, count, channels = ops.shape(points)
    offsets = ops.arange(batch, dtype="int32") * count
    offsets = ops.reshape(offsets, (-1,) + (1,) * (len(index.shape) - 1))
    # A flat take exports everywhere; take_along_axis does not (PyTorch).
    return ops.take(ops.reshape(points, (-1, channels)), ops.cast(index, "int32") + offsets, axis=0)
