"""A hammer: with a claw, of two faces, a mallet, or a sledgehammer."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.tools.pieces import lay, shaft
from keras_recon.datasets.surfaces import box, curve, mirror, rod, sweep

PARTS = ("head", "handle")


def make_hammer(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "claw", "mallet", "two-faced", "pointed")
    length, radius = random.uniform(1, 1.5), random.uniform(0.035, 0.06)
    word, wood = finish(random, "wooden", "wooden", "painted")
    metal = tint(random, pick(random, "metal", "dark"))
    size = random.uniform(0.08, 0.13)
    pieces = [("handle", shaft(random, length, radius), wood)]
    if chance(random, 0.3):
        grip = rod((0, 0, 0), (0, 0.4 * length, 0), 1.4 * radius, 1.25 * radius)
        pieces.append(("handle", grip, finish(random)[1]))
    top = (0, length, 0)
    if style == "mallet":
        thick, wide = random.uniform(0.15, 0.28), random.uniform(0.25, 0.4)
        if chance(random, 0.5):
            head = rod((-wide, length, 0), (wide, length, 0), thick, sides=20)
        else:
            head = box(top, (2 * wide, 1.5 * thick, 1.3 * thick))
        pieces.append(("head", head, pick(random, wood, tint(random, "rubber"))))
        style = "mallet"
    else:
        pieces.append(("head", box(top, (2 * size, 1.8 * size, 1.8 * size)), metal))
        neck = rod((size, length, 0), (2 * size, length, 0), 0.7 * size, sides=10)
        face = rod((2 * size, length, 0), (3 * size, length, 0), size, sides=16)
        pieces += [("head", neck, metal), ("head", face, metal)]
        if style == "two-faced":
            pieces += [("head", mirror(neck), metal), ("head", mirror(face), metal)]
        elif style == "pointed":
            peak = rod(
                (-size, length, 0), (-4 * size, length - size, 0), 0.9 * size, 0.15 * size, 4
            )
            pieces.append(("head", peak, metal))
        else:
            path = [(-size, 0, 0), (-2 * size, 0.1 * size, 0), (-3.6 * size, -1.3 * size, 0)]
            path = curve(path, 8) + top
            prong = sweep(
                path,
                size * np.linspace(0.9, 0.25, 8),
                [(0.5, 0.5), (0.5, -0.3), (-0.5, -0.3), (-0.5, 0.5)],
                normal=(0, 0, 1),
            )
            spread = np.linspace(0.2, 0.6, 8) * size
            prong[..., 2] += np.interp(-prong[..., 0], -path[:, 0], spread)
            pieces += [("head", prong, metal), ("head", mirror(prong, "z"), metal)]
    handle = f"with {a(word)} handle"
    if style == "mallet":
        return describe("hammer", ["broad"], [handle, "with a mallet's head"]), lay(random, pieces)
    head = {"claw": "with a claw", "two-faced": "with two faces", "pointed": "with a pointed back"}
    return describe("hammer", [], [handle, head[style]]), lay(random, pieces)
