"""A traffic cone with stripes."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import revolve, rod, rounded_box

PARTS = ("stripes", "cone", "base")


def make_cone(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height, wide = random.uniform(1, 1.5), random.uniform(0.3, 0.42)
    word, color = finish(random, "orange", "orange", "red", "yellow")
    tip = random.uniform(0.04, 0.1)
    pieces = [("cone", revolve([(wide, 0.06), (tip, height), (0, height)], 24), color)]
    base = 1.35 * wide
    square = chance(random, 0.7)
    plate = (
        rounded_box((0, 0.03, 0), (2 * base, 0.07, 2 * base), 0.03)
        if square
        else rod((0, 0, 0), (0, 0.06, 0), base, sides=pick(random, 8, 24))
    )
    pieces.append(("base", plate, pick(random, color, tint(random, "rubber"))))
    stripes = pick(random, 0, 1, 2, 2, 3)
    for i in range(stripes):
        levels = np.array([0.28 + 0.22 * i, 0.39 + 0.22 * i]) * height
        radii = wide + (tip - wide) * (levels - 0.06) / (height - 0.06) + 0.006
        pieces.append(
            ("stripes", revolve(np.stack([radii, levels], axis=1)), tint(random, "white"))
        )
    shape = "tall" if height > 1.3 else ""
    has = f"with {count(stripes, 'stripe')}" if stripes else "without stripes"
    return describe(
        "traffic cone", [shape, word], [has, "on a square base" if square else "on a base"]
    ), pieces
