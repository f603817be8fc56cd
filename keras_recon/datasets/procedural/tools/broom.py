"""A broom of a flat head, or a besom."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import box, circle, extrude, rod, rods

PARTS = ("shaft", "bristles", "head", "binding")


def make_broom(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, thin = random.uniform(1.2, 1.7), random.uniform(0.02, 0.035)
    word, color = finish(random, "wooden", "painted")
    straw = tint(random, pick(random, "straw", "dark", "red", "blue"))
    pieces = [("shaft", rod((0, 0, 0), (0, length, 0), thin), color)]
    besom = chance(random, 0.4)
    if besom:
        number, spread, deep = 40, random.uniform(0.1, 0.2), random.uniform(0.4, 0.6)
        angle = random.uniform(0, 2 * np.pi, number)
        out = np.sqrt(random.uniform(0, 1, number))
        ring = np.stack([out * np.cos(angle), 0 * out, out * np.sin(angle)], axis=1)
        starts, ends = 0.05 * ring, spread * ring - (0, deep, 0)
        pieces.append(("bristles", rods(starts + (0, 0.1, 0), ends, 0.012, 0.006, 4), straw))
        binding = rod((0, -0.05, 0), (0, 0.08, 0), 0.075)
        pieces.append(("binding", binding, finish(random)[1]))
    else:
        wide, deep = random.uniform(0.4, 0.8), random.uniform(0.12, 0.3)
        head = _rounded(random, wide)
        pieces.append(("head", head, finish(random, "wooden", "painted")[1]))
        x, z = np.meshgrid(np.linspace(-0.47, 0.47, 16) * wide, (-0.05, 0, 0.05))
        starts = np.stack([x.ravel(), 0 * x.ravel(), z.ravel()], axis=1)
        ends = starts * (1.1, 1, 1.3) - (0, deep, 0)
        pieces.append(("bristles", rods(starts, ends, 0.016, sides=4), straw))
    has = "with a bundle of twigs" if besom else "with a flat head"
    return describe("broom", [], [has, f"with {a(word)} shaft"]), lay(random, pieces)


def _rounded(random, wide):
    """The head of a broom: a plate, or half a cylinder."""
    if chance(random, 0.5):
        return box((0, 0.02, 0), (wide, 0.06, 0.16))
    outline = circle((0.09, 0.12), sides=9, stop=np.pi)
    return extrude(outline, wide, "x")
