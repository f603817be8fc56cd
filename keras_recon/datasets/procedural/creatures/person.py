"""A human figure that stands, walks, sits, waves or stretches its arms."""

import numpy as np

from keras_recon.datasets.procedural.creatures.pieces import limb
from keras_recon.datasets.procedural.describe import a, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, curve, ellipsoid, revolve, rod

PARTS = ("head", "legs", "feet", "arms", "hands", "body", "hair", "seat", "hat")


def make_person(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    height = random.uniform(0.9, 1.1)
    stout = random.uniform(0.85, 1.35)
    skin = tint(random, "skin")
    top_word, top = finish(random)
    _, trousers = finish(random, "blue", "black", "brown", "grey", "beige")
    pose = pick(
        random,
        "standing",
        "walking",
        "sitting",
        "waving",
        "with arms stretched out",
        "with hands on its hips",
    )
    dress = chance(random, 0.25) and pose != "sitting"
    hip, shoulder = 0.92 * height, 1.42 * height
    wide, deep = 0.2 * stout, 0.12 * stout
    pieces = []
    torso = [
        (0.8 * wide, hip),
        (0.72 * wide, hip + 0.22),
        (1.02 * wide, shoulder - 0.08),
        (0.5 * wide, shoulder + 0.03),
        (0.3 * wide, shoulder + 0.06),
    ]
    torso = revolve([(0, hip), *curve(torso, 12), (0, shoulder + 0.06)], 18) * (1, 1, deep / wide)
    pieces.append(("body", torso, top))
    pieces.append(("head", rod((0, shoulder, 0), (0, shoulder + 0.14, 0), 0.05), skin))
    head = np.array((0, shoulder + 0.24, 0.01))
    pieces.append(("head", ellipsoid(head, (0.085, 0.12, 0.1), 10, 16), skin))
    pieces.append(("head", ellipsoid(head + (0, -0.01, 0.1), (0.015, 0.025, 0.02), 5, 8), skin))
    hair = tint(random, pick(random, "dark", "brown", "straw", "grey"))
    cut = pick(random, "short", "long", "hat", "bald")
    if cut in ("short", "long"):
        pieces.append(
            ("hair", ellipsoid(head + (0, 0.03, -0.02), (0.095, 0.115, 0.105), 9, 14), hair)
        )
    if cut == "long":
        pieces.append(("hair", ellipsoid(head + (0, -0.12, -0.06), (0.1, 0.18, 0.06), 8, 12), hair))
    elif cut == "hat":
        pieces.append(
            (
                "hat",
                revolve([(0.18, 0.05), (0.1, 0.06), (0.095, 0.17), (0, 0.18)], 16) + head,
                finish(random)[1],
            )
        )
    stride = random.uniform(0.2, 0.4) * (0.4 if dress else 1) if pose == "walking" else 0
    for side in (-1, 1):
        joint = np.array((side * 0.55 * wide, hip + 0.02, 0))
        if pose == "sitting":
            knee, ankle = (
                joint + (side * 0.04, 0.0, 0.45 * height),
                joint + (side * 0.05, -0.45 * height, 0.47 * height),
            )
        else:
            spread = random.uniform(0, 0.08)
            knee = joint + (side * spread, -0.45 * height, 0.4 * side * stride + 0.03)
            ankle = joint + (
                side * 1.5 * spread,
                -0.88 * height,
                side * stride - 0.05 * (stride > 0),
            )
        pieces.append(
            (
                "legs",
                limb([joint, knee, ankle], (0.095 * stout, 0.065 * stout, 0.045), 12),
                skin if dress else trousers,
            )
        )
        shoe = ellipsoid(ankle + (0, -0.01, 0.07), (0.055, 0.05, 0.13), 7, 12)
        pieces.append(("feet", shoe, tint(random, "dark")))
        arm = np.array((side * 1.0 * wide, shoulder - 0.04, 0))
        if pose == "with arms stretched out":
            elbow, hand = (
                arm + (side * 0.27, random.uniform(-0.02, 0.08), 0),
                arm + (side * 0.54, random.uniform(0, 0.15), 0),
            )
        elif pose == "with hands on its hips":
            elbow, hand = (
                arm + (side * 0.2, -0.26, -0.02),
                np.array((side * 0.85 * wide, hip + 0.14, 0.04)),
            )
        elif pose == "waving" and side == 1:
            elbow, hand = arm + (0.2, 0.1, 0), arm + (0.25, 0.42, 0.05)
        elif pose == "sitting":
            elbow, hand = arm + (side * 0.05, -0.3, 0.05), arm + (side * -0.02, -0.4, 0.32)
        else:
            swing = -side * stride * 0.7
            elbow, hand = (
                arm + (side * 0.06, -0.28, 0.4 * swing),
                arm + (side * 0.07, -0.54, swing + 0.06),
            )
        pieces.append(
            ("arms", limb([arm, elbow, hand], (0.065 * stout, 0.045 * stout, 0.035), 12), top)
        )
        pieces.append(("hands", ellipsoid(hand, (0.04, 0.055, 0.04), 7, 10), skin))
    if dress:
        low = random.uniform(0.35, 0.6) * height
        skirt = revolve(
            [
                (0.72 * wide, hip + 0.2),
                (0.9 * wide, hip),
                (random.uniform(1.1, 1.7) * wide, hip - low),
            ],
            18,
        ) * (1, 1, 0.8)
        pieces.append(("body", skirt, top))
    if pose == "sitting":
        seat = box((0, hip - 0.12, 0.05), (0.45, 0.07, 0.45))
        legs = copies(
            box((0, (hip - 0.12) / 2, 0.05), (0.05, hip - 0.12, 0.05)),
            [(x * 0.2, 0, z * 0.2) for x in (-1, 1) for z in (-1, 1)],
        )
        wood = tint(random, "wooden")
        pieces += [("seat", seat, wood), ("seat", legs, wood)]
    ahead = [pose] if not pose.startswith("with") else []
    behind = [pose] if pose.startswith("with") else []
    if pose == "sitting":
        behind.append("on a stool")
    clothes = f"in {a(top_word)} {'dress' if dress else 'jumper'}"
    return describe(
        "person",
        ahead,
        [
            clothes,
            *behind,
            "with long hair" if cut == "long" else "with a hat" if cut == "hat" else "",
        ],
    ), pieces
