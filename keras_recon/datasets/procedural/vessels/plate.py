"""A plate, or some on top of one another."""

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.surfaces import hollow, revolve

PARTS = ("plate", "rim")


def make_plate(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, rise, sides = (
        random.uniform(0.6, 1),
        random.uniform(0.06, 0.16),
        pick(random, 32, 32, 8, 4),
    )
    inner, number = radius * random.uniform(0.55, 0.75), pick(random, 1, 1, 1, 2, 3, 4)
    outside = [(0, 0), (0.9 * inner, 0), (inner, 0.6 * rise), (radius, rise)]
    word, color = finish(random, "painted", "painted", "white", "metal", "clay")
    plate = revolve(hollow(outside, 0.025), sides)
    pieces = [("plate", plate + (0, i * 0.06, 0), color) for i in range(number)]
    ring = chance(random, 0.4)
    if ring:
        edge = [(radius, rise + 0.03), (0.88 * radius, rise)]
        lift = (0, 0.06 * (number - 1), 0)
        pieces.append(("rim", revolve(edge, sides) + lift, finish(random)[1]))
    shape = {32: "round", 8: "eight-sided", 4: "square"}[sides]
    has = "with a coloured rim" if ring else ""
    below = f"on top of {count(number - 1, 'other')}" if number > 1 else ""
    return describe("plate", [shape, word], [has, below]), pieces
