"""A mirror in a frame, on a wall, a table or a stand."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.surfaces import circle, extrude, revolve, rod, rods

PARTS = ("stand", "frame", "glass")


def make_mirror(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "oval", "round", "rectangular", "arched")
    width, height = random.uniform(0.5, 0.8), random.uniform(0.7, 1.4)
    height = width if style == "round" else height
    outline = {
        "oval": circle((width / 2, height / 2), sides=32),
        "round": circle(width / 2, sides=32),
        "rectangular": np.array(
            [(-width, -height), (width, -height), (width, height), (-width, height)]
        )
        / 2,
        "arched": np.concatenate(
            [
                np.array([(-width / 2, -height / 2), (width / 2, -height / 2)]),
                circle(width / 2, (0, height / 2 - width / 2), 14, 0, np.pi),
            ]
        ),
    }[style]
    word, color = finish(random, "wooden", "brass", "painted", "metal")
    border = 1 + random.uniform(0.08, 0.3)
    pieces = [
        ("frame", extrude([outline * border, outline], random.uniform(0.04, 0.09)), color),
        ("glass", extrude(outline * 1.01, 0.02), tint(random, "glass")),
    ]
    stand = pick(random, "", "on a stand", "on two feet")
    low = -height / 2 * border
    if stand == "on a stand":
        pieces += [
            ("stand", rod((0, low, 0), (0, low - 0.3, 0), 0.03), color),
            (
                "stand",
                revolve([(0, 0), (0.25, 0), (0.22, 0.03), (0.04, 0.07), (0, 0.07)], 20)
                + (0, low - 0.33, 0),
                color,
            ),
        ]
    elif stand:
        x = width / 2 * border + 0.04
        posts = rods(
            [(s * x, low - 0.15, 0) for s in (-1, 1)],
            [(s * x, 0.3 * height, 0) for s in (-1, 1)],
            0.025,
        )
        bars = rods(
            [(s * x, low - 0.15, -0.25) for s in (-1, 1)],
            [(s * x, low - 0.15, 0.25) for s in (-1, 1)],
            0.025,
        )
        pieces += [("stand", np.concatenate([posts, bars]), color)]
        pieces.append(
            (
                "stand",
                rods([(-x, 0, 0), (x, 0, 0)], [(-0.4 * width, 0, 0), (0.4 * width, 0, 0)], 0.015),
                color,
            )
        )
    return describe("mirror", [style], [f"in {a(word)} frame", stand]), pieces
