"""A bell: for the hand, to hang in a frame, or a round one."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import curve, ellipsoid, revolve, rod, rods, torus

PARTS = ("body", "clapper", "handle", "frame")


def make_bell(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height, flare = random.uniform(0.7, 1.1), random.uniform(0.5, 0.7)
    wall = curve([(0.22, height), (0.33, 0.85 * height), (0.38, 0.4 * height), (flare, 0)], 14)[
        ::-1
    ]
    inside = (wall * (0.9, 0.95))[::-1]
    profile = np.concatenate([[(0, 0.93 * height)], inside, wall, [(0, height)]])
    word, color = finish(random, "brass", "brass", "metal", "painted")
    pieces = [("body", revolve(profile, 26), color)]
    if chance(random, 0.5):
        rings = [
            torus((0, y * height, 0), np.interp(y * height, wall[:, 1], wall[:, 0]), 0.015)
            for y in (0.15, 0.8)
        ]
        pieces.append(("body", np.concatenate(rings), color))
    clapper = np.concatenate(
        [
            rod((0, 0.9 * height, 0), (0, 0.05, 0), 0.02),
            ellipsoid((0, 0.02, 0), (0.08, 0.09, 0.08), 8, 12),
        ]
    )
    pieces.append(("clapper", clapper, tint(random, "dark")))
    style = pick(random, "a handle", "a loop", "a frame")
    wood = tint(random, "wooden")
    if style == "a handle":
        grip = curve([(0.06, 0), (0.05, 0.1), (0.1, 0.35), (0.06, 0.6), (0.0, 0.65)], 14)
        pieces.append(
            ("handle", revolve(np.maximum(grip, (0, 0)), 14) + (0, height - 0.02, 0), wood)
        )
    else:
        pieces.append(("handle", torus((0, height + 0.1, 0), 0.11, 0.03, "z", 16, 6), color))
        if style == "a frame":
            x, top = flare + 0.2, height + 0.25
            posts = np.array(
                [
                    [(-x, -0.3, 0), (-x, top, 0)],
                    [(x, -0.3, 0), (x, top, 0)],
                    [(-x - 0.1, top, 0), (x + 0.1, top, 0)],
                ]
            )
            pieces.append(("frame", rods(posts[:, 0], posts[:, 1], 0.06, sides=4), wood))
            feet = rods(
                [(s * x, -0.3, -0.35) for s in (-1, 1)],
                [(s * x, -0.3, 0.35) for s in (-1, 1)],
                0.06,
                sides=4,
            )
            pieces.append(("frame", feet, wood))
    has = {
        "a handle": "with a handle on top",
        "a loop": "with a loop on top",
        "a frame": "that hangs in a frame",
    }[style]
    shape = "wide" if flare > 0.62 else "slender" if flare < 0.55 else ""
    return describe("bell", [shape, word], [has]), pieces
