"""A bench with or without a back, of planks or a solid seat."""

import numpy as np

from keras_recon.datasets.furniture.pieces import four_legs, grating
from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, curve, rod, rods, shear, sweep

PARTS = ("back", "arms", "legs", "seat")


def make_bench(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, depth, height = (
        random.uniform(1, 2),
        random.uniform(0.35, 0.5),
        random.uniform(0.4, 0.48),
    )
    word, color = finish(random, "wooden", "wooden", "painted", "stone")
    planks = pick(random, 1, 3, 4, 5)
    thick = random.uniform(0.03, 0.07)
    if planks == 1:
        pieces = [("seat", box((0, height + thick / 2, 0), (width, thick, depth)), color)]
    else:
        z = (np.arange(planks) - (planks - 1) / 2) * depth / planks
        plank = box((0, height + thick / 2, 0), (width, thick, 0.75 * depth / planks))
        pieces = [("seat", copies(plank, np.stack([0 * z, 0 * z, z], axis=1)), color)]
    style = pick(random, "legs", "panels", "iron sides", "trestles")
    metal = tint(random, pick(random, "dark", "metal", word))
    x = width / 2 - random.uniform(0.05, 0.25)
    if style == "legs":
        pieces += [("legs", leg, metal) for leg in four_legs(random, width, depth, height)]
    elif style == "panels":
        pieces.append(
            (
                "legs",
                copies(
                    box((0, height / 2, 0), (0.06, height, 0.9 * depth)), [(-x, 0, 0), (x, 0, 0)]
                ),
                color,
            )
        )
    elif style == "iron sides":
        arch = curve(
            [
                (0, 0, -0.45 * depth),
                (0, 0.6 * height, -0.3 * depth),
                (0, height, 0),
                (0, 0.6 * height, 0.3 * depth),
                (0, 0, 0.45 * depth),
            ],
            16,
        )
        pieces.append(("legs", copies(sweep(arch, 0.025), [(-x, 0, 0), (x, 0, 0)]), metal))
    else:
        cross = rods(
            [(0, 0, -depth / 2), (0, 0, depth / 2)],
            [(0, height, 0.3 * depth), (0, height, -0.3 * depth)],
            0.03,
            sides=4,
        )
        pieces.append(("legs", copies(cross, [(-x, 0, 0), (x, 0, 0)]), color))
        pieces.append(
            ("legs", rod((-x, 0.5 * height, 0), (x, 0.5 * height, 0), 0.02, sides=4), color)
        )
    back = pick(random, "no", "slatted", "ladder", "solid")
    if back != "no":
        board = grating(
            random, back, width, height + 0.05, height + random.uniform(0.3, 0.5), 0, 0.03
        )
        slope = random.uniform(0, 0.3)
        pieces += [
            ("back", shear(part, height, slope) + (0, 0, 0.02 - depth / 2), color) for part in board
        ]
    arms = back != "no" and chance(random, 0.5)
    if arms:
        for side in (-1, 1):
            at = side * (width / 2 - 0.03)
            pieces.append(("arms", box((at, height + 0.22, 0), (0.06, 0.03, depth)), color))
            pieces.append(
                (
                    "arms",
                    rod((at, height, 0.4 * depth), (at, height + 0.22, 0.4 * depth), 0.02),
                    metal,
                )
            )
            pieces.append(
                (
                    "arms",
                    rod((at, height, -0.45 * depth), (at, height + 0.22, -0.45 * depth), 0.02),
                    metal,
                )
            )
    says = "without a back" if back == "no" else f"with a {back} back"
    seat = f"of {count(planks, 'plank')}" if planks > 1 else ""
    return describe(
        "bench",
        ["long" if width > 1.6 else "", word],
        [seat, f"on {style}", says, "and arms" if arms else ""],
    ), pieces
