"""A keyboard of a computer, long or short, flat or sloped."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, curve, rotate, rounded_box, sweep, taper

PARTS = ("keys", "case", "space bar", "cable")


def make_keyboard(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    rows, block = pick(random, 4, 5, 6), chance(random, 0.5)
    columns = random.integers(12, 16)
    size = 0.1
    width, depth = (columns + (5 if block else 0)) * size + 0.1, rows * size + 0.1
    word, color = finish(random, "black", "grey", "white", "beige", "painted")
    slope, thick = random.uniform(0, 0.15), random.uniform(0.04, 0.1)
    pieces = [("case", rounded_box((0, 0, 0), (width, thick, depth), 0.02), color)]
    cap, key_color = 0.78 * size, tint(random, pick(random, "dark", "white", "grey", word))
    low, tall = thick / 2, random.uniform(0.03, 0.06)
    key = taper(box((0, low + tall / 2, 0), (cap, tall, cap)), random.uniform(0.75, 1))
    left = -width / 2 + 0.05
    x = left + (np.arange(columns) + 0.5) * size
    spots = np.array(
        [
            (a, 0, (r - (rows - 1) / 2) * size)
            for r in range(rows)
            for a in x
            if not (r == rows - 1 and 2.5 * size < a - left < 8.5 * size)
        ]
    )
    pieces.append(("keys", copies(key, spots), key_color))
    bar = box((left + 5.5 * size, low + tall / 2, (rows - 1) / 2 * size), (5.8 * size, tall, cap))
    pieces.append(("space bar", bar, key_color))
    if block:
        x = width / 2 - 0.05 - (np.arange(4) + 0.5) * size
        spots = np.array(
            [(a, 0, (r - (rows - 1) / 2) * size) for r in range(max(0, rows - 5), rows) for a in x]
        )
        pieces.append(("keys", copies(key, spots), key_color))
    pieces = [(name, rotate(s, "x", slope), c) for name, s, c in pieces]
    cable = chance(random, 0.4)
    if cable:
        path = curve(
            [
                (0, 0, -depth / 2),
                (0.05, 0, -depth / 2 - 0.3),
                (-0.2, 0, -depth / 2 - 0.5),
                (-0.1, 0, -depth / 2 - 0.8),
            ],
            14,
        )
        pieces.append(("cable", sweep(path, 0.02, 6), tint(random, "dark")))
    has = "with a number pad" if block else "without a number pad"
    return describe(
        "keyboard",
        [word],
        [f"with {count(rows, 'row')} of keys", has, "with a cable" if cable else ""],
    ), pieces
