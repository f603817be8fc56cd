"""A screwdriver with a flat or a cross tip."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import curve, extrude, revolve, rod, rotate

PARTS = ("tip", "handle", "shaft")


def make_screwdriver(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    grip, length = random.uniform(0.5, 0.7), random.uniform(0.4, 1.1)
    radius, thin = random.uniform(0.1, 0.17), random.uniform(0.025, 0.045)
    word, color = finish(random, "painted", "painted", "wooden")
    ridges = pick(random, 0, 6, 8)
    control = [(0.85, 0), (1, 0.2), (0.95, 0.6), (0.6, 0.85), (0.75, 1)]
    profile = curve(control, 12) * (radius, grip)
    handle = revolve([(0, -0.03), *profile, (0, grip)], 48 if ridges else 16)
    if ridges:
        angle = np.arctan2(handle[..., 2], handle[..., 0])
        handle[..., [0, 2]] *= 1 + 0.09 * np.cos(ridges * angle)[..., None]
    metal, top = tint(random, "metal"), grip + length
    pieces = [("handle", handle, color), ("shaft", rod((0, grip, 0), (0, top, 0), thin), metal)]
    flat = chance(random, 0.5)
    if flat:
        wide = 1.6 * thin
        tip = np.array(
            [(-thin, 0), (thin, 0), (wide, 0.08), (wide, 0.16), (-wide, 0.16), (-wide, 0.08)]
        )
        pieces.append(("tip", extrude(tip, 0.6 * thin) + (0, top, 0), metal))
    else:
        fins = [
            rotate(
                extrude(
                    np.array([(-thin, 0), (thin, 0), (0.3 * thin, 0.14), (-0.3 * thin, 0.14)]),
                    0.4 * thin,
                ),
                "y",
                a,
            )
            for a in (0, np.pi / 2)
        ]
        pieces += [("tip", fin + (0, top, 0), metal) for fin in fins]
    shape = "long" if length > 0.8 else "short"
    says = "with a flat tip" if flat else "with a cross tip"
    return describe("screwdriver", [shape], [f"with {a(word)} handle", says]), lay(random, pieces)
