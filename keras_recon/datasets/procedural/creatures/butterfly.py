"""A butterfly or a dragonfly."""

from keras_recon.datasets.procedural.creatures.pieces import limb
from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import curve, ellipsoid, extrude, mirror, rod, rotate, sweep

PARTS = ("wings", "spots", "feelers", "body", "head")


def make_butterfly(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    dragonfly = chance(random, 0.3)
    word, color = finish(random)
    dark, lift = tint(random, "dark"), random.uniform(-0.1, 0.9)
    pieces = [
        (
            "body",
            limb(
                [(0.35, 0, 0), (0, 0.02, 0), (-0.9 if dragonfly else -0.45, 0, 0)],
                (0.06, 0.08, 0.03),
                14,
            ),
            dark,
        ),
        ("head", ellipsoid((0.42, 0.02, 0), (0.09, 0.08, 0.1), 7, 12), dark),
    ]
    feelers = [
        curve([(0.45, 0.05, s * 0.03), (0.6, 0.2, s * 0.12), (0.75, 0.25, s * 0.25)], 8)
        for s in (-1, 1)
    ]
    if not dragonfly:
        pieces += [("feelers", sweep(path, 0.01, 4), dark) for path in feelers]
    size = random.uniform(0.8, 1.1)
    if dragonfly:
        shapes = [
            curve(
                [(0.1, 0), (0.2, 0.6), (0.1, 1.1), (-0.02, 1.1), (-0.02, 0.5), (0.05, 0)], 20, True
            ),
            curve(
                [(-0.1, 0), (-0.05, 0.5), (-0.2, 1), (-0.35, 0.95), (-0.3, 0.5), (-0.15, 0)],
                20,
                True,
            ),
        ]
    else:
        shapes = [
            curve([(0.2, 0), (0.5, 0.45), (0.62, 0.95), (0.3, 1), (0.02, 0.6), (0.0, 0)], 24, True),
            curve(
                [(0.0, 0), (0.02, 0.5), (-0.3, 0.8), (-0.62, 0.6), (-0.5, 0.25), (-0.15, 0)],
                24,
                True,
            ),
        ]
    other = pick(random, color, finish(random)[1])
    for shape, paint in zip(shapes, (color, other), strict=True):
        wing = rotate(extrude(shape * size, 0.015, "y"), "x", -lift) + (0, 0.05, 0.03)
        pieces += [("wings", wing, paint), ("wings", mirror(wing, "z"), paint)]
        spots = not dragonfly and chance(random, 0.5)
        if spots:
            middle = shape.mean(axis=0) * size
            spot = rotate(
                rod((0, -0.015, 0), (0, 0.015, 0), 0.13, sides=14)
                + (middle[0], 0, middle[1] * 1.1),
                "x",
                -lift,
            ) + (0, 0.05, 0.03)
            pieces += [("spots", spot, dark), ("spots", mirror(spot, "z"), dark)]
    kind = "like a dragonfly" if dragonfly else "with broad wings"
    held = "raised" if lift > 0.5 else "spread flat" if lift < 0.2 else "spread"
    return describe(
        "butterfly", [word], [kind, f"with wings {held}" if dragonfly else f"that are {held}"]
    ), pieces
