"""A fruit: an apple, a pear, a banana, a pumpkin, a pineapple, grapes or a cherry."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.plants.pieces import leaf, on_sphere
from keras_recon.datasets.surfaces import (
    around,
    copies,
    curve,
    ellipsoid,
    revolve,
    rod,
    rotate,
    sweep,
)

PARTS = ("flesh", "stalk", "leaves")


def make_fruit(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(
        random,
        "apple",
        "pear",
        "banana",
        "pumpkin",
        "pineapple",
        "bunch of grapes",
        "pair of cherries",
    )
    brown, green = tint(random, "bark"), tint(random, "leaf")
    if style in ("apple", "pear"):
        word, color = finish(random, "red", "green", "yellow")
        tall = random.uniform(0.85, 1.1)
        if style == "apple":
            profile = curve(
                [(0, 0.08), (0.25, 0), (0.52, 0.35), (0.5, 0.75), (0.22, 0.95), (0, 0.85)], 18
            )
        else:
            profile = curve(
                [(0, 0.05), (0.3, 0), (0.5, 0.35), (0.3, 0.85), (0.2, 1.2), (0, 1.3)], 18
            )
        profile[:, 0] = np.maximum(profile[:, 0], 0)
        top = profile[-1, 1] * tall
        pieces = [("flesh", revolve(profile * (1, tall)), color)]
        pieces.append(
            (
                "stalk",
                sweep(
                    curve([(0, top - 0.05, 0), (0.02, top + 0.12, 0), (0.08, top + 0.25, 0)], 6),
                    0.025,
                    6,
                ),
                brown,
            )
        )
        leafed = chance(random, 0.5)
        if leafed:
            pieces.append(
                ("leaves", rotate(leaf(0.35, 0.18), "z", 0.4) + (0.03, top + 0.12, 0), green)
            )
        return describe(
            "fruit",
            [word],
            [
                f"shaped like {'an apple' if style == 'apple' else 'a pear'}",
                "with a leaf" if leafed else "",
            ],
        ), pieces
    if style == "banana":
        word, color = finish(random, "yellow", "yellow", "green")
        number = pick(random, 1, 1, 2, 3, 4)
        t = np.linspace(0, 1, 14)
        angle = random.uniform(1.2, 2) * (t - 0.5)
        path = np.stack([np.sin(angle), 1 - np.cos(angle), 0 * t], axis=1)
        thick = 0.15 * np.clip(np.minimum(t * 5, (1 - t) * 7) + 0.15, 0.1, 1)
        one = sweep(path, thick, 5, normal=(0, 0, 1))
        bunch = [
            rotate(one + (-path[0, 0], -path[0, 1], 0), "x", 0.35 * (i - (number - 1) / 2))
            for i in range(number)
        ]
        pieces = [
            ("flesh", np.concatenate(bunch), color),
            ("stalk", rod((-0.15, 0.05, 0), (0.05, 0, 0), 0.05), brown),
        ]
        return describe("fruit", [word, "curved"], [f"of {count(number, 'banana')}"]), pieces
    if style == "pumpkin":
        word, color = finish(random, "orange", "orange", "green", "white")
        ribs, flat = random.integers(8, 14), random.uniform(0.6, 0.95)
        ball = ellipsoid((0, 0, 0), (0.8, 0.8 * flat, 0.8), 14, 4 * ribs)
        angle, out = np.arctan2(ball[..., 2], ball[..., 0]), np.hypot(ball[..., 0], ball[..., 2])
        ball *= (0.92 + 0.09 * np.abs(np.sin(ribs * angle / 2)))[..., None]
        ball[..., 1] -= np.sign(ball[..., 1]) * 0.25 * flat * np.exp(-((out / 0.25) ** 2))
        stalk = sweep(
            curve([(0, 0.4 * flat, 0), (0.02, 0.8 * flat, 0), (0.15, 0.8 * flat + 0.2, 0)], 8),
            np.linspace(0.12, 0.07, 8),
            6,
        )
        return describe("fruit", [word, "ribbed"], ["shaped like a pumpkin"]), [
            ("flesh", ball, color),
            ("stalk", stalk, green),
        ]
    if style == "pineapple":
        body = ellipsoid((0, 0, 0), (0.45, 0.7, 0.45), 16, 20)
        bumps = on_sphere(random, 70) * (0.43, 0.68, 0.43)
        knobs = copies(ellipsoid((0, 0, 0), (0.08, 0.08, 0.08), 5, 6), bumps)
        blades = [
            around(rotate(leaf(0.6 - 0.1 * i, 0.13, 0.4, 0.3), "z", 0.6 + 0.35 * i), 7, start=i)
            for i in range(3)
        ]
        color = tint(random, pick(random, "orange", "yellow", "brown"))
        return describe("fruit", [], ["shaped like a pineapple", "with a crown of leaves"]), [
            ("flesh", np.concatenate([body, knobs]), color),
            ("leaves", np.concatenate(blades) + (0, 0.62, 0), green),
        ]
    word, color = (
        finish(random, "purple", "green", "red")
        if style == "bunch of grapes"
        else finish(random, "red", "red", "black")
    )
    if style == "bunch of grapes":
        rows = [(level, max(1, round(5.5 * (1 - level / 6.5)))) for level in range(6)]
        places = [
            (0.13 * n * np.cos(a + level), -0.2 * level, 0.13 * n * np.sin(a + level) * 0.9)
            for level, n in rows
            for a in 2 * np.pi * np.arange(n) / n
        ]
        places = np.array(places) * (0.6, 1, 0.6)
        balls = copies(ellipsoid((0, 0, 0), (0.14, 0.15, 0.14), 8, 10), places)
        pieces = [
            ("flesh", balls, color),
            ("stalk", rod((0, -0.3, 0), (0.03, 0.35, 0), 0.03), brown),
        ]
        pieces.append(("leaves", rotate(leaf(0.5, 0.45, 0.1), "z", 0.2) + (0.02, 0.25, 0), green))
        return describe("fruit", [word], ["like a bunch of grapes"]), pieces
    pieces = []
    for side in (-1, 1):
        at = np.array((side * random.uniform(0.25, 0.4), random.uniform(-0.1, 0.1), 0))
        stalk = curve([at + (0, 0.18, 0), at * (0.7, 1, 1) + (0, 0.6, 0), (0, 1.1, 0)], 8)
        pieces += [
            ("flesh", ellipsoid(at, (0.24, 0.23, 0.24), 10, 14), color),
            ("stalk", sweep(stalk, 0.02, 5), green),
        ]
    pieces.append(("leaves", rotate(leaf(0.5, 0.24), "z", 0.2) + (0, 1.05, 0), green))
    return describe("fruit", [word], ["like a pair of cherries", "with a leaf"]), pieces
