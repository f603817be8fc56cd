"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.procedural.paint import pick
from keras_recon.datasets.surfaces import rotate, sweep

_OVAL = [(1, 0), (0.7, 0.5), (0, 0.7), (-0.7, 0.5), (-1, 0), (-0.7, -0.5), (0, -0.7), (0.7, -0.5)]


def lay(random, pieces):
    """Let what stands lie, in two of three cases."""
    side = pick(random, "stands", "on its side", "flat")
    if side == "stands":
        return pieces
    laid = [(name, rotate(surface, "z", np.pi / 2), color) for name, surface, color in pieces]
    if side == "flat":
        laid = [(name, rotate(surface, "x", np.pi / 2), color) for name, surface, color in laid]
    return laid


def shaft(random, length, radius):
    """A handle of wood from y = 0 on, straight or curved, of an oval or a round section."""
    y = np.linspace(0, length, 10)
    sway = random.uniform(0, 0.06) * length * pick(random, 0, 1)
    path = np.stack([sway * np.sin(2 * np.pi * y / length), y, 0 * y], axis=1)
    swell = 1 + random.uniform(0, 0.4) * np.cos(np.pi * y / length) ** 2 * (y < length / 2)
    return sweep(path, radius * swell, pick(random, _OVAL, 10), normal=(0, 0, 1))


def cutlery(random, length):
    """The handle of a fork or a spoon, from y = 0 to its neck at `length`, and its curve."""
    y = np.linspace(0, length, 12)
    arch = random.uniform(0.02, 0.08)
    path = np.stack([0 * y, y, arch * np.sin(np.pi * y / length)], axis=1)
    end, neck = random.uniform(0.06, 0.1), random.uniform(0.025, 0.04)
    width = np.interp(y / length, [0, 0.15, 0.8, 1], [end, 0.95 * end, neck, neck])
    flat = random.uniform(0.25, 0.45)
    section = [(1, flat), (-1, flat), (-1, -flat), (1, -flat)]
    return sweep(path, width, section, normal=(0, 0, 1))
