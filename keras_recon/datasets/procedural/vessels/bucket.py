"""A bucket whose handle is up, down or aslant."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import hollow, revolve, rotate, sweep, torus

PARTS = ("body", "handle", "hoops")


def make_bucket(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    top, height = random.uniform(0.5, 0.65), random.uniform(0.8, 1.3)
    bottom = top * random.uniform(0.6, 0.95)
    word, color = finish(random, "painted", "metal", "wooden", "metal")
    sides = pick(random, 24, 24, 12)
    pieces = [("body", revolve(hollow([(0, 0), (bottom, 0), (top, height)], 0.03), sides), color)]
    pieces.append(("body", torus((0, height, 0), top, random.uniform(0.015, 0.04)), color))
    hoops = word == "wooden" or chance(random, 0.3)
    if hoops:
        for share in (0.25, 0.75):
            wide = bottom + (top - bottom) * share
            rings = [(wide + 0.01, share * height - 0.05), (wide + 0.03, share * height + 0.05)]
            pieces.append(("hoops", revolve(rings), tint(random, "metal")))
    place = pick(random, "up", "down", "aslant")
    tilt = {"up": 0, "down": np.radians(-115), "aslant": np.radians(random.uniform(30, 60))}[place]
    angle = np.linspace(0, np.pi, 16)
    arch = np.stack(
        [top * np.cos(angle), random.uniform(0.9, 1.1) * top * np.sin(angle), 0 * angle], 1
    )
    wire = rotate(sweep(arch, random.uniform(0.012, 0.025), 6), "x", tilt) * (1.03, 1, 1)
    pieces.append(("handle", wire + (0, 0.95 * height, 0), tint(random, "metal")))
    bands = "with hoops" if hoops else ""
    return describe("bucket", [word], [f"with its handle {place}", bands]), pieces
