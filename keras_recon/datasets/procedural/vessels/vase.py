"""A vase of a free profile, smooth, fluted or angular."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.procedural.vessels.pieces import handle, radius_at
from keras_recon.datasets.surfaces import curve, hollow, mirror, revolve, twist

PARTS = ("body", "handles")


def make_vase(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height, wide = random.uniform(1, 2), random.uniform(0.3, 0.6)
    number = random.integers(4, 7)
    radii = wide * random.uniform(0.35, 1, number)
    radii[-1] = max(radii[-1], 0.35 * wide)
    control = np.stack([radii, np.linspace(0, height, number)], axis=1)
    wall = curve(control, 18)
    wall[:, 0] = np.maximum(wall[:, 0], 0.12 * wide)
    outside = np.concatenate([[(0, 0)], wall])
    style = pick(random, "smooth", "fluted", "angular", "twisted")
    sides = pick(random, 5, 6, 8) if style == "angular" else 48 if style != "smooth" else 24
    body = revolve(hollow(outside, 0.1 * wide), sides)
    if style in ("fluted", "twisted"):
        angle = np.arctan2(body[..., 2], body[..., 0])
        body[..., [0, 2]] *= 1 + 0.08 * np.cos(random.integers(5, 11) * angle)[..., None]
    if style == "twisted":
        body = twist(body, random.uniform(1, 3))
    word, color = finish(random, "painted", "painted", "clay", "glass", "brass")
    pieces = [("body", body, color)]
    handles = chance(random, 0.3)
    if handles:
        high, low = height * random.uniform(0.75, 0.95), height * random.uniform(0.4, 0.6)
        ends = [(radius_at(wall, y) - 0.02, y) for y in (high, low)]
        ear = handle(random, *ends, random.uniform(0.1, 0.25), random.uniform(0.03, 0.05))
        pieces += [("handles", ear, color), ("handles", mirror(ear), color)]
    shape = "slender" if height > 3.4 * wide else "squat" if height < 2.2 * wide else ""
    has = "with two handles" if handles else "without handles"
    return describe("vase", [shape, style, word], [has]), pieces
