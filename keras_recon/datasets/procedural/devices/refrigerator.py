"""A refrigerator of one door, two, or a drawer."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.surfaces import copies, rod, rounded_box

PARTS = ("handles", "doors", "case", "feet")


def make_refrigerator(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, height, depth = (
        random.uniform(0.8, 1.2),
        random.uniform(1.4, 2.4),
        random.uniform(0.75, 0.9),
    )
    word, color = finish(random, "white", "grey", "metal", "painted")
    metal = tint(random, "metal")
    radius = pick(random, 0.02, 0.02, 0.1)
    pieces = [("case", rounded_box((0, 0, -0.05), (width, height, depth - 0.1), radius), color)]
    style = pick(random, "one door", "two doors above each other", "two doors side by side")
    front, gap = depth / 2 - 0.1, 0.015
    split = random.uniform(0.25, 0.4) * pick(random, 1, -1)
    if style == "two doors side by side":
        doors = [(s * width / 4, 0, width / 2 - gap, height - gap) for s in (-1, 1)]
    elif style == "two doors above each other":
        cut = np.sign(split) * (0.5 - abs(split)) * height
        doors = [
            (0, (cut + height / 2) / 2, width, height / 2 - cut - gap),
            (0, (cut - height / 2) / 2, width, cut + height / 2 - gap),
        ]
    else:
        doors = [(0, 0, width, height)]
    for x, y, wide, tall in doors:
        pieces.append(
            ("doors", rounded_box((x, y, front + 0.05), (wide, tall, 0.1), radius), color)
        )
        side = -np.sign(x) if x else 1
        length = min(0.5 * tall, random.uniform(0.3, 0.8))
        shift = 0 if x else (-0.3 if y > 0 else 0.3) * (tall - length) * (len(doors) > 1)
        place = x + side * (wide / 2 - 0.07)
        grip = rod(
            (place, y + shift - length / 2, front + 0.17),
            (place, y + shift + length / 2, front + 0.17),
            0.02,
        )
        pins = copies(
            rod((place, y + shift, front + 0.08), (place, y + shift, front + 0.17), 0.018),
            [(0, s * 0.42 * length, 0) for s in (-1, 1)],
        )
        pieces += [("handles", grip, metal), ("handles", pins, metal)]
    if radius == 0.1:
        pieces.append(
            (
                "feet",
                copies(
                    rod((0, -height / 2 - 0.12, 0), (0, -height / 2, 0), 0.04),
                    [(s * 0.38 * width, 0, t * 0.3 * depth) for s in (-1, 1) for t in (-1, 1)],
                ),
                metal,
            )
        )
    shape = "rounded" if radius == 0.1 else ""
    return describe("refrigerator", [shape, word], [f"with {style}"]), pieces
