"""A fan: on a table, on a stand, or on the ceiling."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.devices.pieces import facing
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    ellipsoid,
    extrude,
    revolve,
    rod,
    rods,
    rotate,
    sheet,
    torus,
)

PARTS = ("guard", "stand", "blades", "motor", "lamp")


def make_fan(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "desk", "standing", "ceiling")
    number = pick(random, 3, 3, 4, 5)
    word, color = finish(random, "white", "black", "painted", "metal", "grey")
    blade_color = tint(random, pick(random, "white", "grey", "wooden", "blue"))
    if style == "ceiling":
        reach, wide = random.uniform(0.9, 1.3), random.uniform(0.16, 0.26)
        blade = extrude(
            np.array(
                [
                    (0.15, -0.3 * wide),
                    (0.35, -wide / 2),
                    (reach, -wide * 0.6),
                    (reach, wide * 0.6),
                    (0.35, wide / 2),
                    (0.15, 0.3 * wide),
                ]
            ),
            0.02,
            "y",
        )
        blade = rotate(blade, "x", 0.2)
        drop = random.uniform(0.25, 0.7)
        pieces = [
            ("blades", around(blade, number), blade_color),
            (
                "motor",
                revolve([(0, -0.12), (0.2, -0.1), (0.24, 0), (0.15, 0.14), (0, 0.15)], 20),
                color,
            ),
        ]
        pieces.append(("stand", rod((0, 0.1, 0), (0, drop, 0), 0.03), color))
        pieces.append(("stand", revolve([(0.05, drop - 0.1), (0.15, drop), (0, drop)], 16), color))
        lamp = chance(random, 0.5)
        if lamp:
            pieces.append(
                ("lamp", ellipsoid((0, -0.2, 0), (0.2, 0.15, 0.2)), tint(random, "white"))
            )
        return describe(
            "fan", [word, style], [f"with {count(number, 'blade')}", "with a lamp" if lamp else ""]
        ), pieces
    radius = random.uniform(0.45, 0.6)
    t = np.linspace(0, 1, 5)
    grid = np.stack(
        [
            np.stack(
                [
                    0.08 + t * 0.82 * radius,
                    s * 0.28 * radius * (0.35 + t),
                    -0.25 * s * 0.4 * radius * (0.35 + t),
                ],
                axis=1,
            )
            for s in (-1, 1)
        ],
        axis=1,
    )
    blades = around(sheet(grid), number, "z")
    head = [
        ("blades", blades, blade_color),
        (
            "motor",
            facing(revolve([(0, -0.4), (0.16, -0.38), (0.18, -0.1), (0.1, 0), (0, 0.05)], 16)),
            color,
        ),
    ]
    wires = random.integers(14, 29)
    wire = np.stack(
        [
            np.array([0.05, 0.7, 1, 1]) * radius,
            0 * np.zeros(4),
            np.array([0.16, 0.13, 0.04, -0.04]),
        ],
        axis=1,
    )
    back = wire * (1, 1, -1)
    for path in (wire, back):
        head.append(
            (
                "guard",
                around(rods(path[:-1], path[1:], 0.008, sides=4), wires, "z"),
                tint(random, "metal"),
            )
        )
    for size, z in ((1, 0), (0.7, 0.13), (0.4, 0.15)):
        head.append(
            ("guard", torus((0, 0, z), size * radius, 0.012, "z", 24, 4), tint(random, "metal"))
        )
    tilt = random.uniform(-0.1, 0.3)
    high = random.uniform(0.7, 0.9) * radius * 1.3 if style == "desk" else random.uniform(1.6, 2.4)
    pieces = [(name, rotate(s, "x", -tilt), c) for name, s, c in head]
    pieces.append(("stand", rod((0, 0, -0.25), (0, -high, -0.1), 0.04), color))
    if chance(random, 0.6) or style == "desk":
        foot = rod((0, -high - 0.05, -0.05), (0, -high, -0.05), random.uniform(0.3, 0.42), 0.25, 20)
        base = "on a round foot"
    else:
        foot = np.concatenate(
            [rotate(box((0, -high, 0), (1, 0.05, 0.08)), "y", a) for a in (np.pi / 4, -np.pi / 4)]
        )
        base = "on a crossed foot"
    pieces.append(("stand", foot, color))
    return describe("fan", [word, style], [f"with {count(number, 'blade')} {base}"]), pieces
