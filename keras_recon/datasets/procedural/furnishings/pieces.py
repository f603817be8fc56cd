"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.procedural.paint import chance, pick, tint
from keras_recon.datasets.surfaces import box, copies, ellipsoid, extrude, rod


def short_feet(random, width, depth, low):
    """Four feet under something wide: blocks or legs."""
    thick = random.uniform(0.025, 0.05)
    corners = [
        (x * (width / 2 - 0.08), 0, z * (depth / 2 - 0.08)) for x in (-1, 1) for z in (-1, 1)
    ]
    foot = rod(
        (0, 0, 0), (0, low, 0), thick * random.uniform(0.5, 1), thick, sides=pick(random, 4, 12)
    )
    return copies(foot, corners)


def fronts(random, width, height, depth, columns, rows, low, drawer, color):
    """Doors or drawers of a cupboard with their handles."""
    gap, metal = 0.02, tint(random, pick(random, "metal", "brass", "dark", "wooden"))
    wide, tall = width / columns - gap, height / rows - gap
    raised, style = chance(random, 0.4), pick(random, "knob", "bar", "cup")
    z = depth / 2 + 0.01
    pieces = []
    for column in range(columns):
        for row in range(rows):
            x = (column + 0.5) * width / columns - width / 2
            y = low + (row + 0.5) * height / rows
            panel = (
                extrude(
                    [
                        np.array([(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)]) / 2,
                        np.array([(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)])
                        * 0.38,
                    ],
                    0.03,
                )
                if raised
                else box((0, 0, 0), (wide, tall, 0.025))
            )
            pieces.append(("drawers" if drawer else "doors", panel + (x, y, z), color))
            if raised:
                pieces.append(
                    (
                        "drawers" if drawer else "doors",
                        box((x, y, z - 0.008), (0.78 * wide, 0.78 * tall, 0.01)),
                        color,
                    )
                )
            if drawer:
                spots = [x] if wide < 0.7 else [x - wide / 4, x + wide / 4]
                level = y
            else:
                right = column % 2 == 0 if columns > 1 else True
                spots, level = [x + (0.42 if right else -0.42) * wide], y
            for spot in spots:
                if style == "knob":
                    grip = ellipsoid((spot, level, z + 0.035), (0.02, 0.02, 0.025), 6, 8)
                elif style == "bar" and not drawer:
                    grip = box((spot, level, z + 0.03), (0.02, min(0.3, 0.3 * tall), 0.02))
                else:
                    grip = box((spot, level, z + 0.03), (min(0.16, 0.3 * wide), 0.02, 0.025))
                pieces.append(("handles", grip, metal))
    return pieces
