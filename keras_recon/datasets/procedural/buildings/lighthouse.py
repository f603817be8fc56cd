"""A lighthouse, plain or striped."""

from itertools import pairwise

import numpy as np

from keras_recon.datasets.procedural.buildings.pieces import roof_over
from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import around, box, circle, revolve, rod, torus

PARTS = ("tower", "gallery", "windows", "roof", "lamp", "door", "house")


def make_lighthouse(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height, wide, narrow = random.uniform(4, 7), random.uniform(0.8, 1.2), random.uniform(0.55, 0.8)
    sides = pick(random, 20, 20, 8)
    top = narrow * wide
    stripes = pick(random, 0, 3, 5, 7)
    word, color = finish(random, "red", "blue", "black", "green")
    white = tint(random, "white")
    levels = np.linspace(0, height, max(stripes, 1) + 1)
    pieces = []
    for i, (low, high) in enumerate(pairwise(levels)):
        radii = wide + (top - wide) * np.array([low, high]) / height
        ring = revolve([(radii[0], low), (radii[1], high)], sides)
        pieces.append(("tower", ring, color if stripes and i % 2 == 0 else white))
    pieces.append(
        (
            "gallery",
            revolve(
                [
                    (top, height - 0.15),
                    (1.4 * top, height),
                    (1.4 * top, height + 0.1),
                    (0, height + 0.1),
                ],
                sides,
            ),
            color,
        )
    )
    post = rod((1.33 * top, height, 0), (1.33 * top, height + 0.5, 0), 0.03, sides=4)
    pieces += [
        ("gallery", around(post, 14), color),
        ("gallery", torus((0, height + 0.5, 0), 1.33 * top, 0.03), color),
    ]
    lamp = random.uniform(0.6, 1)
    room = rod((0, height + 0.1, 0), (0, height + 0.1 + lamp, 0), 0.7 * top, sides=10)
    pieces.append(("lamp", room, tint(random, "yellow")))
    dome = chance(random, 0.5)
    cap = (
        circle((0.85 * top, 0.6), sides=7, stop=np.pi / 2)
        if dome
        else np.array([(0.9 * top, 0), (0, 0.7)])
    )
    pieces.append(
        ("roof", revolve([(0, 0), *cap, (0, cap[-1, 1])], 16) + (0, height + 0.1 + lamp, 0), color)
    )
    pieces.append(
        ("roof", rod((0, height + lamp + 0.6, 0), (0, height + lamp + 1.1, 0), 0.04), color)
    )
    y = np.linspace(0.25, 0.8, random.integers(2, 4)) * height
    for level in y:
        out = wide + (top - wide) * level / height
        pieces.append(
            (
                "windows",
                box((0, level, out * np.cos(np.pi / sides)), (0.22, 0.4, 0.08)),
                tint(random, "dark"),
            )
        )
    pieces.append(("door", box((0, 0.5, wide * 0.99), (0.5, 1, 0.1)), tint(random, "wooden")))
    hut = chance(random, 0.3)
    if hut:
        pieces.append(("house", box((1.6, 0.7, 0), (2.2, 1.4, 1.6)), white))
        pieces.append(
            (
                "house",
                roof_over("gabled", 2.2, 1.6, 1.4, 0.7, 0.1) + (1.6, 0, 0),
                tint(random, "roof"),
            )
        )
    paint = f"{word} and white striped" if stripes else "white"
    return describe(
        "lighthouse",
        [paint],
        [
            "with a house beside it" if hut else "",
            "under a dome" if dome else "under a pointed roof",
        ],
    ), pieces
