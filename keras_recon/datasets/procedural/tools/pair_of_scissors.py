"""Scissors, open or nearly closed."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, tint
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import curve, extrude, rod, rotate, sweep, torus

PARTS = ("handles", "blades", "screw")


def make_scissors(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    blade, opening = random.uniform(0.6, 1.1), random.uniform(0.06, 0.6)
    wide, grip = random.uniform(0.1, 0.16), random.uniform(0.35, 0.55)
    word, color = finish(random)
    metal = tint(random, "metal")
    outline = np.array(
        [
            (-wide / 2, -0.1),
            (wide / 2, -0.1),
            (wide / 2, 0.3 * blade),
            (-0.4 * wide, blade),
            (-wide / 2, blade),
        ]
    )
    cut = extrude(outline, 0.025)
    ring = torus(
        (0, 0, 0),
        (random.uniform(0.12, 0.16), random.uniform(0.16, 0.24)),
        random.uniform(0.03, 0.045),
        "z",
        18,
    )
    lever = sweep(curve([(0, 0, 0), (0.06, -0.4 * grip, 0), (0.1, -grip, 0)], 8), 0.04)
    pieces = []
    for side in (1, -1):
        half = [("blades", cut + (0, 0, 0.014), metal), ("handles", lever, color)]
        half.append(("handles", ring + (0.14, -grip - 0.15, 0), color))
        for name, surface, paint in half:
            turned = rotate(surface, "z", opening / 2)
            pieces.append((name, turned if side > 0 else rotate(turned, "y", np.pi), paint))
    pieces.append(("screw", rod((0, 0, -0.05), (0, 0, 0.05), 0.04), tint(random, "metal")))
    opened = "open" if opening > 0.3 else "closed" if opening < 0.15 else ""
    return describe("pair of scissors", [opened], [f"with {word} handles"]), lay(random, pieces)
