"""A rake or a garden fork, which has teeth at the end of a shaft."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import bend, box, copies, curve, rod, rods, rotate, sweep

PARTS = ("teeth", "shaft", "bar")


def make_rake(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, thin = random.uniform(1.3, 1.8), random.uniform(0.02, 0.035)
    number, wide = random.integers(6, 15), random.uniform(0.4, 0.8)
    fan = chance(random, 0.4)
    word, wood = finish(random, "wooden", "wooden", "painted")
    metal = tint(random, pick(random, "metal", "dark", "green"))
    pieces = [("shaft", rod((0, 0, 0), (0, length, 0), thin), wood)]
    if fan:
        angles = np.linspace(-0.6, 0.6, number)
        tips = np.stack([wide * np.sin(angles), length + wide * np.cos(angles), 0 * angles], axis=1)
        teeth = rods(np.array([[0, length - 0.02, 0]]), tips, 0.012, sides=5)
        hooks = rods(tips, tips + (0, 0.02, 0.1), 0.012, sides=5)
        pieces += [("teeth", teeth, metal), ("teeth", hooks, metal)]
        cross = [
            (0.45 * wide * np.sin(a), length + 0.45 * wide * np.cos(a), 0) for a in (-0.6, 0, 0.6)
        ]
        pieces.append(("bar", sweep(curve(cross, 8), 0.015, 6), metal))
    else:
        pieces.append(("bar", box((0, length, 0), (wide, 0.05, 0.05)), metal))
        x = np.linspace(-0.48, 0.48, number) * wide
        tooth = bend(rod((0, 0, 0), (0, 0.2, 0), 0.016, 0.008, 6), random.uniform(0.1, 0.6))
        tooth = rotate(rotate(tooth, "y", -np.pi / 2), "x", np.pi / 2)
        pieces.append(("teeth", copies(tooth, np.stack([x, 0 * x + length, 0 * x], axis=1)), metal))
    shape = "fan-shaped" if fan else "straight"
    return describe(
        "rake", [shape], [f"with {count(number, 'tooth', 'teeth')}", f"with {a(word)} shaft"]
    ), lay(random, pieces)
