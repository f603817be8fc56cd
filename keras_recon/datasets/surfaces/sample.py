"""Points on surfaces."""

import numpy as np

from keras_recon.datasets.surfaces.sheets import cross


def sample(surfaces, count, random):
    """Draw points `(count, 3)`, evenly over the surfaces, and the number of the surface of each."""
    owner = np.repeat(range(len(surfaces)), [len(surface) for surface in surfaces])
    points, triangle = sample_triangles(np.concatenate(surfaces), count, random)
    return points, owner[triangle]


def sample_triangles(triangles, count, random):
    """Draw points evenly over triangles.

    Args:
        triangles: Float array of shape `(T, 3, 3)`.
        count: Number of points.
        random: A NumPy generator.

    Returns:
        Points, float array of shape `(count, 3)`, and the number of the triangle of each.
    """
    origin = triangles[:, 0]
    first, second = np.swapaxes(triangles[:, 1:] - triangles[:, :1], 0, 1)
    area = np.linalg.norm(cross(first, second), axis=-1)
    chosen = random.choice(len(triangles), count, p=area / area.sum())
    u, v = random.random((2, count, 1))
    # Fold the far half of the parallelogram back into the triangle.
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    return origin[chosen] + u * first[chosen] + v * second[chosen], chosen
