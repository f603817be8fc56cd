"""A balance with two pans, level or not."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    box,
    curve,
    ellipsoid,
    hollow,
    revolve,
    rods,
    rotate,
    sweep,
)

PARTS = ("column", "pans", "chains", "base", "beam", "weights")


def make_scales(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height, reach = random.uniform(1.2, 1.6), random.uniform(0.6, 0.9)
    word, color = finish(random, "brass", "brass", "metal", "black")
    tilt = pick(random, 0, random.uniform(0.1, 0.3) * pick(random, -1, 1))
    base = pick(
        random,
        revolve([(0, 0), (0.4, 0), (0.38, 0.06), (0.08, 0.14), (0, 0.14)], 22),
        box((0, 0.05, 0), (0.9, 0.1, 0.45)),
    )
    pieces = [("base", base, pick(random, color, tint(random, "wooden")))]
    column = curve([(0.06, 0), (0.05, 0.3), (0.08, 0.5), (0.04, 0.8), (0.05, 1)], 14) * (1, height)
    pieces.append(("column", revolve(column, 14), color))
    pieces.append(("column", ellipsoid((0, height + 0.06, 0), (0.08, 0.08, 0.08), 8, 12), color))
    bar = curve(
        [
            (-reach, 0.0, 0),
            (-0.5 * reach, 0.08, 0),
            (0, 0, 0),
            (0.5 * reach, 0.08, 0),
            (reach, 0.0, 0),
        ],
        18,
    )
    pieces.append(("beam", rotate(sweep(bar, 0.03, 8), "z", tilt) + (0, height - 0.05, 0), color))
    size, drop = random.uniform(0.22, 0.32), random.uniform(0.5, 0.75) * height
    dish = revolve(hollow([(0, 0), (0.6 * size, 0.01), (size, 0.1)], 0.02), 20)
    for s in (-1, 1):
        end = rotate(np.array((s * reach, 0, 0)), "z", tilt) + (0, height - 0.05, 0)
        pan = end - (0, drop, 0)
        pieces.append(("pans", dish + pan, color))
        a = 2 * np.pi * np.arange(3) / 3
        rim = (
            np.stack([0.97 * size * np.cos(a), 0 * a + 0.1, 0.97 * size * np.sin(a)], axis=1) + pan
        )
        pieces.append(("chains", rods(rim, end[None], 0.008, sides=4), color))
    weights = chance(random, 0.4)
    if weights:
        side = 1 if tilt <= 0 else -1
        end = rotate(np.array((side * reach, 0, 0)), "z", tilt) + (
            0,
            height - 0.05 - drop + 0.02,
            0,
        )
        pieces.append(
            (
                "weights",
                revolve([(0, 0), (0.1, 0), (0.1, 0.16), (0.03, 0.19), (0.05, 0.25), (0, 0.26)], 14)
                + end,
                tint(random, "metal"),
            )
        )
    stands = "level" if tilt == 0 else "tilted"
    return describe(
        "pair of scales",
        [stands, word],
        ["with two pans", "with a weight in one" if weights else ""],
    ), pieces
