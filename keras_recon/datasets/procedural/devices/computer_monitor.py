"""A computer screen on its foot, with a keyboard in front or not."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.devices.pieces import grid
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, rod, rods, rotate, rounded_box, taper

PARTS = ("stand", "case", "screen", "keyboard")


def make_monitor(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width = random.uniform(0.9, 1.4)
    height = width * random.uniform(0.55, 0.75)
    word, color = finish(random, "black", "grey", "white", "metal")
    screen = tint(random, "window")
    tilt, lift = random.uniform(-0.1, 0.2), random.uniform(0.2, 0.4)
    panel = [
        ("case", rounded_box((0, 0, 0), (width, height, 0.07), 0.03), color),
        ("screen", box((0, 0.02 * height, 0.037), (0.93 * width, 0.86 * height, 0.01)), screen),
    ]
    if chance(random, 0.3):
        panel.append(
            (
                "case",
                rotate(
                    taper(box((0, 0.12, 0), (0.7 * width, 0.25, 0.7 * height)), 0.5),
                    "x",
                    -np.pi / 2,
                ),
                color,
            )
        )
    pieces = [(name, rotate(s, "x", -tilt) + (0, height / 2 + lift, 0), c) for name, s, c in panel]
    pieces.append(
        (
            "stand",
            rod((0, 0.02, -0.08), (0, lift + 0.3 * height, -0.08), 0.04, sides=pick(random, 4, 12)),
            color,
        )
    )
    foot = pick(random, "round", "square", "V-shaped")
    if foot == "round":
        pieces.append(("stand", rod((0, 0, 0), (0, 0.03, 0), 0.3, sides=20) * (1, 1, 0.8), color))
    elif foot == "square":
        pieces.append(("stand", box((0, 0.015, 0), (0.5, 0.03, 0.35)), color))
    else:
        pieces.append(
            (
                "stand",
                rods(
                    [(0, 0.02, -0.1)] * 2, [(s * 0.3, 0.02, 0.25) for s in (-1, 1)], 0.025, sides=6
                ),
                color,
            )
        )
    board = chance(random, 0.35)
    if board:
        pieces.append(("keyboard", box((0, 0.02, 0.6), (0.8, 0.03, 0.26)), color))
        keys = copies(
            box((0, 0.045, 0.6), (0.05, 0.02, 0.045)),
            grid(12, 4, 0.76, 0.23) @ [(1, 0, 0), (0, 0, 1), (0, 0, 0)],
        )
        pieces.append(("keyboard", keys, tint(random, "grey")))
    return describe(
        "computer monitor",
        [word],
        [f"on a {foot} foot", "with a keyboard in front" if board else ""],
    ), pieces
