"""A wheelbarrow, a handcart or a waggon."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.procedural.vehicles.pieces import wheels
from keras_recon.datasets.surfaces import box, curve, rods, sheet, sweep

PARTS = ("wheels", "handles", "legs", "tray")


def make_wheelbarrow(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    kind = pick(random, "wheelbarrow", "wheelbarrow", "cart")
    word, color = finish(random, "painted", "metal", "wooden")
    wood = tint(random, pick(random, "wooden", "metal"))
    deep, low, top = (
        random.uniform(0.3, 0.45),
        random.uniform(0.25, 0.35),
        random.uniform(0.38, 0.5),
    )
    tray = np.array(
        [[(-a, 0, -b), (a, 0, -b), (a, 0, b), (-a, 0, b)] for a, b in ((low, 0.2), (top, 0.32))]
    ) * (1.3, 1, 1)
    tray[1, :, 1] += deep
    tray[1, 1:3, 0] += random.uniform(0, 0.25)
    wall = sheet(tray, around=True)
    floor = sheet(np.array([tray[0, :2], tray[0, [3, 2]]]))
    body = np.concatenate([wall, floor, wall * 0.94 + (0, 0.03, 0)]) + (0, 0.35, 0)
    pieces = [("tray", body, color)]
    radius = random.uniform(0.17, 0.23)
    if kind == "wheelbarrow":
        front = 0.62 * 1.3
        pieces += wheels(random, [(front, radius, 0)], radius, 0.1)
        for z in (-1, 1):
            line = [
                (front, radius, 0.08 * z),
                (0.2, 0.34, 0.22 * z),
                (-0.6, 0.4, 0.28 * z),
                (-1.15, 0.55, 0.3 * z),
            ]
            pieces.append(("handles", sweep(curve(line, 12), 0.025, normal=(0, 1, 0)), wood))
            legs = curve(
                [
                    (-0.1, 0.36, 0.24 * z),
                    (-0.35, 0.0, 0.26 * z),
                    (-0.45, 0.0, 0.26 * z),
                    (-0.55, 0.38, 0.27 * z),
                ],
                10,
            )
            pieces.append(("legs", sweep(legs, 0.02, 6, normal=(0, 0, 1)), wood))
        return describe("wheelbarrow", [word], ["with one wheel and two handles"]), pieces
    radius = random.uniform(0.22, 0.4)
    pieces += wheels(random, [(0, radius, 0.42), (0, radius, -0.42)], radius, 0.06, 8)
    pieces.append(("legs", box((-0.45, 0.17, 0), (0.05, 0.35, 0.05)), wood))
    line = np.array([(-0.3, 0.4, 0.2), (-0.9, 0.75, 0.2), (-0.9, 0.75, -0.2), (-0.3, 0.4, -0.2)])
    pieces.append(("handles", rods(line[:-1], line[1:], 0.025), wood))
    return describe("wheelbarrow", [word], ["with two wheels and a bar to push"]), pieces
