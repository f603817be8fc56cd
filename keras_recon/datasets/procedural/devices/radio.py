"""A radio with a loudspeaker, a dial and an aerial."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.devices.pieces import facing
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    box,
    circle,
    copies,
    extrude,
    revolve,
    rod,
    rods,
    rounded_box,
    torus,
)

PARTS = ("loudspeaker", "case", "dial", "knobs", "aerial", "handle")


def make_radio(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, height, depth = (
        random.uniform(1.1, 1.6),
        random.uniform(0.6, 0.9),
        random.uniform(0.3, 0.5),
    )
    word, color = finish(random, "wooden", "painted", "black", "white")
    dark, metal = tint(random, "dark"), tint(random, "metal")
    arched = chance(random, 0.3)
    if arched:
        outline = np.concatenate(
            [
                [(-width / 2, -height / 2), (width / 2, -height / 2)],
                circle((width / 2, height * 0.7), (0, 0.1), 16, 0, np.pi),
            ]
        )
        case = extrude(outline, depth)
    else:
        case = rounded_box((0, 0, 0), (width, height, depth), random.uniform(0.02, 0.12))
    pieces = [("case", case, color)]
    front, speakers = depth / 2 + 0.01, pick(random, 1, 1, 2)
    radius = 0.36 * height
    places = (
        [(-0.25 * width, 0, front)]
        if speakers == 1
        else [(s * 0.3 * width, 0, front) for s in (-1, 1)]
    )
    ring = torus((0, 0, 0), radius, 0.03, "z", 20, 6)
    cone = facing(revolve([(0.95 * radius, 0), (0.4 * radius, -0.04), (0, 0.02)], 18))
    slats = copies(
        box((0, 0, 0.01), (1.5 * radius, 0.02, 0.02)),
        [(0, y * radius, 0) for y in (-0.5, -0.25, 0, 0.25, 0.5)],
    )
    for surface, paint in ((ring, metal), (cone, dark), (slats, metal)):
        pieces.append(("loudspeaker", copies(surface, places), paint))
    x = 0.25 * width if speakers == 1 else 0
    pieces.append(
        (
            "dial",
            box((x, 0.2 * height, front), (0.34 * width, 0.22 * height, 0.03)),
            tint(random, "window"),
        )
    )
    knobs = pick(random, 1, 2, 3)
    knob = facing(rod((0, 0, 0), (0, 0.08, 0), 0.06, 0.05))
    spots = [(x + (i - (knobs - 1) / 2) * 0.13 * width, -0.2 * height, front) for i in range(knobs)]
    pieces.append(("knobs", copies(knob, spots), metal))
    aerial, handle = chance(random, 0.5), not arched and chance(random, 0.4)
    if aerial:
        tip = (0.3 * width + random.uniform(-0.3, 0.5), height / 2 + random.uniform(0.6, 1), -0.1)
        pieces.append(("aerial", rod((0.4 * width, height / 2 - 0.05, -0.1), tip, 0.015), metal))
    if handle:
        path = np.array(
            [
                (-0.4 * width, height / 2, 0),
                (-0.4 * width, height / 2 + 0.22, 0),
                (0.4 * width, height / 2 + 0.22, 0),
                (0.4 * width, height / 2, 0),
            ]
        )
        pieces.append(("handle", rods(path[:-1], path[1:], 0.03), dark))
    has = [
        f"with {count(speakers, 'loudspeaker')} and {count(knobs, 'knob')}",
        "with an aerial" if aerial else "",
        "with a handle" if handle else "",
    ]
    return describe("radio", ["arched" if arched else "", word], has), pieces
