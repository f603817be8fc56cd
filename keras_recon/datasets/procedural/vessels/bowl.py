"""A bowl, deep or shallow, on a foot or not."""

import numpy as np

from keras_recon.datasets.procedural.describe import NUMBERS, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.surfaces import around, hollow, revolve, rod

PARTS = ("body", "foot")


def make_bowl(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, deep = random.uniform(0.5, 0.8), random.uniform(0.25, 0.8)
    foot, power = radius * random.uniform(0.3, 0.6), random.uniform(0.35, 0.9)
    share = np.linspace(0, 1, 10)
    wall = np.stack([foot + (radius - foot) * share**power, deep * share], axis=1)
    if chance(random, 0.3):
        wall = np.concatenate([wall, [(radius + random.uniform(0.05, 0.2), deep + 0.02)]])
    sides = pick(random, 6, 8, 24, 24, 24, 24)
    word, color = finish(random, "painted", "wooden", "clay", "metal", "glass")
    body = revolve(hollow(np.concatenate([[(0, 0)], wall]), random.uniform(0.02, 0.06)), sides)
    stand = pick(random, "", "on a ring", "on a stem", "on three feet")
    pieces = [("body", body, color)]
    low = random.uniform(0.04, 0.1)
    if stand == "on a ring":
        pieces.append(("foot", revolve([(0.9 * foot, -low), (0.8 * foot, 0.02)]), color))
    elif stand == "on a stem":
        low *= random.uniform(3, 6)
        profile = [(0, -low), (0.9 * foot, -low), (0.2 * foot, 0.04 - low), (0.25 * foot, 0.02)]
        pieces.append(("foot", revolve(profile), color))
    elif stand:
        feet = around(rod((1.1 * foot, -2 * low, 0), (0.8 * foot, 0.05, 0), 0.04, 0.05, 8), 3)
        pieces.append(("foot", feet, color))
    shape = "deep" if deep > 0.9 * radius else "shallow" if deep < 0.5 * radius else "round"
    shape = f"{NUMBERS[sides]}-sided" if sides < 24 else shape
    return describe("bowl", [shape, word], [stand]), pieces
