"""Shelves."""

import numpy as np

from keras_recon.datasets.surfaces import box, rod

PARTS = ("sides", "boards", "panel")


def make_shelf(random):
    """Give a name and a list of pairs of a part and a surface."""
    width, height = random.uniform(0.4, 1.4), random.uniform(0.4, 2)
    depth, thickness = random.uniform(0.2, 0.45), random.uniform(0.015, 0.05)
    count = random.integers(2, 7)
    style = random.choice(["panels", "posts"], p=[0.65, 0.35])
    pieces = []
    if style == "panels":
        for x in (-width / 2, width / 2):
            pieces.append(("sides", box((x, height / 2, 0), (thickness, height, depth))))
        if random.random() < 0.35:
            x = width * random.uniform(-0.25, 0.25)
            pieces.append(("sides", box((x, height / 2, 0), (thickness, height, 0.98 * depth))))
    else:
        radius, sides = random.uniform(0.01, 0.025), random.choice([4, 12])
        for x in (-width / 2, width / 2):
            for z in (-depth / 2, depth / 2):
                pieces.append(("sides", rod((x, 0, z), (x, height, z), radius, sides=sides)))
    lowest, highest = random.uniform(0, 0.15), random.uniform(0.85, 1)
    levels = np.linspace(lowest, highest, count)
    levels[1:-1] += random.uniform(-0.3, 0.3, count - 2) * (highest - lowest) / count
    for level in levels:
        pieces.append(("boards", box((0, height * level, 0), (width, thickness, depth))))
    panel = random.random() < 0.4
    if panel:
        low, high = height * levels[[0, -1]]
        place = (0, (low + high) / 2, -depth / 2)
        pieces.append(("panel", box(place, (width, high - low, random.uniform(0.005, 0.02)))))
    name = f"shelf of {count} boards on {style}, {'with' if panel else 'without'} a panel"
    return name, pieces
