"""A violin or a cello, with a bow or not."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.instruments.pieces import body_outline
from keras_recon.datasets.procedural.paint import chance, tint
from keras_recon.datasets.surfaces import box, curve, extrude, rod, rods, rotate, sweep

PARTS = (
    "pegs",
    "slits",
    "neck",
    "strings",
    "body",
    "bridge",
    "tailpiece",
    "scroll",
    "bow",
    "spike",
)


def make_violin(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    big = chance(random, 0.4)
    wood, dark = tint(random, "wooden"), tint(random, "dark")
    upper, waist, lower, length, deep = 0.26, 0.16, 0.32, 1.0, 0.24 if big else 0.12
    outline = body_outline(
        upper * random.uniform(0.9, 1.1), waist, lower * random.uniform(0.9, 1.1), length
    )
    belly = extrude(outline, deep)
    belly[..., 2] += 0.06 * np.sign(belly[..., 2]) * (1 - (belly[..., 0] / lower) ** 2).clip(0)
    pieces = [("body", belly, wood)]
    front = deep / 2 + 0.05
    for side in (-1, 1):
        slit = curve(
            [(0.1, 0.35, front), (0.16, 0.45, front), (0.11, 0.55, front), (0.17, 0.65, front)], 10
        )
        pieces.append(("slits", sweep(slit * (side, 1, 1), 0.012, 5, normal=(0, 0, 1)), dark))
    pieces.append(
        ("bridge", box((0, 0.48, front + 0.05), (0.18, 0.02, 0.14)), tint(random, "wooden"))
    )
    tail = np.array([(-0.03, 0.02), (0.03, 0.02), (0.07, 0.36), (-0.07, 0.36)])
    pieces.append(("tailpiece", extrude(tail, 0.03) + (0, 0, front + 0.02), dark))
    reach = random.uniform(0.75, 0.9)
    pieces.append(("neck", box((0, 0.95 + reach / 2, front - 0.08), (0.07, reach, 0.07)), wood))
    board = np.array([(-0.05, 0.6), (0.05, 0.6), (0.035, 0.95 + reach), (-0.035, 0.95 + reach)])
    pieces.append(("neck", extrude(board, 0.02) + (0, 0, front + 0.03), dark))
    top = 0.95 + reach
    scroll = curve(
        [
            (0, top, 0),
            (0, top + 0.15, -0.03),
            (0, top + 0.25, 0.02),
            (0, top + 0.2, 0.1),
            (0, top + 0.15, 0.05),
        ],
        16,
    ) + (0, 0, front - 0.08)
    pieces.append(
        ("scroll", sweep(scroll, np.linspace(0.045, 0.02, 16), 8, normal=(1, 0, 0)), wood)
    )
    for y, side in ((0.03, 1), (0.08, -1), (0.13, 1), (0.18, -1)):
        start = np.array((0, top + y, front - 0.09))
        pieces.append(("pegs", rods([start], [start + (0.12 * side, 0, 0)], 0.016), dark))
    x = np.linspace(-0.02, 0.02, 4)
    points = [
        np.stack([s * x, 0 * x + y, 0 * x + z], axis=1)
        for s, y, z in ((1.8, 0.3, front + 0.06), (2.5, 0.48, front + 0.13), (1, top, front + 0.05))
    ]
    for a, b in ((0, 1), (1, 2)):
        pieces.append(
            ("strings", rods(points[a], points[b], 0.004, sides=4), tint(random, "metal"))
        )
    details = []
    if big:
        pieces.append(("spike", rod((0, 0.02, 0), (0, -0.35, 0), 0.02), tint(random, "metal")))
        details.append("with a spike to stand on")
    if chance(random, 0.4):
        stick = np.concatenate(
            [
                rod((0, 0, 0), (0, 1.4, 0), 0.012),
                rod((0.05, 0.05, 0), (0.05, 1.35, 0), 0.006, sides=4),
                box((0.03, 0.08, 0), (0.06, 0.1, 0.03)),
            ]
        )
        pieces.append(("bow", rotate(stick, "z", random.uniform(-0.2, 0.2)) + (0.5, 0, 0), dark))
        details.append("with a bow beside it")
    return describe("violin", ["large, deep" if big else ""], details), pieces
