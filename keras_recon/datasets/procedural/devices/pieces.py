"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.surfaces import rotate


def facing(surface):
    """Turn what was revolved about y so that its upper end is at the front."""
    return rotate(surface, "x", np.pi / 2)


def grid(columns, rows, width, height, z=0.0):
    """Places in rows and columns in the plane of x and y, `(rows * columns, 3)`."""
    x, y = np.meshgrid(
        (np.arange(columns) - (columns - 1) / 2) * width / columns,
        (np.arange(rows) - (rows - 1) / 2) * height / rows,
    )
    return np.stack([x.ravel(), y.ravel(), np.full(x.size, z)], axis=1)
