"""A conifer: of stacked cones, of layers of branches, slender or broad."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, pick, tint
from keras_recon.datasets.procedural.plants.pieces import leaf
from keras_recon.datasets.surfaces import around, curve, ellipsoid, revolve, rod, roughen

PARTS = ("needles", "trunk", "snow", "decoration")


def make_conifer(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "layered", "smooth", "branched")
    height, wide = random.uniform(1.6, 3), random.uniform(0.5, 0.9)
    low = random.uniform(0.1, 0.4)
    green = tint(random, pick(random, "leaf", "green"))
    snow = chance(random, 0.2)
    pieces = [("trunk", rod((0, 0, 0), (0, 0.85 * height, 0), 0.09, 0.03), tint(random, "bark"))]
    details = []
    if style == "layered":
        number = random.integers(3, 8)
        levels = low + (height - low) * np.arange(number) / number
        for level in levels:
            size = wide * (1 - (level - low) / (height - low)) + 0.06
            rise = 1.5 * (height - low) / number
            cone = revolve(
                [(0.0, 0.15 * rise), (size, 0), (0.35 * size, 0.6 * rise), (0, rise)],
                pick(random, 8, 14, 20),
            )
            pieces.append(("needles", cone + (0, level, 0), green))
            if snow:
                cap = revolve(
                    [(0.6 * size, 0.4 * rise), (0.37 * size, 0.63 * rise), (0, rise * 1.02)], 14
                )
                pieces.append(("snow", cap + (0, level + 0.01, 0), tint(random, "white")))
        details.append(f"of {count(number, 'layer')}")
    elif style == "smooth":
        snow = False
        wide *= 0.75
        profile = curve(
            [
                (0.3 * wide, low),
                (wide, low + 0.12 * height),
                (0.55 * wide, 0.6 * height),
                (0.0, height),
            ],
            14,
        )
        pieces.append(
            ("needles", roughen(revolve([(0, low), *profile], 20), 0.05, random, 9), green)
        )
    else:
        snow = False
        number = random.integers(7, 12)
        levels = np.linspace(low, 0.95 * height, number)
        for i, level in enumerate(levels):
            size = wide * (1 - (level - low) / (height - low)) + 0.08
            spray = leaf(size, 0.5 * size, 0.05, random.uniform(0.15, 0.45))
            pieces.append(("needles", around(spray, 9, start=0.35 * i) + (0, level, 0), green))
        details.append(f"of {count(number, 'ring')} of branches")
    star = chance(random, 0.15)
    if star:
        balls = []
        for level in np.linspace(low + 0.1, 0.8 * height, 5):
            out = 0.95 * wide * (1 - (level - low) / (height - low)) + 0.05
            balls.append(
                around(ellipsoid((out, level, 0), (0.06, 0.06, 0.06), 6, 8), 6, start=3 * level)
            )
        pieces.append(
            (
                "decoration",
                np.concatenate(balls),
                tint(random, pick(random, "red", "yellow", "blue")),
            )
        )
        details.append("with Christmas balls")
    shape = "slender" if height > 3.2 * wide else "broad"
    return describe("conifer", [shape, style], [*details, "under snow" if snow else ""]), pieces
