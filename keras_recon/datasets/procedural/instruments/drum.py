"""A drum: a snare, a hand drum, a pair of bongos, a kettledrum, or a drum kit."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    circle,
    copies,
    curve,
    ellipsoid,
    revolve,
    rod,
    rods,
    rotate,
    torus,
)

PARTS = ("hoops", "shell", "skin", "stand", "cords", "cymbals", "sticks")


def make_drum(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "snare", "tall hand", "hourglass", "kettle", "pair", "kit")
    word, color = finish(random, "painted", "painted", "wooden", "brass")
    skin, metal = tint(random, "paper"), tint(random, "metal")

    def drum(radius, height, rods_number=6):
        parts = [("shell", revolve([(radius, 0), (radius, height)], 24), color)]
        heads = [(0, height), (0.98 * radius, height)]
        parts.append(
            (
                "skin",
                np.concatenate([revolve(heads, 24), revolve([(0.98 * radius, 0), (0, 0)], 24)]),
                skin,
            )
        )
        ring = torus((0, 0, 0), 1.03 * radius, 0.035 * radius)
        parts.append(("hoops", copies(ring, [(0, 0.02, 0), (0, height - 0.02, 0)]), metal))
        lug = rod(
            (1.05 * radius, 0.04, 0),
            (1.05 * radius, height - 0.04, 0),
            0.02 * radius + 0.005,
            sides=6,
        )
        parts.append(("hoops", around(lug, rods_number), metal))
        return parts

    def stand(radius, high):
        leg = np.concatenate(
            [
                rod((0.7 * radius, 0, 0), (0.1, -0.5 * high, 0), 0.025, sides=6),
                rod((0.1, -0.5 * high, 0), (0.8 * radius, -high, 0), 0.025, sides=6),
            ]
        )
        return ("stand", around(leg, 3), metal)

    if style == "snare":
        radius, height = random.uniform(0.5, 0.7), random.uniform(0.25, 0.5)
        pieces = drum(radius, height, random.integers(6, 11))
        details = []
        if chance(random, 0.5):
            pieces.append(stand(radius, random.uniform(0.8, 1.3)))
            details.append("on a stand")
        if chance(random, 0.6):
            for turn in (-0.4, 0.4):
                stick = np.concatenate(
                    [
                        rod((-0.1, 0, 0), (0.9, 0, 0), 0.025, 0.015),
                        ellipsoid((0.92, 0, 0), (0.05, 0.03, 0.03), 6, 8),
                    ]
                )
                pieces.append(
                    (
                        "sticks",
                        rotate(stick, "y", turn) + (-0.3, height + 0.04, 0.0),
                        tint(random, "wooden"),
                    )
                )
            details.append("with two drumsticks")
        return describe("drum", [word, "flat"], details), pieces
    if style in ("tall hand", "hourglass"):
        radius, height = random.uniform(0.35, 0.5), random.uniform(1, 1.7)
        waist = 0.5 if style == "hourglass" else random.uniform(1, 1.2)
        foot = random.uniform(0.6, 0.9)
        wall = curve([(foot * radius, 0), (waist * radius, 0.45 * height), (radius, height)], 12)
        pieces = [
            ("shell", revolve(wall), color),
            ("skin", revolve([(0, height), (0.98 * radius, height)]), skin),
            ("hoops", torus((0, height - 0.03, 0), 1.02 * radius, 0.025), metal),
        ]
        number = random.integers(5, 10)
        t = np.pi * np.arange(number) / number * 2
        high = np.stack(
            [1.02 * radius * np.cos(t), 0 * t + height - 0.03, 1.02 * radius * np.sin(t)], axis=1
        )
        out = np.interp(0.6 * height, wall[:, 1], wall[:, 0]) + 0.02
        shift = np.pi / number
        low = np.stack(
            [out * np.cos(t + shift), 0 * t + 0.6 * height, out * np.sin(t + shift)], axis=1
        )
        pieces.append(
            (
                "cords",
                rods(
                    np.concatenate([high, np.roll(high, -1, 0)]),
                    np.concatenate([low, low]),
                    0.01,
                    sides=4,
                ),
                tint(random, "straw"),
            )
        )
        return describe("drum", [word, style], ["with cords"]), pieces
    if style == "kettle":
        radius = random.uniform(0.6, 0.75)
        bowl = circle(
            (radius, radius * random.uniform(0.8, 1.1)), sides=10, start=-np.pi / 2, stop=0
        )
        pieces = [
            ("shell", revolve(bowl), color),
            ("skin", revolve([(0.98 * radius, 0.02), (0, 0.02)]), skin),
            ("hoops", torus((0, 0, 0), 1.02 * radius, 0.03), metal),
        ]
        leg = rod((0.8 * radius, -0.3 * radius, 0), (0.9 * radius, -1.5 * radius, 0), 0.04)
        pieces.append(("stand", around(leg, pick(random, 3, 4)), metal))
        return describe("drum", [word, "kettle"], ["on legs"]), pieces
    if style == "pair":
        pieces = []
        for x, size in ((-0.42, 0.36), (0.42, random.uniform(0.36, 0.46))):
            pieces += [(n, s + (x, 0, 0), c) for n, s, c in drum(size, random.uniform(0.5, 0.7), 5)]
        pieces.append(("stand", box((0, 0.3, 0), (0.3, 0.15, 0.12)), tint(random, "wooden")))
        return describe("drum", [word], ["that is two drums side by side"]), pieces
    bass, depth = random.uniform(0.5, 0.6), random.uniform(0.4, 0.6)
    pieces = [
        (n, rotate(s, "x", np.pi / 2) + (0, bass, -depth / 2), c)
        for n, s, c in drum(bass, depth, 8)
    ]
    for x in (-0.32, 0.32):
        tom = [
            (n, rotate(s, "x", 0.35) + (x, 2 * bass + 0.12, -0.1), c)
            for n, s, c in drum(0.24, 0.26, 5)
        ]
        pieces += tom
        pieces.append(
            ("stand", rod((0.4 * x, 2 * bass - 0.1, -0.1), (x, 2 * bass + 0.2, -0.1), 0.03), metal)
        )
    floor = [(n, s + (0.85, 0.3, -0.3), c) for n, s, c in drum(0.33, 0.42, 6)]
    snare = [(n, s + (-0.8, 0.62, -0.35), c) for n, s, c in drum(0.28, 0.16, 6)]
    pieces += floor + snare
    leg = rod((0.33, 0, 0), (0.36, -0.3, 0), 0.02)
    pieces += [
        ("stand", around(leg, 3) + (0.85, 0.3, -0.3), metal),
        ("stand", rod((-0.8, 0, -0.35), (-0.8, 0.62, -0.35), 0.03), metal),
    ]
    number = pick(random, 1, 2, 3)
    for x, y in ((-0.85, 1.65), (0.9, 1.7), (-1.15, 1.2))[:number]:
        disc = revolve([(0.36, -0.03), (0.08, 0), (0.05, 0.05), (0, 0.06)], 20)
        pieces.append(("cymbals", rotate(disc, "x", 0.25) + (x, y, 0.1), tint(random, "brass")))
        pieces.append(("stand", rod((x, 0, -0.1), (x, y + 0.05, 0.1), 0.02), metal))
        pieces.append(
            (
                "stand",
                around(rod((0, 0.2, 0), (0.28, 0, 0), 0.018, sides=5), 3) + (x, 0, -0.1),
                metal,
            )
        )
    return describe(
        "drum", [word], ["kit of five drums", f"with {count(number, 'cymbal')}"]
    ), pieces
