"""Clouds of points as surfaces."""

import numpy as np

from keras_recon.datasets.readers.parts import Part

MOST_POINTS = 30_000
# Neighbours that a point's plane is laid through.
_NEIGHBORS = 12
_CORNERS = 6
# No disc is larger than this share of the cloud's radius.
_LARGEST = 0.1


def splat_cloud(points, colors=None):
    """Lay a small disc through each point, along the plane of its neighbours.

    The discs are as large as the distance to a few neighbours, so that they close the surface.

    Args:
        points: Float array of shape `(n, 3)`, finite. Of more than 30,000 a random subset is
            taken, the same each time.
        colors: Float array of shape `(n, 3)` in 0..1, or None.

    Returns:
        A `Part`.

    Raises:
        ValueError: If all points coincide.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.views.splats import splat_cloud

    splat_cloud(np.random.default_rng(0).normal(size=(100, 3))).faces.shape  # (400, 3)
    ```
    """
    from scipy.spatial import cKDTree

    if len(points) > MOST_POINTS:
        chosen = np.random.default_rng(0).permutation(len(points))[:MOST_POINTS]
        points, colors = points[chosen], None if colors is None else colors[chosen]
    points, first = np.unique(points, axis=0, return_index=True)
    if len(points) < 2:
        raise ValueError("a cloud of one point, or of points that coincide")
    distances, neighbors = cKDTree(points).query(points, min(_NEIGHBORS, len(points)))
    offsets = points[neighbors] - points[neighbors].mean(axis=1, keepdims=True)
    # The axes of the neighbours' spread, the thinnest first.
    _, axes = np.linalg.eigh(np.einsum("pni,pnj->pij", offsets, offsets))
    extent = np.abs(points - (points.min(axis=0) / 2 + points.max(axis=0) / 2)).max()
    radius = distances[:, : _NEIGHBORS // 2].max(axis=1)
    radius = np.minimum(radius, _LARGEST * extent)
    angles = 2 * np.pi * np.arange(_CORNERS) / _CORNERS
    circle = np.stack([np.cos(angles), np.sin(angles)])
    rims = np.einsum("p,pij,jc->pci", radius, axes[:, :, 1:], circle)
    vertices = (points[:, None] + rims).reshape(-1, 3)
    fan = np.array([[0, i, i + 1] for i in range(1, _CORNERS - 1)])
    faces = _CORNERS * np.arange(len(points))[:, None, None] + fan
    colors = None if colors is None else np.repeat(colors[first], _CORNERS, axis=0)
    return Part(vertices, faces, vertex_colors=colors)
