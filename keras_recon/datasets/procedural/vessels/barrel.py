"""A barrel with hoops, that stands or lies, or a drum of steel."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vessels.pieces import radius_at
from keras_recon.datasets.surfaces import box, copies, curve, revolve, rotate, torus

PARTS = ("hoops", "body", "stand")


def make_barrel(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, height = random.uniform(0.4, 0.5), random.uniform(1, 1.4)
    steel = chance(random, 0.3)
    bulge = 1 if steel else random.uniform(1.12, 1.35)
    wall = curve([(radius, 0), (bulge * radius, height / 2), (radius, height)], 11)
    word, color = (
        finish(random, "painted", "metal") if steel else ("wooden", tint(random, "wooden"))
    )
    ends = [(0, 0.04), (0.93 * radius, 0.04), (0.95 * radius, 0)]
    outside = [*ends, *wall, *((r, height - y) for r, y in ends[::-1])]
    pieces = [("body", revolve(outside), color)]
    number = pick(random, 2, 3) if steel else pick(random, 2, 4, 6)
    shares = np.linspace(0.25, 0.75, number) if steel else np.linspace(0.06, 0.94, number)
    for y in shares * height:
        if steel:
            ring = torus((0, y, 0), radius, 0.025)
        else:
            low, high = y - 0.035, y + 0.035
            ring = revolve([(radius_at(wall, h) + 0.012, h) for h in (low, high)])
        pieces.append(("hoops", ring, color if steel else tint(random, "dark")))
    lies = chance(random, 0.35)
    if lies:
        pieces = [
            (name, rotate(s - (0, height / 2, 0), "z", np.pi / 2), c) for name, s, c in pieces
        ]
        if chance(random, 0.5):
            place = [
                (x, -bulge * radius, z) for x in (-0.3 * height, 0.3 * height) for z in (-0.3, 0.3)
            ]
            pieces.append(("stand", copies(box((0, 0, 0), (0.12, 0.3, 0.12)), place), color))
            rails = copies(
                box((0, -bulge * radius, 0), (0.1, 0.12, 0.8)),
                [(-0.3 * height, 0, 0), (0.3 * height, 0, 0)],
            )
            pieces.append(("stand", rails, color))
    lying = "that lies on its side" if lies else "that stands upright"
    return describe("barrel", [word], [f"with {count(number, 'hoop')}", lying]), pieces
