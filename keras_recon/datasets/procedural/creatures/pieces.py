"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.surfaces import curve, ellipsoid, sweep


def limb(points, radii, count=12):
    """A tube through some joints, whose radius changes, with round ends."""
    path = curve(points, count)
    radius = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(radii)), radii)
    ends = [ellipsoid(path[i], (radius[i],) * 3, 6, 10) for i in (0, -1)]
    return np.concatenate([sweep(path, radius, 10), *ends])
