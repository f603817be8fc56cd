"""Selection of points, tokens or patches by an index for each shape."""

from keras import ops


def gather_points(points, index):
    """Select, for each shape of a batch, the rows that `index` names.

    Args:
        points: Tensor of shape `(B, N, ...)`: coordinates, tokens or patches.
        index: Integer tensor of shape `(B, ...)` with values in `[0, N)`.

    Returns:
        Tensor of the shape of `index` and, after it, of one row: `(B, ..., C)` for tokens.

    Example:

    ```python
    import numpy as np
    import keras_recon

    points = np.arange(12, dtype="float32").reshape(2, 2, 3)
    keras_recon.ops.gather_points(points, np.array([[1], [0]]))  # (2, 1, 3)
    ```
    """
    batch, count, *row = ops.shape(points)
    offsets = ops.arange(batch, dtype="int32") * count
    offsets = ops.reshape(offsets, (-1,) + (1,) * (len(index.shape) - 1))
    # A flat take exports everywhere; take_along_axis does not (PyTorch).
    return ops.take(ops.reshape(points, (-1, *row)), ops.cast(index, "int32") + offsets, axis=0)
