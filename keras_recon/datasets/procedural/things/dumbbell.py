"""A dumbbell or a barbell, of discs, balls or hexagons."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import copies, ellipsoid, revolve, rod, rotate

PARTS = ("weights", "bar")


def make_dumbbell(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "discs", "balls", "hexagonal heads")
    long = chance(random, 0.4)
    length, thin = (
        (random.uniform(2.4, 3.4) if long else random.uniform(0.8, 1.2)),
        random.uniform(0.045, 0.08),
    )
    word, color = finish(random, "black", "metal", "painted")
    pieces = [("bar", rod((-length / 2, 0, 0), (length / 2, 0, 0), thin), tint(random, "metal"))]
    number = 1
    if style == "discs":
        number = pick(random, 1, 2, 3)
        for i in range(number):
            size, thick = random.uniform(0.25, 0.5), random.uniform(0.06, 0.12)
            x = length / 2 - 0.08 - 0.14 * i - 0.05 * long
            disc = rotate(
                revolve(
                    [
                        (1.1 * thin, -thick / 2),
                        (size, -thick / 2),
                        (size, thick / 2),
                        (1.1 * thin, thick / 2),
                    ],
                    26,
                ),
                "z",
                np.pi / 2,
            )
            pieces.append(("weights", copies(disc, [(-x, 0, 0), (x, 0, 0)]), color))
    elif style == "balls":
        size = random.uniform(0.25, 0.4)
        pieces.append(
            (
                "weights",
                copies(
                    ellipsoid((0, 0, 0), (size, size, size), 12, 18),
                    [(-length / 2, 0, 0), (length / 2, 0, 0)],
                ),
                color,
            )
        )
    else:
        size, thick = random.uniform(0.22, 0.34), random.uniform(0.2, 0.4)
        head = rod((-thick / 2, 0, 0), (thick / 2, 0, 0), size, sides=6)
        pieces.append(("weights", copies(head, [(-length / 2, 0, 0), (length / 2, 0, 0)]), color))
    has = f"with {count(2 * number, 'disc')}" if style == "discs" else f"with two {style}"
    return describe("dumbbell", ["long" if long else "short", word], [has]), pieces
