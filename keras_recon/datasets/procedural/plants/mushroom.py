"""A mushroom, or some of them."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.plants.pieces import on_sphere
from keras_recon.datasets.surfaces import copies, curve, ellipsoid, revolve, rotate

PARTS = ("cap", "stem", "ring", "dots")


def make_mushroom(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    number = pick(random, 1, 1, 1, 2, 3)
    style = pick(random, "domed", "flat", "pointed", "funnel-shaped", "round")
    word, color = finish(random, "brown", "red", "white", "beige", "orange")
    stem_color = tint(random, pick(random, "white", "beige"))
    wide, height = random.uniform(0.4, 0.75), random.uniform(0.5, 1)
    thick = random.uniform(0.1, 0.22)
    cap = {
        "domed": [
            (0.15 * wide, -0.04),
            (wide, 0),
            (0.9 * wide, 0.25 * wide),
            (0.5 * wide, 0.6 * wide),
            (0, 0.7 * wide),
        ],
        "flat": [
            (0.15 * wide, -0.02),
            (wide, 0),
            (wide, 0.06),
            (0.6 * wide, 0.2 * wide),
            (0, 0.24 * wide),
        ],
        "pointed": [
            (0.15 * wide, 0.0),
            (0.75 * wide, -0.1),
            (0.5 * wide, 0.5 * wide),
            (0.15 * wide, 1.0 * wide),
            (0, 1.15 * wide),
        ],
        "funnel-shaped": [
            (0.15 * wide, -0.15),
            (0.6 * wide, 0.05),
            (wide, 0.35 * wide),
            (0.5 * wide, 0.15 * wide),
            (0, 0.05),
        ],
        "round": [
            (0.15 * wide, -0.1),
            (0.6 * wide, -0.05),
            (0.8 * wide, 0.3 * wide),
            (0.5 * wide, 0.8 * wide),
            (0, 0.9 * wide),
        ],
    }[style]
    cap = np.concatenate([[(0, cap[0][1])], curve(cap, 16)])
    cap[:, 0] = np.maximum(cap[:, 0], 0)
    dots = style in ("domed", "flat") and chance(random, 0.4)
    one = [("cap", revolve(cap, 24) + (0, height, 0), color)]
    swell = random.uniform(1, 1.7)
    stem = curve([(swell * thick, 0), (thick, 0.4 * height), (0.9 * thick, height + 0.02)], 8)
    one.append(("stem", revolve([(0, 0), *stem], 14), stem_color))
    if dots:
        spots = on_sphere(random, 22)
        spots = spots[spots[:, 1] > 0.15]
        top = cap[:, 1].max()
        out = np.hypot(spots[:, 0], spots[:, 2])
        y = np.interp(out * wide, cap[3:, 0][::-1], cap[3:, 1][::-1])
        places = np.stack([spots[:, 0] * wide, y + height, spots[:, 2] * wide], axis=1)
        size = 0.09 * wide
        one.append(
            (
                "dots",
                copies(ellipsoid((0, 0, 0), (size, 0.6 * size, size), 6, 8), places[y < 1.1 * top]),
                tint(random, "white"),
            )
        )
    ring = chance(random, 0.3)
    if ring:
        skirt = revolve([(0.95 * thick, 0.72 * height), (1.7 * thick, 0.62 * height)], 16)
        one.append(("ring", skirt, stem_color))
    pieces = []
    for i in range(number):
        size = 1 if i == 0 else random.uniform(0.45, 0.8)
        place = (0, 0, 0) if i == 0 else rotate(np.array((wide * 1.1, 0, 0)), "y", 2.6 * i)
        for name, surface, paint in one:
            pieces.append(
                (name, rotate(surface * size, "z", 0 if i == 0 else -0.15) + place, paint)
            )
    spots = "with white dots" if dots else ""
    beside = f"beside {count(number - 1, 'smaller one')}" if number > 1 else ""
    return describe(
        "mushroom", [word, style], [spots, "with a ring" if ring else "", beside]
    ), pieces
