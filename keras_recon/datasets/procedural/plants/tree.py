"""A tree: round, oval, of several crowns, with bare branches, a poplar, or a palm."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, pick, tint
from keras_recon.datasets.procedural.plants.pieces import leaf, on_sphere
from keras_recon.datasets.surfaces import (
    around,
    copies,
    curve,
    ellipsoid,
    rods,
    rotate,
    roughen,
    sweep,
)

PARTS = ("leaves", "trunk", "branches", "fruit")


def _grow(random, starts, directions, length, radius, levels, spread):
    """Branches that fork, one level at once: lists of their starts, ends and radii."""
    branches = []
    for level in range(levels):
        ends = starts + length * directions
        thin = 0.62 * radius
        branches.append((starts, ends, np.full(len(starts), radius), np.full(len(starts), thin)))
        if level + 1 < levels:
            number = pick(random, 2, 3)
            starts = np.repeat(ends, number, axis=0)
            directions = np.repeat(directions, number, axis=0)
            directions = directions + random.normal(0, spread, directions.shape) + (0, 0.1, 0)
            directions /= np.linalg.norm(directions, axis=1, keepdims=True)
            length, radius = length * random.uniform(0.65, 0.8), thin
    return [np.concatenate(parts) for parts in zip(*branches, strict=True)]


def make_tree(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "round", "spreading", "bare", "slender", "palm")
    height, radius = random.uniform(1, 1.8), random.uniform(0.08, 0.16)
    bark, green = tint(random, "bark"), tint(random, "leaf")
    season = pick(random, "green", "green", "green", "autumn", "flowering")
    if season == "autumn":
        green = tint(random, pick(random, "orange", "yellow", "red"))
    elif season == "flowering":
        green = tint(random, pick(random, "pink", "white"))
    if style == "palm":
        lean, height = random.uniform(-0.5, 0.5), height * random.uniform(1.2, 1.8)
        path = curve([(0, 0, 0), (0.3 * lean, height / 2, 0), (lean, height, 0)], 14)
        thick = radius * (1 + 0.15 * (np.arange(14) % 2)) * np.linspace(1, 0.65, 14)
        number = random.integers(7, 14)
        frond = leaf(random.uniform(0.9, 1.4), 0.35, -0.3, random.uniform(0.3, 0.7))
        up = rotate(frond, "z", random.uniform(0.2, 0.5))
        crown = [
            around(up, number, start=random.uniform(0, 1)),
            around(rotate(frond * 0.8, "z", 0.8), number // 2),
        ]
        pieces = [("trunk", sweep(path, thick, 10, normal=(0, 0, 1)), bark)]
        pieces += [("leaves", part + (lean, height, 0), tint(random, "leaf")) for part in crown]
        nuts = chance(random, 0.4)
        if nuts:
            ball = ellipsoid((0.13, -0.08, 0), (0.09, 0.1, 0.09), 7, 10)
            pieces.append(("fruit", around(ball, 4) + (lean, height, 0), tint(random, "brown")))
        return describe(
            "tree",
            ["palm"],
            [f"with {count(number + number // 2, 'frond')}", "with coconuts" if nuts else ""],
        ), pieces
    sway = random.uniform(-0.15, 0.15, 2)
    path = curve([(0, 0, 0), (sway[0], 0.5 * height, sway[1]), (0, height, 0)], 8)
    flare = np.linspace(1, 0.6, 8)
    flare[0] *= random.uniform(1.1, 1.5)
    pieces = [("trunk", sweep(path, radius * flare, 10, normal=(0, 0, 1)), bark)]
    if style == "bare":
        number = pick(random, 3, 4, 5)
        turn = 2 * np.pi * np.arange(number) / number + random.uniform(0, 1)
        directions = np.stack([0.6 * np.cos(turn), 0 * turn + 0.8, 0.6 * np.sin(turn)], axis=1)
        starts, ends, thick, thin = _grow(
            random,
            np.tile(path[-1], (number, 1)) - (0, 0.1, 0),
            directions,
            0.5 * height,
            0.6 * radius,
            4,
            0.4,
        )
        pieces.append(("branches", rods(starts, ends, thick, thin, 5), bark))
        return describe("tree", ["bare"], ["without leaves"]), pieces
    branches = rods(
        path[-1:] - (0, 0.2, 0),
        path[-1] + 0.5 * on_sphere(random, 6) * (1, 0.5, 1) + (0, 0.25, 0),
        0.5 * radius,
        0.3 * radius,
        6,
    )
    pieces.append(("branches", branches, bark))
    if style == "slender":
        crown = ellipsoid((0, height + 0.5, 0), (0.32, random.uniform(1, 1.4), 0.32), 14, 18)
        pieces.append(("leaves", roughen(crown, 0.06, random, 8), green))
    elif style == "round" and chance(random, 0.5):
        size = random.uniform(0.6, 0.9)
        crown = ellipsoid(
            (0, height + 0.6 * size, 0), (size, size * random.uniform(0.8, 1.1), size), 14, 20
        )
        pieces.append(("leaves", roughen(crown, 0.1, random, 6), green))
    else:
        number, size = random.integers(5, 12), random.uniform(0.6, 0.9)
        flat = 0.45 if style == "spreading" else 0.8
        wide = 1.4 if style == "spreading" else 1
        places = on_sphere(random, number) * size * 0.65 * (wide, flat, wide) + (
            0,
            height + 0.5 * size,
            0,
        )
        ball = ellipsoid(
            (0, 0, 0), (0.55 * size * wide**0.5, 0.42 * size, 0.55 * size * wide**0.5), 9, 12
        )
        pieces.append(("leaves", roughen(copies(ball, places), 0.06, random, 7), green))
    fruit = style == "round" and season == "green" and chance(random, 0.3)
    if fruit:
        spots = on_sphere(random, 16) * 0.85 + (0, height + 0.5, 0)
        pieces.append(
            (
                "fruit",
                copies(ellipsoid((0, 0, 0), (0.07, 0.07, 0.07), 6, 8), spots),
                tint(random, pick(random, "red", "orange", "yellow")),
            )
        )
    words = {"green": "green", "autumn": "autumn", "flowering": "flowering"}[season]
    return describe(
        "tree",
        [words, style],
        ["with fruit" if fruit else "", "with a thick trunk" if radius > 0.13 else ""],
    ), pieces
