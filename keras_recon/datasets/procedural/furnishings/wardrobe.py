"""A wardrobe of doors, drawers below, maybe a mirror and a cornice."""

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.furnishings.pieces import fronts, short_feet
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box

PARTS = ("handles", "doors", "case", "feet", "drawers", "cornice", "mirror")


def make_wardrobe(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    columns = pick(random, 1, 2, 2, 3, 4)
    width, height, depth = (
        columns * random.uniform(0.42, 0.6),
        random.uniform(1.7, 2.3),
        random.uniform(0.5, 0.65),
    )
    low = random.uniform(0.04, 0.2)
    word, color = finish(random, "wooden", "wooden", "painted", "white")
    door_color = pick(random, color, tint(random, word))
    pieces = [("case", box((0, low + height / 2, 0), (width, height, depth)), color)]
    shelf_below = chance(random, 0.35)
    drawer = random.uniform(0.2, 0.3) * height if shelf_below else 0
    if shelf_below:
        pieces += fronts(
            random,
            width,
            drawer,
            depth,
            max(1, columns // 2),
            pick(random, 1, 2),
            low,
            True,
            door_color,
        )
    pieces += fronts(
        random, width, height - drawer, depth, columns, 1, low + drawer, False, door_color
    )
    mirror_there = chance(random, 0.2)
    if mirror_there:
        x = (0.5 - columns / 2 + columns // 2) * width / columns
        glass = box(
            (x, low + drawer + (height - drawer) / 2, depth / 2 + 0.03),
            (0.6 * width / columns, 0.75 * (height - drawer), 0.012),
        )
        pieces.append(("mirror", glass, tint(random, "glass")))
    cornice = chance(random, 0.35)
    if cornice:
        pieces.append(
            (
                "cornice",
                box((0, low + height + 0.04, 0.02), (width + 0.12, 0.08, depth + 0.1)),
                color,
            )
        )
    pieces.append(("feet", short_feet(random, width, depth, low), color))
    details = [
        f"with {count(columns, 'door')}",
        "with drawers below" if shelf_below else "",
        "with a mirror" if mirror_there else "",
        "with a cornice" if cornice else "",
    ]
    return describe("wardrobe", [word], details), pieces
