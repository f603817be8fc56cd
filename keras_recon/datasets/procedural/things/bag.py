"""A bag: a handbag, a suitcase, a rucksack or a shopping bag."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    box,
    copies,
    curve,
    extrude,
    mirror,
    rod,
    rods,
    rotate,
    rounded_box,
    sheet,
    star,
    sweep,
    taper,
)

PARTS = ("body", "handles", "straps", "pockets", "clasp", "wheels", "flap", "roll")


def make_bag(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "handbag", "suitcase", "rucksack", "shopping bag")
    word, color = finish(random)
    dark, metal = (
        tint(random, pick(random, "dark", "brown", "beige")),
        tint(random, pick(random, "metal", "brass")),
    )
    width, height, depth = (
        random.uniform(0.9, 1.3),
        random.uniform(0.7, 1),
        random.uniform(0.25, 0.45),
    )
    details = []
    t = np.linspace(0, np.pi, 14)
    if style == "handbag":
        body = taper(
            rounded_box((0, 0, 0), (width, height, depth), 0.1), random.uniform(0.6, 1), (0, 2)
        )
        pieces = [("body", body, color)]
        number = pick(random, 1, 2)
        reach = random.uniform(0.3, 0.8)
        arch = np.stack(
            [0.3 * width * np.cos(t), height / 2 - 0.05 + reach * np.sin(t), 0 * t], axis=1
        )
        spots = [(0, 0, 0)] if number == 1 else [(0, 0, -0.25 * depth), (0, 0, 0.25 * depth)]
        pieces.append(("handles", copies(sweep(arch, 0.03), spots), dark))
        if chance(random, 0.6):
            flap = np.array(
                [
                    (-0.45 * width, 0),
                    (0.45 * width, 0),
                    (0.4 * width, -0.4 * height),
                    (-0.4 * width, -0.4 * height),
                ]
            )
            pieces.append(
                (
                    "flap",
                    rotate(extrude(flap, 0.03), "x", 0.03) + (0, 0.47 * height, 0.5 * depth * 0.95),
                    color,
                )
            )
            pieces.append(("clasp", box((0, 0.1 * height, 0.53 * depth), (0.1, 0.1, 0.05)), metal))
            details.append("with a flap")
        details.insert(0, f"with {count(number, 'handle')}")
    elif style == "suitcase":
        width, height = random.uniform(0.7, 1), random.uniform(0.9, 1.3)
        pieces = [
            (
                "body",
                rounded_box((0, 0, 0), (width, height, depth), random.uniform(0.04, 0.12)),
                color,
            )
        ]
        if chance(random, 0.6):
            x = np.linspace(-0.38, 0.38, 6) * width
            ribs = copies(
                box((0, 0, 0), (0.05, 0.9 * height, depth + 0.03)),
                np.stack([x, 0 * x, 0 * x], axis=1),
            )
            pieces.append(("body", ribs, color))
        wheeled = chance(random, 0.65)
        if wheeled:
            wheel = rod((-0.03, 0, 0), (0.03, 0, 0), 0.07, sides=14)
            spots = [
                (x * 0.42 * width, -height / 2 - 0.05, z * 0.35 * depth)
                for x in (-1, 1)
                for z in (-1, 1)
            ]
            pieces.append(("wheels", copies(wheel, spots), tint(random, "rubber")))
            pull = random.uniform(0.25, 0.6)
            lines = np.array(
                [
                    (-0.2, height / 2, -0.3 * depth),
                    (-0.2, height / 2 + pull, -0.3 * depth),
                    (0.2, height / 2 + pull, -0.3 * depth),
                    (0.2, height / 2, -0.3 * depth),
                ]
            )
            pieces.append(("handles", rods(lines[:-1], lines[1:], 0.025), metal))
            details.append("on four wheels with a handle to pull")
        else:
            arch = np.stack([0.14 * np.cos(t), height / 2 + 0.1 * np.sin(t), 0 * t], axis=1)
            pieces.append(("handles", sweep(arch, 0.03), dark))
            straps = copies(
                box((0, 0, 0), (0.08, height + 0.02, depth + 0.02)),
                [(-0.27 * width, 0, 0), (0.27 * width, 0, 0)],
            )
            pieces.append(("straps", straps, dark))
            pieces.append(
                (
                    "clasp",
                    copies(
                        box((0, 0.48 * height, depth / 2), (0.07, 0.09, 0.04)),
                        [(-0.27 * width, 0, 0), (0.27 * width, 0, 0)],
                    ),
                    metal,
                )
            )
            details.append("with straps and a handle")
    elif style == "rucksack":
        width, height = random.uniform(0.7, 0.9), random.uniform(1, 1.3)
        body = rounded_box((0, 0, 0), (width, height, 1.2 * depth), 0.18)
        pocket = rounded_box(
            (0, -0.2 * height, 0.6 * depth), (0.75 * width, 0.42 * height, 0.5 * depth), 0.09
        )
        pieces = [("body", body, color), ("pockets", pocket, pick(random, color, dark))]
        if chance(random, 0.5):
            side = rounded_box(
                (width / 2, -0.2 * height, 0), (0.2, 0.4 * height, 0.7 * depth), 0.07
            )
            pieces += [("pockets", side, dark), ("pockets", mirror(side), dark)]
            details.append("with side pockets")
        for s in (-1, 1):
            strap = curve(
                [
                    (s * 0.22 * width, 0.45 * height, -0.6 * depth),
                    (s * 0.27 * width, 0.3 * height, -1.1 * depth),
                    (s * 0.3 * width, -0.15 * height, -1.05 * depth),
                    (s * 0.33 * width, -0.42 * height, -0.6 * depth),
                ],
                14,
            )
            pieces.append(
                (
                    "straps",
                    sweep(
                        strap, 0.05, [(1, 0.3), (-1, 0.3), (-1, -0.3), (1, -0.3)], normal=(1, 0, 0)
                    ),
                    dark,
                )
            )
        if chance(random, 0.4):
            roll = rod(
                (-0.55 * width, height / 2 + 0.12, 0), (0.55 * width, height / 2 + 0.12, 0), 0.15
            )
            pieces.append(("roll", roll, finish(random)[1]))
            details.append("with a rolled mat on top")
        details.insert(0, "with two shoulder straps")
    else:
        wall = np.array(
            [
                (-width / 2, 0, -depth / 2),
                (width / 2, 0, -depth / 2),
                (width / 2, 0, depth / 2),
                (-width / 2, 0, depth / 2),
            ]
        )
        grid = np.stack([wall + (0, y, 0) for y in (-height / 2, height / 2)])
        pieces = [
            ("body", sheet(grid, around=True), color),
            ("body", box((0, -height / 2, 0), (width, 0.02, depth)), color),
            ("body", sheet(grid * (0.97, 1, 0.94), around=True), color),
        ]
        arch = np.stack(
            [
                0.22 * width * np.cos(t),
                height / 2 - 0.02 + random.uniform(0.2, 0.45) * np.sin(t),
                0 * t,
            ],
            axis=1,
        )
        pieces.append(
            ("handles", copies(sweep(arch, 0.02, 6), [(0, 0, -depth / 2), (0, 0, depth / 2)]), dark)
        )
        if chance(random, 0.4):
            pieces.append(
                (
                    "clasp",
                    extrude(star(5, 0.25, 0.12), 0.02) + (0, 0, depth / 2 + 0.01),
                    finish(random)[1],
                )
            )
            details.append("with a star on it")
        details.insert(0, "with two handles, open at the top")
    return describe("bag", [word], [f"that is a {style}", *details]), pieces
