"""Lamps."""

from itertools import pairwise

import numpy as np

from keras_recon.datasets.surfaces import box, lathe, rod

PARTS = ("base", "stem", "shade")


def _shade(random, x, y, z, size, hangs):
    """A shade around the height y: drum, cone, ball or dome."""
    style = random.choice(["drum", "cone", "ball", "dome"])
    if style == "ball":
        angle = np.linspace(0, np.pi, 9)
        heights, radii = y - size * np.cos(angle), size * np.sin(angle)
    elif style == "dome":
        angle = np.linspace(0, np.pi / 2, 6)
        heights, radii = y + size * (np.sin(angle) - 0.5), size * np.cos(angle)
    else:
        height = size * random.uniform(0.6, 1.6)
        top = 1 if style == "drum" else random.uniform(0.2, 0.7)
        if not hangs and random.random() < 0.2:
            top = 1 / top
        heights, radii = np.array([y - height / 2, y + height / 2]), size * np.array([1, top])
    return style, lathe(x, z, heights, radii)


def make_lamp(random):
    """Give a name and a list of pairs of a part and a surface."""
    style = random.choice(["table", "floor", "hanging", "arm"], p=[0.3, 0.25, 0.2, 0.25])
    size, stem = random.uniform(0.1, 0.25), random.uniform(0.006, 0.02)
    height = random.uniform(1.1, 1.7) if style == "floor" else random.uniform(0.3, 0.7)
    if style == "hanging":
        # The base is at the ceiling.
        shade, triangles = _shade(random, 0, 0, 0, size, hangs=True)
        thickness, reach = random.uniform(0.02, 0.06), random.uniform(0.04, 0.12)
        base = rod((0, height, 0), (0, height + thickness, 0), reach)
        pieces = [("base", base), ("stem", rod((0, 0, 0), (0, height, 0), stem))]
        return f"hanging lamp, {shade}", [*pieces, ("shade", triangles)]

    pieces, foot = [], random.choice(["disc", "block", "tripod", "cone"])
    reach, thickness = random.uniform(0.08, 0.2), random.uniform(0.02, 0.08)
    if foot == "tripod":
        thickness = height * random.uniform(0.2, 0.6)
        for angle in 2 * np.pi * np.arange(3) / 3 + random.uniform(0, 1):
            tip = (reach * np.cos(angle), 0, reach * np.sin(angle))
            pieces.append(("base", rod(tip, (0, thickness, 0), 0.012)))
    elif foot == "block":
        pieces.append(("base", box((0, thickness / 2, 0), (2 * reach, thickness, 1.6 * reach))))
    else:
        narrow = random.uniform(0.1, 0.4) if foot == "cone" else 1
        thickness *= 2 if foot == "cone" else 1
        pieces.append(("base", rod((0, 0, 0), (0, thickness, 0), reach, narrow * reach, 20)))

    end = np.array([0, height, 0])
    if style == "arm":
        elbow = np.add(end, (random.uniform(-0.15, 0), random.uniform(-0.15, 0.1), 0))
        end = np.add(elbow, (random.uniform(0.2, 0.4), random.uniform(-0.1, 0.2), 0))
        joints = [np.array([0, thickness, 0]), elbow, end]
    elif style == "table" and random.random() < 0.5:
        # A vase for a stem.
        heights = np.linspace(thickness, height, 6)
        radii = np.r_[0.03, random.uniform(0.02, 0.11, 4), 0.02]
        pieces.append(("stem", lathe(0, 0, heights, radii)))
        joints = []
    else:
        joints = [np.array([0, thickness, 0]), end]
    for start, stop in pairwise(joints):
        pieces.append(("stem", rod(start, stop, stem)))
    shade, triangles = _shade(random, *end, size, hangs=False)
    return f"{style} lamp on a {foot}, {shade}", [*pieces, ("shade", triangles)]
