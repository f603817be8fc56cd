"""A piano: upright, grand, or an electric one on a stand."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, curve, extrude, rod, rods, rotate

PARTS = (
    "case",
    "white keys",
    "black keys",
    "legs",
    "stool",
    "music stand",
    "pedals",
    "panel",
    "lid",
)


def _keys_of(width, depth, number, place, white, black):
    """White and black keys from left to right, the players' side at +z."""
    wide = width / number
    x = (np.arange(number) - (number - 1) / 2) * wide
    ivory = copies(box(place, (0.88 * wide, 0.04, depth)), np.stack([x, 0 * x, 0 * x], axis=1))
    i = np.arange(number - 1)
    x = (x[:-1] + wide / 2)[np.isin(i % 7, (0, 1, 3, 4, 5))]
    ebony = copies(
        box(np.add(place, (0, 0.04, -0.2 * depth)), (0.5 * wide, 0.04, 0.6 * depth)),
        np.stack([x, 0 * x, 0 * x], axis=1),
    )
    return [("white keys", ivory, white), ("black keys", ebony, black)]


def make_piano(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "upright", "upright", "grand", "electric")
    word, color = finish(random, "black", "wooden", "white", "brown")
    white, black = tint(random, "white"), tint(random, "dark")
    number = random.integers(15, 30)
    width = random.uniform(1.4, 1.6)
    details = []
    if style == "upright":
        height = random.uniform(1.05, 1.3)
        pieces = [
            ("case", box((0, height / 2, -0.2), (width, height, 0.35)), color),
            ("case", box((0, 0.65, 0.15), (width, 0.14, 0.4)), color),
        ]
        pieces.append(("case", box((0, height, -0.2), (width + 0.08, 0.04, 0.42)), color))
        pieces += _keys_of(0.88 * width, 0.2, number, (0, 0.74, 0.22), white, black)
        posts = copies(
            box((0, 0.3, 0.3), (0.08, 0.6, 0.08)), [(s * 0.46 * width, 0, 0) for s in (-1, 1)]
        )
        pieces.append(("legs", posts, color))
        ends = copies(
            box((0, 0.75, 0.15), (0.06, 0.18, 0.4)), [(s * 0.48 * width, 0, 0) for s in (-1, 1)]
        )
        pieces.append(("case", ends, color))
        pieces.append(
            (
                "music stand",
                rotate(box((0, 0.12, 0), (0.5, 0.24, 0.02)), "x", -0.2) + (0, 0.88, -0.0),
                color,
            )
        )
        pieces.append(
            (
                "pedals",
                copies(
                    box((0, 0.06, 0.05), (0.05, 0.02, 0.16)), [(x, 0, 0) for x in (-0.1, 0, 0.1)]
                ),
                tint(random, "brass"),
            )
        )
    elif style == "grand":
        length, y = random.uniform(1.4, 2.1), 0.75
        curved = curve(
            [
                (width / 2, 0.15),
                (width / 2, -0.35 * length),
                (0.12 * width, -0.62 * length),
                (-0.05 * width, -0.95 * length),
                (-0.3 * width, -length),
                (-0.48 * width, -0.9 * length),
            ],
            22,
        )
        outline = np.concatenate(
            [[(-width / 2, 0.15), (width / 2, 0.15)], curved[1:], [(-width / 2, -0.8 * length)]]
        )
        pieces = [("case", extrude(outline, 0.28, "y") + (0, y, 0), color)]
        pieces += _keys_of(0.88 * width, 0.2, number, (0, y + 0.08, 0.25), white, black)
        pieces.append(("case", box((0, y - 0.02, 0.25), (width, 0.12, 0.24)), color))
        pieces.append(
            (
                "case",
                copies(
                    box((0, y + 0.03, 0.25), (0.06, 0.22, 0.24)),
                    [(s * 0.48 * width, 0, 0) for s in (-1, 1)],
                ),
                color,
            )
        )
        spots = [(-0.42 * width, 0, 0), (0.42 * width, 0, 0), (-0.2 * width, 0, -0.85 * length)]
        pieces.append(("legs", copies(rod((0, 0, 0), (0, y - 0.1, 0), 0.05, 0.08), spots), color))
        opened = chance(random, 0.6)
        if opened:
            lid = extrude(outline[2:], 0.03, "y") + (width / 2, 0, 0)
            lid = rotate(lid, "z", random.uniform(0.5, 0.8)) + (-width / 2, y + 0.16, 0)
            pieces.append(("lid", lid, color))
            details.append("with its lid open")
        pieces.append(
            (
                "music stand",
                rotate(box((0, 0.12, 0), (0.5, 0.24, 0.02)), "x", -0.3) + (0, y + 0.15, 0.0),
                color,
            )
        )
        pieces.append(("pedals", box((0, 0.25, 0), (0.2, 0.5, 0.04)), tint(random, "brass")))
    else:
        y = random.uniform(0.7, 0.85)
        pieces = [("case", box((0, y, 0), (width, 0.1, 0.35)), color)]
        pieces += _keys_of(0.9 * width, 0.2, number, (0, y + 0.06, 0.07), white, black)
        pieces.append(("panel", box((0, y + 0.07, -0.12), (0.9 * width, 0.04, 0.1)), black))
        knob = rod((0, y + 0.08, -0.12), (0, y + 0.12, -0.12), 0.018)
        pieces.append(
            (
                "panel",
                copies(knob, [(x, 0, 0) for x in np.linspace(-0.4, 0.4, 6) * width]),
                tint(random, "metal"),
            )
        )
        lines = [((-0.5, 0, z), (0.5, y - 0.05, z)) for z in (-0.12, 0.12)] + [
            ((0.5, 0, z), (-0.5, y - 0.05, z)) for z in (-0.12, 0.12)
        ]
        pieces.append(
            ("legs", rods([a for a, _ in lines], [b for _, b in lines], 0.03, sides=4), black)
        )
        details.append("on a crossed stand")
    if chance(random, 0.4):
        seat = box((0, 0.46, 0.75), (0.6, 0.08, 0.32))
        legs = copies(
            rod((0, 0, 0), (0, 0.42, 0), 0.03),
            [(s * 0.25, 0, 0.75 + t * 0.12) for s in (-1, 1) for t in (-1, 1)],
        )
        pieces += [("stool", seat, black), ("stool", legs, color)]
        details.append("with a stool")
    return describe("piano", [word, style], details), pieces
