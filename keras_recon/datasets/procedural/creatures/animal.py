"""An animal on four legs."""

import numpy as np

from keras_recon.datasets.procedural.creatures.pieces import limb
from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import finish, pick, tint
from keras_recon.datasets.surfaces import (
    copies,
    curve,
    ellipsoid,
    mirror,
    rod,
    rods,
    rotate,
    sheet,
    sweep,
)

PARTS = ("legs", "head", "ears", "body", "neck", "eyes", "tail", "horns", "tusks", "mane", "trunk")
# Lengths of legs and neck, radius of the body, how high the head is held, and what it has.
_ANIMALS = {
    "dog": (0.5, 0.3, 0.2, 0.9, "floppy ears"),
    "cat": (0.4, 0.15, 0.17, 0.8, "pointed ears"),
    "horse": (0.85, 0.6, 0.26, 0.9, "a mane"),
    "cow": (0.6, 0.25, 0.34, 0.4, "horns"),
    "giraffe": (1.2, 1.5, 0.26, 1.3, "small horns"),
    "elephant": (0.6, 0.12, 0.45, 0.5, "a trunk"),
    "pig": (0.3, 0.1, 0.32, 0.2, "a curled tail"),
    "sheep": (0.4, 0.2, 0.34, 0.6, "a woolly coat"),
    "deer": (0.75, 0.45, 0.2, 1.1, "antlers"),
    "rabbit": (0.22, 0.1, 0.22, 0.9, "long ears"),
    "crocodile": (0.18, 0.15, 0.16, 0.0, "a long tail"),
    "camel": (0.85, 0.6, 0.26, 0.8, "a hump"),
}


