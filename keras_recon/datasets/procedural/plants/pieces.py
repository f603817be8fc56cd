"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import curve, hollow, revolve, rotate, sheet


def leaf(length, width, fold=0.2, droop=0.3, shape=0.45):
    """A leaf from the origin along x, `length` long, that hangs down at its end.

    Args:
        length: Of the leaf.
        width: Of the leaf.
        fold: How far its edges are above its middle, as a share of its width.
        droop: How far its tip is below, as a share of its length.
        shape: Where it is broadest, as a share of its length.
    """
    t = np.linspace(0, 1, 8)
    broad = np.sin(np.pi * t ** (np.log(0.5) / np.log(shape))) * width / 2
    y = -droop * length * t**2
    rows = [
        np.stack([length * t, y + abs(s) * fold * broad, s * broad], axis=1) for s in (-1, 0, 1)
    ]
    return sheet(np.stack(rows, axis=1))


def on_sphere(random, count):
    """Unit vectors spread evenly over a sphere, with a random turn, by the golden angle."""
    height = 1 - 2 * (np.arange(count) + 0.5) / count
    angle = np.pi * (3 - np.sqrt(5)) * np.arange(count) + random.uniform(0, 2 * np.pi)
    level = np.sqrt(1 - height**2)
    return np.stack([level * np.cos(angle), height, level * np.sin(angle)], axis=1)


def pot(random, radius, height):
    """A flower pot, its top at y = 0, its name and what it is made of."""
    style = pick(random, "round", "square", "bowl-shaped", "tall")
    height *= 1.7 if style == "tall" else 1
    narrow = random.uniform(0.6, 0.95)
    if style == "bowl-shaped":
        wall = curve([(0.5 * radius, -height), (1.1 * radius, -0.5 * height), (radius, 0)], 8)
    else:
        wall = np.array([(narrow * radius, -height), (radius, 0)])
        if chance(random, 0.4):
            wall = np.concatenate(
                [
                    wall[:1],
                    wall[:1] + 0.7 * (wall[1] - wall[0]),
                    [(1.1 * radius, -0.3 * height), (1.1 * radius, 0)],
                ]
            )
    sides = 4 if style == "square" else 20
    shape = revolve(hollow([(0, -height), *wall], 0.1 * radius), sides)
    shape = rotate(shape, "y", np.pi / 4) if sides == 4 else shape
    word, color = finish(random, "clay", "clay", "painted", "white", "stone")
    soil = revolve([(0.92 * radius, -0.1 * height), (0, -0.08 * height)], sides)
    soil = rotate(soil, "y", np.pi / 4) if sides == 4 else soil
    return [("pot", shape, color), ("soil", soil, tint(random, "bark"))], f"in a {style} {word} pot"
