"""A bicycle: a racer, one of a low frame, a cruiser, or a tandem."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    box,
    circle,
    curve,
    extrude,
    mirror,
    rod,
    rods,
    sweep,
    torus,
)

PARTS = ("pedals", "wheels", "handlebar", "frame", "saddle", "basket", "mudguards")


def _spoked(random, radius, tyre, number):
    """A wheel of wire spokes in the plane of x and y."""
    ring = torus((0, 0, 0), radius, tyre, "z", 28, 6)
    angle = 2 * np.pi * np.arange(number) / number
    rim = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1) * radius
    hub = np.stack(
        [0.03 * np.sin(angle), -0.03 * np.cos(angle), 0.05 * (-1.0) ** np.arange(number)], axis=1
    )
    metal = tint(random, "metal")
    axle = rod((0, 0, -0.07), (0, 0, 0.07), 0.03)
    return [
        ("wheels", ring, tint(random, "rubber")),
        ("wheels", rods(hub, rim, 0.006, sides=4), metal),
        ("wheels", axle, metal),
    ]


def make_bicycle(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, base = random.uniform(0.3, 0.36), random.uniform(0.95, 1.1)
    style = pick(random, "racing", "city", "low-framed", "tandem")
    base += 0.6 if style == "tandem" else 0
    word, color = finish(random)
    thin = random.uniform(0.014, 0.022)
    metal, dark = tint(random, "metal"), tint(random, "dark")
    pieces = []
    tyre = 0.014 if style == "racing" else random.uniform(0.02, 0.035)
    wheel = _spoked(random, radius, tyre, random.integers(8, 15) * 2)
    for x in (0, base):
        pieces += [(name, surface + (x, radius, 0), paint) for name, surface, paint in wheel]
    rear, front = np.array((0, radius, 0)), np.array((base, radius, 0))
    crank = np.array((0.42, radius * 0.85, 0))
    seat = crank + (-0.17, random.uniform(0.45, 0.55), 0)
    head = np.array((base - random.uniform(0.15, 0.22), seat[1] + random.uniform(0, 0.1), 0))
    lower = head - (-0.05, 0.14, 0)
    top = crank + 0.45 * (seat - crank) if style == "low-framed" else seat - (0, 0.05, 0)
    pairs = [(crank, seat), (head - (0, 0.05, 0), top), (lower, crank), (head, lower)]
    if style == "tandem":
        other = crank + (0.6, 0, 0)
        second = other + (-0.17, 0.5, 0)
        pairs += [(other, second), (other, crank), (second, crank), (lower, other)]
    for z in (-0.05, 0.05):
        pairs += [
            (rear + (0, 0, z), crank),
            (rear + (0, 0, z), seat - (0, 0.08, 0)),
            (lower, front + (0, 0, z)),
        ]
    starts, ends = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    pieces.append(("frame", rods(starts, ends, thin, sides=8), color))
    saddles = [seat, second] if style == "tandem" else [seat]
    for place in saddles:
        y = place + (-0.02, 0.07, 0)
        outline = curve(
            [
                (-0.13, 0.08),
                (0.05, 0.03),
                (0.15, 0.015),
                (0.15, -0.015),
                (0.05, -0.03),
                (-0.13, -0.08),
            ],
            14,
            True,
        )
        pieces.append(("saddle", extrude(outline, 0.045, "y") + y, dark))
        pieces.append(("frame", rod(place - (0, 0.02, 0), y, 0.013), metal))
    stem = head + (-0.02, 0.1, 0)
    pieces.append(("handlebar", rod(head, stem, 0.016), metal))
    if style == "racing":
        bar = [
            (0.02, 0, 0),
            (0.02, 0, 0.2),
            (0.14, 0, 0.21),
            (0.13, -0.14, 0.21),
            (0.02, -0.14, 0.21),
        ]
    else:
        sweep_back = random.uniform(0, 0.25)
        bar = [
            (0, 0, 0),
            (0.02, 0.08, 0.15),
            (-0.3 * sweep_back, 0.1, 0.27),
            (-sweep_back, 0.08, 0.32),
        ]
    bar = sweep(curve(bar, 14) + stem, 0.014, 6, normal=(0.1, 1, 0.0))
    pieces += [("handlebar", bar, dark), ("handlebar", mirror(bar, "z"), dark)]
    for place in (crank, crank + (0.6, 0, 0))[: 2 if style == "tandem" else 1]:
        ring = torus(place + (0, 0, 0.06), 0.09, 0.012, "z", 18, 5)
        angle = random.uniform(0, np.pi)
        arm = np.array((np.cos(angle), np.sin(angle), 0)) * 0.16
        pieces.append(("pedals", ring, metal))
        for side in (-1, 1):
            tip = place + side * arm + (0, 0, side * 0.08)
            pieces.append(("pedals", rod(place + (0, 0, side * 0.07), tip, 0.012, sides=6), metal))
            pieces.append(("pedals", box(tip + (0, 0, side * 0.06), (0.09, 0.025, 0.1)), dark))
    chain = [crank + (0, y, 0.06) for y in (0.09, -0.09)]
    pieces.append(
        ("pedals", rods(chain, [rear + (0, y, 0.06) for y in (0.03, -0.03)], 0.006, sides=4), metal)
    )
    details = []
    if style != "racing" and chance(random, 0.45):
        guard = circle(radius + 0.06, sides=12, start=0.3, stop=2.8)
        path = np.column_stack([guard, np.zeros(12)])
        strip = sweep(path, 0.03, [(0.1, 1), (0.1, -1), (-0.1, -1), (-0.1, 1)], normal=(0, 0, 1))
        for x in (0, base):
            pieces.append(("mudguards", strip + (x, radius, 0), pick(random, color, dark)))
        details.append("with mudguards")
    if style in ("city", "low-framed") and chance(random, 0.4):
        x = base + 0.12
        rows = np.linspace(0, 0.22, 4)
        for y in rows:
            size = 0.13 + 0.2 * y
            corners = np.array(
                [
                    (x + a * size, head[1] - 0.15 + y, b * size)
                    for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
                ]
            )
            pieces.append(("basket", rods(corners, np.roll(corners, -1, 0), 0.008, sides=4), metal))
        pieces.append(("basket", box((x, head[1] - 0.15, 0), (0.26, 0.01, 0.26)), metal))
        details.append("with a basket")
    seats = "with two saddles" if style == "tandem" else ""
    return describe("bicycle", [word, style], [seats, *details]), pieces
