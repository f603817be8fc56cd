"""A cage of bars, round or square."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import around, box, ellipsoid, rod, rods, sweep, torus, wireframe

PARTS = ("bars", "floor", "ring", "perch", "bird")


def make_birdcage(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    sides, radius, height = (
        pick(random, 24, 24, 4),
        random.uniform(0.45, 0.65),
        random.uniform(0.7, 1.2),
    )
    bars = random.integers(14, 26)
    word, color = finish(random, "metal", "brass", "white", "black")
    thin = random.uniform(0.012, 0.02)
    pieces = []
    dome = pick(random, "domed", "pointed", "flat")
    if sides == 24:
        rise = {
            "domed": random.uniform(0.4, 0.7),
            "pointed": random.uniform(0.4, 0.8),
            "flat": 0.02,
        }[dome]
        t = np.linspace(0, 1, 8)
        top = np.stack(
            [radius * np.cos(t * np.pi / 2), height + rise * np.sin(t * np.pi / 2), 0 * t], axis=1
        )
        if dome != "domed":
            top = np.stack([radius * (1 - t), height + rise * t, 0 * t], axis=1)
        bar = np.concatenate([[(radius, 0, 0)], top])
        pieces.append(("bars", around(sweep(bar, thin, 4, normal=(0, 0, 1)), bars), color))
        for y in (0.0, 0.5 * height, height):
            pieces.append(
                ("bars", torus((0, y, 0), radius, 1.4 * thin, sides=28, section=5), color)
            )
        pieces.append(("floor", rod((0, -0.06, 0), (0, 0, 0), 1.06 * radius, sides=24), color))
        peak = height + rise
    else:
        rise = {"domed": 0.35, "pointed": random.uniform(0.3, 0.6), "flat": 0.02}[dome]
        x = np.linspace(-radius, radius, 8)
        edge = np.stack([x, 0 * x, 0 * x + radius], axis=1)
        side = rods(edge, edge + (0, height, 0), thin, sides=4)
        pieces.append(("bars", around(side, 4), color))
        roof = rods(
            edge + (0, height, 0), edge * (0.1, 0, 0.02) + (0, height + rise, 0), thin, sides=4
        )
        pieces.append(("bars", around(roof, 4), color))
        frame = wireframe(box((0, height / 2, 0), (2 * radius, height, 2 * radius)), 1.5 * thin)
        pieces.append(("bars", frame, color))
        pieces.append(("floor", box((0, -0.03, 0), (2.1 * radius, 0.06, 2.1 * radius)), color))
        dome = "pointed" if dome == "domed" else dome
        peak = height + rise
    pieces.append(("ring", torus((0, peak + 0.1, 0), 0.09, 0.02, "z", 16, 6), color))
    details = []
    if chance(random, 0.5):
        pieces.append(
            (
                "perch",
                rod((-0.95 * radius, 0.4 * height, 0), (0.95 * radius, 0.4 * height, 0), 0.02),
                tint(random, "wooden"),
            )
        )
        details.append("with a perch")
    if chance(random, 0.4):
        paint = finish(random)[1]
        body = [
            ellipsoid((0, 0.4 * height + 0.12, 0), (0.14, 0.1, 0.08), 8, 12),
            ellipsoid((0.13, 0.4 * height + 0.22, 0), (0.07, 0.07, 0.06), 7, 10),
        ]
        pieces.append(("bird", np.concatenate(body), paint))
        details.append("with a bird in it")
    shape = "round" if sides == 24 else "square"
    return describe("birdcage", [shape, word], [f"with a {dome} top", *details]), pieces
