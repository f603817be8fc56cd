"""A windmill with sails, or a wind turbine."""

import numpy as np

from keras_recon.datasets.procedural.buildings.pieces import roof_over
from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    circle,
    copies,
    ellipsoid,
    extrude,
    revolve,
    rod,
    rotate,
)

PARTS = ("head", "tower", "sails", "door", "gallery")


def make_windmill(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    modern = chance(random, 0.35)
    if modern:
        height, number = random.uniform(5, 8), pick(random, 2, 3, 3, 3)
        reach = random.uniform(0.35, 0.55) * height
        white = tint(random, "white")
        pieces = [("tower", rod((0, 0, 0), (0, height, 0), 0.25, 0.12, 16), white)]
        pieces.append(("head", box((0, height + 0.12, -0.1), (0.3, 0.35, 0.9)), white))
        pieces.append(("head", ellipsoid((0, height + 0.12, 0.4), (0.16, 0.16, 0.25)), white))
        t = np.linspace(0, 1, 8)
        wide = 0.24 * np.sin(np.pi * np.minimum(1, t * 0.8 + 0.25)) + 0.02
        outline = np.concatenate(
            [np.stack([0 * t - 0.05, t * reach], 1), np.stack([wide - 0.05, t * reach], 1)[::-1]]
        )
        blade = extrude(outline, 0.05)
        blades = around(blade, number, "z", random.uniform(0, 2))
        pieces.append(("sails", blades + (0, height + 0.12, 0.42), white))
        return describe("windmill", ["modern", "white"], [f"with {count(number, 'blade')}"]), pieces
    height, wide = random.uniform(3, 5), random.uniform(1.1, 1.6)
    word, wall = finish(random, "white", "brick", "wooden", "stone")
    sides, narrow = pick(random, 8, 20, 4), random.uniform(0.5, 0.75)
    body = revolve([(0, 0), (wide, 0), (narrow * wide, height), (0, height)], sides)
    pieces = [("tower", rotate(body, "y", np.pi / sides), wall)]
    roof = tint(random, "roof")
    size = narrow * wide
    cap = pick(random, "a pointed cap", "a round cap", "a gabled cap")
    if cap == "a pointed cap":
        pieces.append(
            ("head", revolve([(0, 0), (1.1 * size, 0), (0, 1.2)], 16) + (0, height, 0), roof)
        )
    elif cap == "a round cap":
        dome = circle((1.08 * size, 0.8), sides=8, stop=np.pi / 2)
        pieces.append(("head", revolve([*dome, (0, 0.8)], 16) + (0, height, 0), roof))
    else:
        pieces.append(
            (
                "head",
                rotate(
                    roof_over("gabled", 2.1 * size, 1.7 * size, height, 0.8, 0.1), "y", np.pi / 2
                ),
                roof,
            )
        )
    y, z = height + 0.3, size + 0.45
    dark = tint(random, "wooden")
    pieces.append(("head", rod((0, y, 0), (0, y, z + 0.1), 0.1), dark))
    reach, number = random.uniform(0.55, 0.75) * height, pick(random, 4, 4, 4, 6)
    arm = box((0, reach / 2, 0), (0.1, reach, 0.08))
    style = pick(random, "lattice", "cloth")
    if style == "lattice":
        levels = np.linspace(0.3, 0.98, 8) * reach
        bars = copies(
            box((0.2, 0, 0), (0.5, 0.04, 0.03)), np.stack([0 * levels, levels, 0 * levels], axis=1)
        )
        edge = box((0.45, 0.64 * reach, 0), (0.04, 0.7 * reach, 0.03))
        sail = np.concatenate([arm, bars, edge])
    else:
        sail = np.concatenate([arm, box((0.22, 0.64 * reach, 0), (0.42, 0.68 * reach, 0.02))])
    color = tint(random, pick(random, "wooden", "white"))
    pieces.append(("sails", around(sail, number, "z", random.uniform(0, 2)) + (0, y, z), color))
    pieces.append(("door", box((0, 0.5, wide * 0.93 * np.cos(np.pi / sides)), (0.5, 1, 0.2)), dark))
    if chance(random, 0.3):
        level = 0.35 * height
        out = wide + (size - wide) * 0.35
        pieces.append(
            (
                "gallery",
                revolve(
                    [
                        (out, level),
                        (out + 0.5, level),
                        (out + 0.5, level + 0.08),
                        (out, level + 0.08),
                    ],
                    20,
                ),
                dark,
            )
        )
        post = rod((out + 0.45, level, 0), (out + 0.45, level + 0.4, 0), 0.025, sides=4)
        pieces.append(("gallery", around(post, 14), dark))
    shape = {4: "square", 8: "eight-sided", 20: "round"}[sides]
    return describe(
        "windmill", [shape, word], [f"with {count(number, f'{style} sail')}", f"with {cap}"]
    ), pieces
