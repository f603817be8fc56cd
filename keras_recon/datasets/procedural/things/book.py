"""A book: closed, open, standing, or a pile of some."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, extrude, mirror, rotate, sheet

PARTS = ("cover", "pages")


def make_book(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "closed", "open", "pile", "standing row")
    width, height = random.uniform(0.7, 1), random.uniform(1, 1.4)

    def volume(width, height, thick, color):
        pages = box((0.02, 0, 0), (width - 0.04, 0.9 * thick, height - 0.06))
        cover = copies(
            box((0, 0, 0), (width + 0.02, 0.03, height)), [(0, -thick / 2, 0), (0, thick / 2, 0)]
        )
        angle = np.linspace(np.pi / 2, 3 * np.pi / 2, 7)
        arc = np.stack([0.05 * np.cos(angle), (thick / 2 + 0.015) * np.sin(angle)], axis=1) - (
            width / 2,
            0,
        )
        spine = sheet(
            np.stack([np.column_stack([arc, np.full(7, z)]) for z in (-height / 2, height / 2)])
        )
        return [
            ("pages", pages, tint(random, "paper")),
            ("cover", cover, color),
            ("cover", spine, color),
        ]

    if style == "closed":
        thick = random.uniform(0.1, 0.4)
        word, color = finish(random)
        pieces = volume(width, height, thick, color)
        if chance(random, 0.5):
            pieces = [(n, rotate(rotate(s, "x", -np.pi / 2), "y", 0.3), c) for n, s, c in pieces]
        return describe(
            "book",
            ["thick" if thick > 0.28 else "thin" if thick < 0.17 else "", word, "closed"],
            [],
        ), pieces
    if style == "open":
        word, color = finish(random)
        t = np.linspace(0, 1, 10)
        rise = random.uniform(0.1, 0.3)
        y = rise * np.sin(np.pi * t**0.6) + 0.06
        leaf = sheet(
            np.stack(
                [
                    np.column_stack([t * width, y, np.full(10, z)])
                    for z in (-0.47 * height, 0.47 * height)
                ]
            )
        )
        block = np.concatenate([np.stack([t * width, y], axis=1), [(width, 0), (0, 0)]])
        side = extrude(block, 0.94 * height)
        pieces = [
            ("pages", part, tint(random, "paper"))
            for part in (side, mirror(side), leaf + (0, 0.015, 0))
        ]
        pieces.append(
            (
                "cover",
                copies(
                    box((0, -0.02, 0), (width + 0.06, 0.03, height)),
                    [(-width / 2, 0, 0), (width / 2, 0, 0)],
                ),
                color,
            )
        )
        if chance(random, 0.4):
            pieces = [(n, rotate(s, "x", 0.5), c) for n, s, c in pieces]
        return describe("book", ["open"], [f"with {a(word)} cover"]), pieces
    number = random.integers(2, 7)
    y, pieces = 0.0, []
    for _ in range(number):
        thick = random.uniform(0.1, 0.3)
        color = finish(random)[1]
        wide, tall = width * random.uniform(0.85, 1.1), height * random.uniform(0.85, 1.1)
        one = volume(wide, tall, thick, color)
        turn = random.normal(0, 0.15) if style == "pile" else 0
        for name, surface, paint in one:
            placed = rotate(surface, "y", turn) + (0, y + thick / 2, 0)
            if style != "pile":
                # Backs to the front, side by side.
                placed = np.stack(
                    [
                        surface[..., 1] + y + thick / 2,
                        surface[..., 2] + tall / 2,
                        -surface[..., 0] - wide / 2,
                    ],
                    axis=-1,
                )
            pieces.append((name, placed, paint))
        y += thick + 0.035
    says = "on a pile" if style == "pile" else "in a row"
    return describe("book", [], [f"{says} of {count(number, 'book')}"]), pieces
