"""A telephone: a mobile, one with keys that is held, or one on a desk with a receiver."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.devices.pieces import grid
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    copies,
    curve,
    extrude,
    mirror,
    rod,
    rotate,
    rounded_box,
    sweep,
    torus,
)

PARTS = ("receiver", "case", "keys", "screen", "dial", "cord", "camera", "buttons", "aerial")


def make_telephone(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "smartphone", "mobile", "desk", "desk")
    word, color = finish(random, "black", "painted", "white", "grey")
    dark = tint(random, "dark")
    if style == "smartphone":
        width = random.uniform(0.65, 0.85)
        height, thin = width * random.uniform(1.8, 2.2), random.uniform(0.06, 0.1)
        pieces = [("case", rounded_box((0, 0, 0), (width, height, thin), 0.04), color)]
        pieces.append(
            (
                "screen",
                box(
                    (0, 0.0, thin / 2 + 0.002),
                    (0.92 * width, random.uniform(0.84, 0.95) * height, 0.01),
                ),
                dark,
            )
        )
        cameras = pick(random, 1, 2, 3)
        lens = rod((0, 0, 0), (0, 0, -0.04), 0.07, sides=14)
        pieces.append(
            (
                "camera",
                copies(
                    lens,
                    [(0.28 * width, 0.4 * height - 0.18 * i, -thin / 2) for i in range(cameras)],
                ),
                dark,
            )
        )
        pieces.append(
            ("buttons", box((width / 2, 0.15 * height, 0), (0.03, 0.2 * height, 0.4 * thin)), dark)
        )
        return describe(
            "telephone",
            [word, "flat"],
            ["with a large screen", f"with {count(cameras, 'camera')} on its back"],
        ), pieces
    key = rounded_box((0, 0, 0), (0.14, 0.09, 0.05), 0.02)
    if style == "mobile":
        width, height, thin = 0.6, random.uniform(1.3, 1.7), random.uniform(0.15, 0.25)
        pieces = [
            (
                "case",
                rounded_box((0, 0, 0), (width, height, thin), random.uniform(0.04, 0.1)),
                color,
            )
        ]
        pieces.append(
            (
                "screen",
                box((0, 0.24 * height, thin / 2), (0.46, 0.3 * height, 0.02)),
                tint(random, "window"),
            )
        )
        pieces.append(
            (
                "keys",
                copies(key, grid(3, 4, 0.5, 0.42 * height, thin / 2) - (0, 0.22 * height, 0)),
                tint(random, "grey"),
            )
        )
        aerial = chance(random, 0.5)
        if aerial:
            pieces.append(
                (
                    "aerial",
                    rod(
                        (0.2, height / 2 - 0.02, 0),
                        (0.2, height / 2 + random.uniform(0.15, 0.5), 0),
                        0.05,
                        0.04,
                    ),
                    dark,
                )
            )
        return describe(
            "telephone", [word, "mobile"], ["with twelve keys", "with an aerial" if aerial else ""]
        ), pieces
    width, depth = random.uniform(1, 1.2), random.uniform(0.9, 1.1)
    low, high = 0.15, random.uniform(0.35, 0.55)
    wedge = np.array(
        [
            (-depth / 2, 0),
            (depth / 2, 0),
            (depth / 2, low),
            (-0.15 * depth, high),
            (-depth / 2, high),
        ]
    )
    body = extrude(wedge, width, "x")
    pieces = [("case", body, color)]
    slope = np.arctan2(high - low, 0.65 * depth)
    middle = np.array((0, (high + low) / 2, 0.17 * depth))
    dial = chance(random, 0.5)
    if dial:
        disc = rod((0, 0, 0), (0, 0.05, 0), 0.3, sides=24)
        holes = around(torus((0.22, 0.055, 0), 0.045, 0.015, "y", 10, 5), 10, turn=5.2)
        pieces.append(("dial", rotate(disc, "x", slope) + middle, tint(random, "white")))
        pieces.append(("dial", rotate(holes, "x", slope) + middle, dark))
    else:
        spots = grid(3, 4, 0.5, 0.5)
        buttons = copies(
            box((0, 0, 0), (0.12, 0.05, 0.09)),
            np.stack([spots[:, 0], 0 * spots[:, 0] + 0.02, spots[:, 1]], axis=1),
        )
        pieces.append(("keys", rotate(buttons, "x", slope) + middle, tint(random, "white")))
    bar = curve([(-0.55, 0, 0), (-0.3, 0.13, 0), (0.3, 0.13, 0), (0.55, 0, 0)], 12)
    ends = rounded_box((0.52, -0.02, 0), (0.24, 0.2, 0.24), 0.09)
    receiver = [sweep(bar, 0.07, 8), ends, mirror(ends)]
    place = np.array((0, high + 0.16, -0.3 * depth))
    pieces += [("receiver", part * (width * 0.95, 1, 1) + place, color) for part in receiver]
    cords = chance(random, 0.6)
    if cords:
        t = np.linspace(0, 1, 90)
        coil = np.stack(
            [
                -0.55 * width - 0.12 * np.sin(np.pi * t) + 0.04 * np.cos(60 * t),
                high + 0.1 - (high + 0.05) * t,
                -0.3 * depth + 0.35 * depth * t + 0.04 * np.sin(60 * t),
            ],
            axis=1,
        )
        pieces.append(("cord", sweep(coil, 0.014, 4, normal=(0, 1, 0.3)), dark))
    has = "with a dial" if dial else "with keys"
    return describe(
        "telephone",
        [word, "desk"],
        [f"{has} and a receiver", "with a coiled cord" if cords else ""],
    ), pieces
