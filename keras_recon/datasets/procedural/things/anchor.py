"""An anchor with two flukes and a ring."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import extrude, rod, rotate, sweep, torus

PARTS = ("flukes", "shank", "arms", "stock", "ring", "rope", "chain")


def make_anchor(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, reach = random.uniform(1.2, 1.6), random.uniform(0.5, 0.7)
    word, color = finish(random, "metal", "black", "brown", "blue")
    thin = random.uniform(0.05, 0.08)
    pieces = [("shank", rod((0, 0, 0), (0, length, 0), 1.1 * thin, thin), color)]
    angle = np.linspace(np.pi * 1.05, np.pi * 1.95, 20)
    arc = np.stack([reach * np.cos(angle), reach * np.sin(angle) + reach, 0 * angle], axis=1)
    thick = thin * (1.3 - 0.6 * np.abs(np.linspace(-1, 1, 20)))
    pieces.append(("arms", sweep(arc, thick), color))
    fluke = extrude(np.array([(-0.16, -0.1), (0.0, 0.28), (0.16, -0.1)]), 0.06)
    for side in (-1, 1):
        tip = arc[-1 if side > 0 else 0]
        pieces.append(("flukes", rotate(fluke, "z", -side * 0.35) + tip, color))
    pieces.append(
        (
            "stock",
            rod((-0.45, 0.88 * length, 0), (0.45, 0.88 * length, 0), 0.8 * thin),
            pick(random, color, tint(random, "wooden")),
        )
    )
    pieces.append(("ring", torus((0, length + 0.13, 0), 0.13, 0.035, "z", 20, 6), color))
    rope = chance(random, 0.4)
    if rope:
        t = np.linspace(0, 1, 60)
        coil = np.stack(
            [0.14 * np.cos(14 * t), length + 0.1 - 0.9 * length * t, 0.14 * np.sin(14 * t)], axis=1
        )
        pieces.append(("rope", sweep(coil, 0.03, 6, normal=(0, 1, 0)), tint(random, "straw")))
    chain = not rope and chance(random, 0.4)
    if chain:
        links = [
            rotate(torus((0, 0, 0), (0.07, 0.1), 0.022, "z", 14, 5), "y", np.pi / 2 * (i % 2))
            + (0.06 * i, length + 0.3 + 0.15 * i, 0)
            for i in range(5)
        ]
        pieces.append(("chain", np.concatenate(links), color))
    return describe(
        "anchor", [word], ["with a rope around it" if rope else "", "on a chain" if chain else ""]
    ), pieces
