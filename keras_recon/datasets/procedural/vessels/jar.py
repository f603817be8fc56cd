"""A jar with a lid, a clip or an open mouth."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vessels.pieces import handle, lid, radius_at
from keras_recon.datasets.surfaces import curve, hollow, mirror, revolve, rod

PARTS = ("lid", "body", "handles")


def make_jar(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, height = random.uniform(0.35, 0.5), random.uniform(0.6, 1.4)
    mouth = radius * random.uniform(0.7, 0.95)
    style = pick(random, "straight", "round", "six-sided")
    bulge = random.uniform(1.15, 1.35) if style == "round" else 1
    control = [(0.95 * radius, 0), (bulge * radius, 0.4 * height), (radius, 0.85 * height)]
    wall = np.concatenate([curve(control, 8), [(mouth, 0.93 * height), (mouth, height)]])
    word, color = finish(random, "glass", "glass", "clay", "painted")
    sides = 6 if style == "six-sided" else 24
    pieces = [("body", revolve(hollow([(0, 0), *wall], 0.03), sides), color)]
    top = pick(random, "a flat lid", "a lid with a knob", "no lid", "a cloth on top")
    lid_color = pick(random, color, tint(random, "metal"), finish(random)[1])
    if top == "a flat lid":
        cap = rod((0, 0.95 * height, 0), (0, height + 0.05, 0), 1.08 * mouth, sides=24)
        pieces.append(("lid", cap, lid_color))
    elif top == "a lid with a knob":
        parts = lid(random, 1.1 * mouth, height + 0.02, random.uniform(0.05, 0.2))
        pieces += [("lid", part, lid_color) for part in parts]
    elif top == "a cloth on top":
        rings = [
            (1.5 * mouth, 0.82 * height),
            (1.06 * mouth, 0.95 * height),
            (mouth, height + 0.05),
        ]
        cloth = revolve([*rings, (0, height + 0.06)], 48)
        angle = np.arctan2(cloth[..., 2], cloth[..., 0])
        cloth[..., 1] += 0.05 * np.cos(12 * angle) * (cloth[..., 1] < 0.9 * height)
        pieces.append(("lid", cloth, lid_color))
    handles = chance(random, 0.2)
    if handles:
        y = 0.8 * height
        ends = [(radius_at(wall, h) - 0.03, h) for h in (y, 0.5 * y)]
        ear = handle(random, *ends, 0.15, 0.035)
        pieces += [("handles", ear, color), ("handles", mirror(ear), color)]
    has = "without a lid" if top == "no lid" else f"with {top}"
    return describe("jar", [style, word], [has, "with two handles" if handles else ""]), pieces
