"""A desk with drawers at one side or both, a shelf above, or a screen."""

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.furnishings.pieces import fronts
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, rod

PARTS = ("drawers", "handles", "legs", "top", "case", "screen", "shelf", "panel")


def make_desk(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, depth, height = (
        random.uniform(1, 1.7),
        random.uniform(0.55, 0.8),
        random.uniform(0.7, 0.78),
    )
    word, color = finish(random, "wooden", "wooden", "white", "painted")
    thick = random.uniform(0.02, 0.05)
    pieces = [("top", box((0, height - thick / 2, 0), (width, thick, depth)), color)]
    sides = pick(random, 0, 1, 1, 2)
    box_width = random.uniform(0.32, 0.42)
    rows = pick(random, 2, 3, 4)
    metal = tint(random, pick(random, "metal", "dark", "wooden"))
    for side in (1, -1)[:sides]:
        x = side * (width / 2 - box_width / 2 - 0.02)
        tall = height - thick - 0.06
        pieces.append(
            ("case", box((x, 0.06 + tall / 2, 0), (box_width, tall, 0.95 * depth)), color)
        )
        pieces += [
            (n, s + (x, 0, 0), c)
            for n, s, c in fronts(random, box_width, tall, 0.95 * depth, 1, rows, 0.06, True, color)
        ]
    if sides < 2:
        for z in (-1, 1):
            for x in (-1, 1) if sides == 0 else (-1,):
                pieces.append(
                    (
                        "legs",
                        rod(
                            (x * (width / 2 - 0.06), 0, z * (depth / 2 - 0.06)),
                            (x * (width / 2 - 0.06), height - thick, z * (depth / 2 - 0.06)),
                            0.025,
                            sides=pick(random, 4, 12),
                        ),
                        metal,
                    )
                )
    if chance(random, 0.4):
        pieces.append(
            (
                "panel",
                box((0, 0.72 * height, 0.02 - depth / 2), (0.96 * width, 0.35 * height, 0.02)),
                color,
            )
        )
    details = [f"with {count(sides * rows, 'drawer')}" if sides else "without drawers"]
    above = pick(random, "", "", "a shelf above", "a screen on it")
    if above == "a shelf above":
        tall = random.uniform(0.3, 0.5)
        pieces.append(
            ("shelf", box((0, height + tall, 0.12 - depth / 2), (width, 0.025, 0.24)), color)
        )
        ends = copies(
            box((0, height + tall / 2, 0.12 - depth / 2), (0.025, tall, 0.24)),
            [(x * (width / 2 - 0.02), 0, 0) for x in (-1, 0, 1)],
        )
        pieces.append(("shelf", ends, color))
    elif above:
        pieces += [
            ("screen", box((0, height + 0.28, -0.15), (0.5, 0.32, 0.03)), tint(random, "dark")),
            ("screen", box((0, height + 0.07, -0.16), (0.05, 0.14, 0.03)), tint(random, "dark")),
            ("screen", box((0, height + 0.01, -0.15), (0.22, 0.02, 0.15)), tint(random, "dark")),
        ]
    details.append(f"with {above}" if above else "")
    return describe("desk", [word], details), pieces
