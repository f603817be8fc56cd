"""Tables."""

from keras_recon.datasets.furniture.pieces import build_legs
from keras_recon.datasets.surfaces import box, slab

PARTS = ("top", "legs", "board")


def make_table(random):
    """Give a name and a list of pairs of a part and a surface."""
    width, depth = random.uniform(0.5, 1.6), random.uniform(0.45, 0.9)
    height, thickness = random.uniform(0.3, 0.85), random.uniform(0.02, 0.08)
    is_round = random.random() < 0.35
    if is_round:
        width = depth * random.uniform(1, 1.4)
    style = random.choice(
        ["four legs", "pedestal", "runners", "panels"], p=[0.45, 0.25, 0.15, 0.15]
    )
    pieces = [("top", slab(width, thickness, depth, height, is_round))]
    if style == "panels":
        reach = width * random.uniform(0.3, 0.48)
        panel = (random.uniform(0.02, 0.06), height, depth * random.uniform(0.6, 0.95))
        legs = [box((x, height / 2, 0), panel) for x in (-reach, reach)]
    else:
        # Legs stand under a round top, too.
        inner = 0.72 if is_round else 1
        legs = build_legs(random, style, inner * width, inner * depth, height)
    pieces += [("legs", leg) for leg in legs]
    board = random.random() < 0.4 and style != "pedestal"
    if board:
        share, y = random.uniform(0.6, 0.85), height * random.uniform(0.15, 0.6)
        if is_round:
            share *= 0.8
        plate = slab(share * width, random.uniform(0.015, 0.04), share * depth, y, is_round)
        pieces.append(("board", plate))
    plate = "round" if is_round else "square"
    return f"{plate} table on {style}, {'with' if board else 'without'} a board", pieces
