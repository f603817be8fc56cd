"""A cactus: a column with arms, a ball, or of flat pads; in a pot or not."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.plants.pieces import leaf, on_sphere, pot
from keras_recon.datasets.surfaces import around, curve, ellipsoid, rods, rotate, sweep

PARTS = ("arms", "stem", "pot", "soil", "flower", "thorns")


def make_cactus(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "column-shaped", "round", "flat-padded")
    green = tint(random, pick(random, "leaf", "green"))
    ribs, pieces, details = random.integers(8, 15), [], []

    def column(path, radius):
        number = len(path)
        angle = 2 * np.pi * np.arange(2 * ribs) / (2 * ribs)
        out = 1 + 0.1 * (-1.0) ** np.arange(2 * ribs)
        section = np.stack([out * np.cos(angle), out * np.sin(angle)], axis=1)
        t = np.linspace(0, 1, number)
        dome = np.sqrt(1 - (np.maximum(t - 0.85, 0) / 0.155) ** 2)
        return sweep(path, radius * dome, section, normal=(0, 0, 1))

    radius, height = random.uniform(0.16, 0.28), random.uniform(1, 2)
    if style == "column-shaped":
        pieces.append(
            (
                "stem",
                column(curve([(0, 0, 0), (0, height / 2, 0), (0, height, 0)], 16), radius),
                green,
            )
        )
        arms = pick(random, 0, 1, 2, 2, 3, 4)
        for i in range(arms):
            y, reach, up = (
                height * random.uniform(0.3, 0.6),
                random.uniform(0.35, 0.6),
                random.uniform(0.3, 0.8),
            )
            elbow = curve(
                [
                    (0, y, 0),
                    (0.8 * reach, y + 0.03, 0),
                    (reach, y + 0.25, 0),
                    (reach, y + 0.3 + up, 0),
                ],
                18,
            )
            arm = column(elbow, radius * random.uniform(0.55, 0.8))
            pieces.append(
                (
                    "arms",
                    rotate(arm, "y", np.pi * i + random.uniform(-0.3, 0.3) + (1.5 if i > 1 else 0)),
                    green,
                )
            )
        details.append(f"with {count(arms, 'arm')}" if arms else "without arms")
    elif style == "round":
        size = random.uniform(0.4, 0.6)
        ball = ellipsoid(
            (0, 0.8 * size, 0), (size, size * random.uniform(0.8, 1.2), size), 14, 2 * ribs
        )
        angle = np.arctan2(ball[..., 2], ball[..., 0])
        ball[..., [0, 2]] *= 1 + 0.07 * np.cos(ribs * angle)[..., None]
        pieces.append(("stem", ball, green))
        height = 1.6 * size
        if chance(random, 0.5):
            thorns = on_sphere(random, 60)
            starts = thorns * size * 0.95 + (0, 0.8 * size, 0)
            pieces.append(
                (
                    "thorns",
                    rods(starts, starts + 0.16 * thorns, 0.01, 0.002, 4),
                    tint(random, "straw"),
                )
            )
            details.append("with thorns")
    else:
        pad = ellipsoid((0, 0.4, 0), (0.3, 0.42, 0.08), 9, 14)
        pieces.append(("stem", pad, green))
        number = pick(random, 3, 5, 7)
        tops = [(np.array((0, 0.75, 0)), 0.0)]
        for i in range(number):
            place, lean = tops[i // 2]
            lean = lean + (0.5 if i % 2 else -0.5) * random.uniform(0.7, 1.3)
            size = random.uniform(0.65, 0.85)
            one = rotate(pad * size, "y", random.uniform(-0.6, 0.6))
            pieces.append(("arms", rotate(one, "z", lean) + place, green))
            tops.append((place + 0.75 * size * np.array((-np.sin(lean), np.cos(lean), 0)), lean))
        height = 1.3
        details.append(f"of {count(number + 1, 'pad')}")
    flower = chance(random, 0.3)
    if flower and style != "flat-padded":
        petal = rotate(leaf(0.18, 0.1, 0.3, -0.4), "z", 0.6)
        pieces.append(
            (
                "flower",
                around(petal, 7) + (0, height - 0.02, 0),
                finish(random, "pink", "red", "yellow")[1],
            )
        )
        details.append("with a flower on top")
    if chance(random, 0.5):
        holder, words = pot(random, 0.42, 0.45)
        pieces += [(name, surface + (0, 0.06, 0), color) for name, surface, color in holder]
        details.append(words)
    return describe("cactus", [style], details), pieces
