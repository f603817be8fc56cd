"""A rocket with fins, maybe with boosters."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import around, curve, ellipsoid, extrude, revolve, torus

PARTS = ("windows", "body", "nose", "nozzle", "fins", "boosters")


def make_rocket(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, radius = random.uniform(2, 4), random.uniform(0.28, 0.5)
    style = pick(random, "cigar-shaped", "straight", "staged")
    word, color = finish(random, "painted", "white", "metal")
    _, other = finish(random)
    nose = random.uniform(0.15, 0.3) * length
    if style == "cigar-shaped":
        wall = curve(
            [
                (0.55 * radius, 0),
                (1.15 * radius, 0.45 * length),
                (0.6 * radius, 0.85 * length),
                (0.0, length),
            ],
            16,
        )
    elif style == "straight":
        cone = curve([(radius, 0), (0.65 * radius, 0.55), (0.0, 1)], 7) * (1, nose) + (
            0,
            length - nose,
        )
        wall = np.concatenate([[(radius, 0)], cone])
    else:
        step = random.uniform(0.45, 0.6) * length
        thin = random.uniform(0.5, 0.8) * radius
        wall = np.array(
            [(radius, 0), (radius, step), (thin, step + 0.2), (thin, length - nose), (0, length)]
        )
    band = np.argmax(wall[:, 1] > length - 1.05 * nose)
    pieces = [("body", revolve([(0, 0), *wall[: band + 1]], 24), color)]
    pieces.append(("nose", revolve(wall[band:], 24), other))
    number, reach = pick(random, 3, 3, 4, 4), random.uniform(0.4, 0.9) * radius
    tall, drop = random.uniform(0.2, 0.35) * length, random.uniform(-0.1, 0.25) * length
    at = wall[0, 0] * 0.9
    fin = np.array(
        [(at, 0.02), (at + reach, -drop), (at + reach, 0.25 * tall - drop / 2), (at, tall)]
    )
    boosters = chance(random, 0.3)
    if boosters:
        number, size = pick(random, 2, 4), 0.45 * radius
        high = random.uniform(0.4, 0.6) * length
        booster = revolve([(0, 0), (size, 0), (size, high), (0, high + 2.5 * size)], 16) + (
            radius + 0.95 * size,
            0,
            0,
        )
        pieces.append(("boosters", around(booster, number), pick(random, color, other)))
    else:
        pieces.append(("fins", around(extrude(fin, 0.07), number), other))
    bell = revolve([(0.25 * radius, 0.02), (0.35 * radius, -0.15), (0.55 * radius, -0.4)], 16)
    pieces.append(("nozzle", bell, tint(random, "dark")))
    windows = pick(random, 0, 1, 2)
    for i in range(windows):
        y = (0.7 - 0.14 * i) * length if style != "staged" else (0.8 - 0.1 * i) * (length - nose)
        z = np.interp(y, wall[:, 1], wall[:, 0])
        pieces.append(
            (
                "windows",
                torus((0, y, z), 0.3 * radius, 0.06 * radius, "z", 16, 6),
                tint(random, "metal"),
            )
        )
        pieces.append(
            (
                "windows",
                ellipsoid((0, y, z), (0.28 * radius, 0.28 * radius, 0.06 * radius), 7, 12),
                tint(random, "window"),
            )
        )
    has = f"with {count(number, 'booster')}" if boosters else f"with {count(number, 'fin')}"
    eyes = f"with {count(windows, 'round window')}" if windows else ""
    return describe("rocket", [word, style], [has, eyes]), pieces
