"""A clock: on a wall, an alarm clock, a watch, a long-case clock."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.devices.pieces import facing
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    circle,
    curve,
    extrude,
    rectangle,
    revolve,
    rod,
    rotate,
    sweep,
)

PARTS = ("hands", "case", "dial", "marks", "feet", "bells", "pendulum", "strap", "door")


def make_clock(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "wall", "alarm", "long-case", "mantel", "wrist")
    word, color = finish(random, "painted", "wooden", "metal", "brass")
    white, dark = tint(random, "white"), tint(random, "dark")
    radius, square = 0.5, chance(random, 0.3) and style == "wall"
    pieces, details = [], []

    def face(radius, z):
        hours = pick(random, 4, 12, 12)
        tick = around(
            box((0, 0.85 * radius, z + 0.01), (0.04 * radius, 0.16 * radius, 0.02)), hours, "z"
        )
        minute, hour = random.uniform(0, 2 * np.pi, 2)
        hands = [
            rotate(
                box((0, 0.33 * radius, z + 0.03), (0.06 * radius, 0.72 * radius, 0.015)),
                "z",
                minute,
            )
        ]
        hands.append(
            rotate(
                box((0, 0.22 * radius, z + 0.02), (0.08 * radius, 0.5 * radius, 0.015)), "z", hour
            )
        )
        hands.append(rod((0, 0, z), (0, 0, z + 0.05), 0.05 * radius))
        dial = rod((0, 0, z - 0.03), (0, 0, z), 0.96 * radius, sides=28)
        return [("dial", dial, white), ("marks", tick, dark)] + [
            ("hands", hand, dark) for hand in hands
        ]

    if style == "wall":
        depth = random.uniform(0.08, 0.2)
        pieces += face(radius, 0.02)
        if square:
            frame = extrude([rectangle(1.25, 1.25), circle(radius)], depth)
        else:
            rim = random.uniform(1.08, 1.3)
            frame = extrude(
                [circle(rim * radius, sides=pick(random, 8, 28, 28)), circle(0.98 * radius)], depth
            )
        pieces.append(("case", frame, color))
        details.append("with a square frame" if square else "with a round frame")
    elif style == "alarm":
        pieces += face(radius, 0.16)
        case = facing(
            revolve(
                [
                    (0, -0.15),
                    (0.9 * radius, -0.15),
                    (1.08 * radius, 0),
                    (1.08 * radius, 0.2),
                    (0.98 * radius, 0.2),
                    (0.97 * radius, 0.15),
                ],
                28,
            )
        )
        pieces.append(("case", case, color))
        bells = pick(random, 0, 2, 2)
        for side in (-1, 1)[:bells]:
            dome = revolve([*circle((0.22, 0.2), sides=7, stop=np.pi / 2), (0, 0.2)], 16)
            pieces.append(
                (
                    "bells",
                    rotate(dome + (0, 1.12 * radius, 0), "z", -0.6 * side),
                    tint(random, "brass"),
                )
            )
        if bells:
            pieces.append(("bells", rod((0, radius, 0), (0, 1.5 * radius, 0), 0.03), dark))
        feet = [
            rotate(rod((0, -radius, 0), (0, -1.4 * radius, 0), 0.06, 0.04), "z", s * 0.6)
            for s in (-1, 1)
        ]
        pieces += [("feet", foot, color) for foot in feet]
        details.append("with two bells" if bells else "without bells")
        details.append("on two feet")
    elif style == "long-case":
        tall = random.uniform(2.2, 3)
        pieces += [(n, s + (0, tall, 0.27), c) for n, s, c in face(0.4, 0)]
        pieces.append(("case", box((0, tall, 0), (1.05, 1.05, 0.5)), color))
        pieces.append(("case", box((0, tall / 2, 0), (0.75, tall, 0.4)), color))
        pieces.append(("case", box((0, 0.25, 0), (1, 0.5, 0.5)), color))
        top = np.array([(-0.6, 0), (0.6, 0), (0, random.uniform(0.25, 0.5))])
        pieces.append(("case", extrude(top, 0.55) + (0, tall + 0.52, 0), color))
        pieces.append(
            (
                "door",
                box((0, 0.5 * tall + 0.05, 0.205), (0.45, 0.55 * tall, 0.02)),
                tint(random, "window"),
            )
        )
        swing = random.uniform(-0.15, 0.15)
        pendulum = [
            rod((0, 0.72 * tall, 0.23), (swing, 0.4 * tall, 0.23), 0.015),
            rod((swing, 0.4 * tall, 0.22), (swing, 0.4 * tall, 0.26), 0.12),
        ]
        pieces += [("pendulum", part, tint(random, "brass")) for part in pendulum]
        details.append("with a pendulum")
    elif style == "mantel":
        pieces += face(0.42, 0.16)
        arch = np.concatenate([[(-0.62, -0.6), (0.62, -0.6)], circle(0.62, (0, 0.0), 14, 0, np.pi)])
        if chance(random, 0.5):
            arch = curve(
                [
                    (-1.1, -0.6),
                    (-0.8, -0.4),
                    (-0.45, 0.3),
                    (0, 0.6),
                    (0.45, 0.3),
                    (0.8, -0.4),
                    (1.1, -0.6),
                ],
                24,
            )
        pieces.append(("case", extrude(arch, 0.26), color))
        pieces.append(("case", box((0, -0.64, 0), (2.0, 0.1, 0.4)), color))
        details.append("on a base")
    else:
        pieces += face(0.42, 0.1)
        pieces.append(
            (
                "case",
                facing(
                    revolve([(0, -0.08), (0.46, -0.08), (0.5, 0), (0.48, 0.14), (0.42, 0.14)], 28)
                ),
                color,
            )
        )
        pieces.append(("case", rod((0.48, 0, 0.02), (0.6, 0, 0.02), 0.06), color))
        t = np.linspace(0, 2 * np.pi, 28)
        size = random.uniform(0.75, 0.95)
        band = np.stack([0 * t, size * np.sin(t), size * 0.85 * (np.cos(t) - 1) + 0.02], axis=1)
        strap = sweep(
            band[:-1],
            0.2,
            [(0.1, 1), (-0.1, 1), (-0.1, -1), (0.1, -1)],
            closed=True,
            normal=(1, 0, 0),
        )
        pieces.append(("strap", strap, tint(random, pick(random, "brown", "dark", "metal"))))
        details.append("with a strap")
    return describe("clock", [word, style], details), pieces
