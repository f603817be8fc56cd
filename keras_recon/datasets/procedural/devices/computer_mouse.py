"""A computer mouse."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, tint
from keras_recon.datasets.surfaces import box, copies, curve, ellipsoid, rod, sweep

PARTS = ("body", "wheel", "gap", "cable", "buttons")


def make_mouse(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, wide, tall = (
        random.uniform(0.9, 1.2),
        random.uniform(0.5, 0.7),
        random.uniform(0.3, 0.45),
    )
    word, color = finish(random, "black", "grey", "white", "painted")
    peak = random.uniform(0.1, 0.4)
    ball = ellipsoid((0, 0, 0), (wide / 2, tall, length / 2), 12, 20)
    ball[..., 1] = np.maximum(ball[..., 1], 0) * (1 - peak * ball[..., 2] / length * 2 * 0.6)
    square = random.uniform(0, 0.5)
    ball[..., 0] = (
        np.sign(ball[..., 0]) * (wide / 2) * (np.abs(ball[..., 0]) / (wide / 2)) ** (1 - square)
    )
    pieces = [("body", ball, color)]
    front = 0.27 * length
    height = tall * np.sqrt(1 - (front / (length / 2)) ** 2) * (1 - peak * front / length * 1.2)
    wheel = rod((-0.035, height, front), (0.035, height, front), 0.07, sides=14)
    pieces.append(("wheel", wheel, tint(random, "dark")))
    z = np.linspace(0.02, 0.46, 8) * length
    y = tall * np.sqrt(1 - (z / (length / 2)) ** 2) * (1 - peak * z / length * 1.2)
    path = np.stack([0 * z, y + 0.004, z], axis=1)
    pieces.append(("gap", sweep(path, 0.01, 4), tint(random, "dark")))
    cable = chance(random, 0.6)
    if cable:
        path = curve(
            [
                (0, 0.08, length / 2 - 0.02),
                (0, 0.05, 0.8 * length),
                (random.uniform(-0.4, 0.4), 0.03, 1.2 * length),
                (0, 0.03, 1.6 * length),
            ],
            16,
        )
        pieces.append(("cable", sweep(path, 0.022, 6), tint(random, "dark")))
    buttons = chance(random, 0.3)
    if buttons:
        pieces.append(
            (
                "buttons",
                copies(
                    box((-0.48 * wide, 0.5 * tall, 0), (0.06, 0.05, 0.12)),
                    [(0, 0, -0.02), (0, 0, 0.15)],
                ),
                tint(random, "grey"),
            )
        )
    shape = "flat" if tall < 0.36 else "high"
    return describe(
        "computer mouse",
        [shape, word],
        [
            "with a cable" if cable else "without a cable",
            "with buttons at its side" if buttons else "",
        ],
    ), pieces
