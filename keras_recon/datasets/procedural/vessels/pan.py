"""A frying pan or a saucepan of one long handle."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vessels.pieces import lid
from keras_recon.datasets.surfaces import curve, hollow, revolve, sweep, torus

PARTS = ("handle", "body", "lid")


def make_pan(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius = random.uniform(0.5, 0.8)
    deep = radius * (random.uniform(0.8, 1.2) if chance(random, 0.4) else random.uniform(0.2, 0.4))
    foot = radius * random.uniform(0.75, 1)
    outside = [(0, 0), (foot, 0), (0.5 * foot + 0.5 * radius, 0.4 * deep), (radius, deep)]
    word, color = finish(random, "metal", "black", "painted", "brass")
    pieces = [("body", revolve(hollow(outside, 0.04)), color)]
    length, y = radius * random.uniform(1.2, 2.2), deep * random.uniform(0.75, 0.95)
    dark = pick(random, color, tint(random, "dark"), tint(random, "wooden"))
    rise = random.uniform(0, 0.3) * length
    path = curve(
        [
            (radius - 0.04, y, 0),
            (radius + length / 2, y + 0.7 * rise, 0),
            (radius + length, y + rise, 0),
        ],
        10,
    )
    thick = random.uniform(0.035, 0.06) * np.linspace(0.7, 1.3, 10)
    pieces.append(
        ("handle", sweep(path, thick, [(1, 0.6), (1, -0.6), (-1, -0.6), (-1, 0.6)]), dark)
    )
    second = chance(random, 0.2)
    if second:
        ring = torus((-radius - 0.03, y, 0), 0.12, 0.03, sides=16)
        pieces.append(("handle", ring, dark))
    covered = chance(random, 0.3)
    if covered:
        rise = random.uniform(0.05, 0.25) * radius
        pieces += [("lid", part, color) for part in lid(random, radius, deep + 0.02, rise)]
    shape = "deep" if deep > 0.6 * radius else "shallow"
    has = "with a long handle" if length > 1.7 * radius else "with a handle"
    second = "with a loop on the other side" if second else ""
    return describe("pan", [shape, word], [has, second, "with a lid" if covered else ""]), pieces
