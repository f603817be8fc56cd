"""Boxes, rods, plates, balls and rings."""

import numpy as np

from keras_recon.datasets.surfaces.sheets import cross, sheet

# The twelve triangles of a cube of side 1 around the origin.
_CORNERS = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
_CUBE = _CORNERS[
    [
        *([0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1]),
        *([2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]),
    ]
]


def box(center, size):
    """A box of sides parallel to the axes."""
    return np.asarray(center) + np.asarray(size) * _CUBE


def rod(start, end, radius, end_radius=None, sides=12, caps=True):
    """A cylinder or cone; with four sides a square rod."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    axis = (end - start) / np.linalg.norm(end - start)
    helper = np.array((1.0, 0.0, 0.0) if abs(axis[0]) < 0.7 else (0.0, 0.0, 1.0))
    across = cross(axis, helper)
    across /= np.linalg.norm(across)
    angle = 2 * np.pi * (np.arange(sides) + 0.5)[:, None] / sides
    ring = np.cos(angle) * across + np.sin(angle) * cross(axis, across)
    low = start + radius * ring
    high = end + (radius if end_radius is None else end_radius) * ring
    next_low, next_high = np.roll(low, -1, axis=0), np.roll(high, -1, axis=0)
    triangles = [(low, next_low, high), (next_low, next_high, high)]
    if caps:
        triangles += [
            (low, next_low, np.broadcast_to(start, low.shape)),
            (high, next_high, np.broadcast_to(end, high.shape)),
        ]
    return np.concatenate([np.stack(corners, axis=1) for corners in triangles])


def lathe(x, z, heights, radii):
    """Cones on top of one another."""
    steps = zip(heights[:-1], heights[1:], radii[:-1], radii[1:], strict=True)
    return np.concatenate(
        [rod((x, low, z), (x, high, z), a, b, sides=16, caps=False) for low, high, a, b in steps]
    )


def slab(width, height, depth, y, is_round):
    """A seat or a top, whose lower side is at y."""
    if not is_round:
        return box((0, y + height / 2, 0), (width, height, depth))
    plate = rod((0, y, 0), (0, y + height, 0), 0.5, sides=24)
    return plate * (width, 1, depth)


def rods(starts, ends, radius, end_radius=None, sides=8):
    """Many cylinders or cones at once, with closed ends.

    Args:
        starts: Array of shape `(n, 3)`.
        ends: Array of shape `(n, 3)`, or one that broadcasts to it, as may be the first.
        radius: A number, or one for each.
        end_radius: Likewise, at the ends; the same if not given.
        sides: Number of sides of each.
    """
    starts, ends = np.broadcast_arrays(np.asarray(starts, float), np.asarray(ends, float))
    axis = (ends - starts) / np.linalg.norm(ends - starts, axis=1, keepdims=True)
    helper = np.where(np.abs(axis[:, :1]) < 0.7, (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    across = cross(axis, helper)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    angle = 2 * np.pi * (np.arange(sides) + 0.5)[:, None] / sides
    ring = np.cos(angle) * across[:, None] + np.sin(angle) * cross(axis, across)[:, None]
    low = np.broadcast_to(radius, len(ring))[:, None, None] * ring
    high = (
        low if end_radius is None else np.broadcast_to(end_radius, len(ring))[:, None, None] * ring
    )
    rings = [np.zeros_like(low), low, high, np.zeros_like(low)]
    grid = np.stack(rings, axis=1) + np.stack([starts, starts, ends, ends], axis=1)[:, :, None]
    grid = np.concatenate([grid, grid[:, :, :1]], axis=2)
    first, second = grid[:, :-1, :-1], grid[:, :-1, 1:]
    fourth, third = grid[:, 1:, :-1], grid[:, 1:, 1:]
    return np.stack([first, second, third, first, third, fourth], axis=3).reshape(-1, 3, 3)


def ellipsoid(center, radii, rows=9, columns=16):
    """A ball, or an ellipsoid of three radii."""
    polar = np.pi * np.arange(rows)[:, None] / (rows - 1)
    azimuth = 2 * np.pi * np.arange(columns) / columns
    level = np.sin(polar)
    level[-1] = 0
    height = np.broadcast_to(-np.cos(polar), (rows, columns))
    directions = np.stack([level * np.cos(azimuth), height, level * np.sin(azimuth)], axis=-1)
    return sheet(np.asarray(center) + np.asarray(radii) * directions, around=True)


def _round_corners():
    """Directions from the middles of the eight corners' balls, and where these are."""
    steps = np.pi / 4 * np.arange(3)
    azimuth = (np.pi / 2 * np.arange(4)[:, None] + steps).ravel()
    # First and last is the middle of the lower and of the upper side.
    polar = np.concatenate([[0], steps, np.pi / 2 + steps, [np.pi]])[:, None]
    grid = [np.sin(polar) * np.cos(azimuth), -np.cos(polar), np.sin(polar) * np.sin(azimuth)]
    inner = np.r_[0, np.ones(6), 0][:, None]
    signs = [np.repeat([1, -1, -1, 1], 3) * inner, np.sign(polar - np.pi / 2 - 1e-9)]
    signs[1][4] = 1
    signs.append(np.repeat([1, 1, -1, -1], 3) * inner)
    return [np.stack(np.broadcast_arrays(*axes), axis=-1) for axes in (grid, signs)]


_DIRECTIONS, _SIGNS = _round_corners()


def rounded_box(center, size, radius):
    """A box with round edges and corners.

    Args:
        center: Its middle.
        size: Its three sides.
        radius: Of the edges; no more than half of the shortest side.
    """
    half = np.asarray(size) / 2
    radius = min(radius, half.min())
    grid = np.asarray(center) + (half - radius) * _SIGNS + radius * _DIRECTIONS
    return sheet(grid, around=True)


def torus(center, radius, tube, axis="y", sides=24, section=8):
    """A ring about an axis; an oval one with a pair of radii.

    Args:
        center: Its middle.
        radius: Of the middle of the tube: a number, or one for each of the two other axes.
        tube: Radius of the tube.
        axis: `"x"`, `"y"` or `"z"`.
        sides: Number of sides of the ring.
        section: Number of sides of the tube.
    """
    angle = 2 * np.pi * np.arange(sides)[:, None] / sides
    around = 2 * np.pi * np.arange(section) / section
    out = tube * np.cos(around)
    first, second = np.broadcast_to(radius, 2)
    up = np.broadcast_to(tube * np.sin(around), (sides, section))
    # In the order of the axis itself, and the two others.
    rings = [up, (first + out) * np.cos(angle), (second + out) * np.sin(angle)]
    order = {"x": (0, 1, 2), "y": (1, 0, 2), "z": (1, 2, 0)}[axis]
    grid = np.stack([rings[i] for i in order], axis=-1)
    return sheet(grid + np.asarray(center), around=True, along=True)
