"""Chairs."""

from keras_recon.datasets.furniture.pieces import build_legs, grating
from keras_recon.datasets.surfaces import box, rod, shear, slab

PARTS = ("seat", "back", "legs", "arms")


def make_chair(random):
    """Give a name and a list of pairs of a part and a surface."""
    width, depth = random.uniform(0.38, 0.6), random.uniform(0.36, 0.55)
    seat = random.uniform(0.6, 0.8) if random.random() < 0.2 else random.uniform(0.3, 0.5)
    thickness = random.choice([random.uniform(0.02, 0.04), random.uniform(0.06, 0.14)])
    is_round = random.random() < 0.25
    style = random.choice(["four legs", "pedestal", "runners"], p=[0.6, 0.2, 0.2])
    back = random.choice(["solid", "slatted", "ladder", "no"], p=[0.35, 0.3, 0.2, 0.15])
    pieces = [("seat", slab(width, thickness, depth, seat, is_round))]
    pieces += [("legs", leg) for leg in build_legs(random, style, width, depth, seat)]
    if back != "no":
        bottom = seat + thickness * random.uniform(0, 1)
        top = bottom + random.uniform(0.2, 0.65)
        across = width * random.uniform(0.75, 1)
        board = grating(random, back, across, bottom, top, 0, random.uniform(0.015, 0.06))
        slope = random.uniform(0, 0.3)
        place = (0, 0, 0.02 - depth / 2)
        pieces += [("back", shear(piece, bottom, slope) + place) for piece in board]
    arms = random.random() < 0.4
    if arms:
        height = seat + thickness + random.uniform(0.12, 0.25)
        breadth, length = random.uniform(0.03, 0.09), depth * random.uniform(0.7, 1)
        solid = random.random() < 0.35
        for x in (-width / 2, width / 2):
            if solid:
                middle = (seat + height) / 2
                pieces.append(("arms", box((x, middle, 0), (breadth, height - seat, length))))
                continue
            pieces.append(("arms", box((x, height, 0), (breadth, 0.03, length))))
            front = length / 2 - 0.03
            pieces.append(("arms", rod((x, seat, front), (x, height, front), 0.3 * breadth)))
    plate = "round" if is_round else "square"
    name = f"{plate} chair on {style}, {back} back, {'with' if arms else 'without'} arms"
    return name, pieces
