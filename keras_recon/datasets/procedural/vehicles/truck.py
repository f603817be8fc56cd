"""A truck with a box, a flat bed, a tank, a tipper or wood on it."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vehicles.pieces import axles, side_windows, wheels
from keras_recon.datasets.surfaces import box, copies, extrude, rod, rotate, rounded_box, sheet

PARTS = ("load", "windows", "wheels", "cab", "bumper", "frame", "pipes")


def make_truck(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, radius = random.uniform(2, 2.5), random.uniform(0.45, 0.55)
    load, deck = random.uniform(3.5, 7), 2 * radius + 0.15
    long_nose = chance(random, 0.35)
    style = pick(random, "a box", "a flat bed", "a tank", "a tipper", "logs")
    word, color = finish(random)
    cab, tall = random.uniform(1.5, 2), random.uniform(1.7, 2.3)
    front = load + 0.25
    slope = random.uniform(0.03, 0.25)
    outline = np.array([(0, 0), (cab, 0), (cab, 0.45 * tall), (cab * (1 - slope), tall), (0, tall)])
    house = extrude(outline + (front, deck - 0.35), width)
    pieces = [("cab", house, color)]
    glass = tint(random, "window")
    screen = [
        (front + cab + 0.02, deck - 0.35 + 0.5 * tall),
        (front + cab * (1 - slope * 0.85) + 0.02, deck - 0.35 + 0.9 * tall),
    ]
    grid = np.array([[(x, y, s * 0.43 * width) for s in (-1, 1)] for x, y in screen])
    pieces.append(("windows", sheet(grid), glass))
    pieces.append(
        side_windows(
            [front + 0.55 * cab],
            deck - 0.35 + 0.68 * tall,
            (0.5 * cab, 0.35 * tall),
            width / 2 + 0.01,
            glass,
        )
    )
    nose = 0
    if long_nose:
        nose = random.uniform(0.9, 1.4)
        hood = rounded_box(
            (front + cab + nose / 2 - 0.1, deck + 0.2, 0), (nose + 0.2, 1.0, 0.8 * width), 0.15
        )
        pieces.append(("cab", hood, color))
    pieces.append(
        (
            "bumper",
            box((front + cab + nose + 0.05, deck - 0.5, 0), (0.15, 0.3, width)),
            tint(random, "metal"),
        )
    )
    end = front + cab + nose
    pieces.append(
        (
            "frame",
            box(((end - 0.3) / 2, deck - 0.25, 0), (end - 0.3, 0.25, 0.5 * width)),
            tint(random, "dark"),
        )
    )
    _, cargo = finish(random, "painted", "painted", "metal", "white")
    part = "load"
    if style == "a box":
        high = random.uniform(1.8, 2.6)
        pieces.append((part, box((load / 2, deck + high / 2, 0), (load, high, width)), cargo))
    elif style == "a tank":
        size = 0.45 * width
        tank = rod((0.05, deck + size, 0), (load, deck + size, 0), size, sides=20)
        pieces.append((part, tank, cargo))
        pieces.append(
            (
                part,
                copies(
                    box((0, deck + 0.1, 0), (0.2, 0.4, 0.7 * width)),
                    [(0.2 * load, 0, 0), (0.8 * load, 0, 0)],
                ),
                tint(random, "dark"),
            )
        )
        pieces.append(
            (
                part,
                rod(
                    (load / 2, deck + 2 * size - 0.1, 0),
                    (load / 2, deck + 2 * size + 0.15, 0),
                    0.25,
                ),
                cargo,
            )
        )
    else:
        wall = {"a flat bed": 0.0, "logs": 0.0, "a tipper": random.uniform(0.8, 1.2)}[style]
        floor = [box((load / 2, deck, 0), (load, 0.15, width))]
        if wall:
            sides = box((load / 2, deck + wall / 2, 0), (load, wall, 0.08))
            floor.append(copies(sides, [(0, 0, z * width / 2) for z in (-1, 1)]))
            ends = box((0, deck + wall / 2, 0), (0.08, wall, width))
            floor.append(copies(ends, [(0, 0, 0), (load, 0, 0)]))
            angle = pick(random, 0, 0, random.uniform(0.3, 0.7))
            floor = [rotate(s - (0, deck, 0), "z", angle) + (0, deck, 0) for s in floor]
            style = "a raised tipper" if angle else style
        pieces += [(part, surface, cargo) for surface in floor]
        if style == "logs":
            size = width / 6
            rows = [(i, j) for j in range(3) for i in range(3 - j)]
            z = [(0, deck + 0.1 + size + j * 1.75 * size, (2 * i + j - 2) * size) for i, j in rows]
            log = rod((0.05, 0, 0), (load - 0.1, 0, 0), size, sides=14)
            pieces.append((part, copies(log, z), tint(random, "bark")))
            posts = [
                (x, deck + size * 2.2, s * width / 2)
                for x in (0.2 * load, 0.8 * load)
                for s in (-1, 1)
            ]
            pieces.append(
                (part, copies(box((0, 0, 0), (0.1, 4.4 * size, 0.1)), posts), tint(random, "metal"))
            )
    rear = pick(random, [0.2], [0.12, 0.32], [0.1, 0.27, 0.44]) if load > 4.5 else [0.2]
    x = [load * share for share in rear] + [end - 0.75]
    pieces += wheels(random, axles(x, radius, width / 2 - 0.2), radius, 0.35)
    pipes = chance(random, 0.25)
    if pipes:
        pipe = rod((front - 0.12, deck, 0), (front - 0.12, deck + tall + 0.2, 0), 0.07)
        pieces.append(
            (
                "pipes",
                copies(pipe, [(0, 0, z * 0.42 * width) for z in (-1, 1)]),
                tint(random, "metal"),
            )
        )
    carries = f"with {style}" if style != "logs" else "loaded with logs"
    number = f"with {count(2 * len(x), 'wheel')}"
    return describe("truck", ["long-nosed" if long_nose else "", word], [carries, number]), pieces
