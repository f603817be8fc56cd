"""A fence of pickets, rails, bars or wire, or a gate."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import finish, pick
from keras_recon.datasets.surfaces import box, copies, extrude, rod, rods

PARTS = ("rails", "pales", "posts")


def make_fence(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "picket", "rail", "iron", "lattice")
    length, height = random.uniform(2, 3.5), random.uniform(0.8, 1.3)
    word, color = {"iron": finish(random, "black", "green", "grey")}.get(style) or finish(
        random, "wooden", "white", "painted"
    )
    number = pick(random, 2, 3, 4)
    x = np.linspace(-length / 2, length / 2, number)
    post = box((0, 0.55 * height, 0), (0.09, 1.1 * height, 0.09))
    pieces = [("posts", copies(post, np.stack([x, 0 * x, 0 * x], axis=1)), color)]
    details = [f"with {count(number, 'post')}"]
    if style == "picket":
        wide, point = random.uniform(0.07, 0.12), pick(random, 0.1, 0.1, 0)
        outline = np.array(
            [
                (-wide / 2, 0.06),
                (wide / 2, 0.06),
                (wide / 2, height - point),
                (0, height + 0.001),
                (-wide / 2, height - point),
            ]
        )
        pales = np.arange(-length / 2 + 0.15, length / 2 - 0.1, wide * random.uniform(1.4, 1.9))
        rows = np.stack([pales, 0 * pales, 0 * pales + 0.05], axis=1)
        pieces.append(("pales", copies(extrude(outline, 0.025), rows), color))
        levels = (0.25, 0.75)
        details.append("with pointed pales" if point else "with square pales")
    elif style == "rail":
        levels = np.linspace(0.3, 0.95, pick(random, 2, 3, 4))
        details = [f"of {count(len(levels), 'rail')}", f"on {count(number, 'post')}"]
    elif style == "iron":
        bars = np.arange(-length / 2 + 0.12, length / 2 - 0.05, random.uniform(0.12, 0.2))
        rows = np.stack([bars, 0 * bars, 0 * bars], axis=1)
        pieces.append(
            ("pales", copies(rod((0, 0.05, 0), (0, height, 0), 0.015, sides=6), rows), color)
        )
        tips = copies(rod((0, height, 0), (0, height + 0.12, 0), 0.035, 0.003, 6), rows)
        pieces.append(("pales", tips, color))
        levels = (0.15, 0.85)
        details.append("with spear points")
    else:
        slope = np.arange(-length / 2, length / 2 - height * 0.7, random.uniform(0.18, 0.3))
        for side in (1, -1):
            low = np.stack([slope, 0 * slope + 0.12 * height, 0 * slope + 0.02 * side], axis=1)
            high = low + (0.76 * height, 0.76 * height, 0)
            pieces.append(("pales", rods(low, high, 0.022, sides=4) * (side, 1, 1), color))
        levels = (0.12, 0.9)
    for level in levels:
        pieces.append(("rails", box((0, level * height, 0), (length, 0.07, 0.04)), color))
    return describe("fence", [word, style], details), pieces
