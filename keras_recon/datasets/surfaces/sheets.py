"""Surfaces over a grid of points: revolved and swept profiles."""

import numpy as np


def sheet(points, around=False, along=False):
    """Two triangles in each cell of a grid of points.

    Args:
        points: Float array of shape `(rows, columns, 3)`.
        around: Whether the last column is joined to the first.
        along: Whether the last row is joined to the first.
    """
    if around:
        points = np.concatenate([points, points[:, :1]], axis=1)
    if along:
        points = np.concatenate([points, points[:1]])
    first, second = points[:-1, :-1], points[:-1, 1:]
    fourth, third = points[1:, :-1], points[1:, 1:]
    cells = np.stack([first, second, third, first, third, fourth], axis=2)
    return cells.reshape(-1, 3, 3)


def curve(points, count=24, closed=False):
    """A smooth curve through some points, by Catmull and Rom.

    Args:
        points: Array of shape `(n, d)`.
        count: Number of points of the curve.
        closed: Whether it returns to the first point; its end is not repeated.

    Returns:
        Float array of shape `(count, d)`.
    """
    points = np.asarray(points, float)
    if closed:
        points = np.concatenate([points[-1:], points, points[:2]])
    else:
        first, last = 2 * points[:1] - points[1:2], 2 * points[-1:] - points[-2:-1]
        points = np.concatenate([first, points, last])
    place = np.linspace(0, len(points) - 3, count, endpoint=not closed)
    before = np.minimum(place.astype(int), len(points) - 4)
    u = (place - before)[:, None]
    a, b, c, d = (points[before + step] for step in range(4))
    return b + u / 2 * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)))


def revolve(profile, sides=24, center=(0, 0, 0)):
    """What a profile passes when it turns about the vertical axis through `center`.

    Args:
        profile: Array of shape `(n, 2)`: radius and height; closed where it ends at radius 0.
        sides: Number of sides of each ring.
        center: Where the axis and the height 0 are.
    """
    radius, height = np.asarray(profile, float).T[:, :, None]
    angle = 2 * np.pi * np.arange(sides) / sides
    rings = [radius * np.cos(angle), np.broadcast_to(height, (len(radius), sides))]
    rings.append(radius * np.sin(angle))
    return sheet(np.stack(rings, axis=-1) + center, around=True)


def hollow(profile, wall):
    """The profile of a vessel with a wall, for `revolve`.

    Args:
        profile: Array of shape `(n, 2)` of its outside, from the middle of the bottom to the rim.
        wall: Thickness of wall and bottom.

    Returns:
        Array of shape `(2 * n, 2)`, which goes on along the inside to the middle of the bottom.
    """
    profile = np.asarray(profile, float)
    radius, height = profile[::-1].T
    low, high = height.min(), height.max()
    raised = high - (high - height) * (1 - wall / (high - low))
    return np.concatenate([profile, np.stack([np.maximum(radius - wall, 0), raised], axis=1)])


def sweep(path, radius, section=8, closed=False, caps=True, normal=None):
    """What a section passes on its way along a path.

    Args:
        path: Array of shape `(n, 3)`.
        radius: What the section is scaled by: a number, or one for each point.
        section: Array of shape `(m, 2)`, around the origin, its second axis along `normal`; or a
            number of sides, of a round one.
        closed: Whether the path returns to its start.
        caps: Whether both ends of an open path are closed.
        normal: Vector that the path never runs along; if not given, the one that it runs along
            least, which of a plane curve is the normal of the plane.
    """
    path = np.asarray(path, float)
    if closed:
        tangent = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    else:
        padded = np.concatenate([path[:1], path, path[-1:]])
        tangent = padded[2:] - padded[:-2]
    tangent /= _length(tangent)
    if normal is None:
        normal = np.linalg.eigh(tangent.T @ tangent)[1][:, 0]
    across = cross(tangent, np.asarray(normal, float))
    across /= _length(across)
    up = cross(across, tangent)
    if isinstance(section, int):
        angle = 2 * np.pi * (np.arange(section) + 0.5) / section
        section = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    section = np.broadcast_to(radius, len(path))[:, None, None] * np.asarray(section)
    rings = path[:, None] + section[..., :1] * across[:, None] + section[..., 1:] * up[:, None]
    surface = sheet(rings, around=True, along=closed)
    if closed or not caps:
        return surface
    ends = [np.stack([np.broadcast_to(path[i], rings[i].shape), rings[i]]) for i in (0, -1)]
    return np.concatenate([surface, *(sheet(end, around=True)[1::2] for end in ends)])


def cross(first, second):
    """The cross product of the last axes; NumPy's takes longer for few vectors."""
    a, b, c = first[..., 0], first[..., 1], first[..., 2]
    d, e, f = second[..., 0], second[..., 1], second[..., 2]
    return np.stack([b * f - c * e, c * d - a * f, a * e - b * d], axis=-1)


def _length(vectors):
    return np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
