"""Beds."""

import numpy as np

from keras_recon.datasets.furniture.pieces import four_boards, four_legs, grating
from keras_recon.datasets.surfaces import box, rod

PARTS = ("mattress", "pillow", "headboard", "frame", "legs")


def make_bed(random):
    """Give a name and a list of pairs of a part and a surface."""
    width, length = random.uniform(0.8, 1.8), random.uniform(1.8, 2.1)
    bunk = random.random() < 0.15
    width = min(width, 1.1) if bunk else width
    frame, deep = random.uniform(0.15, 0.4), random.uniform(0.1, 0.25)
    rail = frame * random.uniform(0.3, 0.8)
    levels = [frame, frame + random.uniform(0.8, 1.1)] if bunk else [frame]
    pieces = []
    for level in levels:
        mattress = box((0, level + deep / 2, 0), (width, deep, length))
        pieces.append(("mattress", mattress))
        pieces += [("frame", board) for board in four_boards(width, length, level, rail)]
        if random.random() < 0.6:
            count = 1 if width < 1.2 else 2
            for x in (np.arange(count) - (count - 1) / 2) * width / 2:
                size = (0.7 * width / count, random.uniform(0.06, 0.14), random.uniform(0.3, 0.45))
                place = (x, level + deep + size[1] / 2, 0.3 - length / 2)
                pieces.append(("pillow", box(place, size)))
    style = random.choice(["solid", "slatted", "ladder", "no"], p=[0.4, 0.25, 0.15, 0.2])
    if bunk:
        style = "no"
        radius, top = random.uniform(0.02, 0.04), levels[1] + random.uniform(0.1, 0.4)
        corners = [(sx * 0.52 * width, sz * 0.51 * length) for sx in (-1, 1) for sz in (-1, 1)]
        legs = [rod((x, 0, z), (x, top, z), radius, sides=4) for x, z in corners]
    elif random.random() < 0.25:
        # The frame stands on the floor.
        legs = []
        under = four_boards(0.95 * width, 0.95 * length, frame - rail, frame - rail)
        pieces += [("frame", board) for board in under]
    else:
        legs = four_legs(random, width, length, frame - rail / 2)
    pieces += [("legs", leg) for leg in legs]
    thickness = random.uniform(0.03, 0.1)
    if style != "no":
        low, high = frame * random.uniform(0, 1), frame + deep + random.uniform(0.1, 0.8)
        board = grating(random, style, 1.04 * width, low, high, -0.52 * length, thickness)
        pieces += [("headboard", piece) for piece in board]
        if random.random() < 0.4:
            # What stands at the foot belongs to the frame.
            high = frame + deep + random.uniform(-0.1, 0.3)
            board = grating(random, style, 1.04 * width, low, high, 0.52 * length, thickness)
            pieces += [("frame", piece) for piece in board]
    kind = "bunk bed" if bunk else "bed"
    stands = "on legs" if legs else "on the floor"
    return f"{kind} {stands}, {style} headboard", pieces
