"""A pawn, rook, bishop, queen, king or knight."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    curve,
    ellipsoid,
    extrude,
    revolve,
    rods,
    rotate,
)

PARTS = ("head", "base")


def make_chess_piece(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    kind = pick(random, "pawn", "rook", "bishop", "queen", "king", "knight")
    word, color = finish(random, "white", "black", "wooden", "brown", "stone")
    tall = {"pawn": 0.9, "rook": 1.0, "bishop": 1.3, "queen": 1.6, "king": 1.7, "knight": 1.0}[
        kind
    ] * random.uniform(0.9, 1.15)
    wide, waist = random.uniform(0.38, 0.48), random.uniform(0.13, 0.18)
    sides = pick(random, 24, 24, 8)
    base = [
        (0, 0),
        (wide, 0),
        (wide, 0.08),
        (0.85 * wide, 0.14),
        (0.8 * wide, 0.22),
        (0.55 * wide, 0.3),
    ]
    neck = 0.72 * tall
    collar = [
        (waist, 0.85 * neck),
        (2 * waist, neck - 0.04),
        (2 * waist, neck),
        (1.2 * waist, neck + 0.03),
    ]
    pieces = []
    if kind == "knight":
        pieces.append(("base", revolve([*base, (0, 0.3)], sides), color))
        outline = curve(
            [
                (-0.3, 0.28),
                (-0.36, 0.7),
                (-0.15, 1.12),
                (0.02, 1.2),
                (0.12, 1.08),
                (0.4, 0.92),
                (0.46, 0.78),
                (0.36, 0.72),
                (0.1, 0.78),
                (0.16, 0.5),
                (0.3, 0.28),
            ],
            36,
            True,
        ) * (1, tall / 1.0)
        head = extrude(outline, 0.28)
        head[..., 2] *= 1 - 0.35 * np.clip(head[..., 1] / (1.2 * tall), 0, 1)
        pieces.append(("head", head, color))
        ears = rods(
            [(0.0, 1.15 * tall, s * 0.06) for s in (-1, 1)],
            [(-0.02, 1.32 * tall, s * 0.08) for s in (-1, 1)],
            0.05,
            0.01,
            6,
        )
        pieces.append(("head", ears, color))
        return describe("chess piece", [word], ["that is a knight, like a horse's head"]), pieces
    pieces.append(
        (
            "base",
            revolve([*base, (waist * 1.1, 0.55 * neck), *collar, (0, neck + 0.03)], sides),
            color,
        )
    )
    if kind == "pawn":
        pieces.append(("head", ellipsoid((0, neck + 0.18, 0), (0.21, 0.21, 0.21), 12, 18), color))
    elif kind == "rook":
        pieces.append(
            (
                "head",
                revolve(
                    [
                        (1.2 * waist, neck),
                        (0.27, neck + 0.05),
                        (0.27, neck + 0.25),
                        (0, neck + 0.2),
                    ],
                    sides,
                ),
                color,
            )
        )
        tooth = box((0.22, neck + 0.3, 0), (0.11, 0.12, 0.14))
        pieces.append(("head", around(tooth, pick(random, 4, 5, 6)), color))
    elif kind == "bishop":
        top = curve([(0.12, 0), (0.2, 0.14), (0.1, 0.38), (0.0, 0.46)], 12)
        pieces.append(("head", revolve(np.maximum(top, (0, 0)), sides) + (0, neck, 0), color))
        pieces.append(("head", ellipsoid((0, neck + 0.5, 0), (0.05, 0.05, 0.05), 7, 10), color))
        pieces.append(
            (
                "head",
                rotate(box((0, 0, 0), (0.3, 0.02, 0.05)), "z", 0.6) + (0.1, neck + 0.28, 0),
                tint(random, "dark"),
            )
        )
    elif kind == "queen":
        pieces.append(
            (
                "head",
                revolve(
                    [
                        (1.1 * waist, neck),
                        (0.28, neck + 0.35),
                        (0.2, neck + 0.33),
                        (0, neck + 0.38),
                    ],
                    sides,
                ),
                color,
            )
        )
        points = ellipsoid((0.27, neck + 0.38, 0), (0.045, 0.06, 0.045), 6, 8)
        pieces.append(("head", around(points, 8), color))
        pieces.append(("head", ellipsoid((0, neck + 0.42, 0), (0.07, 0.07, 0.07), 7, 10), color))
    else:
        pieces.append(
            (
                "head",
                revolve(
                    [(1.1 * waist, neck), (0.26, neck + 0.32), (0.12, neck + 0.4), (0, neck + 0.4)],
                    sides,
                ),
                color,
            )
        )
        cross = np.concatenate(
            [
                box((0, neck + 0.53, 0), (0.08, 0.3, 0.06)),
                box((0, neck + 0.56, 0), (0.24, 0.08, 0.06)),
            ]
        )
        pieces.append(("head", cross, color))
    return describe("chess piece", [word], [f"that is a {kind}"]), pieces
