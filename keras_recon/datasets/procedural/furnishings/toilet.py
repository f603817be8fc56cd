"""A toilet with its cistern, the lid open or closed."""

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    box,
    circle,
    curve,
    extrude,
    hollow,
    revolve,
    rod,
    rotate,
    rounded_box,
)

PARTS = ("cistern", "bowl", "seat", "lid", "pipe")


def make_toilet(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, long = random.uniform(0.36, 0.42), random.uniform(0.42, 0.52)
    word, color = finish(random, "white", "white", "white", "painted")
    height = random.uniform(0.38, 0.44)
    foot = random.uniform(0.5, 0.8)
    outside = curve(
        [(0.5 * foot, 0), (0.45 * foot, 0.4 * height), (0.46, 0.85 * height), (0.5, height)], 10
    )
    bowl = revolve(hollow([(0, 0), *outside], 0.08), 26) * (width, 1, long)
    back = box((0, height / 2, -0.5 * long), (0.6 * width, height, 0.3 * long))
    pieces = [("bowl", bowl, color), ("bowl", back, color)]
    seat_color = pick(random, color, tint(random, "wooden"), tint(random, "dark"))
    ring = extrude(
        [circle((0.53 * width, 0.53 * long)), circle((0.32 * width, 0.36 * long))], 0.03, "y"
    )
    pieces.append(("seat", ring + (0, height + 0.02, 0), seat_color))
    lid = extrude(circle((0.53 * width, 0.53 * long)), 0.025, "y")
    opened = chance(random, 0.5)
    if opened:
        hinge = (0, height + 0.04, -0.5 * long)
        pieces.append(("lid", rotate(lid + (0, 0, 0.5 * long), "x", -1.7) + hinge, seat_color))
    else:
        pieces.append(("lid", lid + (0, height + 0.05, 0), seat_color))
    high = chance(random, 0.15)
    y = height + (random.uniform(0.9, 1.2) if high else 0.02)
    tank = rounded_box((0, y + 0.18, -0.62 * long), (1.15 * width, 0.36, 0.18), 0.03)
    pieces += [
        ("cistern", tank, color),
        ("cistern", box((0, y + 0.37, -0.62 * long), (1.2 * width, 0.03, 0.21)), color),
    ]
    if high:
        pieces.append(
            (
                "pipe",
                rod((0, height, -0.62 * long), (0, y, -0.62 * long), 0.03),
                tint(random, "metal"),
            )
        )
    else:
        pieces.append(
            (
                "cistern",
                rod((0, y + 0.38, -0.62 * long), (0, y + 0.41, -0.62 * long), 0.035),
                tint(random, "metal"),
            )
        )
    return describe(
        "toilet",
        [word],
        [
            "with its lid open" if opened else "with its lid closed",
            "with a high cistern" if high else "",
        ],
    ), pieces
