"""A cup, on a saucer or not."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.procedural.vessels.pieces import handle, radius_at
from keras_recon.datasets.surfaces import curve, hollow, mirror, revolve

PARTS = ("body", "handle", "saucer")


def make_cup(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height, top = random.uniform(0.5, 1), random.uniform(0.42, 0.62)
    foot = top * random.uniform(0.4, 0.75)
    belly = random.uniform(0.3, 0.9)
    wide = foot + (top - foot) * random.uniform(0.6, 1)
    control = [(foot, 0), (wide, belly * height * 0.6), (top, height)]
    outside = np.concatenate([[(0, 0)], curve(control, 10)])
    word, color = finish(random, "painted", "painted", "clay")
    pieces = [("body", revolve(hollow(outside, random.uniform(0.02, 0.05))), color)]
    handles = pick(random, 0, 1, 1, 1, 2)
    high, low = height * random.uniform(0.75, 0.9), height * random.uniform(0.2, 0.4)
    if handles:
        ends = [(radius_at(outside[1:], y) - 0.01, y) for y in (high, low)]
        ear = handle(random, *ends, random.uniform(0.15, 0.3), random.uniform(0.025, 0.05))
        pieces += [("handle", side, color) for side in (ear, mirror(ear))[:handles]]
    saucer = chance(random, 0.35)
    if saucer:
        wide, rise = top * random.uniform(1.3, 1.7), random.uniform(0.05, 0.15)
        outside = curve([(0.5 * wide, -0.04), (0.8 * wide, 0), (wide, rise)], 6)
        profile = hollow(np.concatenate([[(0, -0.04)], outside]), 0.03)
        pieces.append(("saucer", revolve(profile - (0, 0.01)), color))
    shape = "tall" if height > 1.5 * top else "wide" if height < 1.1 * top else ""
    has = f"with {count(handles, 'handle')}" if handles else "without a handle"
    return describe("cup", [shape, word], [has, "on a saucer" if saucer else ""]), pieces
