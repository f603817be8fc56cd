"""Animals and people."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    box,
    copies,
    curve,
    ellipsoid,
    extrude,
    mirror,
    revolve,
    rod,
    rods,
    rotate,
    sheet,
    sweep,
)


def limb(points, radii, count=12):
    """A tube through some joints, whose radius changes, with round ends."""
    path = curve(points, count)
    radius = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(radii)), radii)
    ends = [ellipsoid(path[i], (radius[i],) * 3, 6, 10) for i in (0, -1)]
    return np.concatenate([sweep(path, radius, 10), *ends])


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
    """An animal on four legs."""
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


def make_person(random):
    """A human figure that stands, walks, sits, waves or stretches its arms."""
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
    stride = random.uniform(0.2, 0.4) if pose == "walking" else 0
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
    clothes = f"in a {top_word} {'dress' if dress else 'jumper'}"
    return describe(
        "person",
        ahead,
        [
            clothes,
            *behind,
            "with long hair" if cut == "long" else "with a hat" if cut == "hat" else "",
        ],
    ), pieces


def make_fish(random):
    """A fish: slender, round, flat or a shark."""
    style = pick(random, "slender", "round", "tall", "shark-like")
    length = 2.0
    tall = {"slender": 0.3, "round": 0.5, "tall": 0.75, "shark-like": 0.32}[style] * random.uniform(
        0.85, 1.15
    )
    wide = tall * {"round": 0.9, "tall": 0.3, "slender": 0.6, "shark-like": 0.9}[style]
    word, color = finish(random, "grey", "blue") if style == "shark-like" else finish(random)
    u = np.linspace(0, 1, 18)
    profile = np.sin(np.pi * u**0.7) ** 0.8 * 0.96 + 0.06 * (u > 0.05)
    profile[-1], profile[0] = 0.1, 0.0
    angle = 2 * np.pi * np.arange(16) / 16
    x = length * (0.5 - u)
    bow = random.uniform(-0.2, 0.2)
    sway = bow * (u - 0.3).clip(0) ** 2 * 2
    y = tall * profile[:, None] * np.cos(angle)
    z = wide * profile[:, None] * np.sin(angle) + sway[:, None]
    body = sheet(np.stack([np.broadcast_to(x[:, None], y.shape), y, z], axis=-1), around=True)
    pieces = [("body", body, color)]
    fin_color = pick(random, color, finish(random)[1])
    size = random.uniform(0.35, 0.6)
    forked = chance(random, 0.6)
    notch = 0.15 if forked else 0.42
    tail = curve(
        [
            (0.1, 0.05),
            (-0.5 * size, size),
            (-size, 1.15 * size),
            (-notch - 0.1, 0),
            (-size, -1.0 * size),
            (-0.5 * size, -0.9 * size),
            (0.1, -0.05),
        ],
        24,
    )
    pieces.append(("fins", extrude(tail, 0.03) + (-length / 2, 0, sway[-1]), fin_color))
    if style == "shark-like":
        back = np.array([(0.25, 0), (-0.15, 0.55), (-0.25, 0.5), (-0.15, 0)]) + (0, 0.8 * tall)
    else:
        reach = random.uniform(0.2, 0.45)
        back = np.array(
            [(0.35, -0.05), (0.1, 0.8 * reach), (-0.3, reach), (-0.55, 0.15), (-0.5, -0.05)]
        ) + (0, 0.85 * tall)
    pieces.append(("fins", extrude(back, 0.03), fin_color))
    belly = np.array([(0.0, 0.05), (-0.2, -0.3), (-0.4, -0.25), (-0.3, 0.05)]) + (
        -0.1,
        -0.85 * tall,
    )
    pieces.append(("fins", extrude(belly, 0.03), fin_color))
    fin = np.array([(0.12, 0), (-0.3, -0.1), (-0.5, -0.35), (-0.15, -0.25)]) * random.uniform(
        0.8, 1.3
    )
    side = rotate(extrude(fin, 0.02), "x", -0.9) + (0.3, -0.15 * tall, 0.85 * wide)
    pieces += [("fins", side, fin_color), ("fins", mirror(side, "z"), fin_color)]
    eye = ellipsoid((0.74, 0.25 * tall, 0.0), (0.07, 0.07, 0.05), 6, 10)
    out = 0.5 * wide
    pieces.append(("eyes", copies(eye, [(0, 0, -out), (0, 0, out)]), tint(random, "dark")))
    has = "with a forked tail" if forked else "with a rounded tail"
    stripes = style != "shark-like" and chance(random, 0.35)
    if stripes:
        number = pick(random, 2, 3, 4)
        for place in np.linspace(0.3, 0.7, number):
            rings = [
                np.stack(
                    [
                        np.full(16, length * (0.5 - s)),
                        np.interp(s, u, profile) * tall * 1.02 * np.cos(angle),
                        np.interp(s, u, profile) * wide * 1.02 * np.sin(angle)
                        + np.interp(s, u, sway),
                    ],
                    axis=1,
                )
                for s in (place - 0.03, place + 0.03)
            ]
            pieces.append(("stripes", sheet(np.stack(rings), around=True), fin_color))
    return describe("fish", [word, style], [has, "with stripes" if stripes else ""]), pieces


def make_bird(random):
    """A bird that sits, flies, swims or wades."""
    style = pick(random, "perching", "flying", "swimming", "long-legged", "penguin-like")
    word, color = (
        finish(random) if style != "penguin-like" else finish(random, "black", "grey", "blue")
    )
    dark, bill = tint(random, "dark"), tint(random, pick(random, "orange", "yellow", "dark"))
    size = random.uniform(0.3, 0.4)
    pieces, details = [], []
    upright = {"penguin-like": 1.35, "perching": 0.6, "long-legged": 0.3}.get(style, 0.1)
    body = ellipsoid((0, 0, 0), (size * 1.5, size, size * 0.95), 12, 16)
    pieces.append(("body", rotate(body, "z", upright), color))
    chest = np.array((np.cos(upright), np.sin(upright), 0)) * size * 1.1
    neck = {"swimming": random.uniform(0.35, 0.75), "long-legged": random.uniform(0.5, 0.9)}.get(
        style, 0.18
    )
    head = chest + ((0.25, neck, 0) if style != "flying" else (0.3, 0.05, 0))
    if style == "penguin-like":
        head = chest + (0.08, 0.2, 0)
    if neck > 0.3:
        path = [
            chest - (0.05, 0.05, 0),
            chest + (0.22, 0.3 * neck, 0),
            chest + (0.02, 0.7 * neck, 0),
            head,
        ]
        pieces.append(
            ("neck", limb(path, (0.5 * size, 0.3 * size, 0.25 * size, 0.25 * size), 14), color)
        )
    else:
        pieces.append(
            (
                "neck",
                limb(
                    [chest * 0.7, (chest + head) / 2, head],
                    (0.75 * size, 0.6 * size, 0.5 * size),
                    10,
                ),
                color,
            )
        )
    skull = (0.33 if neck > 0.3 else 0.52) * size
    pieces.append(("head", ellipsoid(head, (1.1 * skull, skull, skull), 9, 14), color))
    beak = random.uniform(0.15, 0.3) * (1.6 if style == "long-legged" else 1)
    if style == "swimming":
        pieces.append(
            ("beak", ellipsoid(head + (skull + 0.08, -0.05, 0), (0.14, 0.03, 0.07), 6, 10), bill)
        )
    else:
        pieces.append(
            (
                "beak",
                rod(head + (0.8 * skull, 0, 0), head + (skull + beak, -0.04, 0), 0.06, 0.005, 8),
                bill,
            )
        )
    eyes = copies(
        ellipsoid((0, 0, 0), (0.025, 0.03, 0.02), 5, 8),
        [head + (0.5 * skull, 0.3 * skull, s * 0.8 * skull) for s in (-1, 1)],
    )
    pieces.append(("eyes", eyes, dark))
    back = -chest
    long = random.uniform(0.3, 0.8) if style in ("perching", "flying") else 0.25
    fan = np.array([(0.1, -0.06), (0.1, 0.06), (-long, 0.16), (-long - 0.05, 0), (-long, -0.16)])
    pieces.append(("tail", rotate(extrude(fan, 0.03, "y"), "z", 0.6 * upright) + back, color))
    wing_color = pick(random, color, tint(random, "dark"), finish(random)[1])
    if style == "flying":
        span, lift = random.uniform(0.9, 1.5), random.uniform(-0.2, 0.7)
        t = np.linspace(0, 1, 10)
        front = 0.15 + 0.25 * np.sin(np.pi * t) - 0.35 * t**2
        rear = -0.25 + 0.05 * np.sin(3 * np.pi * t) - 0.1 * t
        grid = np.stack(
            [
                np.stack([x, lift * t**1.5 * span * 0.6, t * span + 0.5 * size], axis=1)
                for x in (front, rear)
            ],
            axis=1,
        )
        wing = np.concatenate([sheet(grid), sheet(grid - (0, 0.03, 0))])
        details.append("with its wings spread")
    else:
        tilt = 0.85 * upright
        wing = rotate(
            ellipsoid((-0.12, 0.03, 0), (size * 1.2, size * 0.6, 0.07), 8, 14), "z", tilt
        ) + (0, 0, 0.93 * size)
        if style == "penguin-like":
            wing = rotate(
                ellipsoid((0, -0.3, 0), (0.12, 0.36, 0.04), 8, 12), "x", -random.uniform(0.1, 0.6)
            ) + (0.05, 0.2, 0.85 * size)
    pieces += [("wings", wing, wing_color), ("wings", mirror(wing, "z"), wing_color)]
    if style in ("perching", "long-legged", "penguin-like"):
        legs = {"perching": 0.25, "long-legged": random.uniform(0.7, 1.1), "penguin-like": 0.08}[
            style
        ]
        low = -size * (0.8 if style != "penguin-like" else 1.35)
        for z in (-0.4, 0.4):
            top, foot = np.array((0, low + 0.1, z * size)), np.array((0.0, low - legs, z * size))
            pieces.append(("legs", rod(top, foot, 0.025, sides=6), bill))
            toes = np.array(
                [(0.16, -0.01, 0), (0.12, -0.01, 0.1), (0.12, -0.01, -0.1), (-0.1, -0.01, 0)]
            )
            pieces.append(("legs", rods(foot[None], foot + toes, 0.018, sides=5), bill))
        details.append("on two legs")
    if style == "perching" and chance(random, 0.4):
        branch = rod((-0.1, low - legs - 0.04, -0.8), (0.1, low - legs - 0.04, 0.8), 0.05)
        pieces.append(("branch", branch, tint(random, "bark")))
        details.append("on a branch")
    if neck > 0.3:
        details.append("with a long neck")
    return describe("bird", [word, style], details), pieces


def make_butterfly(random):
    """A butterfly or a dragonfly."""
    dragonfly = chance(random, 0.3)
    word, color = finish(random)
    dark, lift = tint(random, "dark"), random.uniform(-0.1, 0.9)
    pieces = [
        (
            "body",
            limb(
                [(0.35, 0, 0), (0, 0.02, 0), (-0.9 if dragonfly else -0.45, 0, 0)],
                (0.06, 0.08, 0.03),
                14,
            ),
            dark,
        ),
        ("head", ellipsoid((0.42, 0.02, 0), (0.09, 0.08, 0.1), 7, 12), dark),
    ]
    feelers = [
        curve([(0.45, 0.05, s * 0.03), (0.6, 0.2, s * 0.12), (0.75, 0.25, s * 0.25)], 8)
        for s in (-1, 1)
    ]
    if not dragonfly:
        pieces += [("feelers", sweep(path, 0.01, 4), dark) for path in feelers]
    size = random.uniform(0.8, 1.1)
    if dragonfly:
        shapes = [
            curve(
                [(0.1, 0), (0.2, 0.6), (0.1, 1.1), (-0.02, 1.1), (-0.02, 0.5), (0.05, 0)], 20, True
            ),
            curve(
                [(-0.1, 0), (-0.05, 0.5), (-0.2, 1), (-0.35, 0.95), (-0.3, 0.5), (-0.15, 0)],
                20,
                True,
            ),
        ]
    else:
        shapes = [
            curve([(0.2, 0), (0.5, 0.45), (0.62, 0.95), (0.3, 1), (0.02, 0.6), (0.0, 0)], 24, True),
            curve(
                [(0.0, 0), (0.02, 0.5), (-0.3, 0.8), (-0.62, 0.6), (-0.5, 0.25), (-0.15, 0)],
                24,
                True,
            ),
        ]
    other = pick(random, color, finish(random)[1])
    for shape, paint in zip(shapes, (color, other), strict=True):
        wing = rotate(extrude(shape * size, 0.015, "y"), "x", -lift) + (0, 0.05, 0.03)
        pieces += [("wings", wing, paint), ("wings", mirror(wing, "z"), paint)]
        spots = not dragonfly and chance(random, 0.5)
        if spots:
            middle = shape.mean(axis=0) * size
            spot = rotate(
                rod((0, -0.015, 0), (0, 0.015, 0), 0.13, sides=14)
                + (middle[0], 0, middle[1] * 1.1),
                "x",
                -lift,
            ) + (0, 0.05, 0.03)
            pieces += [("spots", spot, dark), ("spots", mirror(spot, "z"), dark)]
    kind = "like a dragonfly" if dragonfly else "with broad wings"
    held = "raised" if lift > 0.5 else "spread flat" if lift < 0.2 else "spread"
    return describe(
        "butterfly", [word], [kind, f"with wings {held}" if dragonfly else f"that are {held}"]
    ), pieces


# Each with its parts.
MAKERS = {
    "animal": (
        make_animal,
        (
            "legs",
            "head",
            "ears",
            "body",
            "neck",
            "eyes",
            "tail",
            "horns",
            "tusks",
            "mane",
            "trunk",
        ),
    ),
    "bird": (
        make_bird,
        (
            "legs",
            "wings",
            "body",
            "neck",
            "head",
            "beak",
            "eyes",
            "tail",
            "branch",
        ),
    ),
    "butterfly": (
        make_butterfly,
        (
            "wings",
            "spots",
            "feelers",
            "body",
            "head",
        ),
    ),
    "fish": (
        make_fish,
        (
            "fins",
            "body",
            "eyes",
            "stripes",
        ),
    ),
    "person": (
        make_person,
        (
            "head",
            "legs",
            "feet",
            "arms",
            "hands",
            "body",
            "hair",
            "seat",
            "hat",
        ),
    ),
}
