"""A castle of walls, towers and a keep."""

import numpy as np

from keras_recon.datasets.procedural.buildings.pieces import battlements, roof_over
from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    circle,
    copies,
    extrude,
    rectangle,
    revolve,
    rotate,
)

PARTS = ("walls", "towers", "keep", "roofs")


def make_castle(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    size, height = random.uniform(4, 6), random.uniform(1.5, 2.2)
    depth = size * random.uniform(0.7, 1)
    word, wall = finish(random, "stone", "brick", "beige", "grey")
    roof = tint(random, pick(random, "roof", "blue", "red"))
    thick, tooth = 0.35, 0.3
    pieces = []
    gate = np.concatenate([[(-0.5, 0.02), (0.5, 0.02)], circle(0.5, (0, 0.7), 8, 0, np.pi)])
    front = extrude([rectangle(size, height, (0, height / 2)), gate], thick)
    pieces.append(("walls", front + (0, 0, depth / 2), wall))
    pieces.append(("walls", box((0, height / 2, -depth / 2), (size, height, thick)), wall))
    sides = box((0, height / 2, 0), (thick, height, depth))
    pieces.append(("walls", copies(sides, [(-size / 2, 0, 0), (size / 2, 0, 0)]), wall))
    pieces.append(("walls", battlements(size + thick, depth + thick, height, tooth), wall))
    radius, tall = random.uniform(0.5, 0.8), height * random.uniform(1.3, 2)
    pointed, round_towers = chance(random, 0.5), chance(random, 0.65)
    corners = np.array([(x * size / 2, 0, z * depth / 2) for x in (-1, 1) for z in (-1, 1)])

    def turret(radius, tall):
        number = 16 if round_towers else 4
        wide = radius if round_towers else 1.3 * radius
        body = revolve(
            [
                (wide, 0),
                (wide, tall),
                (1.15 * wide, tall + 0.1),
                (1.15 * wide, tall + 0.4),
                (0, tall + 0.4),
            ],
            number,
        )
        tooth_at = box(
            (1.08 * wide * (1 if round_towers else 0.707), tall + 0.55, 0), (0.15, 0.3, 0.3)
        )
        parts = [
            ("towers", rotate(body, "y", np.pi / 4), wall),
            ("towers", around(tooth_at, 8 if round_towers else 4), wall),
        ]
        if pointed:
            cone = revolve([(0, 0), (1.15 * wide, 0), (0, 2.2 * radius)], number)
            parts = parts[:1] + [("roofs", rotate(cone, "y", np.pi / 4) + (0, tall + 0.4, 0), roof)]
        return parts

    for name, surface, color in turret(radius, tall):
        pieces.append((name, copies(surface, corners), color))
    keep = chance(random, 0.6)
    if keep:
        high = tall * random.uniform(1.1, 1.5)
        wide = 0.35 * size
        pieces.append(("keep", box((0, high / 2, -0.1 * depth), (wide, high, wide)), wall))
        if pointed:
            pieces.append(
                (
                    "roofs",
                    roof_over("pyramidal", wide, wide, high, 0.6 * wide, 0.1)
                    + (0, 0, -0.1 * depth),
                    roof,
                )
            )
        else:
            pieces.append(
                ("keep", battlements(wide, wide, high, 0.25) + (0, 0, -0.1 * depth), wall)
            )
    towers = "with four round towers" if round_towers else "with four square towers"
    tops = "under pointed roofs" if pointed else "with battlements"
    return describe("castle", [word], [f"{towers} {tops}", "with a keep" if keep else ""]), pieces
