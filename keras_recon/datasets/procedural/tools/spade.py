"""A spade or a shovel."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import curve, rod, rotate, sheet, sweep

PARTS = ("blade", "shaft", "grip")


def make_spade(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, thin = random.uniform(1, 1.6), random.uniform(0.03, 0.045)
    wide, deep = random.uniform(0.35, 0.55), random.uniform(0.45, 0.65)
    pointed, hollowed = chance(random, 0.45), random.uniform(0.05, 0.2)
    u, v = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(0, 1, 9))
    narrowing = (
        np.where(v > 0.5, np.sqrt(np.maximum(1 - (2 * v - 1) ** 2, 0.01)), 1)
        if pointed
        else 1 - 0.15 * v
    )
    x = wide / 2 * u * narrowing
    z = hollowed * wide * (u**2 + 0.4 * v)
    blade = sheet(np.stack([x, length + deep * v, z], axis=-1))
    blade = np.concatenate([blade, blade - (0, 0, 0.015)])
    metal = tint(random, pick(random, "metal", "dark"))
    word, wood = finish(random, "wooden", "wooden", "painted")
    pieces = [("blade", blade, metal), ("shaft", rod((0, 0, 0), (0, length, 0), thin), wood)]
    pieces.append(
        ("blade", rod((0, length - 0.2, 0), (0, length + 0.15, 0), 1.3 * thin, 0.6 * thin), metal)
    )
    grip = pick(random, "a D-shaped grip", "a T-shaped grip", "no grip")
    if grip == "a D-shaped grip":
        loop = curve(
            [(0, 0, 0), (-0.13, -0.1, 0), (-0.12, -0.22, 0), (0.12, -0.22, 0), (0.13, -0.1, 0)],
            18,
            True,
        )
        pieces.append(("grip", sweep(loop, 0.9 * thin, closed=True), wood))
    elif grip == "a T-shaped grip":
        pieces.append(("grip", rod((-0.16, 0, 0), (0.16, 0, 0), 1.1 * thin), wood))
    pieces = [(name, rotate(surface, "x", np.pi), color) for name, surface, color in pieces]
    shape = "pointed" if pointed else "square"
    has = "without a grip" if grip == "no grip" else f"with {grip}"
    return describe("spade", [shape], [f"with {a(word)} shaft", has]), lay(random, pieces)
