"""Polygons and strips as triangles."""

import numpy as np


def triangulate_fans(lengths):
    """Cut polygons into triangles, each a fan around its first corner.

    Args:
        lengths: Integer array of shape `(polygons,)`: the corners of each. Those with fewer than
            three have no triangle.

    Returns:
        Two int64 arrays: of shape `(triangles, 3)`, places in the row of all polygons' corners;
        and of shape `(triangles,)`, the polygon of each triangle.

    Example:

    ```python
    from keras_recon.datasets.readers.polygons import triangulate_fans

    corners, polygons = triangulate_fans([3, 4])
    corners  # [[0, 1, 2], [3, 4, 5], [3, 5, 6]]
    polygons  # [0, 1, 1]
    ```
    """
    lengths = np.asarray(lengths, "int64")
    counts = np.maximum(lengths - 2, 0)
    polygons = np.repeat(np.arange(len(lengths)), counts)
    first = (np.cumsum(lengths) - lengths)[polygons]
    step = np.arange(len(polygons)) - (np.cumsum(counts) - counts)[polygons]
    return np.stack([first, first + step + 1, first + step + 2], axis=1), polygons


def triangulate_strip(strip):
    """Cut a strip into triangles, each of three corners that follow one another.

    Args:
        strip: Signed integer array of shape `(corners,)`; a negative one ends a strip and begins
            another.

    Returns:
        int64 array of shape `(triangles, 3)`. Every second triangle is turned around, as the
        sides of a strip are.

    Example:

    ```python
    from keras_recon.datasets.readers.polygons import triangulate_strip

    triangulate_strip([0, 1, 2, 3, -1, 4, 5, 6])  # [[0, 1, 2], [2, 1, 3], [4, 5, 6]]
    ```
    """
    strip = np.asarray(strip, "int64")
    if len(strip) < 3:
        return np.empty((0, 3), "int64")
    triangles = np.lib.stride_tricks.sliding_window_view(strip, 3).copy()
    # The side turns anew with each strip.
    begins = np.maximum.accumulate(np.where(strip < 0, np.arange(1, len(strip) + 1), 0))[:-2]
    turned = (np.arange(len(triangles)) - begins) % 2 == 1
    triangles[turned] = triangles[turned][:, [1, 0, 2]]
    return triangles[(triangles >= 0).all(axis=1)]


def check_indices(indices, count, name="vertices"):
    """Refuse corners that are not there.

    Args:
        indices: Integer array.
        count: How many there are.
        name: Of what, for the error.

    Raises:
        ValueError: If one is below 0, or not below the count.
    """
    if indices.size and not (indices.min() >= 0 and indices.max() < count):
        wrong = indices[(indices < 0) | (indices >= count)][0]
        raise ValueError(f"a face with the index {wrong} (counted from 0) of {count} {name}")
