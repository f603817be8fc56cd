"""A plant in a pot: with sword-like, round or hanging leaves, a shrub, or a standard."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.plants.pieces import leaf, on_sphere, pot
from keras_recon.datasets.surfaces import (
    around,
    copies,
    curve,
    ellipsoid,
    rod,
    rotate,
    roughen,
    sweep,
)

PARTS = ("leaves", "stems", "pot", "soil", "flowers")


def make_potted_plant(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, height = random.uniform(0.3, 0.45), random.uniform(0.4, 0.6)
    pieces, holder = pot(random, radius, height)
    green = tint(random, "leaf")
    style = pick(
        random,
        "sword-like leaves",
        "broad leaves on stalks",
        "hanging leaves",
        "a bushy crown",
        "a ball on a stem",
        "feathery fronds",
    )
    if style == "sword-like leaves":
        number = random.integers(6, 14)
        for i in range(number):
            blade = leaf(
                random.uniform(0.7, 1.5),
                random.uniform(0.1, 0.2),
                0.5,
                random.uniform(-0.05, 0.2),
                0.35,
            )
            up = rotate(blade, "z", random.uniform(1.0, 1.5))
            pieces.append(("leaves", rotate(up + (0.1 * radius, 0, 0), "y", 2.4 * i), green))
    elif style == "broad leaves on stalks":
        number = random.integers(5, 12)
        for i in range(number):
            reach, up = random.uniform(0.25, 0.6), random.uniform(0.5, 1.2)
            stalk = curve([(0, 0, 0), (0.3 * reach, 0.7 * up, 0), (reach, up, 0)], 6)
            blade = leaf(
                random.uniform(0.4, 0.6),
                random.uniform(0.3, 0.45),
                0.15,
                random.uniform(0.2, 0.6),
                0.4,
            )
            pieces.append(("stems", rotate(sweep(stalk, 0.02, 5), "y", 2.4 * i), green))
            pieces.append(("leaves", rotate(blade + (reach, up, 0), "y", 2.4 * i), green))
    elif style == "hanging leaves":
        number = random.integers(14, 26)
        size = random.uniform(0.7, 1.1)
        for low, part in ((0.9, 0.6), (0.5, 1.0)):
            blade = rotate(leaf(size * part, 0.12, 0.3, random.uniform(0.7, 1.3), 0.4), "z", low)
            pieces.append(("leaves", around(blade, number // 2, start=low), green))
    elif style == "a bushy crown":
        size = random.uniform(0.4, 0.7)
        places = on_sphere(random, 9) * size * 0.6 + (0, 0.9 * size, 0)
        ball = roughen(
            copies(ellipsoid((0, 0, 0), (0.5 * size,) * 3, 8, 10), places), 0.05, random, 9
        )
        pieces.append(("leaves", ball, green))
        pieces.append(("stems", rod((0, -0.05, 0), (0, 0.6 * size, 0), 0.05), tint(random, "bark")))
    elif style == "a ball on a stem":
        tall, size = random.uniform(0.7, 1.3), random.uniform(0.3, 0.5)
        pieces.append(("stems", rod((0, -0.05, 0), (0, tall + 0.1, 0), 0.04), tint(random, "bark")))
        crown = roughen(ellipsoid((0, tall + size, 0), (size, size, size), 12, 16), 0.03, random, 9)
        pieces.append(("leaves", crown, green))
    else:
        number = random.integers(7, 13)
        for i in range(number):
            length, angle = random.uniform(0.7, 1.1), random.uniform(0.6, 1.2)
            t = np.linspace(0, 1, 9)
            stalk = np.stack(
                [
                    length * t * np.cos(angle * (1 - 0.6 * t)),
                    length * t * np.sin(angle * (1 - 0.8 * t)),
                    0 * t,
                ],
                axis=1,
            )
            tips = (
                stalk[2:, None]
                + np.array([(0.1, 0, s * 0.22) for s in (-1, 1)]) * (1 - 0.6 * t[2:])[:, None, None]
            )
            base = np.repeat(stalk[2:], 2, axis=0)
            leaflets = np.stack([base, tips.reshape(-1, 3), base + (0.09, 0.01, 0)], axis=1)
            pieces.append(("leaves", rotate(leaflets, "y", 2.4 * i), green))
            pieces.append(("stems", rotate(sweep(stalk, 0.012, 4), "y", 2.4 * i), green))
    flowers = style in ("a bushy crown", "a ball on a stem") and chance(random, 0.4)
    if flowers:
        center = np.array((0, 0.9 * size if style == "a bushy crown" else tall + size, 0))
        blossom = ellipsoid((0, 0, 0), (0.09, 0.09, 0.09), 6, 8)
        pieces.append(
            (
                "flowers",
                copies(blossom, on_sphere(random, 18) * size * 0.98 + center),
                finish(random, "red", "pink", "white", "yellow")[1],
            )
        )
    return describe(
        "potted plant", ["flowering" if flowers else ""], [f"with {style}", holder]
    ), pieces
