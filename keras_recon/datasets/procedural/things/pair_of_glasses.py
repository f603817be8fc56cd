"""A pair of glasses with round, square or cat-eyed rims, or sunglasses."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import circle, curve, extrude, sweep

PARTS = ("rims", "lenses", "temples", "bridge")


def make_glasses(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "round", "square", "oval", "half-moon")
    wide, thin = random.uniform(0.26, 0.34), random.uniform(0.012, 0.035)
    tall = wide * random.uniform(0.7, 1)
    outline = {
        "round": circle(wide, sides=28),
        "square": curve(
            [(-wide, -0.8 * tall), (wide, -0.8 * tall), (wide, 0.8 * tall), (-wide, 0.8 * tall)],
            28,
            True,
        ),
        "oval": circle((1.1 * wide, 0.65 * tall), sides=28),
        "half-moon": curve(
            [
                (-wide, 0.3 * tall),
                (-0.6 * wide, -0.6 * tall),
                (0.6 * wide, -0.6 * tall),
                (wide, 0.3 * tall),
                (0, 0.36 * tall),
            ],
            28,
            True,
        ),
    }[style]
    dark = chance(random, 0.4)
    word, color = finish(random, "black", "brown", "brass", "metal", "painted")
    gap = wide * 1.25
    pieces = []
    rim = sweep(np.column_stack([outline, np.zeros(28)]), thin, 6, closed=True, normal=(0, 0, 1))
    lens = extrude(outline, 0.012)
    glass = tint(random, "dark" if dark else "glass")
    for s in (-1, 1):
        pieces += [
            ("rims", rim + (s * gap, 0, 0), color),
            ("lenses", lens + (s * gap, 0, 0), glass),
        ]
        hinge = (s * (gap + 0.98 * wide), 0.2 * tall, 0)
        reach = random.uniform(0.95, 1.1)
        path = curve(
            [
                hinge,
                np.add(hinge, (s * 0.03, 0.02, -0.7 * reach)),
                np.add(hinge, (s * 0.01, -0.02, -reach)),
                np.add(hinge, (0, -0.22, -1.2 * reach)),
            ],
            14,
        )
        pieces.append(("temples", sweep(path, 1.1 * thin, 6), color))
    bridge = curve(
        [
            (-(gap - 0.95 * wide), 0.1 * tall, 0),
            (0, 0.22 * tall, 0.02),
            (gap - 0.95 * wide, 0.1 * tall, 0),
        ],
        8,
    )
    pieces.append(("bridge", sweep(bridge, thin, 6), color))
    kind = "with dark lenses" if dark else "with clear lenses"
    return describe("pair of glasses", [word, style], [kind]), pieces
