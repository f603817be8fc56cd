"""A tall building: a slab, stepped, round or twisted."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, revolve, rod, rotate, sheet

PARTS = ("walls", "windows", "base", "spire")


def make_skyscraper(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "plain", "stepped", "round", "twisted", "tapered")
    width, depth = random.uniform(1.4, 2.2), random.uniform(1.2, 2)
    height, floors = random.uniform(5, 9), random.integers(10, 19)
    word, wall = finish(random, "glass", "grey", "white", "beige", "brown")
    glass = tint(random, "window")
    pieces = []
    y = np.linspace(0, height, floors + 1)[1:]
    if style == "round":
        body = revolve([(0, 0), (width / 2, 0), (width / 2, height), (0, height)])
        bands = revolve([(width / 2 + 0.02, 0), (width / 2 + 0.02, 0.45 * height / floors)])
        pieces.append(("walls", body, wall))
        pieces.append(
            (
                "windows",
                copies(bands, np.stack([0 * y, y - 0.6 * height / floors, 0 * y], axis=1)),
                glass,
            )
        )
    elif style == "stepped":
        number = random.integers(2, 5)
        levels = np.linspace(0, height, number + 1) * np.linspace(0.8, 1, number + 1)
        for i in range(number):
            share = 1 - 0.75 * i / number
            tall = levels[i + 1] - levels[i]
            pieces.append(
                (
                    "walls",
                    box((0, levels[i] + tall / 2, 0), (share * width, tall, share * depth)),
                    wall,
                )
            )
            rows = np.arange(levels[i] + 0.25, levels[i + 1] - 0.1, 0.45)
            band = box((0, 0, 0), (share * width + 0.03, 0.18, share * depth + 0.03))
            pieces.append(
                ("windows", copies(band, np.stack([0 * rows, rows, 0 * rows], axis=1)), glass)
            )
    else:
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (width / 2, depth / 2)
        turn = random.uniform(0.6, 1.6) if style == "twisted" else 0
        top = random.uniform(0.3, 0.7) if style == "tapered" else 1
        levels = np.linspace(0, 1, floors + 1)
        ring = np.stack([corners[:, 0], np.zeros(4), corners[:, 1]], axis=1)
        grid = (
            rotate(ring * np.ones((floors + 1, 1, 1)), "y", turn * levels[:, None])
            * (1 + (top - 1) * levels)[:, None, None]
        )
        grid = grid + (levels * height)[:, None, None] * np.array((0, 1, 0))
        pieces.append(("walls", sheet(grid, around=True), wall))
        pieces.append(("walls", sheet(grid[-1][[0, 1, 3, 2]].reshape(2, 2, 3)), wall))
        bands = np.stack(
            [grid[:-1] * 0.5 + grid[1:] * 0.5, grid[:-1] * 0.1 + grid[1:] * 0.9], axis=1
        ) * (1.02, 1, 1.02)
        pieces.append(
            ("windows", np.concatenate([sheet(band, around=True) for band in bands]), glass)
        )
    spire = chance(random, 0.35)
    if spire:
        pieces.append(
            (
                "spire",
                rod((0, height, 0), (0, height * random.uniform(1.15, 1.35), 0), 0.1, 0.02),
                tint(random, "metal"),
            )
        )
    if chance(random, 0.5):
        pieces.append(("base", box((0, 0.25, 0), (1.5 * width, 0.5, 1.4 * depth)), wall))
    return describe(
        "skyscraper", [style, word], ["with a spire on top" if spire else "with a flat top"]
    ), pieces
