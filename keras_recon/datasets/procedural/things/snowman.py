"""A snowman of two or three balls."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, ellipsoid, revolve, rod, rods, torus

PARTS = ("balls", "arms", "scarf", "nose", "eyes", "buttons", "hat", "broom")


def make_snowman(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    number = pick(random, 2, 3, 3)
    sizes = np.array([0.6, 0.44, 0.3])[3 - number :] * random.uniform(0.9, 1.1, number)
    white, dark = tint(random, "white"), tint(random, "dark")
    y, pieces, middles = 0.0, [], []
    for size in sizes:
        y += 0.85 * size
        pieces.append(("balls", ellipsoid((0, y, 0), (size, 0.95 * size, size), 14, 20), white))
        middles.append(y)
        y += 0.8 * size
    head, size = middles[-1], sizes[-1]
    pieces.append(
        (
            "nose",
            rod((0, head, 0.9 * size), (0, head - 0.02, size + 0.28), 0.06, 0.01, 8),
            tint(random, "orange"),
        )
    )
    coal = ellipsoid((0, 0, 0), (0.04, 0.04, 0.03), 6, 8)
    eyes = [(s * 0.35 * size, head + 0.25 * size, 0.88 * size) for s in (-1, 1)]
    pieces.append(("eyes", copies(coal, eyes), dark))
    buttons = [
        (0, middles[-2] + d * sizes[-2], sizes[-2] * np.sqrt(1 - d**2)) for d in (-0.3, 0.05, 0.4)
    ]
    pieces.append(("buttons", copies(coal, buttons), dark))
    details, wood = [], tint(random, "bark")
    arms = chance(random, 0.75)
    if arms:
        for s in (-1, 1):
            start, tip = (
                np.array((s * 0.8 * sizes[-2], middles[-2] + 0.1, 0)),
                np.array((s * (sizes[-2] + 0.5), middles[-2] + random.uniform(0, 0.5), 0.1)),
            )
            pieces.append(
                (
                    "arms",
                    rods(
                        [start, tip, tip],
                        [tip, tip + (s * 0.12, 0.1, 0), tip + (s * 0.12, -0.04, 0.06)],
                        0.025,
                        sides=5,
                    ),
                    wood,
                )
            )
        details.append("with arms of twigs")
    hat = pick(random, "top hat", "bucket", "none")
    word, color = finish(random, "black", "red", "blue", "brown")
    top = head + 0.75 * size
    if hat == "top hat":
        pieces.append(
            (
                "hat",
                revolve([(0.36, 0), (0.22, 0.01), (0.22, 0.36), (0, 0.36)], 20) + (0, top, 0),
                color,
            )
        )
        details.append(f"with {a(word)} hat")
    elif hat == "bucket":
        pieces.append(
            ("hat", revolve([(0.28, 0), (0.18, 0.36), (0, 0.36)], 20) + (0, top - 0.03, 0), color)
        )
        details.append(f"with {a(word)} bucket on its head")
    if chance(random, 0.5):
        pieces.append(
            ("scarf", torus((0, head - 0.82 * size, 0), 0.78 * size, 0.08), finish(random)[1])
        )
        pieces.append(
            (
                "scarf",
                box((0.1, head - 1.5 * size, 0.85 * sizes[-2] * 0.95), (0.14, 0.4, 0.05)),
                finish(random)[1],
            )
        )
        details.append("with a scarf")
    broom = chance(random, 0.3)
    if broom:
        x = sizes[0] + 0.4
        pieces.append(("broom", rod((x, 0.1, 0), (x, 1.9, 0), 0.025), wood))
        pieces.append(
            ("broom", rod((x, 1.85, 0), (x, 2.2, 0), 0.05, 0.16, 10), tint(random, "straw"))
        )
        details.append("with a broom")
    return describe("snowman", [], [f"of {count(number, 'ball')}", *details]), pieces
