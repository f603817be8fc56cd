"""Headphones with a band over the head, with a cable or a microphone."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, tint
from keras_recon.datasets.surfaces import curve, ellipsoid, revolve, rotate, sweep, torus

PARTS = ("ear cups", "pads", "band", "microphone", "cable")


def make_headphones(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, size = random.uniform(0.6, 0.75), random.uniform(0.22, 0.36)
    word, color = finish(random, "black", "white", "painted", "grey")
    dark = tint(random, "dark")
    angle = np.linspace(-0.15, np.pi + 0.15, 22)
    arc = np.stack(
        [radius * np.cos(angle), radius * random.uniform(0.95, 1.25) * np.sin(angle), 0 * angle],
        axis=1,
    )
    wide = random.uniform(0.06, 0.14)
    band = sweep(arc, wide, [(0.25, 1), (-0.25, 1), (-0.25, -1), (0.25, -1)], normal=(0, 0, 1))
    pieces = [("band", band, color)]
    if chance(random, 0.4):
        pieces.append(
            (
                "band",
                sweep(
                    arc[6:16] * (0.95, 0.95, 1),
                    wide * 1.1,
                    [(0.4, 1), (-0.4, 1), (-0.4, -1), (0.4, -1)],
                    normal=(0, 0, 1),
                ),
                dark,
            )
        )
    tall = random.uniform(1, 1.35)
    deep = random.uniform(0.14, 0.25)
    shell = revolve(
        [(0, deep), (0.7 * size, deep), (size, 0.6 * deep), (size, 0), (0, 0)][::-1], 20
    )
    pad = torus((0, -0.03, 0), 0.75 * size, 0.3 * size)
    for side in (-1, 1):
        for name, surface, paint in (("ear cups", shell, color), ("pads", pad, dark)):
            turned = rotate(surface, "z", -side * np.pi / 2) * (1, tall, 1)
            pieces.append((name, turned + (side * (radius - 0.02), -0.2, 0), paint))
    details = []
    if chance(random, 0.35):
        boom = curve([(-radius - 0.05, -0.25, 0.1), (-radius, -0.65, 0.4), (-0.25, -0.75, 0.6)], 12)
        pieces.append(("microphone", sweep(boom, 0.02, 6), dark))
        pieces.append(("microphone", ellipsoid(boom[-1], (0.07, 0.05, 0.05), 7, 10), dark))
        details.append("with a microphone")
    if chance(random, 0.5):
        cord = curve(
            [
                (radius, -0.5, 0),
                (radius, -0.9, 0.05),
                (0.5 * radius, -1.2, 0.1),
                (0.6 * radius, -1.6, 0.1),
            ],
            16,
        )
        pieces.append(("cable", sweep(cord, 0.018, 5), dark))
        details.append("with a cable")
    cups = "with large ear cups" if size > 0.29 else "with small ear cups"
    return describe("pair of headphones", [word], [cups, *details]), pieces
