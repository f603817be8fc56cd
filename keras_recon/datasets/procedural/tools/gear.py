"""A gear wheel with a hole, of spokes or solid."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.surfaces import around, box, circle, extrude, rotate, star

PARTS = ("teeth", "hub", "spokes")


def make_gear(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    number, radius = random.integers(8, 25), 1.0
    deep, thick = random.uniform(0.12, 0.25), random.uniform(0.15, 0.5)
    word, metal = finish(random, "metal", "brass", "black", "painted")
    teeth = star(number, radius, radius - deep, random.uniform(0.25, 0.4))
    hub, spokes = random.uniform(0.12, 0.2), pick(random, 0, 0, 3, 4, 5, 6)
    pieces = []
    if spokes:
        rim = 0.75 * (radius - deep)
        pieces.append(("teeth", extrude([teeth, circle(rim)], thick), metal))
        spoke = box(
            ((rim + hub) / 2, 0, 0), (rim - hub + 0.1, random.uniform(0.1, 0.2), 0.6 * thick)
        )
        pieces.append(("spokes", around(spoke, spokes, "z"), metal))
        pieces.append(("hub", extrude([circle(2 * hub), circle(hub)], 1.1 * thick), metal))
    else:
        holes = pick(random, 0, 4, 6)
        cut = [
            circle(0.12, (0.5 * np.cos(a), 0.5 * np.sin(a)), 12)
            for a in 2 * np.pi * np.arange(holes) / max(holes, 1)
        ]
        pieces.append(("teeth", extrude([teeth, circle(hub), *cut], thick), metal))
        if chance(random, 0.5):
            pieces.append(("hub", extrude([circle(1.8 * hub), circle(hub)], 1.5 * thick), metal))
    if chance(random, 0.5):
        pieces = [(name, rotate(surface, "x", np.pi / 2), color) for name, surface, color in pieces]
    says = f"with {count(spokes, 'spoke')}" if spokes else "without spokes"
    return describe("gear", [word], [f"with {count(number, 'tooth', 'teeth')}", says]), pieces
