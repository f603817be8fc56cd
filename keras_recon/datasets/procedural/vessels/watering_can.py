"""A watering can with its spout and handle."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish
from keras_recon.datasets.surfaces import curve, revolve, rod, sweep

PARTS = ("body", "spout", "handle", "rose")


def make_watering_can(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, height = random.uniform(0.4, 0.5), random.uniform(0.6, 1)
    top = radius * random.uniform(0.7, 1)
    word, color = finish(random, "painted", "metal", "green")
    outside = [
        (0, 0),
        (radius, 0),
        (top, height),
        (0.75 * top, 1.05 * height),
        (0.3 * top, 1.05 * height),
    ]
    pieces = [("body", revolve(outside), color)]
    reach, rise = random.uniform(0.7, 1.1), height * random.uniform(1, 1.4)
    start = (radius - 0.06, 0.15 * height, 0)
    tip = np.array((radius + reach, rise, 0))
    bent = chance(random, 0.4)
    middle = (radius + 0.35 * reach, 0.35 * rise, 0) if bent else (np.array(start) + tip) / 2
    pieces.append(
        ("spout", sweep(curve([start, middle, tip], 10), np.linspace(0.09, 0.04, 10)), color)
    )
    rose = chance(random, 0.7)
    if rose:
        along = (tip - middle) / np.linalg.norm(tip - middle)
        pieces.append(
            ("rose", rod(tip, tip + 0.15 * along, 0.04, random.uniform(0.12, 0.18)), color)
        )
    thin = random.uniform(0.03, 0.045)
    if chance(random, 0.5):
        arch = curve(
            [
                (-radius, 0.25 * height, 0),
                (-radius - 0.35, 0.8 * height, 0),
                (-0.3 * radius, 1.5 * height, 0),
                (0.5 * top, 1.03 * height, 0),
            ],
            14,
        )
    else:
        arch = curve(
            [
                (-radius, 0.25 * height, 0),
                (-radius - 0.3, 0.5 * height, 0),
                (-top - 0.25, 0.9 * height, 0),
                (-top, 0.95 * height, 0),
            ],
            12,
        )
    pieces.append(("handle", sweep(arch, thin), color))
    shape = "slender" if height > 1.8 * radius else "squat"
    return describe(
        "watering can", [shape, word], ["with a rose" if rose else "without a rose"]
    ), pieces
