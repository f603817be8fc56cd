"""Centring and scaling of point clouds."""

import numpy as np


def fit_unit_sphere(points):
    """Centre each cloud on its mean and put its furthest point at distance 1.

    Args:
        points: Float array of shape `(..., num_points, 3)`.

    Returns:
        float32 array of the same shape. A cloud whose points all coincide is left at the origin.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.unit_sphere import fit_unit_sphere

    fit_unit_sphere(np.array([[0.0, 0, 0], [0, 4, 0]]))  # [[0, -1, 0], [0, 1, 0]]
    ```
    """
    points = np.asarray(points, "float64")  # a scan may be far from its origin
    points = points - points.mean(axis=-2, keepdims=True)
    radius = np.sqrt(np.square(points).sum(axis=-1).max(axis=-1))[..., None, None]
    return (points / np.where(radius > 0, radius, 1)).astype("float32")
