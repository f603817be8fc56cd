"""A key with a bit, or one that is cut from a plate."""

import numpy as np

from keras_recon.datasets.procedural.describe import a, count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import around, box, circle, extrude, regular, rod, rods, torus

PARTS = ("bit", "shaft", "bow")


def make_key(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    word, metal = finish(random, "brass", "metal", "black")
    length, size = random.uniform(0.7, 1.3), random.uniform(0.18, 0.28)
    modern = chance(random, 0.4)
    bow = pick(random, "round", "oval", "square", "three-lobed")
    if modern:
        thick = 0.05
        outline = {
            "round": circle(size),
            "oval": circle((1.3 * size, 0.9 * size)),
            "square": regular(4, 1.25 * size, start=np.pi / 4),
            "three-lobed": circle(size, sides=24)
            * (1 + 0.25 * np.cos(3 * np.linspace(0, 2 * np.pi, 24, endpoint=False) + np.pi / 2))[
                :, None
            ],
        }[bow]
        pieces = [("bow", extrude([outline, circle(0.25 * size, (0, -0.4 * size))], thick), metal)]
        y = np.linspace(0.7 * size, 0.7 * size + length, 18)
        cuts = np.where(np.arange(18) > 3, random.uniform(0.02, 0.1, 18), 0.1)
        blade = np.concatenate(
            [[(-0.06, y[0])], [(-0.06, y[-1] - 0.05)], np.stack([cuts, y], axis=1)[::-1]]
        )
        pieces.append(("bit", extrude(blade, 0.8 * thick), metal))
        says = "cut from a plate"
    else:
        thin = random.uniform(0.03, 0.05)
        if bow == "three-lobed":
            rings = around(
                torus((0, 0.75 * size, 0), 0.55 * size, thin, "z", 16, 6), 3, "z", np.pi / 3
            )
        elif bow == "square":
            corners = np.array([(x, y, 0) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]) * size
            rings = rods(corners, np.roll(corners, -1, 0), thin)
        else:
            rings = torus((0, 0, 0), (size * (1.5 if bow == "oval" else 1), size), thin, "z", 20, 8)
        pieces = [
            ("bow", rings, metal),
            ("shaft", rod((0, 0.95 * size, 0), (0, size + length, 0), thin), metal),
        ]
        pieces.append(("shaft", torus((0, size + 0.06, 0), thin, 0.02, sides=12, section=6), metal))
        teeth = random.integers(1, 4)
        low = size + 0.75 * length
        for i in range(teeth):
            y, reach = low + i * 0.08, random.uniform(0.15, 0.25)
            pieces.append(("bit", box((reach / 2, y, 0), (reach, 0.05, 0.05)), metal))
        says = f"with {count(teeth, 'tooth', 'teeth')}"
    return describe("key", [word], [f"with {a(bow)} bow", says]), lay(random, pieces)
