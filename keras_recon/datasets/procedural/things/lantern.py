"""A lantern to carry or to hang, with panes of glass."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.surfaces import ellipsoid, revolve, rod, rods, rotate, sweep, torus

PARTS = ("frame", "panes", "roof", "candle", "post", "handle")


def make_lantern(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    sides, radius, height = (
        pick(random, 4, 6, 16),
        random.uniform(0.3, 0.42),
        random.uniform(0.6, 0.9),
    )
    word, color = finish(random, "black", "brass", "metal", "painted")
    turn = np.pi / 4 if sides == 4 else 0
    glass = rotate(revolve([(0.9 * radius, 0.08), (0.9 * radius, height)], sides), "y", turn)
    pieces = [("panes", glass, tint(random, "glass"))]
    angle = 2 * np.pi * np.arange(min(sides, 6)) / min(sides, 6) + turn
    posts = np.stack(
        [0.95 * radius * np.cos(angle), 0 * angle, -0.95 * radius * np.sin(angle)], axis=1
    )
    pieces.append(("frame", rods(posts, posts + (0, height, 0), 0.03, sides=6), color))
    base = rotate(
        revolve(
            [(0, 0), (1.1 * radius, 0), (1.1 * radius, 0.06), (0.9 * radius, 0.1), (0, 0.1)], sides
        ),
        "y",
        turn,
    )
    rise = random.uniform(0.2, 0.5)
    roof = rotate(
        revolve(
            [
                (0, height),
                (1.15 * radius, height),
                (1.1 * radius, height + 0.05),
                (0.25 * radius, height + rise),
                (0.25 * radius, height + rise + 0.06),
                (0, height + rise + 0.08),
            ],
            sides,
        ),
        "y",
        turn,
    )
    pieces += [("frame", base, color), ("roof", roof, color)]
    candle = np.concatenate(
        [
            rod((0, 0.1, 0), (0, 0.42 * height, 0), 0.09),
            ellipsoid((0, 0.52 * height, 0), (0.035, 0.09, 0.035), 7, 10),
        ]
    )
    pieces.append(("candle", candle, tint(random, "paper")))
    style = pick(random, "a ring", "an arched handle", "a post")
    top = height + rise
    if style == "a ring":
        pieces.append(("handle", torus((0, top + 0.16, 0), 0.11, 0.02, "z", 18, 6), color))
    elif style == "an arched handle":
        t = np.linspace(0, np.pi, 16)
        arch = np.stack(
            [0.95 * radius * np.cos(t), height + (rise + 0.45) * np.sin(t), 0 * t], axis=1
        )
        pieces.append(("handle", sweep(arch, 0.02, 6), color))
    else:
        high = random.uniform(1.5, 2.5)
        pieces.append(("post", rod((0, -high, 0), (0, 0, 0), 0.07, 0.05), color))
        pieces.append(
            (
                "post",
                revolve(
                    [
                        (0, -high),
                        (0.25, -high),
                        (0.2, -high + 0.12),
                        (0.06, -high + 0.2),
                        (0, -high + 0.2),
                    ],
                    16,
                ),
                color,
            )
        )
    shape = {4: "square", 6: "six-sided", 16: "round"}[sides]
    has = "on a post" if style == "a post" else f"with {style}"
    return describe("lantern", [shape, word], [has, "with a candle in it"]), pieces
