"""A fork of two, three or four tines."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import finish, pick
from keras_recon.datasets.procedural.tools.pieces import cutlery, lay
from keras_recon.datasets.surfaces import copies, curve, extrude, sweep

PARTS = ("handle", "palm", "tines")


def make_fork(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, number = random.uniform(0.8, 1.1), pick(random, 2, 3, 3, 4, 4)
    word, color = finish(random, "metal", "metal", "brass", "wooden", "painted")
    wide, deep = random.uniform(0.1, 0.14), random.uniform(0.25, 0.4)
    palm = curve([(0.03, -0.02), (wide, 0.12), (wide, 0.22)], 6)
    palm = extrude(np.concatenate([palm, palm[::-1] * (-1, 1)]), 0.025)
    x = np.linspace(-1, 1, number) * (wide - 0.02)
    tine = sweep(
        np.stack([0 * np.arange(6), np.linspace(0.2, 0.22 + deep, 6), 0 * np.arange(6)], 1),
        np.linspace(0.022, 0.01, 6),
        [(1, 0.6), (1, -0.6), (-1, -0.6), (-1, 0.6)],
    )
    tines = copies(tine, np.stack([x, 0 * x, 0 * x], axis=1))
    dip = random.uniform(0.5, 1.2)
    head = [("palm", palm, color), ("tines", tines, color)]
    pieces = [("handle", cutlery(random, length), color)]
    for name, surface, paint in head:
        curved = surface.copy()
        curved[..., 2] += dip * (surface[..., 1] - 0.3) ** 2 - 0.09 * dip
        pieces.append((name, curved + (0, length, 0), paint))
    return describe("fork", [word], [f"with {count(number, 'tine')}"]), lay(random, pieces)
