"""A basket woven of rods and rings."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick
from keras_recon.datasets.surfaces import around, rod, sweep, torus

PARTS = ("sides", "handle", "bottom")


def make_basket(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    top, height = random.uniform(0.45, 0.7), random.uniform(0.35, 0.9)
    bottom, stretch = top * random.uniform(0.6, 0.95), pick(random, 1, random.uniform(1.2, 1.6))
    number, rings = random.integers(14, 27), random.integers(4, 9)
    word, color = finish(random, "straw", "wooden", "brown", "white")
    thin = random.uniform(0.012, 0.025)
    stakes = around(rod((bottom, 0, 0), (top, height, 0), thin, sides=4), number)
    pieces = [("sides", stakes * (stretch, 1, 1), color)]
    for share in np.linspace(0, 1, rings):
        wide = bottom + (top - bottom) * share
        ring = torus((0, share * height, 0), (stretch * wide, wide), 1.3 * thin, section=5)
        pieces.append(("sides", ring, color))
    base = rod((0, 0, 0), (0, 0.03, 0), bottom, sides=20) * (stretch, 1, 1)
    pieces.append(("bottom", base, color))
    style = pick(random, "an arched handle", "two small handles", "no handle")
    if style == "an arched handle":
        angle = np.linspace(0, np.pi, 16)
        rise = random.uniform(0.5, 1) * top
        arch = np.stack([0 * angle, height + rise * np.sin(angle), top * np.cos(angle)], axis=1)
        pieces.append(("handle", sweep(arch, 1.6 * thin), color))
    elif style == "two small handles":
        for side in (-1, 1):
            ring = torus((side * stretch * top, height, 0), (0.13, 0.16), 1.5 * thin, "x", 14, 6)
            pieces.append(("handle", ring, color))
    shape = "round" if stretch == 1 else "oval"
    material = "woven" if word in ("straw", "wooden") else f"{word} woven"
    has = "without a handle" if style == "no handle" else f"with {style}"
    return describe("basket", [shape, material], [has]), pieces