def make_animal(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    kind = pick(random, *_ANIMALS)
    legs, neck, girth, rise, feature = _ANIMALS[kind]
    legs, neck, girth = np.array([legs, neck, girth]) * random.uniform(0.85, 1.15, 3)
    half = random.uniform(0.4, 0.6) * {"crocodile": 1.5, "rabbit": 0.45, "pig": 0.85}.get(kind, 1)
    colors = {
        "pig": ("pink",),
        "elephant": ("grey",),
        "crocodile": ("green",),
        "sheep": ("white", "white", "black"),
        "giraffe": ("yellow", "beige"),
    }
    word, color = finish(random, *colors.get(kind, ("brown", "grey", "black", "white", "beige")))
    dark = tint(random, "dark")
    y = legs + girth * 0.8
    pieces = [
        ("body", ellipsoid((0, y, 0), (half + girth * 0.6, girth, girth * 0.85), 12, 18), color)
    ]
    if kind not in ("pig", "sheep", "elephant"):
        pieces[0] = (
            "body",
            limb(
                [(-half, y, 0), (0, y - 0.04, 0), (half, y + 0.02, 0)],
                (girth * 0.85, girth * 0.9, girth),
                14,
            ),
            color,
        )
    if kind == "sheep":
        bumps = random.normal(size=(40, 3))
        bumps = bumps / np.linalg.norm(bumps, axis=1, keepdims=True) * (
            half + 0.55 * girth,
            girth * 0.9,
            girth * 0.75,
        ) + (0, y, 0)
        pieces.append(
            ("body", copies(ellipsoid((0, 0, 0), (0.11, 0.11, 0.11), 6, 8), bumps), color)
        )
    thick = girth * {"elephant": 0.4, "pig": 0.28}.get(kind, 0.24)
    pose = pick(
        random,
        "standing",
        "standing",
        "walking",
        "sitting" if kind in ("dog", "cat") else "standing",
    )
    stride = random.uniform(0.15, 0.35) * legs if pose == "walking" else 0
    for i, (x, z) in enumerate(((1, 1), (1, -1), (-1, 1), (-1, -1))):
        step = stride * (1 if i in (0, 3) else -1)
        hip = np.array((x * half * 0.85, y - 0.2 * girth, z * girth * 0.55))
        foot = np.array((hip[0] + step, 0.03, hip[2] * 1.05))
        knee = (hip + foot) / 2 + (0.08 * legs * (1 if x > 0 else -1) * (kind != "elephant"), 0, 0)
        pieces.append(
            ("legs", limb([hip, knee, foot], (1.5 * thick, thick, 0.75 * thick), 9), color)
        )
        pieces.append(
            (
                "legs",
                ellipsoid(foot + (0.03, 0, 0), (thick, 0.05, 0.85 * thick), 6, 10),
                dark if kind in ("horse", "cow", "deer", "sheep", "pig") else color,
            )
        )
    shoulder = np.array((half * 0.95, y + 0.3 * girth, 0))
    direction = np.array((1, rise, 0)) / np.hypot(1, rise)
    throat = shoulder + neck * direction
    if kind == "crocodile":
        direction = np.array((1, 0.0, 0))
    pieces.append(
        (
            "neck",
            limb(
                [shoulder - 0.1 * direction, (shoulder + throat) / 2, throat],
                (girth * 0.65, girth * 0.45, girth * 0.42),
                10,
            ),
            color,
        )
    )
    size = {
        "elephant": 0.26,
        "cat": 0.15,
        "rabbit": 0.15,
        "giraffe": 0.14,
        "cow": 0.19,
        "horse": 0.15,
    }.get(kind, 0.17)
    long = {
        "horse": 1.7,
        "crocodile": 2.8,
        "cow": 1.4,
        "giraffe": 1.6,
        "deer": 1.4,
        "dog": 1.2,
        "pig": 1.2,
        "camel": 1.5,
    }.get(kind, 1.05)
    head = throat + (0.5 * size, 0.3 * size * (kind != "crocodile"), 0)
    droop = 0.5 if kind in ("horse", "cow", "giraffe", "deer", "camel") else 0.1
    skull = [ellipsoid((0, 0, 0), (size, 0.9 * size, 0.8 * size), 9, 14)]
    flat = 0.35 if kind == "crocodile" else 0.55
    skull.append(
        ellipsoid(
            (size * long * 0.75, -0.2 * size, 0),
            (size * long * 0.65, flat * size, 0.55 * size),
            8,
            12,
        )
    )
    skull = [rotate(part, "z", -droop) + head for part in skull]
    pieces += [("head", part, color) for part in skull]
    eyes = [head + (0.55 * size, 0.35 * size, s * 0.62 * size) for s in (-1, 1)]
    pieces.append(("eyes", copies(ellipsoid((0, 0, 0), (0.03, 0.03, 0.03), 5, 8), eyes), dark))
    nose = rotate(np.array((size * long * 1.38, -0.15 * size, 0)), "z", -droop) + head
    pieces.append(("head", ellipsoid(nose, (0.04, 0.04, 0.05), 6, 8), dark))

    def both(name, surface, paint=color):
        pieces.append((name, surface + head, paint))
        pieces.append((name, mirror(surface, "z") + head, paint))

    if kind in ("cat", "pig", "horse", "deer", "giraffe", "camel"):
        ear = rod(
            (-0.1 * size, 0.65 * size, 0.45 * size),
            (-0.15 * size, 1.45 * size, 0.6 * size),
            0.35 * size,
            0.03,
            6,
        )
        both("ears", ear)
    elif kind == "dog":
        both(
            "ears",
            ellipsoid(
                (-0.1 * size, 0.15 * size, 0.85 * size),
                (0.3 * size, 0.7 * size, 0.12 * size),
                7,
                10,
            ),
        )
    elif kind == "rabbit":
        both(
            "ears",
            ellipsoid(
                (-0.1, 1.9 * size, 0.4 * size), (0.25 * size, 1.3 * size, 0.12 * size), 8, 10
            ),
        )
    elif kind == "elephant":
        both("ears", ellipsoid((-0.1, 0, 1.1 * size), (0.1, 0.95 * size, 0.75 * size), 8, 12))
        trunk = curve(
            [
                head + (0.8 * size, 0, 0),
                head + (1.5 * size, -0.8 * size, 0),
                head + (1.5 * size, -2.2 * size, 0),
                head + (2 * size, -2.5 * size, 0),
            ],
            14,
        )
        pieces.append(("trunk", sweep(trunk, np.linspace(0.55, 0.2, 14) * size, 10), color))
        both(
            "tusks",
            sweep(
                curve(
                    [
                        (0.7 * size, -0.4 * size, 0.4 * size),
                        (1.3 * size, -0.8 * size, 0.5 * size),
                        (1.7 * size, -0.6 * size, 0.5 * size),
                    ],
                    8,
                ),
                np.linspace(0.14, 0.04, 8) * size,
                6,
            ),
            tint(random, "white"),
        )
    elif kind == "cow":
        both(
            "ears",
            ellipsoid(
                (-0.1 * size, 0.3 * size, 1.05 * size), (0.15 * size, 0.2 * size, 0.4 * size), 6, 8
            ),
        )
    if kind in ("cow", "deer", "giraffe"):
        if kind == "deer":
            beam = curve(
                [
                    (-0.1 * size, 0.8 * size, 0.3 * size),
                    (-0.6 * size, 2 * size, 1.1 * size),
                    (-0.2 * size, 3.2 * size, 1.2 * size),
                ],
                10,
            )
            both("horns", sweep(beam, np.linspace(0.16, 0.06, 10) * size, 6), tint(random, "straw"))
            both(
                "horns",
                rods(
                    beam[[4, 6, 8]],
                    beam[[4, 6, 8]] + (0.6 * size, 0.6 * size, 0),
                    0.09 * size,
                    0.03 * size,
                    5,
                ),
                tint(random, "straw"),
            )
        elif kind == "cow":
            both(
                "horns",
                sweep(
                    curve(
                        [
                            (0, 0.8 * size, 0.4 * size),
                            (0, 1.1 * size, 1 * size),
                            (0.1, 1.6 * size, 1 * size),
                        ],
                        8,
                    ),
                    np.linspace(0.18, 0.05, 8) * size,
                    6,
                ),
                tint(random, "white"),
            )
        else:
            both(
                "horns",
                rod(
                    (0, 0.8 * size, 0.3 * size),
                    (-0.05, 1.5 * size, 0.3 * size),
                    0.08 * size,
                    sides=6,
                ),
                dark,
            )
    if kind == "horse":
        t = np.linspace(0, 1, 10)[:, None]
        crest = (
            shoulder
            + (0, girth * 0.5, 0)
            + t * (head + (-0.1, 0.9 * size, 0) - shoulder - (0, girth * 0.5, 0))
        )
        mane = np.stack([crest, crest + (-0.12, -0.16, 0.1)], axis=1)
        pieces.append(("mane", np.concatenate([sheet(mane), sheet(mane * (1, 1, -1))]), dark))
    if kind == "camel":
        humps = pick(random, 1, 2)
        for x in [0] if humps == 1 else [-0.25, 0.25]:
            pieces.append(
                ("body", ellipsoid((x, y + girth * 0.9, 0), (0.22, 0.3, 0.18), 8, 12), color)
            )
        feature = "a hump" if humps == 1 else "two humps"
    rump = np.array((-half - 0.7 * girth, y + 0.3 * girth, 0))
    tail = {
        "dog": [(0, 0, 0), (-0.2, 0.2, 0), (-0.25, 0.45, 0)],
        "cat": [(0, 0, 0), (-0.3, 0.1, 0), (-0.35, 0.5, 0), (-0.25, 0.65, 0)],
        "crocodile": [(0, -0.05, 0), (-0.6, -0.1, 0), (-1.3, -0.2, random.uniform(-0.3, 0.3))],
        "rabbit": [(0, -0.05, 0), (-0.05, 0, 0), (-0.08, 0.02, 0)],
        "pig": [(0, 0, 0), (-0.08, 0.1, 0.06), (-0.14, 0.02, 0), (-0.18, 0.12, -0.05)],
    }.get(kind, [(0, 0, 0), (-0.12, -0.15, 0), (-0.12, -0.5, 0)])
    wide = {
        "crocodile": (0.9 * girth, 0.5 * girth, 0.02),
        "rabbit": (0.07, 0.08, 0.07),
        "horse": (0.04, 0.07, 0.05),
    }.get(kind, (0.04, 0.03, 0.025))
    pieces.append(
        ("tail", limb(rump + np.array(tail), wide, 12), dark if kind == "horse" else color)
    )
    if pose == "sitting":
        pieces = _sit(pieces, y, half)
    if pose == "standing":
        pose = ""
    return describe(
        "animal",
        [pose, word],
        [f"like {'an' if kind[0] in 'aeiou' else 'a'} {kind}", f"with {feature}"],
    ), pieces


def _sit(pieces, y, half):
    """Lower the hind part to the ground: the body leans, the hind legs are folded."""
    sat = []
    seen = 0
    for name, surface, color in pieces:
        if name == "legs":
            seen += 1
            if seen > 4:
                surface = surface * (0.7, 0.5, 1.2) - (0.05, 0, 0)
            else:
                surface = surface * (0.9, 1.1, 1)
        else:
            surface = rotate(surface - (half, y, 0), "z", 0.75) + (half * 0.75, y * 1.15, 0)
        sat.append((name, surface, color))
    return sat
