"""An axe of one blade or two."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.tools.pieces import lay, shaft
from keras_recon.datasets.surfaces import box, curve, extrude, mirror

PARTS = ("head", "handle")


def make_axe(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, radius = random.uniform(0.9, 1.6), random.uniform(0.03, 0.05)
    double = chance(random, 0.3)
    reach, wide = random.uniform(0.22, 0.4), random.uniform(0.15, 0.3)
    word, wood = finish(random, "wooden", "wooden", "painted")
    metal = tint(random, pick(random, "metal", "dark"))
    neck = random.uniform(0.07, 0.1)
    drop = random.uniform(0, 0.15)
    edge = curve([(reach, wide), (1.15 * reach, -drop / 2), (reach, -wide - drop)], 9)
    blade = np.concatenate(
        [[(0, -neck), (0, neck), (0.4 * reach, 1.1 * neck)], edge, [(0.4 * reach, -1.3 * neck)]]
    )
    blade = extrude(blade, 1.0)
    thickness = 0.12 * (1 - 0.9 * np.clip(blade[..., 0] / reach, 0, 1))
    blade[..., 2] *= thickness
    blade += (0.02, 0.93 * length, 0)
    pieces = [("handle", shaft(random, length, radius), wood), ("head", blade, metal)]
    if double:
        pieces.append(("head", mirror(blade), metal))
    else:
        pieces.append(("head", box((-0.04, 0.93 * length, 0), (0.14, 1.8 * neck, 0.12)), metal))
    has = "with two blades" if double else "with one blade"
    shape = "long" if length > 1.25 else "short"
    return describe("axe", [shape], [has, f"with {a(word)} handle"]), lay(random, pieces)
