"""A bus, of one deck or two, a coach, a van or a school bus."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vehicles.pieces import axles, side_windows, wheels
from keras_recon.datasets.surfaces import box, rounded_box

PARTS = ("windows", "wheels", "doors", "body", "stripe")


def make_bus(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    double, bonnet = chance(random, 0.3), chance(random, 0.2)
    if bonnet:
        double = False
    width, length = random.uniform(2.3, 2.6), random.uniform(6, 11)
    radius, low = random.uniform(0.42, 0.52), random.uniform(0.3, 0.5)
    storey = random.uniform(2.1, 2.5)
    height = (2 if double else 1) * storey
    word, color = finish(random)
    pieces = [
        (
            "body",
            rounded_box(
                (length / 2, low + height / 2, 0),
                (length, height, width),
                random.uniform(0.12, 0.35),
            ),
            color,
        )
    ]
    glass = tint(random, "window")
    number = random.integers(4, 8)
    x = np.linspace(0.1, 0.86, number) * length
    wide = 0.8 * (x[1] - x[0])
    for deck in range(2 if double else 1):
        y = low + (deck + 0.62) * storey
        pieces.append(side_windows(x, y, (wide, 0.38 * storey), width / 2 + 0.01, glass))
        for end in (-0.01, length + 0.01):
            pieces.append(("windows", box((end, y, 0), (0.02, 0.42 * storey, 0.8 * width)), glass))
    for place in pick(random, [0.92], [0.92, 0.5], [0.92, 0.3]):
        door = box(
            (place * length, low + 0.45 * storey, width / 2 + 0.012),
            (0.07 * length, 0.8 * storey, 0.03),
        )
        pieces.append(("doors", door, tint(random, "window")))
    axle = [0.2 * length, 0.8 * length]
    if bonnet:
        nose = rounded_box(
            (length + 0.5, low + 0.28 * storey, 0), (1.3, 0.5 * storey, 0.85 * width), 0.2
        )
        pieces.append(("body", nose, color))
        axle[1] = length + 0.4
    if length > 9 and chance(random, 0.5):
        axle.insert(0, 0.2 * length - 2 * radius - 0.1)
    pieces += wheels(random, axles(axle, radius, width / 2 - 0.12), radius, 0.3)
    stripe = chance(random, 0.4)
    if stripe:
        band = box((length / 2, low + 0.3 * storey, 0), (0.97 * length, 0.15, width + 0.03))
        pieces.append(("stripe", band, finish(random)[1]))
    deck = "double-decker" if double else ""
    details = ["with a long bonnet" if bonnet else "", "with a stripe" if stripe else ""]
    return describe("bus", [word, deck], details), pieces
