"""A house with windows, a door and a roof."""

import numpy as np

from keras_recon.datasets.procedural.buildings.pieces import roof_over
from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, extrude, rectangle, rotate

PARTS = ("windows", "walls", "door", "roof", "chimney", "porch", "garage")


def _wall_with_holes(outline, holes, thickness, place, angle):
    """A wall of an outline in x and y with openings, turned about y and moved."""
    return rotate(extrude([outline, *holes], thickness), "y", angle) + place


def _window_rows(width, low, height, floors, number, size, door=None):
    """Outlines of windows in a wall, but where the door is, whose outline comes last."""
    holes = []
    x = (np.arange(number) - (number - 1) / 2) * width / number
    for floor in range(floors):
        y = low + (floor + 0.55) * height / floors
        for place in x:
            if floor == 0 and door is not None and abs(place - door[0]) < (size[0] + door[1]) / 2:
                continue
            holes.append(rectangle(*size, (place, y)))
    if door is not None:
        holes.append(rectangle(door[1], door[2], (door[0], low + door[2] / 2 + 0.02)))
    return holes


def make_house(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, depth = random.uniform(4, 8), random.uniform(3.5, 5.5)
    floors = pick(random, 1, 1, 2, 2, 3)
    storey = random.uniform(2.2, 2.8)
    height, style = floors * storey, pick(random, "gabled", "gabled", "hipped", "flat", "shed")
    rise = (
        random.uniform(0.3, 0.75) * depth if style != "shed" else random.uniform(0.15, 0.35) * depth
    )
    wall = tint(random, pick(random, "wall", "wall", "brick", "wooden", "stone"))
    roof_word, roof_color = pick(
        random, ("red", "red"), ("grey", "grey"), ("brown", "brown"), ("black", "black")
    )
    roof_color = tint(random, roof_color)
    number = random.integers(2, 5)
    size = (random.uniform(0.4, 0.6) * width / number, random.uniform(0.38, 0.5) * storey)
    door = (pick(random, 0, -0.25, 0.25) * width, 0.9, 0.75 * storey)
    x, z = width / 2, depth / 2
    front = rectangle(width, height, (0, height / 2))
    thick = 0.2
    holes = _window_rows(width, 0, height, floors, number, size, door)
    pieces = [("walls", _wall_with_holes(front, holes, thick, (0, 0, z - thick / 2), 0), wall)]
    back = _window_rows(width, 0, height, floors, number, size)
    pieces.append(
        ("walls", _wall_with_holes(front, back, thick, (0, 0, thick / 2 - z), np.pi), wall)
    )
    side = np.array([(-z, 0), (z, 0), (z, height), (-z, height)])
    if style == "gabled":
        side = np.concatenate([side[:3], [(0, height + rise)], side[3:]])
    elif style == "shed":
        side = np.array([(-z, 0), (z, 0), (z, height), (-z, height + rise)])
    small = _window_rows(depth, 0, height, floors, pick(random, 1, 2), size)
    for place in (-1, 1):
        panel = extrude([side, *small], thick, "x") + (place * (x - thick / 2), 0, 0)
        pieces.append(("walls", panel, wall))
    glass = tint(random, "window")
    for holes_of, z_of in ((holes[:-1], z - 0.12), (back, 0.12 - z)):
        for hole in holes_of:
            (low_x, low_y), (high_x, high_y) = hole[0], hole[2]
            middle, wide = (low_x + high_x) / 2 * (1 if z_of > 0 else -1), high_x - low_x
            pieces.append(
                (
                    "windows",
                    box((middle, (low_y + high_y) / 2, z_of), (wide, high_y - low_y, 0.03)),
                    glass,
                )
            )
    pieces.append(
        ("door", box((door[0], door[2] / 2, z - 0.12), (door[1], door[2], 0.05)), finish(random)[1])
    )
    pieces.append(
        ("roof", roof_over(style, width, depth, height, rise, random.uniform(0.1, 0.5)), roof_color)
    )
    pieces.append(("walls", box((0, 0, 0), (width, 0.1, depth)), tint(random, "stone")))
    details = []
    chimneys = pick(random, 0, 1, 1, 2) if style in ("gabled", "hipped") else pick(random, 0, 1)
    for i in range(chimneys):
        place = (i - 0.5) * 0.5 * width if chimneys == 2 else random.uniform(-0.3, 0.3) * width
        top = height + rise + random.uniform(0.3, 0.7) if style != "flat" else height + 0.9
        pieces.append(
            (
                "chimney",
                box((place, (top + height) / 2, -0.15 * depth), (0.55, top - height, 0.5)),
                tint(random, "brick"),
            )
        )
    details.append(f"with {count(chimneys, 'chimney')}" if chimneys else "")
    if chance(random, 0.3):
        deep = random.uniform(1, 1.6)
        porch = box((door[0], door[2] + 0.25, z + deep / 2), (2.2, 0.12, deep))
        posts = [(door[0] + s, (door[2] + 0.25) / 2, z + deep - 0.15) for s in (-1, 1)]
        pieces += [
            ("porch", porch, roof_color),
            ("porch", copies(box((0, 0, 0), (0.15, door[2] + 0.25, 0.15)), posts), wall),
        ]
        details.append("with a porch")
    if chance(random, 0.2):
        wide = random.uniform(2, 3)
        garage = box((x + wide / 2, 1.1, 0), (wide, 2.2, 0.8 * depth))
        pieces += [
            ("garage", garage, wall),
            (
                "door",
                box((x + wide / 2, 0.95, 0.4 * depth + 0.02), (0.75 * wide, 1.9, 0.05)),
                finish(random)[1],
            ),
        ]
        details.append("with a garage")
    roof = f"with a {roof_word} {style} roof"
    return describe(
        "house", [f"{['one', 'two', 'three'][floors - 1]}-storey"], [roof, *details]
    ), pieces
