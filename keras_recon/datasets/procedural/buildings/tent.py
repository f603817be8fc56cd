"""A tent: a ridge, a dome, a cone or a pavilion."""

import numpy as np

from keras_recon.datasets.procedural.buildings.pieces import roof_over
from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.surfaces import around, copies, extrude, revolve, rod, rods, sheet, sweep

PARTS = ("cloth", "poles", "door", "ropes")


def make_tent(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "ridge", "dome", "cone-shaped", "pavilion")
    word, color = finish(random)
    wood = tint(random, "wooden")
    width, length, height = random.uniform(1.8, 3), random.uniform(2, 3.5), random.uniform(1.3, 2.2)
    if style == "ridge":
        half, wall = width / 2, random.uniform(0, 0.3) * height
        outline = np.array(
            [(-half, 0), (half, 0), (half * 0.95, wall), (0, height), (-half * 0.95, wall)]
        )
        cloth = sheet(
            np.stack(
                [np.column_stack([outline, np.full(5, z)]) for z in (-length / 2, length / 2)]
            ),
            around=True,
        )
        door = np.array([(-0.25, 0.02), (0.25, 0.02), (0, 0.75 * height)])
        ends = [
            extrude([outline, door], 0.02) + (0, 0, length / 2),
            extrude(outline, 0.02) - (0, 0, length / 2),
        ]
        pieces = [("cloth", part, color) for part in (cloth, *ends)]
        pieces.append(
            (
                "poles",
                copies(
                    rod((0, 0, 0), (0, 1.08 * height, 0), 0.03),
                    [(0, 0, -length / 2), (0, 0, length / 2)],
                ),
                wood,
            )
        )
        pegs = [(s * (half + 0.5), 0, z * length / 2) for s in (-1, 1) for z in (-1, 1)]
        tops = [
            (s * 0.95 * half, max(wall, 0.3 * height), z * length / 2)
            for s in (-1, 1)
            for z in (-1, 1)
        ]
        pieces.append(("ropes", rods(pegs, tops, 0.012, sides=4), wood))
    elif style == "dome":
        radius, number = width / 2, pick(random, 4, 6)
        angle = np.linspace(0, np.pi / 2, 8)
        profile = np.stack([radius * np.cos(angle), height * 0.8 * np.sin(angle)], axis=1)
        pieces = [("cloth", revolve(profile, 2 * number), color)]
        arc = np.column_stack([profile * 1.02, np.zeros(8)])
        pieces.append(("poles", around(sweep(arc, 0.025, 6), 2 * number), tint(random, "dark")))
        porch = revolve(profile * 0.5, 12) * (0.8, 1.0, 1) + (0, 0, 0.85 * radius)
        pieces.append(("cloth", porch, finish(random)[1]))
    elif style == "cone-shaped":
        radius, number = width / 2, random.integers(6, 13)
        height *= 1.4
        cone = revolve([(radius, 0), (0.08, height)], number)
        pole = rod((1.02 * radius, 0, 0), (-0.15 * radius, 1.15 * height, 0), 0.025, sides=6)
        pieces = [("cloth", cone, color), ("poles", around(pole, number), wood)]
        door = sheet(
            np.array(
                [
                    [(-0.25, 0.0, radius + 0.02), (0.25, 0.0, radius + 0.02)],
                    [(-0.02, 0.6 * height, 0.42 * radius), (0.02, 0.6 * height, 0.42 * radius)],
                ]
            )
        )
        pieces.append(("door", door, tint(random, "dark")))
    else:
        half = width / 2
        corners = np.array(
            [(x * half, 0, z * half) for x, z in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        )
        low = 0.85 * height
        pieces = [("poles", rods(corners, corners + (0, low, 0), 0.04), tint(random, "metal"))]
        rise = random.uniform(0.5, 1.2)
        pieces.append(("cloth", roof_over("pyramidal", width, width, low, rise, 0.08), color))
        skirt = np.stack([corners * 1.08 + (0, low, 0), corners * 1.08 + (0, low - 0.3, 0)])
        pieces.append(("cloth", sheet(skirt, around=True), color))
    return describe("tent", [word, style], []), pieces
