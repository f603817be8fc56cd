"""A chest of drawers, a sideboard or a bedside cabinet."""

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.furnishings.pieces import fronts, short_feet
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, circle, extrude

PARTS = ("drawers", "handles", "case", "top", "feet", "mirror")


def make_cabinet(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    columns, rows = pick(random, (1, 2), (1, 3), (1, 4), (1, 5), (2, 3), (2, 2), (2, 4), (3, 2))
    width = (
        random.uniform(0.4, 0.6)
        * (1 if columns == 1 else 1.7)
        * (1.5 if columns == 1 and rows > 2 and chance(random, 0.5) else 1)
    )
    height, depth = rows * random.uniform(0.16, 0.24), random.uniform(0.38, 0.5)
    low = random.uniform(0.04, 0.3)
    word, color = finish(random, "wooden", "wooden", "painted", "white")
    pieces = [("case", box((0, low + height / 2, 0), (width, height, depth)), color)]
    over = random.uniform(0, 0.06)
    pieces.append(
        ("top", box((0, low + height + 0.015, 0), (width + over, 0.03, depth + over)), color)
    )
    pieces += fronts(
        random,
        width,
        height,
        depth,
        columns,
        rows,
        low,
        True,
        pick(random, color, color, finish(random)[1]),
    )
    pieces.append(("feet", short_feet(random, width, depth, low), color))
    shape = "tall" if height + low > 1.5 * width else "wide" if width > 1.5 * (height + low) else ""
    high = "on legs" if low > 0.15 else ""
    glass = chance(random, 0.15)
    if glass:
        pieces.append(
            (
                "mirror",
                extrude(circle((0.4 * width, 0.5 * width)), 0.03)
                + (0, low + height + 0.55 * width, -0.35 * depth),
                tint(random, "glass"),
            )
        )
    return describe(
        "cabinet",
        [shape, word],
        [f"with {count(columns * rows, 'drawer')}", "with a mirror on top" if glass else "", high],
    ), pieces
