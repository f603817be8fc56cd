"""Squared distances between two sets of points."""

from keras import ops


def pairwise_squared_distance(a, b):
    r"""Squared Euclidean distance of every point of `a` to every point of `b`.

    $$d_{ij} = \sum_c (a_{ic} - b_{jc})^2$$

    Differences, not the expansion $|a|^2 - 2ab + |b|^2$: that cancels for near points.

    Args:
        a: Float tensor of shape `(..., N, 3)`.
        b: Float tensor of shape `(..., M, 3)`.

    Returns:
        Float tensor of shape `(..., N, M)`, in squared units of the coordinates.

    Example:

    ```python
    import numpy as np
    import keras_recon

    a = np.zeros((1, 2, 3), "float32")
    b = np.ones((1, 4, 3), "float32")
    keras_recon.ops.pairwise_squared_distance(a, b)  # (1, 2, 4), every entry 3
    ```
    """
    # One coordinate at a time: no (..., N, M, 3) tensor. Stacked, each is contiguous.
    a, b = (ops.stack([points[..., axis] for axis in range(3)]) for points in (a, b))
    return sum(
        ops.square(ops.expand_dims(a[axis], -1) - ops.expand_dims(b[axis], -2)) for axis in range(3)
    )
