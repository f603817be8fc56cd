"""A pencil or a crayon, with a rubber or without."""

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import revolve, rod

PARTS = ("body", "point", "lead", "rubber", "ring")


def make_pencil(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, radius = random.uniform(1, 2), random.uniform(0.05, 0.09)
    sides = pick(random, 6, 6, 12)
    word, color = finish(random)
    wood = tint(random, "wooden")
    tip = 3 * radius
    body = rod((0, 0, 0), (0, length, 0), radius, sides=sides)
    pieces = [("body", body, color)]
    pieces.append(
        (
            "point",
            rod((0, length, 0), (0, length + 0.75 * tip, 0), radius, 0.25 * radius, sides),
            wood,
        )
    )
    lead = rod((0, length + 0.75 * tip, 0), (0, length + tip, 0), 0.25 * radius, 0.01, 8)
    pieces.append(("lead", lead, pick(random, color, tint(random, "dark"))))
    rubber = chance(random, 0.5)
    if rubber:
        pieces.append(("rubber", rod((0, -0.3, 0), (0, 0, 0), 1.05 * radius), tint(random, "pink")))
        ring = revolve([(1.12 * radius, -0.16), (1.12 * radius, 0.02)], 12)
        pieces.append(("ring", ring, tint(random, "metal")))
    shape = "long" if length > 1.6 else "short" if length < 1.25 else ""
    has = "with a rubber at its end" if rubber else "without a rubber"
    return describe("pencil", [shape, word], ["six-sided" if sides == 6 else "round", has]), lay(
        random, pieces
    )
