"""A straight ladder, or a stepladder."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.surfaces import box, rod, rods

PARTS = ("steps", "rails")


def make_ladder(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height, wide = random.uniform(1.2, 2.4), random.uniform(0.35, 0.55)
    number, folding = random.integers(4, 11), chance(random, 0.45)
    word, color = finish(random, "wooden", "metal", "painted")
    thin, top = random.uniform(0.02, 0.035), wide * random.uniform(0.6, 1)
    lean = random.uniform(0.2, 0.35) * height if folding else random.uniform(0, 0.4)
    if folding:
        number = min(number, 7)

    def side(direction):
        low = np.array([(x, 0, direction * lean) for x in (-wide / 2, wide / 2)])
        return low, np.array([(x, height, 0) for x in (-top / 2, top / 2)])

    low, high = side(1)
    pieces = [("rails", rods(low, high, 1.4 * thin, sides=pick(random, 4, 8)), color)]
    share = ((np.arange(number) + 0.7) / (number + 0.4))[:, None]
    left, right = low[0] + share * (high[0] - low[0]), low[1] + share * (high[1] - low[1])
    if folding:
        size = right - left
        for start, span in zip((left + right) / 2, size[:, 0], strict=True):
            pieces.append(("steps", box(start, (span, 0.03, 0.12)), color))
        back = rods(*side(-1), 1.2 * thin, sides=4)
        pieces += [
            ("rails", back, color),
            ("steps", box((0, height, 0), (top + 0.1, 0.04, 0.2)), color),
        ]
        brace = [low[i] * (1, 0, -1) * 0.6 + high[i] * 0.4 for i in (0, 1)]
        pieces.append(("rails", rod(brace[0], brace[1], thin), color))
    else:
        pieces.append(("steps", rods(left, right, thin), color))
    kind = "folding" if folding else "straight"
    return describe("ladder", [kind, word], [f"with {count(number, 'step')}"]), pieces
