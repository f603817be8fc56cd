"""A door in its frame, of panels, glazed, with an arch, open or closed."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import circle, ellipsoid, extrude, rods, rotate

PARTS = ("panes", "handle", "leaf", "frame")


def make_door(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, height, thick = random.uniform(0.75, 1), random.uniform(1.9, 2.2), 0.05
    word, color = finish(random, "wooden", "painted", "white")
    arch = chance(random, 0.2)
    outline = np.array([(0, 0), (width, 0), (width, height), (0, height)])
    if arch:
        outline = np.concatenate(
            [outline[:2], circle(width / 2, (width / 2, height - width / 2), 12, 0, np.pi)]
        )
    columns, rows = pick(random, (1, 2), (2, 2), (2, 3), (1, 1), (2, 4))
    margin = 0.1
    wide = (width - margin) / columns - margin
    top = height - (width / 2 if arch else 0)
    tall = (top - margin) / rows - margin
    cells = [
        (margin + c * (wide + margin), margin + r * (tall + margin))
        for c in range(columns)
        for r in range(rows)
    ]
    panels = [
        np.array([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]) for x, y in cells
    ]
    style = pick(random, "panelled", "glazed", "plain")
    leaf = []
    if style == "plain":
        leaf.append(("leaf", extrude(outline, thick), color))
    else:
        leaf.append(("leaf", extrude([outline, *panels], thick), color))
        inner = tint(random, "glass") if style == "glazed" else color
        leaf += [("panes", extrude(panel, 0.4 * thick), inner) for panel in panels]
    metal = tint(random, pick(random, "metal", "brass"))
    for z in (-1, 1):
        if chance(random, 0.5):
            leaf.append(
                (
                    "handle",
                    ellipsoid(
                        (width - 0.08, 0.48 * height, z * 0.07), (0.035, 0.035, 0.035), 7, 12
                    ),
                    metal,
                )
            )
        else:
            leaf.append(
                (
                    "handle",
                    rods(
                        [(width - 0.07, 0.48 * height, 0), (width - 0.07, 0.48 * height, z * 0.07)],
                        [
                            (width - 0.07, 0.48 * height, z * 0.07),
                            (width - 0.2, 0.48 * height, z * 0.07),
                        ],
                        0.014,
                    ),
                    metal,
                )
            )
    angle = pick(random, 0, random.uniform(0.5, 1.5))
    pieces = [(n, rotate(s, "y", -angle), c) for n, s, c in leaf]
    bar = random.uniform(0.06, 0.12)
    frame_color = pick(random, color, tint(random, "white"))
    if arch:
        out = circle(width / 2 + bar, (width / 2, height - width / 2), 12, 0, np.pi)
        outer = np.concatenate(
            [[(-bar, 0), (0, 0)], outline[2:][::-1], [(width, 0), (width + bar, 0)], out]
        )
    else:
        outer = np.array(
            [
                (-bar, 0),
                (0, 0),
                (0, height),
                (width, height),
                (width, 0),
                (width + bar, 0),
                (width + bar, height + bar),
                (-bar, height + bar),
            ]
        )
    pieces.append(("frame", extrude(outer, 0.12), frame_color))
    opened = "open" if angle else "closed"
    number = (
        f"with {count(len(panels), 'panel' if style == 'panelled' else 'pane')}"
        if style != "plain"
        else ""
    )
    return describe(
        "door", [opened, word, style], ["with an arch above" if arch else "", number]
    ), pieces
