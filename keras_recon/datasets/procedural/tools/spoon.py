"""A spoon or a ladle, of a round or a long bowl."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish
from keras_recon.datasets.procedural.tools.pieces import cutlery, lay
from keras_recon.datasets.surfaces import rotate, sheet

PARTS = ("handle", "bowl")


def make_spoon(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, wide = random.uniform(0.7, 1.3), random.uniform(0.13, 0.2)
    long, deep = wide * random.uniform(1, 1.7), random.uniform(0.05, 0.09)
    word, color = finish(random, "metal", "metal", "brass", "wooden", "painted")
    ladle = chance(random, 0.2)
    if ladle:
        wide = long = deep = random.uniform(0.2, 0.28)
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 20, endpoint=False), np.linspace(0, 1, 6))
    bowl = np.stack([wide * v * np.cos(u), long * v * np.sin(u), deep * (v**2 - 1)], axis=-1)
    bowl = sheet(bowl, around=True)
    bowl = np.concatenate([bowl, bowl - (0, 0, 0.02)])
    if ladle:
        # Its bowl hangs at a right angle.
        bowl = rotate(bowl, "x", -np.pi / 2) + (0, length - 0.02, wide)
    else:
        bowl = bowl + (0, length + 0.95 * long, 0)
    pieces = [("handle", cutlery(random, length), color), ("bowl", bowl, color)]
    shape = "round" if long < 1.2 * wide else "oval"
    style = "ladle-like" if ladle else shape
    return describe("spoon", [style, word], ["with a long handle" if length > 1.05 else ""]), lay(
        random, pieces
    )
