"""Polygons and strips as triangles."""

import numpy as np

# Clipping takes the square of their number; larger polygons are fans.
_MOST_CORNERS = 500
# To find ears, a corner: a ring needs up to 94, a polygon that crosses itself ten times as many.
_MOST_TESTS = 100


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


def triangulate_polygons(lengths, points):
    """Cut polygons into triangles: the convex into fans, of the others ear after ear.

    Args:
        lengths: Integer array of shape `(polygons,)`: the corners of each.
        points: Float array of shape `(corners, 3)`: those of all polygons, one after another.

    Returns:
        As `triangulate_fans`.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.polygons import triangulate_polygons

    arrow = np.array([[0, 0, 0], [2, 2, 0], [0, 1, 0], [-2, 2, 0]])
    corners, polygons = triangulate_polygons([4], np.roll(arrow, 1, axis=0))
    corners  # [[3, 0, 1], [1, 2, 3]]
    ```

    Reference:
        - [Polygon triangulation](https://en.wikipedia.org/wiki/Polygon_triangulation)
    """
    lengths = np.asarray(lengths, "int64")
    triangles, polygons = triangulate_fans(lengths)
    if lengths.max(initial=0) <= 3:
        return triangles, polygons
    first, second, third = points[triangles.T]
    with np.errstate(all="ignore"):  # some may not be finite
        normals = np.cross(second - first, third - first)
        whole = np.zeros((len(lengths), 3))
        np.add.at(whole, polygons, normals)
        along = (normals * whole[polygons]).sum(axis=1)
        turned = along < -1e-9 * np.square(whole).sum(axis=1)[polygons]
    counts = np.maximum(lengths - 2, 0)
    starts, rows = np.cumsum(lengths) - lengths, np.cumsum(counts) - counts
    for polygon in np.unique(polygons[turned & (lengths[polygons] <= _MOST_CORNERS)]):
        start, row = starts[polygon], rows[polygon]
        outline = points[start : start + lengths[polygon]]
        # Seen from the side to which it turns most, counter-clockwise.
        axis = np.abs(whole[polygon]).argmax()
        outline = np.delete(outline, axis, axis=1) * [
            1,
            (-1) ** axis * np.sign(whole[polygon, axis]),
        ]
        triangles[row : row + counts[polygon]] = start + _clip_ears(outline)
    return triangles, polygons


def _clip_ears(outline):
    ring, triangles = list(range(len(outline))), []
    tests = iter(range(_MOST_TESTS * len(outline)))
    while len(ring) > 3:
        # None of the ring within an ear nor on its border; else, none within; else any.
        ears = [[ring[i - 1], ring[i], ring[(i + 1) % len(ring)]] for i in range(len(ring))]
        free = (
            i
            for border in (True, False)
            for (i, ear), _ in zip(enumerate(ears), tests, strict=False)
            if _is_free(outline[ear], outline[ring], border)
        )
        i = next(free, 0)
        triangles.append(ears[i])
        del ring[i]
    return np.array([*triangles, ring])


def _is_free(ear, others, border):
    (x, y), (ahead_x, ahead_y) = ear.T, np.roll(ear, -1, axis=0).T - ear.T
    if ahead_x[0] * ahead_y[1] < ahead_y[0] * ahead_x[1]:  # a corner that turns inwards
        return False
    # On which side of the ear's edges the others are; its own corners are on two of them.
    sides = ahead_x * (others[:, 1:] - y) - ahead_y * (others[:, :1] - x)
    inside = (sides >= 0 if border else sides > 0).all(axis=1)
    return not (inside & ~(others[:, None] == ear).all(axis=2).any(axis=1)).any()


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
