"""A trumpet, a straight horn or a trombone."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import copies, revolve, rod, rods, rotate, sheet, sweep

PARTS = ("tubes", "bell", "mouthpiece", "slide", "valves", "flag")


def make_trumpet(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "with valves", "straight", "with a slide", "curled")
    word, color = finish(random, "brass", "brass", "metal")
    thin, flare = 0.035, random.uniform(0.22, 0.35)
    t = np.linspace(0, 1, 14)
    bell = np.stack([thin + (flare - thin) * t ** random.uniform(2.5, 4), 0.9 * t], axis=1)
    horn = rotate(revolve(bell, 20), "z", -np.pi / 2)
    mouth = rotate(revolve([(0.02, 0), (0.025, 0.1), (0.065, 0.16)], 12), "z", np.pi / 2)
    silver = tint(random, "metal")
    if style == "straight":
        length = random.uniform(0.8, 1.8)
        pieces = [
            ("bell", horn + (length, 0, 0), color),
            ("tubes", rod((0, 0, 0), (length, 0, 0), thin), color),
            ("mouthpiece", mouth, silver),
        ]
        flag = chance(random, 0.4)
        if flag:
            x, y = np.meshgrid(np.linspace(0.2, 0.8, 6) * length, np.linspace(-0.03, -0.6, 5))
            cloth = np.stack([x, y, 0.03 * np.sin(12 * x) * -y * 2], axis=-1)
            pieces.append(("flag", sheet(cloth), finish(random)[1]))
        return describe("trumpet", [word, style], ["with a flag" if flag else ""]), pieces
    if style == "curled":
        turns = random.integers(1, 3)
        u = np.linspace(0, 1, 40)
        angle = 2 * np.pi * turns * u
        coil = np.stack(
            [0.4 * np.sin(angle), 0.4 - 0.4 * np.cos(angle), 0.12 * turns * (u - 0.5)], axis=1
        )
        pieces = [("tubes", sweep(coil, np.linspace(0.025, 0.04, 40), 8, normal=(0, 0, 1)), color)]
        pieces.append(("bell", horn + coil[-1], color))
        pieces.append(("tubes", rod((-0.35, 0, coil[0, 2]), coil[0], 0.025), color))
        pieces.append(("mouthpiece", mouth + (-0.35, 0, coil[0, 2]), silver))
        return describe("trumpet", [word, style], [f"with {count(turns, 'turn')}"]), pieces
    long = random.uniform(0.7, 1) if style == "with valves" else random.uniform(1.2, 1.6)
    drop = 0.22
    half = np.linspace(np.pi / 2, 3 * np.pi / 2, 9)
    left = np.stack([0.11 * np.cos(half), 0.11 * np.sin(half) - drop / 2, 0 * half], axis=1)
    pieces = [
        ("bell", horn + (long, 0, 0), color),
        ("tubes", rod((0, 0, 0), (long, 0, 0), thin), color),
        ("tubes", sweep(left, thin, 8, normal=(0, 0, 1)), color),
    ]
    pieces.append(("tubes", rod((0, -drop, 0), (long, -drop, 0), thin), color))
    if style == "with valves":
        x = np.linspace(0.35, 0.6, 3) * long
        valve = np.concatenate(
            [
                rod((0, -drop - 0.12, 0), (0, 0.1, 0), 0.05),
                rod((0, 0.1, 0), (0, 0.18, 0), 0.015),
                rod((0, 0.18, 0), (0, 0.2, 0), 0.04),
            ]
        )
        pieces.append(("valves", copies(valve, np.stack([x, 0 * x, 0 * x + 0.03], axis=1)), silver))
        right = left * (-1, 1, 1) + (long, 0, 0.0)
        pieces.append(("tubes", sweep(right, thin, 8, normal=(0, 0, 1)), color))
        pieces.append(("tubes", rod((-0.45, -0.02, 0.08), (0.9 * long, -0.02, 0.08), 0.025), color))
        pieces.append(("mouthpiece", mouth + (-0.45, -0.02, 0.08), silver))
    else:
        pieces.append(
            (
                "tubes",
                rods(
                    [(long, -drop, 0), (long, -drop, 0.15)],
                    [(-0.2, -drop, 0), (-0.2, -drop, 0.15)],
                    0.03,
                ),
                color,
            )
        )
        out = long + random.uniform(0.2, 0.7)
        slide = np.array(
            [
                (-0.2, -drop, 0.15),
                (out, -drop, 0.15),
                (out, -drop - 0.0, -0.03),
                (0.1, -drop, -0.03),
            ]
        )
        pieces.append(("slide", rods(slide[:-1], slide[1:], 0.035), silver))
        pieces.append(("mouthpiece", mouth + (-0.2, -drop, 0.15), silver))
    return describe("trumpet", [word], [style]), pieces
