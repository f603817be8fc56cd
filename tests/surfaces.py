"""What trimesh measures of the surfaces that are read."""

import numpy as np
import pytest

trimesh = pytest.importorskip("trimesh")


def area(surface):
    parts = [trimesh.Trimesh(part.vertices, part.faces, process=False) for part in surface.parts]
    return sum(part.area for part in parts)


def bounds(part):
    corners = part.triangles.reshape(-1, 3)
    return np.stack([corners.min(axis=0), corners.max(axis=0)])
