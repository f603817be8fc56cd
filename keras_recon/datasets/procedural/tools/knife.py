"""A knife of a pointed, round or broad blade."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import box, circle, copies, curve, extrude, rod

PARTS = ("blade", "handle", "rivets", "guard")


def make_knife(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    blade, grip = random.uniform(0.6, 1.1), random.uniform(0.4, 0.55)
    wide, style = (
        random.uniform(0.09, 0.16),
        pick(random, "pointed", "rounded", "broad", "serrated"),
    )
    wide = random.uniform(0.25, 0.35) if style == "broad" else wide
    word, color = finish(random, "wooden", "black", "painted", "metal")
    back = np.array([(0, 0), (0, blade * (1 if style == "broad" else 0.8))])
    if style == "broad":
        edge = np.array([(wide, blade), (wide, 0.02)])
    elif style == "rounded":
        edge = np.concatenate(
            [
                circle((wide / 2, wide / 2), (wide / 2, blade - wide / 2), 8, stop=np.pi)[::-1],
                [(wide, 0)],
            ]
        )
        back = back[:1]
    else:
        edge = curve(
            [(0.0, blade * 0.8), (0.1 * wide, blade), (0.8 * wide, 0.75 * blade), (wide, 0.02)], 14
        )[1:]
    if style == "serrated":
        y = np.linspace(0.7 * blade, 0.02, 31)
        edge = np.concatenate(
            [[(0.3 * wide, blade)], np.stack([wide * (0.9 + 0.1 * (np.arange(31) % 2)), y], axis=1)]
        )
    metal = tint(random, "metal")
    handle = curve([(0.5, 0), (0.6, -0.35), (0.5, -0.7), (0.65, -1)], 10) * (0.13, grip)
    outline = np.concatenate([handle, handle[::-1] * (-0.6, 1)]) + (0.3 * wide, 0)
    pieces = [("blade", extrude(np.concatenate([back, edge]), 0.02), metal)]
    pieces.append(("handle", extrude(outline, random.uniform(0.05, 0.08)), color))
    if chance(random, 0.4):
        y = grip * np.array([-0.2, -0.5, -0.8])
        rivet = rod((0, 0, -0.045), (0, 0, 0.045), 0.018, sides=8)
        pieces.append(
            ("rivets", copies(rivet, np.stack([0 * y + 0.3 * wide, y, 0 * y], axis=1)), metal)
        )
    if chance(random, 0.25):
        pieces.append(("guard", box((0.3 * wide, 0, 0), (wide + 0.12, 0.04, 0.09)), metal))
    return describe("knife", [style], [f"with {a(word)} handle"]), lay(random, pieces)
