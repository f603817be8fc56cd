"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.surfaces import curve


def body_outline(upper, waist, lower, length, cut=0.0):
    """The outline of a body with a waist, from y = 0 to `length`; `cut` deepens one shoulder."""
    side = [
        (0.0, 0.0),
        (0.75 * lower, 0.02 * length),
        (lower, 0.22 * length),
        (waist, 0.58 * length),
    ]
    side += [(upper, 0.8 * length), (0.65 * upper, 0.98 * length)]
    right = np.array([*side, (0.12, length * (1 - cut))])
    left = np.array([*side[1:], (0.12, length)])[::-1] * (-1, 1)
    return curve(np.concatenate([right, left]), 44, closed=True)
