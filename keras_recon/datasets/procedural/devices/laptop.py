"""A laptop, opened more or less."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.devices.pieces import grid
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, rotate, rounded_box

PARTS = ("base", "keys", "touchpad", "lid", "screen")


def make_laptop(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width = random.uniform(1.1, 1.5)
    depth, thin = width * random.uniform(0.62, 0.75), random.uniform(0.03, 0.07)
    opening = random.uniform(70, 145)
    word, color = finish(random, "grey", "black", "white", "metal", "painted")
    dark = tint(random, "dark")
    pieces = [("base", rounded_box((0, 0, 0), (width, thin, depth), 0.02), color)]
    rows, columns = pick(random, 4, 5), random.integers(11, 15)
    spots = grid(columns, rows, 0.86 * width, 0.48 * depth)
    places = np.stack([spots[:, 0], 0 * spots[:, 0] + thin / 2, spots[:, 1] - 0.13 * depth], axis=1)
    key = box((0, 0.008, 0), (0.7 * 0.86 * width / columns, 0.018, 0.7 * 0.48 * depth / rows))
    pieces.append(("keys", copies(key, places), dark))
    pad = box((0, thin / 2 + 0.003, 0.32 * depth), (0.32 * width, 0.008, 0.22 * depth))
    pieces.append(("touchpad", pad, tint(random, "grey")))
    lid = [("lid", rounded_box((0, 0, depth / 2), (width, 0.6 * thin, depth), 0.015), color)]
    lid.append(
        (
            "screen",
            box((0, 0.3 * thin + 0.004, 0.51 * depth), (0.93 * width, 0.008, 0.86 * depth)),
            tint(random, "window"),
        )
    )
    for name, surface, paint in lid:
        turned = rotate(surface, "x", -np.radians(opening))
        # The screen is on the side of the keys.
        turned = (
            turned if name == "lid" else rotate(surface * (1, -1, 1), "x", -np.radians(opening))
        )
        pieces.append((name, turned + (0, thin / 2, -depth / 2), paint))
    opened = "wide open" if opening > 120 else "half closed" if opening < 85 else "open"
    return describe("laptop", [opened, word], [f"with {count(rows, 'row')} of keys"]), pieces
