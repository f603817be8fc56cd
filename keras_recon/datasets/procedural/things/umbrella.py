"""An umbrella, open or closed, with a straight or a hooked handle; a parasol on a foot."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import around, curve, revolve, rod, sheet, sweep

PARTS = ("ribs", "shaft", "cloth", "handle", "foot")


def make_umbrella(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    ribs, radius, deep = random.integers(6, 11), random.uniform(0.8, 1.1), random.uniform(0.2, 0.5)
    length = random.uniform(1.3, 1.8)
    word, color = finish(random)
    dark = tint(random, pick(random, "dark", "wooden", "metal"))
    opened = chance(random, 0.75)
    top = length
    if opened:
        t = np.linspace(0, 1, 7)
        angle = 2 * np.pi * np.arange(2 * ribs) / (2 * ribs)
        out = (
            radius * t[:, None] * np.where(np.arange(2 * ribs) % 2, np.cos(np.pi / ribs) * 0.98, 1)
        )
        y = (
            top
            - deep * t[:, None] ** 2
            + np.where(np.arange(2 * ribs) % 2, 0.06 * t[:, None] ** 3, 0)
        )
        cloth = sheet(
            np.stack([out * np.cos(angle), y + 0 * angle, out * np.sin(angle)], axis=-1),
            around=True,
        )
        rib = np.stack([radius * t, top - 0.015 - deep * t**2, 0 * t], axis=1)
        pieces = [("cloth", cloth, color), ("ribs", around(sweep(rib, 0.01, 4), ribs), dark)]
        joint = np.array((0, top - 0.55, 0))
        stays = around(rod(joint, (0.5 * radius, top - deep * 0.25 - 0.02, 0), 0.01, sides=4), ribs)
        pieces.append(("ribs", stays, dark))
    else:
        folds = 4 * ribs
        angle = 2 * np.pi * np.arange(folds) / folds
        t = np.linspace(0, 1, 9)
        size = 0.03 + 0.12 * np.sin(np.pi * np.minimum(1, t * 0.62 + 0.02))
        out = size[:, None] * (1 + 0.3 * (-1.0) ** np.arange(folds))
        twist_by = 1.2 * t[:, None]
        cloth = np.stack(
            [
                out * np.cos(angle + twist_by),
                (top - 0.75 * t * length * 0.9)[:, None] + 0 * angle,
                out * np.sin(angle + twist_by),
            ],
            axis=-1,
        )
        pieces = [("cloth", sheet(cloth, around=True), color)]
    pieces.append(("shaft", rod((0, 0, 0), (0, top + 0.12, 0), 0.02), dark))
    foot = opened and chance(random, 0.2)
    grip = pick(random, "hooked", "straight")
    if foot:
        pieces.append(
            (
                "foot",
                revolve([(0, -0.4), (0.35, -0.4), (0.3, -0.33), (0.05, -0.3), (0, -0.3)], 20),
                tint(random, "stone"),
            )
        )
        pieces.append(("shaft", rod((0, -0.35, 0), (0, 0, 0), 0.02), dark))
    elif grip == "hooked":
        hook = (
            [(0, 0.12, 0), (0, -0.02, 0)]
            + [
                (0.1 - 0.1 * np.cos(a), -0.02 - 0.1 * np.sin(a), 0)
                for a in np.linspace(0.4, np.pi, 6)
            ]
            + [(0.2, 0.03, 0)]
        )
        pieces.append(("handle", sweep(curve(hook, 20), 0.03), dark))
    else:
        pieces.append(("handle", rod((0, -0.05, 0), (0, 0.15, 0), 0.035), dark))
    holds = "on a round foot" if foot else f"with a {grip} handle"
    return describe(
        "umbrella",
        ["open" if opened else "closed", word],
        [holds, f"with {count(ribs, 'rib')}" if opened else ""],
    ), pieces
