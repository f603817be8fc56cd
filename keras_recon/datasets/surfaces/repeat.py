"""Rows and rings of a surface, and its edges."""

import numpy as np

from keras_recon.datasets.surfaces.deform import rotate
from keras_recon.datasets.surfaces.sheets import cross
from keras_recon.datasets.surfaces.solids import rods


def copies(surface, places):
    """The same surface in several places.

    Args:
        surface: Array of shape `(T, 3, 3)`.
        places: Array of shape `(n, 3)`: how far each copy is moved.
    """
    places = np.asarray(places, float).reshape(-1, 1, 1, 3)
    return (surface + places).reshape(-1, 3, 3)


def around(surface, count, axis="y", start=0.0, turn=2 * np.pi):
    """Copies of a surface on a circle about an axis.

    Args:
        surface: Array of shape `(T, 3, 3)`.
        count: Number of copies.
        axis: `"x"`, `"y"` or `"z"`, through the origin.
        start: Angle of the first, in radians.
        turn: Angle that they are spread over; over a part of a circle both its ends have one.
    """
    angles = np.linspace(start, start + turn, count, endpoint=turn < 2 * np.pi - 1e-9)
    return rotate(surface, axis, angles[:, None, None]).reshape(-1, 3, 3)


def wireframe(surface, radius, sides=4):
    """Rods along the edges of a surface, but for those between faces of one plane.

    Args:
        surface: Array of shape `(T, 3, 3)`.
        radius: Of the rods.
        sides: Of the rods.
    """
    normals = cross(surface[:, 1] - surface[:, 0], surface[:, 2] - surface[:, 0])
    areas = np.linalg.norm(normals, axis=1)
    there = areas > 1e-12
    surface, normals = surface[there], normals[there] / areas[there, None]
    starts, ends = surface.reshape(-1, 3), surface[:, [1, 2, 0]].reshape(-1, 3)
    # Edges are the same where their middles are.
    middles = np.round((starts + ends) @ (1.0, np.sqrt(2), np.pi), 6)
    _, first, edge = np.unique(middles, return_index=True, return_inverse=True)
    normals = normals.repeat(3, axis=0)
    along = np.abs(np.einsum("ij,ij->i", normals, normals[first][edge]))
    sharp = np.zeros(len(first), bool)
    np.logical_or.at(sharp, edge, along < 0.999)
    keep = first[sharp | (np.bincount(edge) == 1)]
    return rods(starts[keep], ends[keep], radius, sides=sides)
