"""A sword, a sabre or a dagger."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, curve, ellipsoid, rod, rotate, sheet, sweep

PARTS = ("guard", "blade", "grip", "pommel")


def make_sword(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "straight", "curved", "short", "wavy")
    length, wide = random.uniform(1.2, 1.7), random.uniform(0.07, 0.12)
    if style == "short":
        length, wide = random.uniform(0.5, 0.8), 0.12
    t = np.linspace(0, 1, 24)
    narrow = wide / 2 * np.where(t < 0.85, 1 - 0.25 * t, (1 - t) / 0.15 * 0.79 + 0.01)
    sway = {"curved": 0.22 * t**2, "wavy": 0.04 * np.sin(16 * t)}.get(style, 0 * t)
    rows = [
        np.stack([sway * length + s * narrow, t * length, 0 * t + z], axis=1)
        for s, z in ((-1, 0), (0, 0.02), (1, 0), (0, -0.02))
    ]
    metal = tint(random, "metal")
    word, color = finish(random, "brass", "metal", "black", "painted")
    pieces = [("blade", sheet(np.stack(rows, axis=1), around=True), metal)]
    grip = random.uniform(0.25, 0.4)
    pieces.append(
        (
            "grip",
            rod((0, -grip, 0), (0, 0, 0), 0.035),
            tint(random, pick(random, "dark", "wooden", "red")),
        )
    )
    guard = pick(random, "a straight guard", "a curved guard", "a round guard", "a basket")
    if guard == "a straight guard":
        pieces.append(("guard", box((0, 0, 0), (random.uniform(0.35, 0.55), 0.05, 0.06)), color))
    elif guard == "a curved guard":
        pieces.append(
            (
                "guard",
                sweep(
                    curve([(-0.25, 0.12, 0), (-0.15, 0.0, 0), (0.15, 0.0, 0), (0.25, 0.12, 0)], 14),
                    0.03,
                ),
                color,
            )
        )
    elif guard == "a round guard":
        pieces.append(("guard", rod((0, -0.015, 0), (0, 0.015, 0), 0.15, sides=20), color))
    else:
        pieces.append(("guard", rod((0, -0.015, 0), (0, 0.015, 0), 0.14, sides=20), color))
        pieces.append(
            (
                "guard",
                sweep(
                    curve(
                        [(0.13, 0, 0), (0.2, -0.12, 0), (0.12, -grip, 0), (0, -grip - 0.03, 0)], 14
                    ),
                    0.018,
                ),
                color,
            )
        )
    pieces.append(("pommel", ellipsoid((0, -grip - 0.04, 0), (0.06, 0.06, 0.06), 8, 12), color))
    if chance(random, 0.6):
        pieces = [(n, rotate(s, "z", np.pi / 2), c) for n, s, c in pieces]
    return describe(
        "sword",
        [style],
        [f"with {guard}", f"of {word}" if word in ("brass", "metal") else f"in {word}"],
    ), pieces
