"""A handsaw, or a hacksaw in its frame."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import chance, finish, tint
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import curve, extrude, rod, rotate, sweep

PARTS = ("blade", "handle", "frame")


def make_saw(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, wide = random.uniform(1, 1.5), random.uniform(0.2, 0.35)
    word, color = finish(random, "wooden", "painted")
    metal = tint(random, "metal")
    if chance(random, 0.35):
        bow = curve(
            [
                (0, 0, 0),
                (0, 0.4, 0),
                (length / 2, random.uniform(0.4, 0.55), 0),
                (length, 0.4, 0),
                (length, 0, 0),
            ],
            20,
        )
        pieces = [("frame", sweep(bow, 0.035), finish(random)[1])]
        teeth = _saw_edge(length, 0.06, 24)
        pieces.append(("blade", extrude(teeth, 0.012), metal))
        grip = rod((-0.05, -0.1, 0), (-0.12, 0.3, 0), 0.06)
        pieces.append(("handle", grip, color))
        says = "in a bow-shaped frame"
    else:
        teeth = _saw_edge(length, wide, random.integers(16, 30))
        teeth[-2:, 1] = (0.45 * wide, wide)
        pieces = [("blade", extrude(teeth, 0.012), metal)]
        outline = curve(
            [
                (0.12, -0.02),
                (0.1, 0.2 + wide),
                (-0.2, 0.15 + wide),
                (-0.32, wide / 2),
                (-0.2, -0.1),
            ],
            20,
            True,
        )
        hole = curve([(-0.06, 0.05), (-0.06, wide), (-0.2, 0.8 * wide), (-0.2, 0.1)], 14, True)
        pieces.append(("handle", extrude([outline, hole], random.uniform(0.06, 0.1)), color))
        says = "with a wide blade" if wide > 0.28 else "with a narrow blade"
    pieces = [(name, rotate(surface, "z", np.pi / 2), paint) for name, surface, paint in pieces]
    return describe("saw", [], [says, f"with {a(word)} handle"]), lay(random, pieces)


def _saw_edge(length, wide, number):
    """The outline of a blade along x with teeth below."""
    x = np.linspace(0, length, 2 * number + 1)
    teeth = np.stack([x, np.where(np.arange(len(x)) % 2, -0.04, 0)], axis=1)
    return np.concatenate([teeth, [(length, wide), (0, wide)]])
