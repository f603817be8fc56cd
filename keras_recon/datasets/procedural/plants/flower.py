"""A flower on its stem: like a daisy, a tulip, a rose, a bell or a sunflower."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.procedural.plants.pieces import leaf, on_sphere
from keras_recon.datasets.surfaces import (
    around,
    curve,
    ellipsoid,
    revolve,
    rod,
    rods,
    rotate,
    sheet,
    sweep,
)

PARTS = ("petals", "stem", "leaves", "middle")


def make_flower(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "daisy", "tulip", "rose", "bell", "star")
    height = random.uniform(1, 1.8)
    word, color = finish(random, "red", "yellow", "white", "pink", "purple", "blue", "orange")
    green = tint(random, "leaf")
    lean = random.uniform(-0.25, 0.25)
    stem = curve([(0, 0, 0), (0.4 * lean, 0.5 * height, 0), (lean, height, 0)], 10)
    pieces = [("stem", sweep(stem, random.uniform(0.018, 0.035), 6), green)]
    leaves = pick(random, 1, 2, 3)
    for i in range(leaves):
        at = stem[2 + 2 * i]
        blade = rotate(
            leaf(random.uniform(0.35, 0.6), random.uniform(0.1, 0.2), 0.3, 0.2),
            "z",
            random.uniform(0.3, 1.1),
        )
        pieces.append(("leaves", rotate(blade, "y", 2.2 * i + random.uniform(0, 0.5)) + at, green))
    head, tilt = (
        [],
        random.uniform(0, 0.9) if style in ("daisy", "star") else random.uniform(-0.2, 0.2),
    )
    if style == "daisy":
        number, size = random.integers(8, 21), random.uniform(0.3, 0.5)
        middle = size * random.uniform(0.3, 0.5)
        petal = leaf(
            size, 6 * (size + middle) / number * 0.6, 0.1, random.uniform(-0.2, 0.3), 0.6
        ) + (0.8 * middle, 0, 0)
        head.append(("petals", around(petal, number), color))
        head.append(
            (
                "middle",
                ellipsoid((0, 0.02, 0), (middle, 0.4 * middle, middle), 8, 16),
                tint(random, pick(random, "yellow", "brown")),
            )
        )
        details = f"with {count(number, 'petal')} around a disc"
    elif style == "star":
        number, size = pick(random, 5, 5, 6), random.uniform(0.35, 0.5)
        petal = leaf(size, 0.75 * size, 0.15, random.uniform(-0.4, 0.1), 0.65)
        head.append(("petals", around(petal, number), color))
        stamens = rods(
            np.zeros((1, 3)), on_sphere(random, 12)[:5] * 0.18 + (0, 0.1, 0), 0.01, sides=4
        )
        head += [
            ("middle", stamens, tint(random, "yellow")),
            ("middle", ellipsoid((0, 0.03, 0), (0.07, 0.05, 0.07), 6, 10), tint(random, "yellow")),
        ]
        details = f"with {count(number, 'petal')}"
    elif style == "tulip":
        u, v = np.meshgrid(np.linspace(-0.75, 0.75, 7), np.linspace(0, 1, 8))
        out = 0.24 * np.sin(np.pi * (0.25 + 0.62 * v)) ** 0.8
        narrow = u * np.sqrt(1 - v**3 * 0.97)
        petal = sheet(np.stack([out * np.cos(narrow), 0.55 * v, out * np.sin(narrow)], axis=-1)) - (
            0.03,
            0.05,
            0,
        )
        head += [
            ("petals", around(petal, 3), color),
            ("petals", around(petal * 0.9, 3, start=np.pi / 3), color),
        ]
        details = "with a cup of six petals"
    elif style == "rose":
        for i, size in enumerate((0.08, 0.15, 0.22, 0.3)):
            rim = [
                (0.25 * size, 0),
                (0.9 * size, 0.13),
                (size, 0.28),
                (1.15 * size, 0.32 - 0.2 * size),
            ]
            ring = revolve(rim, 24) - (0, 0.1 * i * size, 0)
            angle = np.arctan2(ring[..., 2], ring[..., 0])
            ring[..., [0, 2]] *= 1 + 0.12 * np.cos((3 + i) * angle + 2 * i)[..., None]
            head.append(("petals", ring, color))
        details = "with many petals"
    else:
        number = random.integers(3, 7)
        bell = [(0.02, 0), (0.09, -0.04), (0.11, -0.16), (0.17, -0.24)]
        cup = revolve(bell, 12)
        drop = stem[-1] - (0, 0.02, 0)
        for i in range(number):
            y = drop - (0, 0.16 * i, 0)
            at = y + rotate(np.array((0.2, 0, 0)), "y", 2.2 * i)
            pieces.append(("stem", rod(y, at, 0.012, sides=5), green))
            pieces.append(("petals", cup + at, color))
        details = f"with {count(number, 'bell')}"
    pieces += [(name, rotate(rotate(s, "z", -tilt), "y", 0.6) + stem[-1], c) for name, s, c in head]
    names = {
        "daisy": "daisy-like",
        "tulip": "tulip-like",
        "rose": "rose-like",
        "bell": "bell-shaped",
        "star": "star-shaped",
    }
    return describe(
        "flower", [word, names[style]], [details, f"with {count(leaves, 'leaf', 'leaves')}"]
    ), pieces
