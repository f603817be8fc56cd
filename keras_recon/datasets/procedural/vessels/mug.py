"""A mug of a straight, waisted or round wall."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vessels.pieces import handle, radius_at
from keras_recon.datasets.surfaces import curve, hollow, revolve

PARTS = ("body", "handle", "band")


def make_mug(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height, radius = random.uniform(0.8, 1.2), random.uniform(0.35, 0.52)
    style = pick(random, "straight", "waisted", "round", "tapered")
    bulge = {"straight": 1, "waisted": 0.82, "round": 1.2, "tapered": 0.9}[style]
    foot = random.uniform(0.6, 0.8) if style == "tapered" else 1
    control = [(foot * radius, 0), (bulge * radius, height / 2), (radius, height)]
    outside = np.concatenate([[(0, 0)], curve(control, 9)])
    word, color = finish(random, "painted", "painted", "clay", "metal")
    pieces = [("body", revolve(hollow(outside, random.uniform(0.03, 0.06))), color)]
    high, low = height * random.uniform(0.75, 0.9), height * random.uniform(0.12, 0.3)
    ends = [(radius_at(outside[1:], y) - 0.02, y) for y in (high, low)]
    ear = handle(random, *ends, random.uniform(0.2, 0.35), random.uniform(0.03, 0.06))
    pieces.append(("handle", ear, tint(random, "dark") if chance(random, 0.15) else color))
    band = chance(random, 0.3)
    if band:
        y = height * np.sort(random.uniform(0.3, 0.7, 2))
        rings = [(radius_at(outside[1:], h) + 0.008, h) for h in (*np.linspace(*y, 4),)]
        pieces.append(("band", revolve(rings), finish(random)[1]))
    return describe("mug", [style, word], ["with a handle", "with a band" if band else ""]), pieces
