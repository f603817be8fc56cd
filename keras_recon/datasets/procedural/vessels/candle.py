"""A candle, or several, by itself, in a holder or on a candlestick."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    copies,
    curve,
    ellipsoid,
    revolve,
    rod,
    sweep,
    torus,
)

PARTS = ("holder", "wax", "wick", "flame")


def make_candle(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(
        random, "by itself", "in a holder", "on a candlestick", "on a branched candlestick"
    )
    radius, height = random.uniform(0.05, 0.08), random.uniform(0.4, 0.8)
    if style == "by itself":
        radius, height = random.uniform(0.15, 0.35), random.uniform(0.4, 1.2)
    word, color = finish(random)
    metal = tint(random, pick(random, "brass", "metal", "dark"))
    wax = revolve([(0, 0), (radius, 0), (radius, height), (0, height - 0.02)], 16)
    wick = rod((0, height - 0.03, 0), (0, height + 0.07, 0), 0.008, sides=5)
    lit = chance(random, 0.4)
    flame = ellipsoid((0, height + 0.12, 0), (0.03, 0.09, 0.03), 7, 10) * (1.2, 1, 1.2)
    places, pieces = np.zeros((1, 3)), []
    if style == "in a holder":
        dish = [(0, -0.05), (0.3, -0.05), (0.35, 0.03), (0.3, -0.02), (0.1, -0.02), (0.1, 0.05)]
        pieces.append(("holder", revolve(dish), metal))
        pieces.append(("holder", torus((0.4, 0, 0), 0.1, 0.02, "z", 14, 6), metal))
    elif style != "by itself":
        low = random.uniform(0.5, 1)
        radii = [0.25, 0.22, 0.05, random.uniform(0.04, 0.1), 0.04, random.uniform(0.04, 0.09), 0.1]
        profile = np.stack([radii, low * np.array([0, 0.06, 0.15, 0.4, 0.6, 0.8, 1])], axis=1) - (
            0,
            low,
        )
        pieces.append(("holder", revolve([(0, -low), *profile, (0, 0)], 16), metal))
        if style == "on a branched candlestick":
            reach = random.uniform(0.3, 0.45)
            arm = curve([(0, -0.4 * low, 0), (0.6 * reach, -0.5 * low, 0), (reach, 0, 0)], 12)
            number = pick(random, 2, 4)
            pieces.append(("holder", around(sweep(arm, 0.025, 6), number), metal))
            cups = revolve([(0, 0), (0.1, 0.02), (0.1, 0.05)], 12) + (reach, 0, 0)
            pieces.append(("holder", around(cups, number), metal))
            turn = 2 * np.pi * np.arange(number) / number
            ring = reach * np.stack([np.cos(turn), 0 * turn, -np.sin(turn)], axis=1)
            places = np.concatenate([places, ring])
    pieces += [
        ("wax", copies(wax, places), color),
        ("wick", copies(wick, places), tint(random, "dark")),
    ]
    if lit:
        pieces.append(("flame", copies(flame, places), tint(random, "yellow")))
    has = "with a flame" if lit else ""
    return describe(
        "candle", [word], [style if len(places) == 1 else f"{style} with {len(places)} arms", has]
    ), pieces
