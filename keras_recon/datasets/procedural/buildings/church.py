"""A church with a nave and one tower or two."""

import numpy as np

from keras_recon.datasets.procedural.buildings.pieces import roof_over
from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, circle, copies, curve, extrude, revolve, rotate

PARTS = ("windows", "cross", "tower", "spire", "nave", "roof", "door", "apse")


def make_church(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, length, height = random.uniform(2.5, 3.5), random.uniform(4, 7), random.uniform(2.2, 3.2)
    word, wall = finish(random, "stone", "white", "brick", "wooden")
    roof = tint(random, "roof")
    rise = random.uniform(0.5, 1) * width / 1.5
    gable = np.array(
        [
            (-width / 2, 0),
            (width / 2, 0),
            (width / 2, height),
            (0, height + rise),
            (-width / 2, height),
        ]
    )
    pieces = [("nave", extrude(gable, length), wall)]
    top = rotate(
        roof_over("gabled", length, width, height, rise, 0.12) + (0, 0.06, 0), "y", np.pi / 2
    )
    pieces.append(("roof", top, roof))
    number = random.integers(3, 6)
    glass = tint(random, "window")
    arch = circle((0.22, 0.22), (0, 0.6), 7, 0, np.pi)
    pane = extrude(np.concatenate([[(-0.22, -0.5), (0.22, -0.5)], arch]), width + 0.05, "x") + (
        0,
        0.5 * height,
        0,
    )
    z = np.linspace(-0.38, 0.38, number) * length
    pieces.append(("windows", copies(pane, np.stack([0 * z, 0 * z, z], axis=1)), glass))
    towers = pick(random, 1, 1, 1, 2)
    size, tall = random.uniform(1.1, 1.6), height + rise + random.uniform(0.5, 2.5)
    size *= 0.8 if towers == 2 else 1
    spire = random.uniform(1.2, 3.2)
    cap = pick(random, "a spire", "a spire", "an onion dome", "a low roof")
    sides = pick(random, 4, 8)
    for x in [0] if towers == 1 else [-width / 2, width / 2]:
        place = np.array((x, 0, length / 2 + (0.3 * size if towers == 1 else 0)))
        pieces.append(("tower", box(place + (0, tall / 2, 0), (size, tall, size)), wall))
        if cap == "an onion dome":
            profile = curve(
                [(0.5 * size, 0), (0.7 * size, 0.4), (0.45 * size, 0.9), (0.1, 1.3), (0.0, 1.7)], 14
            )
            crown, high = revolve(profile, 16), 1.7
        else:
            high = spire if cap == "a spire" else 0.6
            crown = revolve(
                [(0, 0), (0.75 * size if sides == 4 else 0.62 * size, 0), (0, high)], sides
            )
            crown = rotate(crown, "y", np.pi / 4) if sides == 4 else crown
        pieces.append(("spire", crown + place + (0, tall, 0), roof))
        y = tall + high
        cross = [box((0, 0.3, 0), (0.07, 0.7, 0.07)), box((0, 0.4, 0), (0.36, 0.07, 0.07))]
        pieces += [("cross", part + place + (0, y, 0), tint(random, "brass")) for part in cross]
        belfry = box((0, 0.85 * tall, 0), (0.4 * size, 0.7, size + 0.05))
        for turned in (belfry, rotate(belfry, "y", np.pi / 2)):
            pieces.append(("windows", turned + place, tint(random, "dark")))
    front = length / 2 + (0.8 * size if towers == 1 else 0) + 0.02
    pieces.append(
        (
            "door",
            extrude(np.concatenate([[(-0.4, 0), (0.4, 0)], circle(0.4, (0, 1), 8, 0, np.pi)]), 0.06)
            + (0, 0, front),
            tint(random, "wooden"),
        )
    )
    details = [f"with {count(towers, 'tower')} under {cap}"]
    if chance(random, 0.4):
        apse = revolve(
            [(0, 0), (0.36 * width, 0), (0.36 * width, 0.75 * height), (0, 0.75 * height + 0.8)], 14
        )
        pieces.append(("apse", apse - (0, 0, length / 2), wall))
        details.append("with a round apse")
    if chance(random, 0.25):
        arm = extrude(gable * (0.8, 0.95), 1.8 * width, "x")
        pieces.append(("nave", arm - (0, 0, 0.15 * length), wall))
        details.append("with a transept")
    return describe("church", [word], details), pieces
