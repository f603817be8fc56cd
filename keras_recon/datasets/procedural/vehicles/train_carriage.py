"""A carriage on rails: for passengers, a goods wagon, a tank wagon or a locomotive."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vehicles.pieces import axles, side_windows, wheels
from keras_recon.datasets.surfaces import (
    box,
    circle,
    copies,
    curve,
    extrude,
    revolve,
    rod,
    rotate,
    sheet,
)

PARTS = ("wheels", "frame", "body", "ribs", "doors", "windows", "cab", "domes", "chimney", "load")


def make_train_carriage(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "passenger", "covered goods", "open goods", "tank", "steam locomotive")
    width, length, radius = (
        random.uniform(2.2, 2.8),
        random.uniform(6, 11),
        random.uniform(0.35, 0.5),
    )
    deck = 2 * radius + 0.1
    word, color = finish(random)
    dark = tint(random, "dark")
    pieces = [("frame", box((length / 2, deck, 0), (length, 0.25, 0.9 * width)), dark)]
    details = []
    if style == "passenger":
        height = random.uniform(2.1, 2.6)
        arch = circle((width / 2, random.uniform(0.2, 0.5)), (0, height), 9, 0, np.pi)
        outline = np.concatenate([[(-width / 2, 0), (width / 2, 0)], arch])
        pieces.append(
            ("body", extrude(outline + (0, deck), length, "x") + (length / 2, 0, 0), color)
        )
        number = random.integers(4, 10)
        x = np.linspace(0.16, 0.84, number) * length
        pieces.append(
            side_windows(
                x,
                deck + 0.6 * height,
                (0.7 * (x[1] - x[0]), 0.35 * height),
                width / 2 + 0.01,
                tint(random, "window"),
            )
        )
        pieces.append(
            (
                "doors",
                copies(
                    box((0, deck + 0.45 * height, 0), (0.6, 0.8 * height, width + 0.04)),
                    [(0.05 * length, 0, 0), (0.95 * length, 0, 0)],
                ),
                finish(random)[1],
            )
        )
        details.append(f"with {count(number, 'window')} on each side")
    elif style == "covered goods":
        height = random.uniform(2, 2.5)
        gable = np.array(
            [
                (-width / 2, 0),
                (width / 2, 0),
                (width / 2, height),
                (0, height + random.uniform(0.2, 0.5)),
                (-width / 2, height),
            ]
        )
        pieces.append(("body", extrude(gable + (0, deck), length, "x") + (length / 2, 0, 0), color))
        ribs = [(x, deck + height / 2, 0) for x in np.linspace(0.03, 0.97, 9) * length]
        pieces.append(("ribs", copies(box((0, 0, 0), (0.1, height, width + 0.1)), ribs), color))
        pieces.append(
            (
                "doors",
                box((length / 2, deck + 0.48 * height, 0), (1.6, 0.9 * height, width + 0.16)),
                finish(random)[1],
            )
        )
    elif style == "open goods":
        wall = random.uniform(0.6, 1.5)
        side = box((length / 2, deck + wall / 2, 0), (length, wall, 0.1))
        end = box((0, deck + wall / 2, 0), (0.1, wall, width))
        pieces.append(("body", copies(side, [(0, 0, -width / 2), (0, 0, width / 2)]), color))
        pieces.append(("body", copies(end, [(0, 0, 0), (length, 0, 0)]), color))
        ribs = [(x, deck + wall / 2, 0) for x in np.linspace(0.05, 0.95, 8) * length]
        pieces.append(("ribs", copies(box((0, 0, 0), (0.12, wall, width + 0.2)), ribs), color))
        if chance(random, 0.6):
            x, z = np.meshgrid(np.linspace(0, 1, 14), np.linspace(-1, 1, 8))
            y = 0.5 * wall + 0.7 * (1 - z**2) * np.abs(np.sin(random.integers(2, 5) * np.pi * x))
            heap = np.stack([x * length, deck + y, z * 0.48 * width], axis=-1)
            pieces.append(
                ("load", sheet(heap), tint(random, pick(random, "dark", "stone", "straw")))
            )
            details.append("with a heap in it")
    elif style == "tank":
        size = 0.45 * width
        ends = curve([(0, 0), (0.8 * size, 0.12), (size, 0.45)], 6)
        profile = np.concatenate([ends, (ends * (1, -1) + (0, length - 0.6))[::-1]])
        tank = rotate(revolve(profile, 22), "z", -np.pi / 2) + (0.3, deck + size + 0.2, 0)
        pieces.append(("body", tank, color))
        dome = rod((length / 2, deck + 2 * size, 0), (length / 2, deck + 2 * size + 0.5, 0), 0.35)
        pieces.append(("body", dome, color))
        pieces.append(
            (
                "ribs",
                copies(
                    box((0, deck + 0.25, 0), (0.2, 0.5, 0.8 * width)),
                    [(0.15 * length, 0, 0), (0.85 * length, 0, 0)],
                ),
                dark,
            )
        )
    else:
        size, cab = 0.36 * width, random.uniform(1.4, 2)
        y = deck + size + 0.2
        pieces.append(("body", rod((cab, y, 0), (length - 0.3, y, 0), size, sides=20), color))
        tall = random.uniform(2.2, 2.7)
        pieces.append(("cab", box((cab / 2, deck + tall / 2, 0), (cab, tall, width)), color))
        pieces.append(("cab", box((cab / 2, deck + tall, 0), (cab + 0.5, 0.12, width + 0.3)), dark))
        pieces.append(
            side_windows(
                [cab / 2],
                deck + 0.7 * tall,
                (0.5 * cab, 0.3 * tall),
                width / 2 + 0.01,
                tint(random, "window"),
            )
        )
        top = y + size
        chimney = [(0.22, 0), (0.2, 0.5), (random.uniform(0.25, 0.45), random.uniform(0.7, 1.1))]
        pieces.append(("chimney", revolve(chimney, 14) + (length - 0.9, top - 0.1, 0), dark))
        for x in np.linspace(cab + 1, length - 2, pick(random, 1, 2)):
            dome = circle((0.35, 0.45), sides=6, stop=np.pi / 2)
            pieces.append(
                (
                    "domes",
                    revolve([(0.35, -0.2), *dome, (0, 0.45)], 14) + (x, top, 0),
                    tint(random, "brass"),
                )
            )
        cow = extrude(np.array([(0, 0), (0.7, -0.6), (0, -0.6)]), width * 0.8) + (length, deck, 0)
        pieces.append(("frame", cow, dark))
        details.append("with a chimney")
    if style == "steam locomotive":
        big = radius * random.uniform(1.3, 1.7)
        x = np.linspace(0.2, 0.55, random.integers(2, 5)) * length
        pieces += wheels(random, axles(x, big, 0.36 * width), big, 0.15, 8)
        bar = box((x.mean(), big, 0), (x[-1] - x[0] + 0.3, 0.1, 0.06))
        pieces.append(
            (
                "frame",
                copies(bar, [(0, 0, z * 0.42 * width) for z in (-1, 1)]),
                tint(random, "metal"),
            )
        )
        pieces += wheels(random, axles([0.82 * length], radius, 0.36 * width), radius, 0.15, 0)
    else:
        x = (
            np.array([0.12, 0.12 + 2.6 * radius / length, 0.88 - 2.6 * radius / length, 0.88])
            * length
        )
        pieces += wheels(random, axles(x, radius, 0.36 * width), radius, 0.15, 0)
        buffers = rod((-0.4, deck, 0), (length + 0.4, deck, 0), 0.12, sides=8)
        pieces.append(("frame", copies(buffers, [(0, 0, z * 0.3 * width) for z in (-1, 1)]), dark))
    return describe("train carriage", [word, style], details), pieces
