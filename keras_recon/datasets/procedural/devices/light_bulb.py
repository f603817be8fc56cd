"""A bulb: like a pear, a candle, a globe, or a bent tube."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.surfaces import curve, revolve, rods, sweep

PARTS = ("base", "bulb", "filament")


def make_light_bulb(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "pear-shaped", "round", "candle-shaped", "spiral")
    base = [(0, 0), (0.08, 0), (0.1, 0.06), (0.2, 0.08)]
    turns = np.linspace(0.1, 0.42, 13)
    thread = [(0.22 + 0.02 * (-1) ** i, y) for i, y in enumerate(turns)]
    metal = tint(random, pick(random, "metal", "brass"))
    pieces = [("base", revolve([*base, *thread, (0.2, 0.44)], 18), metal)]
    word, color = finish(random, "glass", "white", "yellow")
    if style == "spiral":
        t = np.linspace(0, 1, 100)
        turns = random.integers(3, 5)
        coil = np.stack(
            [
                0.24 * np.cos(2 * np.pi * turns * t),
                0.6 + 0.65 * t,
                0.24 * np.sin(2 * np.pi * turns * t),
            ],
            axis=1,
        )
        pieces.append(("bulb", sweep(coil, 0.07, 6, normal=(0, 1, 0)), tint(random, "white")))
        pieces.append(
            (
                "base",
                revolve([(0.22, 0.42), (0.32, 0.5), (0.32, 0.6), (0, 0.6)], 18),
                tint(random, "white"),
            )
        )
        return describe("light bulb", [style], ["with a screw base"]), pieces
    size = random.uniform(0.42, 0.55)
    profile = {
        "pear-shaped": [(0.2, 0.42), (0.28, 0.7), (size, 1.15), (0.75 * size, 1.55), (0, 1.7)],
        "round": [
            (0.2, 0.42),
            (0.9 * size, 0.7),
            (1.15 * size, 1.15),
            (0.85 * size, 1.6),
            (0, 1.8),
        ],
        "candle-shaped": [(0.2, 0.42), (0.3, 0.65), (0.28, 1.0), (0.1, 1.4), (0, 1.6)],
    }[style]
    pieces.append(("bulb", revolve(np.maximum(curve(profile, 18), (0, 0)), 24), color))
    wires = np.array(
        [
            (-0.1, 0.4, 0),
            (-0.12, 1.0, 0),
            (-0.05, 0.92, 0),
            (0, 1.02, 0),
            (0.05, 0.92, 0),
            (0.12, 1.0, 0),
            (0.1, 0.4, 0),
        ]
    )
    pieces.append(("filament", rods(wires[:-1], wires[1:], 0.01, sides=4), tint(random, "orange")))
    return describe(
        "light bulb", [style, "" if word == "glass" else word], ["with a screw base"]
    ), pieces
