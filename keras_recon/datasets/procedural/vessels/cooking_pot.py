"""A pot with two handles, and maybe a lid and feet."""

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vessels.pieces import lid, radius_at
from keras_recon.datasets.surfaces import around, curve, hollow, mirror, revolve, rod, sweep, torus

PARTS = ("handles", "lid", "body", "feet")


def make_cooking_pot(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius = random.uniform(0.5, 0.7)
    deep, bulge = radius * random.uniform(0.7, 1.6), random.uniform(1, 1.2)
    wall = curve([(0.92 * radius, 0), (bulge * radius, deep / 2), (radius, deep)], 8)
    word, color = finish(random, "metal", "black", "painted", "clay", "brass")
    pieces = [("body", revolve(hollow([(0, 0), *wall], 0.04)), color)]
    y, thin = deep * random.uniform(0.7, 0.9), random.uniform(0.025, 0.045)
    out = radius_at(wall, y)
    if chance(random, 0.5):
        loop = torus((out + 0.04, y, 0), (0.13, random.uniform(0.15, 0.25)), thin, sides=16)
    else:
        ends = curve(
            [(out, y, -0.2), (out + 0.2, y, -0.15), (out + 0.2, y, 0.15), (out, y, 0.2)], 12
        )
        loop = sweep(ends, thin)
    dark = pick(random, color, tint(random, "dark"))
    pieces += [("handles", loop, dark), ("handles", mirror(loop), dark)]
    covered, feet = chance(random, 0.5), chance(random, 0.2)
    if covered:
        rise = random.uniform(0.05, 0.3) * radius
        pieces += [("lid", part, color) for part in lid(random, 1.02 * radius, deep + 0.02, rise)]
    if feet:
        leg = rod((0.75 * radius, -0.3, 0), (0.65 * radius, 0.05, 0), 0.04, 0.07, 8)
        pieces.append(("feet", around(leg, 3), color))
    shape = "tall" if deep > 1.3 * radius else "low" if deep < 0.9 * radius else ""
    has = "and a lid" if covered else ""
    stands = "on three feet" if feet else ""
    return describe(
        "cooking pot", [shape, word], [f"with two handles {has}".strip(), stands]
    ), pieces
