"""A wrench: open, a ring, both, or adjustable."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick
from keras_recon.datasets.procedural.tools.pieces import lay
from keras_recon.datasets.surfaces import circle, extrude, mirror, regular, rod, rotate, taper

PARTS = ("head", "shaft")


def make_wrench(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, thick = random.uniform(1, 1.6), random.uniform(0.05, 0.1)
    wide = random.uniform(0.07, 0.12)
    word, metal = finish(random, "metal", "metal", "black", "red", "blue")
    pieces = [
        (
            "shaft",
            taper(
                extrude(_rectangle_of(wide, length), 0.8 * thick), random.uniform(0.7, 1.3), (0,)
            ),
            metal,
        )
    ]
    style = pick(random, "open", "ring", "combination", "adjustable")
    size = random.uniform(0.16, 0.24)

    def jaw(radius, gap):
        angle = gap + np.linspace(0, 2 * np.pi - 2 * gap, 16) + np.pi / 2
        outer = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        gap = radius * 0.45
        inner = np.array(
            [
                (gap, 0.75 * radius),
                (gap, -0.2 * radius),
                (0, -0.4 * radius),
                (-gap, -0.2 * radius),
                (-gap, 0.75 * radius),
            ]
        )
        return rotate(
            extrude(np.concatenate([outer, inner]), thick), "z", random.uniform(-0.3, 0.3)
        )

    def ring(radius):
        return extrude([circle(radius), regular(pick(random, 6, 12), 0.65 * radius)], thick)

    if style == "adjustable":
        body = np.array(
            [
                (-0.1, -0.2),
                (0.1, -0.2),
                (0.2, 0),
                (0.2, 0.12),
                (-0.05, 0.12),
                (-0.05, 0.42),
                (-0.25, 0.36),
                (-0.22, 0),
            ]
        )
        moved = random.uniform(0, 0.12)
        hook = np.array([(0.08, 0.1), (0.24, 0.1), (0.22, 0.4), (0.08, 0.42)]) + (moved, 0)
        head = [extrude(body, 1.3 * thick), extrude(hook, 1.2 * thick)]
        head.append(rod((0.0, -0.02, 0), (0.16, -0.02, 0), 0.05, sides=12))
        pieces += [("head", part + (0, length + 0.1, 0), metal) for part in head]
    else:
        ends = {"open": "jj", "ring": "rr", "combination": "jr"}[style]
        for end, y in zip(ends, (length, 0), strict=True):
            own = size * (1 if y else random.uniform(0.8, 1))
            part = jaw(own, 0.45) if end == "j" else ring(own)
            part = part + (0, 0.8 * own, 0) if y else mirror(part, "y") - (0, 0.8 * own, 0)
            pieces.append(("head", part + (0, y, 0), metal))
    says = {
        "open": "with two open ends",
        "ring": "with two rings",
        "combination": "with an open end and a ring",
        "adjustable": "with an adjustable jaw",
    }
    return describe("wrench", [word], [says[style]]), lay(random, pieces)


def _rectangle_of(width, height):
    """The outline of a rectangle that stands on y = 0."""
    return np.array([(-width / 2, 0), (width / 2, 0), (width / 2, height), (-width / 2, height)])
