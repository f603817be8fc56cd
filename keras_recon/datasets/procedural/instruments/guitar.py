"""A guitar: acoustic, electric, or a small one of four strings."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.instruments.pieces import body_outline
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, circle, copies, curve, extrude, rod, rods, torus

PARTS = ("neck", "pegs", "body", "bridge", "head", "strings", "hole", "pickups", "knobs")


def _neck_and_head(random, length, low, strings, wood, dark):
    """Neck, frets, head, pegs and strings of a string instrument, from y = low on."""
    top = low + length
    wide = 0.07 if strings > 4 else 0.055
    pieces = [("neck", box((0, low + length / 2, 0.05), (2 * wide, length, 0.07)), wood)]
    frets = np.linspace(0.1, 0.95, 12) * length + low
    pieces.append(
        (
            "neck",
            copies(
                box((0, 0, 0.09), (2 * wide, 0.012, 0.012)),
                np.stack([0 * frets, frets, 0 * frets], 1),
            ),
            tint(random, "metal"),
        )
    )
    head = np.array(
        [
            (-wide, 0),
            (wide, 0),
            (1.5 * wide, 0.1),
            (1.3 * wide, 0.32),
            (-1.3 * wide, 0.32),
            (-1.5 * wide, 0.1),
        ]
    )
    pieces.append(("head", extrude(head, 0.05) + (0, top, 0.03), dark))
    number = strings // 2
    y = top + np.linspace(0.1, 0.28, max(number, 1))
    for side in (-1, 1):
        pegs = np.stack([0 * y + side * 1.4 * wide, y, 0 * y + 0.03], axis=1)
        pieces.append(
            ("pegs", rods(pegs, pegs + (side * 0.07, 0, 0), 0.02, sides=8), tint(random, "metal"))
        )
    return pieces, top, wide


def make_guitar(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "acoustic", "acoustic", "electric", "small four-stringed")
    strings = (
        4 if style == "small four-stringed" else pick(random, 4, 6) if style == "electric" else 6
    )
    size = 0.75 if strings == 4 and style != "electric" else 1
    upper, waist, lower = (
        size * random.uniform(0.28, 0.33),
        size * random.uniform(0.2, 0.27),
        size * random.uniform(0.36, 0.43),
    )
    length, dark = size * random.uniform(0.9, 1.05), tint(random, "wooden")
    word, color = (
        finish(random, "painted", "wooden")
        if style == "electric"
        else finish(random, "wooden", "wooden", "painted")
    )
    details = [f"with {count(strings, 'string')}"]
    bridge = 0.25 * length
    if style == "electric":
        horn = random.uniform(0.02, 0.12)
        shape = pick(random, "waisted", "V-shaped", "double-horned")
        if shape == "waisted":
            outline = body_outline(upper, waist, lower, 0.8 * length, horn)
        elif shape == "V-shaped":
            outline = np.array(
                [
                    (0.45, -0.25),
                    (0.12, 0.75 * length),
                    (-0.12, 0.75 * length),
                    (-0.45, -0.25),
                    (-0.3, -0.3),
                    (0, 0.15),
                    (0.3, -0.3),
                ]
            )
        else:
            side = [
                (0, 0),
                (0.32, 0.06),
                (0.36, 0.28),
                (0.25, 0.5),
                (0.36, 0.8),
                (0.28, 0.9),
                (0.12, 0.62),
            ]
            outline = curve([*side, *(np.array(side[1:])[::-1] * (-1, 1) + (0, 0.05))], 44, True)
        pieces = [("body", extrude(outline, 0.12), color)]
        y = np.array([0.38, 0.52])[: pick(random, 1, 2)] * length
        pieces.append(
            (
                "pickups",
                copies(box((0, 0, 0.07), (0.22, 0.07, 0.04)), np.stack([0 * y, y, 0 * y], axis=1)),
                tint(random, "dark"),
            )
        )
        knobs = copies(rod((0.18, 0.1, 0.05), (0.18, 0.1, 0.1), 0.03), [(0, 0, 0), (0.06, 0.1, 0)])
        pieces.append(("knobs", knobs, tint(random, "metal")))
        low, details = 0.62 * length, [shape if shape != "waisted" else "", *details]
        adjectives, details = [word, style, details[0]], details[1:]
    else:
        deep = random.uniform(0.16, 0.24) * size
        outline = body_outline(upper, waist, lower, length, random.uniform(0, 0.1))
        hole = circle(0.12 * size, (0, 0.62 * length), 16)
        front = extrude([outline, hole], 0.02) + (0, 0, deep / 2)
        pieces = [
            ("body", front, color),
            (
                "body",
                extrude(outline, deep - 0.02) - (0, 0, 0.01),
                tint(random, "wooden") if chance(random, 0.5) else color,
            ),
        ]
        pieces.append(
            ("hole", torus((0, 0.62 * length, deep / 2), 0.13 * size, 0.012, "z", 20, 5), dark)
        )
        pieces = [(n, s - (0, 0, deep / 2 - 0.05), c) for n, s, c in pieces]
        low, adjectives = 0.78 * length, [word, style]
    pieces.append(("bridge", box((0, bridge, 0.08), (0.24 * size, 0.05, 0.04)), dark))
    more, top, wide = _neck_and_head(
        random, size * random.uniform(0.85, 1.05), low, strings, dark, tint(random, "dark")
    )
    x = np.linspace(-0.75, 0.75, strings) * wide
    starts = np.stack([1.2 * x, 0 * x + bridge, 0 * x + 0.1], axis=1)
    ends = np.stack([x, 0 * x + top + 0.02, 0 * x + 0.1], axis=1)
    pieces += [*more, ("strings", rods(starts, ends, 0.004, sides=4), tint(random, "metal"))]
    return describe("guitar", adjectives, details), pieces
