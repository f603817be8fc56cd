"""A glass on a stem: a flute, a goblet, a coupe, a cone."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.surfaces import curve, hollow, revolve

PARTS = ("bowl", "stem", "foot")


def make_wine_glass(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "tulip", "flute-shaped", "shallow", "conical", "round")
    radius, deep = {
        "tulip": (0.34, 0.65),
        "flute-shaped": (0.2, 0.9),
        "shallow": (0.48, 0.25),
        "conical": (0.5, 0.45),
        "round": (0.42, 0.6),
    }[style] * random.uniform(0.85, 1.15, 2)
    stem, foot = random.uniform(0.4, 1), random.uniform(0.25, 0.4)
    lip = {"tulip": 0.85, "round": 0.75}.get(style, 1)
    widest = 0.9 if style in ("shallow", "flute-shaped") else 1
    control = [(0.05, 0), (0.75 * widest * radius, 0.15 * deep)]
    control += [(widest * radius, 0.45 * deep), (lip * radius, deep)]
    wall = [(0.03, 0), (radius, deep)] if style == "conical" else curve(control, 12)
    cup = hollow(np.concatenate([[(0, 0)], wall]), 0.015) + (0, stem)
    thin = random.uniform(0.02, 0.04)
    low = [(0, 0), (foot, 0), (foot, 0.015), (2.5 * thin, 0.05), (thin, 0.15 * stem)]
    word, color = finish(random, "glass", "glass", "painted", "metal")
    ball = chance(random, 0.2)
    middle = [(thin, stem * 0.45), (3 * thin, stem * 0.55), (thin, stem * 0.65)] if ball else []
    pieces = [
        ("bowl", revolve(cup), color),
        (
            "stem",
            revolve([*low[3:], *middle, (thin, 0.9 * stem), (2 * thin, stem + 0.03)], 12),
            color,
        ),
        ("foot", revolve([*low[:4], (0, 0.06)]), color),
    ]
    length = "long" if stem > 0.7 else "short"
    knot = "with a ball in its stem" if ball else ""
    word = "" if word == "glass" else word
    return describe("wine glass", [style, word], [f"on a {length} stem", knot]), pieces
