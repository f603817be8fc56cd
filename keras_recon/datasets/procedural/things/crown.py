"""A crown with points and jewels."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    circle,
    copies,
    ellipsoid,
    revolve,
    rotate,
    sheet,
    sweep,
    torus,
)

PARTS = ("band", "jewels", "arches", "cap")


def make_crown(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    number, radius = random.integers(5, 13), 0.6
    low, high = random.uniform(0.15, 0.3), random.uniform(0.3, 0.6)
    flare = random.uniform(1, 1.3)
    word, color = finish(random, "brass", "brass", "metal")
    angle = np.pi * np.arange(2 * number) / number
    top = low + high * (np.arange(2 * number) % 2)
    share = (top / (low + high))[:, None]
    rows = []
    for level, out in (
        (0 * top, radius),
        (0 * top + low, radius * (1 + (flare - 1) * low / (low + high))),
        (top, None),
    ):
        size = radius * (1 + (flare - 1) * share[:, 0]) if out is None else np.full(2 * number, out)
        rows.append(np.stack([size * np.cos(angle), level, size * np.sin(angle)], axis=1))
    band = sheet(np.stack(rows), around=True)
    pieces = [("band", band, color), ("band", band * (0.96, 1, 0.96), color)]
    pieces.append(("band", torus((0, 0.02, 0), 1.01 * radius, 0.03, sides=32, section=6), color))
    gem = finish(random, "red", "blue", "green", "purple", "white")
    balls = chance(random, 0.7)
    if balls:
        tips = rows[-1][1::2] + (0, 0.04, 0)
        pieces.append(
            (
                "jewels",
                copies(ellipsoid((0, 0, 0), (0.06, 0.06, 0.06), 7, 10), tips),
                tint(random, pick(random, "white", "red", "brass")),
            )
        )
    stones = chance(random, 0.7)
    if stones:
        stone = ellipsoid((1.02 * radius, 0.5 * low, 0), (0.03, 0.06, 0.05), 6, 8)
        pieces.append(("jewels", around(stone, number), gem[1]))
    arches = chance(random, 0.3)
    if arches:
        t = np.linspace(0, np.pi, 16)
        hoop = np.stack([radius * np.cos(t), low + 0.8 * np.sin(t) ** 0.8, 0 * t], axis=1)
        pieces.append(
            (
                "arches",
                np.concatenate(
                    [sweep(hoop, 0.04, 6), rotate(sweep(hoop, 0.04, 6), "y", np.pi / 2)]
                ),
                color,
            )
        )
        pieces.append(
            (
                "cap",
                revolve([*circle((0.92 * radius, 0.65), sides=8, stop=np.pi / 2), (0, 0.65)], 20)
                + (0, 0.1, 0),
                tint(random, "red"),
            )
        )
        pieces.append(("arches", ellipsoid((0, low + 0.85, 0), (0.09, 0.09, 0.09), 8, 12), color))
    has = [
        f"with {count(number, 'point')}",
        f"with {gem[0]} stones" if stones else "",
        "under crossed arches" if arches else "",
    ]
    return describe("crown", [word], has), pieces
