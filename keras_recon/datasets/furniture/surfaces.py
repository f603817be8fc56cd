"""Surfaces: arrays of triangles, of shape `(T, 3, 3)`."""

import numpy as np

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
    helper = (1.0, 0.0, 0.0) if abs(axis[0]) < 0.7 else (0.0, 0.0, 1.0)
    across = np.cross(axis, helper)
    across /= np.linalg.norm(across)
    angle = 2 * np.pi * (np.arange(sides) + 0.5)[:, None] / sides
    ring = np.cos(angle) * across + np.sin(angle) * np.cross(axis, across)
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


def shear(triangles, pivot, slope):
    """Shear to the back above the height `pivot`."""
    leaning = triangles.copy()
    leaning[..., 2] -= slope * (triangles[..., 1] - pivot)
    return leaning


def sample(surfaces, count, random):
    """Draw points `(count, 3)`, evenly over the surfaces, and the number of the surface of each."""
    triangles = np.concatenate(surfaces)
    owner = np.repeat(range(len(surfaces)), [len(surface) for surface in surfaces])
    origin, first, second = triangles[:, 0], *np.swapaxes(triangles[:, 1:] - triangles[:, :1], 0, 1)
    area = np.linalg.norm(np.cross(first, second), axis=-1)
    chosen = random.choice(len(triangles), count, p=area / area.sum())
    u, v = random.random((2, count, 1))
    # Fold the far half of the parallelogram back into the triangle.
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    return origin[chosen] + u * first[chosen] + v * second[chosen], owner[chosen]
