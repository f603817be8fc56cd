"""A motorcycle or a scooter."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, tint
from keras_recon.datasets.procedural.vehicles.pieces import wheels
from keras_recon.datasets.surfaces import (
    box,
    circle,
    copies,
    curve,
    ellipsoid,
    extrude,
    mirror,
    rod,
    rods,
    rotate,
    rounded_box,
    sweep,
)

PARTS = (
    "body",
    "wheels",
    "handlebar",
    "engine",
    "fork",
    "light",
    "seat",
    "exhaust",
    "frame",
    "windscreen",
)


def make_motorcycle(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    scooter = chance(random, 0.4)
    radius, base = (0.24, 1.2) if scooter else (random.uniform(0.3, 0.36), random.uniform(1.3, 1.6))
    word, color = finish(random)
    dark, metal = tint(random, "dark"), tint(random, "metal")
    pieces = wheels(
        random, [(0, radius, 0), (base, radius, 0)], radius, random.uniform(0.12, 0.17), 6
    )
    head = np.array((base - 0.28, 0.95, 0))
    forks = np.array([(base, radius, z) for z in (-0.1, 0.1)])
    pieces.append(("fork", rods(forks, head + [(0, 0, -0.06), (0, 0, 0.06)], 0.03), metal))
    bar = curve([(0, 0, 0), (0.02, 0.1, 0.15), (-0.15, 0.12, 0.35)], 10) + head
    bar = sweep(bar, 0.02, 6, normal=(0, 1, 0))
    pieces += [("handlebar", bar, dark), ("handlebar", mirror(bar, "z"), dark)]
    pieces.append(
        ("light", ellipsoid(head + (0.12, 0, 0), (0.1, 0.11, 0.11), 8, 12), tint(random, "white"))
    )
    if scooter:
        shield = extrude(
            np.array(
                [(base - 0.2, 0.3), (base - 0.12, 0.3), (base - 0.22, 0.92), (base - 0.3, 0.92)]
            ),
            0.42,
        )
        floor = box((0.72, 0.26, 0), (0.55, 0.08, 0.35))
        rear = rounded_box((0.12, 0.48, 0), (0.75, 0.42, 0.38), 0.15)
        pieces += [("body", part, color) for part in (shield, floor, rear)]
        pieces.append(("seat", rounded_box((0.12, 0.74, 0), (0.68, 0.12, 0.3), 0.06), dark))
        fender = ellipsoid((base, radius + 0.12, 0), (0.27, 0.16, 0.12), 7, 12)
        pieces.append(("body", fender, color))
    else:
        tank = ellipsoid((0.62 * base, 0.82, 0), (0.28, random.uniform(0.13, 0.18), 0.15), 9, 14)
        engine = box((0.5 * base, 0.48, 0), (0.38, 0.32, 0.28))
        fins = copies(
            box((0, 0, 0), (0.34, 0.02, 0.34)),
            [(0.5 * base, y, 0) for y in (0.5, 0.56, 0.62, 0.68)],
        )
        low = chance(random, 0.5)
        seat = rounded_box((0.25 * base, 0.76, 0), (0.55, 0.13, 0.26), 0.06)
        pieces += [("body", tank, color), ("engine", engine, metal), ("engine", fins, metal)]
        pieces.append(("seat", seat, dark))
        frame = np.array(
            [
                (head, (0.5 * base, 0.35, 0)),
                (head, (0.3 * base, 0.72, 0)),
                ((0.5 * base, 0.35, 0), (0, radius, 0)),
                ((0.3 * base, 0.72, 0), (0, radius, 0)),
            ]
        )
        pieces.append(("frame", rods(frame[:, 0], frame[:, 1], 0.035), color))
        pipe = rod((0.5 * base, 0.32, 0.17), (-0.25, 0.3, 0.19), 0.04, 0.06)
        pieces += [("exhaust", pipe, metal)] + (
            [("exhaust", mirror(pipe, "z"), metal)] if low else []
        )
        arc = np.column_stack([circle(radius + 0.04, sides=9, start=0.5, stop=2.4), np.zeros(9)])
        strip = sweep(arc, 0.08, [(0.1, 1), (0.1, -1), (-0.1, -1), (-0.1, 1)], normal=(0, 0, 1))
        pieces += [("body", strip + (x, radius, 0), color) for x in (0, base)]
    style = "scooter-like" if scooter else ""
    screen = chance(random, 0.3)
    if screen:
        pane = rotate(box((0, 0.2, 0), (0.015, 0.4, 0.35)), "z", 0.3)
        pieces.append(("windscreen", pane + head + (0.08, 0.05, 0), tint(random, "glass")))
    return describe("motorcycle", [word, style], ["with a windscreen" if screen else ""]), pieces
