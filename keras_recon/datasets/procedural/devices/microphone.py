"""A microphone: in the hand, on a stand, on a desk, or of the old days."""

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    copies,
    curve,
    ellipsoid,
    revolve,
    rod,
    rotate,
    rounded_box,
    sweep,
    torus,
)

PARTS = ("stand", "head", "grip", "switch", "cable")


def make_microphone(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "hand-held", "on a stand", "on a desk foot", "old-fashioned")
    dark, metal = tint(random, "dark"), tint(random, "metal")
    word, color = finish(random, "black", "grey", "metal", "brass", "red")
    if style == "old-fashioned":
        pill = rounded_box((0, 0, 0), (0.6, 1, 0.45), 0.22)
        ribs = copies(
            box((0, 0, 0), (0.62, 0.05, 0.47)), [(0, y, 0) for y in (-0.3, -0.15, 0, 0.15, 0.3)]
        )
        pieces = [
            ("head", pill, color),
            ("head", ribs, metal),
            ("head", box((0, 0, 0.22), (0.08, 0.95, 0.06)), metal),
        ]
        low, tilt = -0.5, random.uniform(0, 0.3)
    else:
        size, length = random.uniform(0.22, 0.3), random.uniform(0.9, 1.3)
        grip = revolve(
            [(0, -length), (0.5 * size, -length), (0.75 * size, -0.1), (0.9 * size, 0)], 18
        )
        head = ellipsoid((0, 0.7 * size, 0), (size, size * random.uniform(0.9, 1.2), size), 12, 18)
        pieces = [
            ("grip", grip, color),
            ("head", head, metal),
            ("head", torus((0, 0.7 * size, 0), size, 0.03), dark),
        ]
        if chance(random, 0.5):
            pieces.append(
                ("switch", box((0, -0.4 * length, 0.62 * size), (0.06, 0.14, 0.06)), metal)
            )
        low, tilt = -0.5 * length, random.uniform(0.2, 0.9)
    tilted = [(n, rotate(s - (0, low, 0), "x", tilt), c) for n, s, c in pieces]
    if style == "hand-held":
        cable = chance(random, 0.4)
        if cable:
            path = curve(
                [
                    (0, -length, 0),
                    (0, -length - 0.3, 0),
                    (0.3, -length - 0.5, 0),
                    (0.1, -length - 0.9, 0.1),
                ],
                14,
            )
            pieces.append(("cable", sweep(path, 0.03, 6), dark))
        return describe(
            "microphone", [word, style], ["with a cable" if cable else "without a cable"]
        ), pieces
    high = random.uniform(2, 3.5) if style == "on a stand" else random.uniform(0.3, 0.8)
    if style == "old-fashioned":
        high = pick(random, 0.6, 2.5)
    tilted.append(("stand", rod((0, 0, 0), (0, -high, 0), 0.04), dark))
    tilted.append(
        (
            "stand",
            torus((0, 0, 0), 0.2, 0.04, "z", 16, 6)
            if style != "old-fashioned"
            else rod((0, -0.1, 0), (0, 0.08, 0), 0.1),
            dark,
        )
    )
    if high > 1 and chance(random, 0.5):
        leg = rod((0, 0.25, 0), (0.6, 0, 0), 0.03)
        tilted.append(("stand", around(leg, 3) - (0, high, 0), dark))
        foot = "with three legs"
    else:
        disc = revolve([(0, 0.1), (0.1, 0.08), (0.42, 0.04), (0.42, 0), (0, 0)][::-1], 20) - (
            0,
            high,
            0,
        )
        tilted.append(("stand", disc, dark))
        foot = "with a round foot"
    words = "old-fashioned" if style == "old-fashioned" else ""
    place = style if not words else ("on a stand" if high > 1 else "on a desk foot")
    return describe("microphone", [words, word], [f"{place} {foot}"]), tilted
