"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.procedural.paint import pick, tint
from keras_recon.datasets.surfaces import around, box, copies, revolve, rotate


def wheels(random, places, radius, width, spokes=None):
    """Tyres and hubs, their axes along z.

    Args:
        random: A NumPy generator.
        places: Array of shape `(n, 3)`: their middles.
        radius: Of a wheel.
        width: Of its tyre.
        spokes: Number of spokes of a hub; 0 for a disc, drawn if not given.
    """
    soft, half = 0.25 * width, width / 2
    profile = [(0.62 * radius, -half), (radius - soft, -half), (radius, soft - half)]
    profile += [(radius, half - soft), (radius - soft, half), (0.62 * radius, half)]
    tyre = rotate(revolve(profile, 20), "x", np.pi / 2)
    spokes = pick(random, 0, 0, 5, 6) if spokes is None else spokes
    if spokes:
        spoke = box((0.33 * radius, 0, 0), (0.62 * radius, 0.16 * radius, 0.5 * width))
        hub = around(spoke, spokes, "z")
    else:
        dish = [
            (0, -0.3 * width),
            (0.62 * radius, -0.42 * width),
            (0.62 * radius, 0.42 * width),
            (0, 0.3 * width),
        ]
        hub = rotate(revolve(dish, 16), "x", np.pi / 2)
    rubber, metal = tint(random, "rubber"), tint(random, "metal")
    return [("wheels", copies(tyre, places), rubber), ("wheels", copies(hub, places), metal)]


def axles(x, y, z):
    """Places of wheels on both sides at each x."""
    return [(place, y, side * z) for place in x for side in (-1, 1)]


def side_windows(x, y, size, z, color):
    """Panes on both sides of a vehicle, a little outside of its walls."""
    panes = [(place, y, side * z) for place in x for side in (-1, 1)]
    return ("windows", copies(box((0, 0, 0), (*size, 0.02)), panes), color)
