"""Normals of surfaces that are smooth here and have edges there."""

import numpy as np

# Faces that meet at a smaller angle, in degrees, are of one smooth surface.
CREASE = 35
# With so many others a face is compared at a corner; the middle of a disc may have thousands.
_MOST_OTHERS = 64


def corner_normals(triangles):
    """Average the normals of faces that meet at a corner, where they are nearly parallel.

    Faces count by their area. Which side of its neighbours a face shows doesn't matter: many files
    have them in no order.

    Args:
        triangles: Float array of shape `(faces, 3, 3)`: the corners of each.

    Returns:
        float64 array of shape `(faces, 3, 3)`: a unit vector for each corner, on the side from
        which the face's corners run counter-clockwise; zeros for faces without an area.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.views.corner_normals import corner_normals

    corner_normals(np.array([[[0, 0, 0], [2, 0, 0], [0, 2, 0]]]))[0, 0]  # [0, 0, 1]
    ```
    """
    triangles = np.asarray(triangles, "float64")
    edges = triangles[:, 1:] - triangles[:, :1]
    weighted = np.cross(edges[:, 0], edges[:, 1])
    # Corners in the same place lie side by side in this order.
    corners = triangles.reshape(-1, 3)
    order = np.lexsort(corners.T)
    sorted_corners = corners[order]
    begins = (sorted_corners[1:] != sorted_corners[:-1]).any(axis=1)
    place = np.cumsum(np.concatenate([[True], begins]))
    weighted, own = weighted[order // 3], _unit(weighted)[order // 3]
    sums = weighted.copy()
    for step in range(1, _MOST_OTHERS):
        first = np.flatnonzero(place[step:] == place[:-step])
        if not len(first):
            break
        second = first + step
        along = (own[first] * own[second]).sum(axis=1)
        near = np.abs(along) > np.cos(np.radians(CREASE))
        first, second, side = first[near], second[near], np.sign(along[near])[:, None]
        sums[first] += side * weighted[second]
        sums[second] += side * weighted[first]
    normals = np.empty_like(sums)
    normals[order] = _unit(sums)
    return normals.reshape(-1, 3, 3)


def _unit(vectors):
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
