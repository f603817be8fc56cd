"""A coil spring, wide, narrow, conical."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import rod, rotate, sweep, torus

PARTS = ("ends", "coil")


def make_spring(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    turns, height, radius = random.uniform(4, 10), random.uniform(0.8, 2), random.uniform(0.25, 0.5)
    conical = chance(random, 0.25)
    thin = random.uniform(0.03, 0.07)
    t = np.linspace(0, 1, int(16 * turns))
    out = radius * (1 - 0.6 * t if conical else 1 + 0 * t)
    coil = np.stack(
        [out * np.cos(2 * np.pi * turns * t), height * t, out * np.sin(2 * np.pi * turns * t)],
        axis=1,
    )
    word, color = finish(random, "metal", "black", "painted", "brass")
    pieces = [("coil", sweep(coil, thin, 8, normal=(0, 1, 0)), color)]
    ends = pick(random, "open", "hooked", "between two plates")
    if ends == "hooked":
        for low, sign in ((0, -1), (height, 1)):
            pieces.append(("ends", torus((0, low + sign * 0.2, 0), 0.16, thin, "z", 18, 6), color))
            edge = coil[0] if sign < 0 else coil[-1]
            pieces.append(("ends", rod(edge, (0, low + sign * 0.05, 0), thin, sides=8), color))
    elif ends != "open":
        plates = [
            rod((0, y, 0), (0, y + 0.05, 0), radius + 0.1, sides=22)
            for y in (-0.05 - thin, height + thin - 0.02)
        ]
        pieces += [("ends", plate, tint(random, "metal")) for plate in plates]
    if chance(random, 0.3):
        pieces = [(n, rotate(s, "z", np.pi / 2), c) for n, s, c in pieces]
    shape = "conical" if conical else "long" if height > 1.5 else "short" if height < 1 else ""
    has = {
        "open": "",
        "hooked": "with a hook at either end",
        "between two plates": "between two plates",
    }[ends]
    return describe("spring", [shape, word], [f"of {count(round(turns), 'turn')}", has]), pieces
