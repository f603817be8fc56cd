"""Plates of any outline, with holes."""

import numpy as np


def rectangle(width, height, center=(0, 0)):
    """The outline of a rectangle, `(4, 2)`."""
    x, y = width / 2, height / 2
    return np.array([(-x, -y), (x, -y), (x, y), (-x, y)]) + center


def circle(radius, center=(0, 0), sides=24, start=0.0, stop=2 * np.pi):
    """The outline of a circle or, with a pair of radii, of an ellipse; or an arc of it."""
    angle = np.linspace(start, stop, sides, endpoint=stop - start < 2 * np.pi - 1e-9)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius + center


def regular(sides, radius, center=(0, 0), start=np.pi / 2):
    """The outline of a regular polygon."""
    return circle(radius, center, sides, start, start + 2 * np.pi)


def star(count, outer, inner, share=0.0):
    """The outline of a star or, where its tips are blunt, of a gear.

    Args:
        count: Number of tips.
        outer: Radius of the tips.
        inner: Radius between them.
        share: Share of the turn that tips, and gaps, are wide; 0 for sharp ones.
    """
    turn = np.array([-share, share, 1 - share, 1 + share] if share else [0, 1]) * np.pi / count
    radius = np.repeat([outer, inner], len(turn) // 2)
    angle = np.pi / 2 + 2 * np.pi * np.arange(count)[:, None] / count + turn
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1).reshape(-1, 2)


def fill(outlines):
    """Triangles of the area inside outlines; outlines inside others are holes.

    Between the heights of two neighbouring corners the area is a row of trapezoids.

    Args:
        outlines: List of float arrays of shape `(n, 2)`, closed curves that don't cross.

    Returns:
        Float array of shape `(T, 3, 2)`.
    """
    starts = np.concatenate(outlines)
    ends = np.concatenate([np.concatenate([one[1:], one[:1]]) for one in outlines])
    levels = np.unique(np.round(starts[:, 1], 9))
    middle = (levels[:-1] + levels[1:]) / 2
    lower, upper = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    band, edge = np.nonzero((lower < middle[:, None]) & (middle[:, None] < upper))
    (x, y), (end_x, end_y) = starts[edge].T, ends[edge].T
    slope = (end_x - x) / (end_y - y)
    order = np.lexsort((x + slope * (middle[band] - y), band))
    band, x, y, slope = band[order], x[order], y[order], slope[order]
    low, high = levels[band], levels[band + 1]
    low = np.stack([x + slope * (low - y), low], axis=1)
    high = np.stack([x + slope * (high - y), high], axis=1)
    # An edge to the left and one to the right of each trapezoid.
    corners = [low[::2], low[1::2], high[1::2], low[::2], high[1::2], high[::2]]
    return np.stack(corners, axis=1).reshape(-1, 3, 2)


_AXES = {"x": [2, 1, 0], "y": [0, 2, 1], "z": [0, 1, 2]}


def extrude(outlines, depth, axis="z"):
    """A plate of an outline, which may have holes.

    Args:
        outlines: Array of shape `(n, 2)`, or a list of such, as of `fill`.
        depth: Thickness of the plate, half of it on either side.
        axis: Axis along which it is thick. Outlines are in x and y or, with `"y"`, in x and z or,
            with `"x"`, in z and y.
    """
    outlines = [outlines] if isinstance(outlines, np.ndarray) else outlines
    filled = fill(outlines)
    face = np.empty((2, *filled.shape[:2], 3))
    face[..., :2] = filled
    face[0, ..., 2], face[1, ..., 2] = -depth / 2, depth / 2
    starts = np.concatenate(outlines)
    ends = np.concatenate([np.concatenate([one[1:], one[:1]]) for one in outlines])
    wall = np.empty((len(starts), 6, 3))
    wall[:, [0, 3, 5], :2], wall[:, [1, 2, 4], :2] = starts[:, None], ends[:, None]
    wall[:, [0, 1, 3], 2], wall[:, [2, 4, 5], 2] = -depth / 2, depth / 2
    surface = np.concatenate([face.reshape(-1, 3, 3), wall.reshape(-1, 3, 3)])
    return surface[..., _AXES[axis]]
