"""A teapot with its spout, handle and lid."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.procedural.vessels.pieces import handle, lid, radius_at
from keras_recon.datasets.surfaces import curve, mirror, revolve, sweep

PARTS = ("lid", "body", "spout", "handle")


def make_teapot(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    radius, squash = random.uniform(0.45, 0.6), random.uniform(0.65, 1.25)
    height = 2 * radius * squash * 0.9
    style = pick(random, "round", "tapered", "cylindrical")
    foot, top = radius * random.uniform(0.5, 0.75), radius * random.uniform(0.35, 0.6)
    if style == "round":
        wall = curve([(foot, 0), (radius, 0.45 * height), (top, height)], 12)
    elif style == "tapered":
        wall = np.linspace((radius, 0), (top, height), 6)
    else:
        top = 0.85 * radius
        wall = np.array([(radius, 0), (radius, 0.9 * height), (top, height)])
    word, color = finish(random, "painted", "painted", "clay", "metal")
    pieces = [("body", revolve([(0, 0), *wall, (0, height)]), color)]
    pieces += [("lid", part, color) for part in lid(random, 0.95 * top, height + 0.02, 0.3 * top)]
    low = height * random.uniform(0.15, 0.4)
    start, reach = radius_at(wall, low) - 0.06, random.uniform(0.3, 0.55)
    tip = (start + reach + 0.15, height * random.uniform(0.85, 1.05), 0)
    spout = [(start, low, 0), (start + 0.55 * reach, low + 0.1, 0)]
    spout = curve([*spout, (start + 0.75 * reach, 0.65 * height, 0), tip], 12)
    thick = np.linspace(random.uniform(0.1, 0.15), random.uniform(0.04, 0.07), 12)
    pieces.append(("spout", sweep(spout, thick, 12, caps=False), color))
    thin = random.uniform(0.03, 0.05)
    arched = chance(random, 0.3)
    if arched:
        angle = np.linspace(0, np.pi, 14)
        arch = np.stack([0.8 * radius * np.cos(angle), np.sin(angle), np.zeros(14)], axis=1)
        arch = arch * (1, random.uniform(0.6, 0.9), 1) + (0, 0.75 * height, 0)
        pieces.append(("handle", sweep(arch, thin), color))
    else:
        ends = [(radius_at(wall, y * height) - 0.03, y * height) for y in (0.85, 0.2)]
        ear = handle(random, *ends, random.uniform(0.25, 0.4), thin)
        pieces.append(("handle", mirror(ear), color))
    has = "with a handle over its lid" if arched else "with a handle at its side"
    return describe("teapot", [style, word], [has]), pieces
