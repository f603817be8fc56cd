"""A bridge: of arches, hung from cables, of a truss, or of beams on piers."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, circle, copies, extrude, rod, rods, sweep

PARTS = ("towers", "rails", "cables", "deck", "piers", "truss", "arches")


def make_bridge(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "arched", "suspension", "cable-stayed", "truss", "beam", "humpbacked")
    length, width = random.uniform(8, 14), random.uniform(1, 2)
    details = []
    if style in ("arched", "humpbacked"):
        word, color = finish(random, "stone", "brick")
        number = 1 if style == "humpbacked" else random.integers(2, 6)
        span, height = length / number, random.uniform(1.4, 2.4)
        pier, hump = random.uniform(0.1, 0.2) * span, 0.0
        if style == "humpbacked":
            length, hump = 0.6 * length, random.uniform(0.6, 1.2)
            span, pier = length, 0.22 * length
        rise = min(span / 2 - pier / 2, height * random.uniform(0.65, 0.85))
        x = np.linspace(-length / 2, length / 2, 17)
        top = np.stack([x, height + hump * (1 - (2 * x / length) ** 2)], axis=1)[::-1]
        outline = [(-length / 2, 0)]
        for i in range(number):
            middle = -length / 2 + (i + 0.5) * span
            outline += [*circle(((span - pier) / 2, rise + hump * 0.8), (middle, 0), 11, np.pi, 0)]
        outline += [(length / 2, 0), *top]
        pieces = [("arches", extrude(np.array(outline), width), color)]
        wall = np.concatenate([top, top[::-1] + (0, 0.35)])
        rail = extrude(wall, 0.15)
        pieces.append(
            ("rails", copies(rail, [(0, 0, s * (width - 0.15) / 2) for s in (-1, 1)]), color)
        )
        details.append(f"with {count(number, 'arch', 'arches')}")
        return describe("bridge", ["" if style == "arched" else style, word], details), pieces
    color = tint(random, pick(random, "metal", "red", "green", "stone"))
    deck = random.uniform(1.2, 2)
    pieces = [("deck", box((0, deck, 0), (length, 0.2, width)), tint(random, "stone"))]
    thin = random.uniform(0.03, 0.05)
    if style == "suspension":
        tower, tall = random.uniform(0.26, 0.33) * length, deck + random.uniform(1.8, 3)
        x = np.concatenate(
            [
                np.linspace(-length / 2, -tower, 7),
                np.linspace(-tower, tower, 15)[1:],
                np.linspace(tower, length / 2, 7)[1:],
            ]
        )
        inner = (deck + 0.3) + (tall - deck - 0.3) * (x / tower) ** 2
        outer = tall + (deck - tall) * ((np.abs(x) - tower) / (length / 2 - tower)).clip(0) ** 0.85
        y = np.where(np.abs(x) < tower, inner, outer)
        for z in (-width / 2, width / 2):
            path = np.stack([x, y, 0 * x + z], axis=1)
            pieces.append(("cables", sweep(path, 1.5 * thin, 6, normal=(0, 0, 1)), color))
            pieces.append(
                (
                    "cables",
                    rods(path[1:-1], path[1:-1] * (1, 0, 1) + (0, deck, 0), 0.6 * thin, sides=4),
                    color,
                )
            )
            for side in (-tower, tower):
                pieces.append(("towers", box((side, tall / 2, z), (0.3, tall, 0.25)), color))
        for side in (-tower, tower):
            for level in (tall - 0.15, (tall + deck) / 2):
                pieces.append(("towers", box((side, level, 0), (0.22, 0.2, width)), color))
        details.append("with two towers and hanging cables")
    elif style == "cable-stayed":
        towers, tall = pick(random, 1, 2), deck + random.uniform(2, 3.5)
        number = random.integers(4, 9)
        for place in [0] if towers == 1 else [-0.25 * length, 0.25 * length]:
            reach = (0.47 if towers == 1 else 0.23) * length
            for z in (-width / 2, width / 2):
                pieces.append(
                    (
                        "towers",
                        rod((place, 0, 1.3 * z), (place, tall, 0.3 * z), 0.15, 0.12, 8),
                        color,
                    )
                )
                steps = np.linspace(0.2, 1, number)
                for side in (-1, 1):
                    low = np.stack(
                        [place + side * reach * steps, 0 * steps + deck, 0 * steps + z], axis=1
                    )
                    high = np.stack(
                        [
                            0 * steps + place,
                            deck + (tall - deck) * (0.5 + 0.48 * steps),
                            0 * steps + 0.4 * z,
                        ],
                        axis=1,
                    )
                    pieces.append(("cables", rods(low, high, 0.6 * thin, sides=4), color))
        details.append(f"with {count(towers, 'tower')} and straight cables")
    elif style == "truss":
        number, tall = random.integers(5, 10), random.uniform(1, 1.7)
        x = np.linspace(-length / 2, length / 2, number + 1)
        arch = chance(random, 0.4)
        top = deck + tall * (
            0.4 + 0.8 * (1 - (2 * x / length) ** 2) if arch else np.ones(number + 1)
        )
        for z in (-width / 2, width / 2):
            low = np.stack([x, 0 * x + deck, 0 * x + z], axis=1)
            high = np.stack([x, top, 0 * x + z], axis=1)
            diagonal = np.where(np.arange(number)[:, None] % 2, low[:-1], high[:-1])
            other = np.where(np.arange(number)[:, None] % 2, high[1:], low[1:])
            starts = np.concatenate([low, high[:-1], diagonal])
            ends = np.concatenate([high, high[1:], other])
            pieces.append(("truss", rods(starts, ends, 1.4 * thin, sides=4), color))
        bars = np.stack([x, top, 0 * x - width / 2], axis=1)
        pieces.append(("truss", rods(bars, bars * (1, 1, -1), thin, sides=4), color))
        details.append("with an arched top" if arch else "with a level top")
    else:
        number = random.integers(2, 6)
        x = np.linspace(-0.42, 0.42, number) * length
        pier = pick(
            random,
            box((0, deck / 2, 0), (0.35, deck, 0.8 * width)),
            rod((0, 0, 0), (0, deck, 0), 0.25),
        )
        pieces.append(
            ("piers", copies(pier, np.stack([x, 0 * x, 0 * x], axis=1)), tint(random, "stone"))
        )
        details.append(f"on {count(number, 'pier')}")
    if style != "truss" and chance(random, 0.7):
        x = np.linspace(-length / 2, length / 2, 15)
        for z in (-width / 2, width / 2):
            posts = np.stack([x, 0 * x + deck, 0 * x + z], axis=1)
            pieces.append(("rails", rods(posts, posts + (0, 0.4, 0), 0.025, sides=4), color))
            pieces.append(
                (
                    "rails",
                    rods(
                        [(-length / 2, deck + 0.4, z)], [(length / 2, deck + 0.4, z)], 0.03, sides=4
                    ),
                    color,
                )
            )
    if style in ("cable-stayed", "truss"):
        x = np.array([-0.48, 0.48]) * length
        pieces.append(
            (
                "piers",
                copies(
                    box((0, deck / 2, 0), (0.3, deck, width)), np.stack([x, 0 * x, 0 * x], axis=1)
                ),
                tint(random, "stone"),
            )
        )
    return describe("bridge", [style], details), pieces
