"""A skateboard with bent ends."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, tint
from keras_recon.datasets.procedural.vehicles.pieces import axles
from keras_recon.datasets.surfaces import copies, rod, rods, sheet

PARTS = ("trucks", "deck", "wheels")


def make_skateboard(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, width = random.uniform(2.4, 3.6), random.uniform(0.65, 0.85)
    tail, nose = random.uniform(0.1, 0.5), random.uniform(0.1, 0.5)
    word, color = finish(random, "painted", "painted", "wooden")
    x = np.linspace(-1, 1, 25)
    half = width / 2 * np.sqrt(np.clip(1 - np.clip((np.abs(x) - 0.7) / 0.3, 0, 1) ** 2, 0.02, 1))
    pointed = chance(random, 0.25)
    if pointed:
        half = width / 2 * np.clip(1.02 - np.abs(x) ** 3, 0.05, 1)
    y = (
        tail * np.clip((-x - 0.62) / 0.38, 0, 1) ** 1.3
        + nose * np.clip((x - 0.62) / 0.38, 0, 1) ** 1.3
    )
    top = np.stack(
        [np.stack([x * length / 2, y, s * half], axis=1) for s in (-1, -0.5, 0.5, 1)], axis=1
    )
    grid = np.concatenate([top, (top - (0, 0.07, 0))[:, ::-1]], axis=1)
    deck = sheet(grid, around=True)
    pieces = [("deck", deck, color)]
    place, radius = 0.58 * length / 2, random.uniform(0.13, 0.2)
    trucks = rods(
        [(s * place, -0.07, 0) for s in (-1, 1)],
        [(s * place, -0.24, 0) for s in (-1, 1)],
        0.1,
        0.05,
    )
    bars = rods(
        [(s * place, -0.24, -0.3) for s in (-1, 1)],
        [(s * place, -0.24, 0.3) for s in (-1, 1)],
        0.035,
    )
    metal = tint(random, "metal")
    pieces += [("trucks", trucks, metal), ("trucks", bars, metal)]
    wheel = rod((0, 0, -0.1), (0, 0, 0.1), radius, sides=16)
    pieces.append(("wheels", copies(wheel, axles([-place, place], -0.24, 0.34)), finish(random)[1]))
    shape = "long" if length > 3.2 else "short" if length < 2.7 else ""
    ends = "with pointed ends" if pointed else "with round ends"
    return describe("skateboard", [shape, word], ["on four wheels", ends]), pieces
