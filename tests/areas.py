"""What surfaces measure."""

import numpy as np


def area(triangles):
    first, second = np.swapaxes(triangles[:, 1:] - triangles[:, :1], 0, 1)
    return np.linalg.norm(np.cross(first, second), axis=-1).sum() / 2


def bounds(triangles):
    corners = triangles.reshape(-1, 3)
    return np.stack([corners.min(axis=0), corners.max(axis=0)])
