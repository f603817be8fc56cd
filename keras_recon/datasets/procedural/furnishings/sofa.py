"""A sofa or an armchair, straight or with a corner."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.furnishings.pieces import short_feet
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, ellipsoid, rod, rotate, rounded_box, shear

PARTS = ("back", "arms", "frame", "cushions", "feet", "pillows")


def make_sofa(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    seats = pick(random, 1, 2, 2, 3, 3, 4)
    corner = seats > 2 and chance(random, 0.3)
    wide, depth = random.uniform(0.55, 0.7), random.uniform(0.75, 0.95)
    low, seat, thick = (
        random.uniform(0.05, 0.18),
        random.uniform(0.36, 0.45),
        random.uniform(0.1, 0.25),
    )
    back, soft = random.uniform(0.3, 0.5), random.uniform(0.03, 0.09)
    width = seats * wide
    word, color = finish(random)
    pieces = [
        (
            "frame",
            rounded_box((0, (low + seat) / 2 - 0.06, 0), (width, seat - low - 0.12, depth), 0.03),
            color,
        )
    ]
    x = (np.arange(seats) - (seats - 1) / 2) * wide
    cushion = rounded_box((0, seat - 0.02, 0.06), (0.97 * wide, 0.18, depth - 0.14), soft)
    pieces.append(("cushions", copies(cushion, np.stack([x, 0 * x, 0 * x], axis=1)), color))
    slope = random.uniform(0, 0.3)
    rest = shear(
        rounded_box((0, seat + back / 2, 0.16 - depth / 2), (0.97 * wide, back, 0.2), soft),
        seat,
        slope,
    )
    pieces.append(("back", copies(rest, np.stack([x, 0 * x, 0 * x], axis=1)), color))
    board = shear(
        rounded_box(
            (0, (low + seat + 0.9 * back) / 2, 0.05 - depth / 2),
            (width, seat + 0.9 * back - low, 0.12),
            0.04,
        ),
        seat,
        slope,
    )
    pieces.append(("back", board, color))
    arms = pick(random, "block-like", "rolled", "low", "no")
    high = seat + random.uniform(0.12, 0.25)
    for side in (-1, 1):
        place = side * (width / 2 + 0.5 * thick)
        if corner and side == 1:
            continue
        if arms in ("block-like", "low"):
            top = high if arms == "block-like" else seat + 0.05
            pieces.append(
                (
                    "arms",
                    rounded_box(
                        (place, (low + top) / 2, 0), (thick, top - low, depth), min(soft, 0.06)
                    ),
                    color,
                )
            )
        elif arms == "rolled":
            pieces.append(
                ("arms", box((place, (low + high) / 2, 0), (0.7 * thick, high - low, depth)), color)
            )
            roll = rod((place, high, -depth / 2), (place, high, depth / 2), 0.55 * thick, sides=16)
            pieces.append(("arms", roll, color))
    if corner:
        long = random.uniform(0.5, 0.9)
        part = rounded_box(
            (width / 2 - wide / 2, (low + seat) / 2 - 0.06, depth / 2 + long / 2),
            (wide, seat - low - 0.12, long),
            0.03,
        )
        top = rounded_box(
            (width / 2 - wide / 2, seat - 0.02, depth / 2 + long / 2),
            (0.97 * wide, 0.18, long),
            soft,
        )
        pieces += [("frame", part, color), ("cushions", top, color)]
    pieces.append(
        (
            "feet",
            short_feet(random, width, depth, low + 0.02),
            tint(random, pick(random, "wooden", "metal", "dark")),
        )
    )
    pillows = pick(random, 0, 0, 1, 2)
    for i in range(pillows):
        place = (0.35 * width * (-1) ** i if seats > 1 else 0, seat + 0.25, 0.3 - depth / 2)
        pillow = rotate(ellipsoid((0, 0, 0), (0.2, 0.2, 0.07)), "x", -0.3)
        pieces.append(("pillows", pillow + place, finish(random)[1]))
    has = "without arms" if arms == "no" else f"with {arms} arms"
    shape = "corner" if corner else ""
    loose = f"with {count(pillows, 'pillow')}" if pillows else ""
    places = f"for {count(seats, 'person', 'people')}"
    return describe("sofa", [word, shape], [places, has, loose]), pieces
