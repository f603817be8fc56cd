"""A helicopter on skids or on wheels."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vehicles.pieces import wheels
from keras_recon.datasets.surfaces import (
    around,
    box,
    curve,
    ellipsoid,
    extrude,
    rod,
    rods,
    rounded_box,
    sweep,
)

PARTS = ("tail", "rotor", "skids", "body", "windows", "tail rotor", "wheels")


def make_helicopter(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    long, tall, wide = random.uniform(0.9, 1.5), random.uniform(0.6, 0.75), random.uniform(0.5, 0.7)
    word, color = finish(random)
    dark, glass = tint(random, "dark"), tint(random, "window")
    boxy = chance(random, 0.35)
    if boxy:
        body = rounded_box((0, 0, 0), (2 * long, 1.7 * tall, 2 * wide), 0.5 * wide)
    else:
        body = ellipsoid((0, 0, 0), (long, tall, wide), 12, 18)
    pieces = [("body", body, color)]
    front = ellipsoid((0.55 * long, 0.12 * tall, 0), (0.5 * long, 0.68 * tall, 0.92 * wide), 9, 16)
    pieces.append(("windows", front, glass))
    boom, lift = random.uniform(1.6, 2.4), random.uniform(0.1, 0.4)
    tail = np.array((-long - boom, lift, 0))
    lattice = chance(random, 0.2)
    if lattice:
        t = np.linspace(0, 1, 6)[:, None]
        start = np.array((-0.7 * long, 0.2 * tall, 0))
        rails = [
            start + (0, y, z) + t * (tail - start)
            for y, z in ((0.15, 0), (-0.12, 0.15), (-0.12, -0.15))
        ]
        for line in rails:
            pieces.append(("tail", rods(line[:-1], line[1:], 0.03, sides=5), dark))
        for one, two in ((0, 1), (1, 2), (2, 0)):
            pieces.append(("tail", rods(rails[one][:-1], rails[two][1:], 0.02, sides=5), dark))
    else:
        pieces.append(("tail", rod((-0.7 * long, 0.15 * tall, 0), tail, 0.45 * wide, 0.1), color))
    fin = np.array([(0.25, -0.1), (0.1, -0.1), (-0.3, 0.6), (-0.05, 0.6)]) + tail[:2]
    pieces.append(("tail", extrude(fin, 0.06), color))
    pieces.append(("tail", box(tail + (0.4, 0, 0), (0.3, 0.04, 0.9)), color))
    small = np.concatenate(
        [
            around(box((0, 0.25, 0), (0.1, 0.5, 0.02)), pick(random, 2, 3, 4), "z"),
            rod((0, 0, -0.08), (0, 0, 0.08), 0.05),
        ]
    )
    pieces.append(("tail rotor", small + tail + (0, 0.15, 0.12), dark))
    number, reach = pick(random, 2, 3, 4, 5), random.uniform(1.8, 2.6)
    mast = tall + random.uniform(0.2, 0.35)
    pieces.append(("rotor", rod((0, 0.8 * tall, 0), (0, mast, 0), 0.07), dark))
    hub = rounded_box((-0.2, 0.95 * tall, 0), (1.1, 0.3, 0.6), 0.12)
    pieces.append(("body", hub, color))
    blade = box((reach / 2, mast, 0), (reach, 0.03, random.uniform(0.13, 0.2)))
    droop = blade.copy()
    droop[..., 1] -= 0.04 * (blade[..., 0] / reach) ** 2
    pieces.append(("rotor", around(droop, number, start=random.uniform(0, 1)), dark))
    pieces.append(("rotor", rod((0, mast - 0.06, 0), (0, mast + 0.06, 0), 0.14), dark))
    skids = chance(random, 0.65)
    low = -tall - random.uniform(0.25, 0.4)
    if skids:
        rail = curve(
            [(-0.8 * long, low, 0), (0, low, 0), (0.75 * long, low, 0), (long, low + 0.2, 0)], 12
        )
        for z in (-1, 1):
            pieces.append(("skids", sweep(rail + (0, 0, z * 1.05 * wide), 0.04, 6), dark))
            ends = np.array([(x, low, z * 1.05 * wide) for x in (-0.4 * long, 0.4 * long)])
            pieces.append(
                ("skids", rods(ends, ends * (1, 0, 0.5) - (0, 0.6 * tall, 0), 0.035, sides=6), dark)
            )
    else:
        places = np.array(
            [(0.6 * long, low, 0), (-0.4 * long, low, wide), (-0.4 * long, low, -wide)]
        )
        pieces += wheels(random, places, 0.17, 0.12, 0)
        pieces.append(
            ("skids", rods(places, places * (1, 0, 0.6) - (0, 0.5 * tall, 0), 0.04, sides=6), dark)
        )
    stands = "on skids" if skids else "on wheels"
    details = [f"with {count(number, 'rotor blade')}", stands]
    return describe(
        "helicopter",
        [word, "boxy" if boxy else "round"],
        [*details, "with a lattice tail" if lattice else ""],
    ), pieces
