"""Plants."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    copies,
    curve,
    ellipsoid,
    hollow,
    revolve,
    rod,
    rods,
    rotate,
    roughen,
    sheet,
    sweep,
)


def leaf(length, width, fold=0.2, droop=0.3, shape=0.45):
    """A leaf from the origin along x, `length` long, that hangs down at its end.

    Args:
        length: Of the leaf.
        width: Of the leaf.
        fold: How far its edges are above its middle, as a share of its width.
        droop: How far its tip is below, as a share of its length.
        shape: Where it is broadest, as a share of its length.
    """
    t = np.linspace(0, 1, 8)
    broad = np.sin(np.pi * t ** (np.log(0.5) / np.log(shape))) * width / 2
    y = -droop * length * t**2
    rows = [
        np.stack([length * t, y + abs(s) * fold * broad, s * broad], axis=1) for s in (-1, 0, 1)
    ]
    return sheet(np.stack(rows, axis=1))


def on_sphere(random, count):
    """Unit vectors spread evenly over a sphere, with a random turn, by the golden angle."""
    height = 1 - 2 * (np.arange(count) + 0.5) / count
    angle = np.pi * (3 - np.sqrt(5)) * np.arange(count) + random.uniform(0, 2 * np.pi)
    level = np.sqrt(1 - height**2)
    return np.stack([level * np.cos(angle), height, level * np.sin(angle)], axis=1)


def grow(random, starts, directions, length, radius, levels, spread):
    """Branches that fork, one level at once: lists of their starts, ends and radii."""
    branches = []
    for level in range(levels):
        ends = starts + length * directions
        thin = 0.62 * radius
        branches.append((starts, ends, np.full(len(starts), radius), np.full(len(starts), thin)))
        if level + 1 < levels:
            number = pick(random, 2, 3)
            starts = np.repeat(ends, number, axis=0)
            directions = np.repeat(directions, number, axis=0)
            directions = directions + random.normal(0, spread, directions.shape) + (0, 0.1, 0)
            directions /= np.linalg.norm(directions, axis=1, keepdims=True)
            length, radius = length * random.uniform(0.65, 0.8), thin
    return [np.concatenate(parts) for parts in zip(*branches, strict=True)]


def make_tree(random):
    """A tree: round, oval, of several crowns, with bare branches, a poplar, or a palm."""
    style = pick(random, "round", "spreading", "bare", "slender", "palm")
    height, radius = random.uniform(1, 1.8), random.uniform(0.08, 0.16)
    bark, green = tint(random, "bark"), tint(random, "leaf")
    season = pick(random, "green", "green", "green", "autumn", "flowering")
    if season == "autumn":
        green = tint(random, pick(random, "orange", "yellow", "red"))
    elif season == "flowering":
        green = tint(random, pick(random, "pink", "white"))
    if style == "palm":
        lean, height = random.uniform(-0.5, 0.5), height * random.uniform(1.2, 1.8)
        path = curve([(0, 0, 0), (0.3 * lean, height / 2, 0), (lean, height, 0)], 14)
        thick = radius * (1 + 0.15 * (np.arange(14) % 2)) * np.linspace(1, 0.65, 14)
        number = random.integers(7, 14)
        frond = leaf(random.uniform(0.9, 1.4), 0.35, -0.3, random.uniform(0.3, 0.7))
        up = rotate(frond, "z", random.uniform(0.2, 0.5))
        crown = [
            around(up, number, start=random.uniform(0, 1)),
            around(rotate(frond * 0.8, "z", 0.8), number // 2),
        ]
        pieces = [("trunk", sweep(path, thick, 10, normal=(0, 0, 1)), bark)]
        pieces += [("leaves", part + (lean, height, 0), tint(random, "leaf")) for part in crown]
        nuts = chance(random, 0.4)
        if nuts:
            ball = ellipsoid((0.13, -0.08, 0), (0.09, 0.1, 0.09), 7, 10)
            pieces.append(("fruit", around(ball, 4) + (lean, height, 0), tint(random, "brown")))
        return describe(
            "tree",
            ["palm"],
            [f"with {count(number + number // 2, 'frond')}", "with coconuts" if nuts else ""],
        ), pieces
    sway = random.uniform(-0.15, 0.15, 2)
    path = curve([(0, 0, 0), (sway[0], 0.5 * height, sway[1]), (0, height, 0)], 8)
    flare = np.linspace(1, 0.6, 8)
    flare[0] *= random.uniform(1.1, 1.5)
    pieces = [("trunk", sweep(path, radius * flare, 10, normal=(0, 0, 1)), bark)]
    if style == "bare":
        number = pick(random, 3, 4, 5)
        turn = 2 * np.pi * np.arange(number) / number + random.uniform(0, 1)
        directions = np.stack([0.6 * np.cos(turn), 0 * turn + 0.8, 0.6 * np.sin(turn)], axis=1)
        starts, ends, thick, thin = grow(
            random,
            np.tile(path[-1], (number, 1)) - (0, 0.1, 0),
            directions,
            0.5 * height,
            0.6 * radius,
            4,
            0.4,
        )
        pieces.append(("branches", rods(starts, ends, thick, thin, 5), bark))
        return describe("tree", ["bare"], ["without leaves"]), pieces
    branches = rods(
        path[-1:] - (0, 0.2, 0),
        path[-1] + 0.5 * on_sphere(random, 6) * (1, 0.5, 1) + (0, 0.25, 0),
        0.5 * radius,
        0.3 * radius,
        6,
    )
    pieces.append(("branches", branches, bark))
    if style == "slender":
        crown = ellipsoid((0, height + 0.5, 0), (0.32, random.uniform(1, 1.4), 0.32), 14, 18)
        pieces.append(("leaves", roughen(crown, 0.06, random, 8), green))
    elif style == "round" and chance(random, 0.5):
        size = random.uniform(0.6, 0.9)
        crown = ellipsoid(
            (0, height + 0.6 * size, 0), (size, size * random.uniform(0.8, 1.1), size), 14, 20
        )
        pieces.append(("leaves", roughen(crown, 0.1, random, 6), green))
    else:
        number, size = random.integers(5, 12), random.uniform(0.6, 0.9)
        flat = 0.45 if style == "spreading" else 0.8
        wide = 1.4 if style == "spreading" else 1
        places = on_sphere(random, number) * size * 0.65 * (wide, flat, wide) + (
            0,
            height + 0.5 * size,
            0,
        )
        ball = ellipsoid(
            (0, 0, 0), (0.55 * size * wide**0.5, 0.42 * size, 0.55 * size * wide**0.5), 9, 12
        )
        pieces.append(("leaves", roughen(copies(ball, places), 0.06, random, 7), green))
    fruit = style == "round" and season == "green" and chance(random, 0.3)
    if fruit:
        spots = on_sphere(random, 16) * 0.85 + (0, height + 0.5, 0)
        pieces.append(
            (
                "fruit",
                copies(ellipsoid((0, 0, 0), (0.07, 0.07, 0.07), 6, 8), spots),
                tint(random, pick(random, "red", "orange", "yellow")),
            )
        )
    words = {"green": "green", "autumn": "autumn", "flowering": "flowering"}[season]
    return describe(
        "tree",
        [words, style],
        ["with fruit" if fruit else "", "with a thick trunk" if radius > 0.13 else ""],
    ), pieces


def make_conifer(random):
    """A conifer: of stacked cones, of layers of branches, slender or broad."""
    style = pick(random, "layered", "smooth", "branched")
    height, wide = random.uniform(1.6, 3), random.uniform(0.5, 0.9)
    low = random.uniform(0.1, 0.4)
    green = tint(random, pick(random, "leaf", "green"))
    snow = chance(random, 0.2)
    pieces = [("trunk", rod((0, 0, 0), (0, 0.85 * height, 0), 0.09, 0.03), tint(random, "bark"))]
    details = []
    if style == "layered":
        number = random.integers(3, 8)
        levels = low + (height - low) * np.arange(number) / number
        for level in levels:
            size = wide * (1 - (level - low) / (height - low)) + 0.06
            rise = 1.5 * (height - low) / number
            cone = revolve(
                [(0.0, 0.15 * rise), (size, 0), (0.35 * size, 0.6 * rise), (0, rise)],
                pick(random, 8, 14, 20),
            )
            pieces.append(("needles", cone + (0, level, 0), green))
            if snow:
                cap = revolve(
                    [(0.6 * size, 0.4 * rise), (0.37 * size, 0.63 * rise), (0, rise * 1.02)], 14
                )
                pieces.append(("snow", cap + (0, level + 0.01, 0), tint(random, "white")))
        details.append(f"of {count(number, 'layer')}")
    elif style == "smooth":
        snow = False
        wide *= 0.75
        profile = curve(
            [
                (0.3 * wide, low),
                (wide, low + 0.12 * height),
                (0.55 * wide, 0.6 * height),
                (0.0, height),
            ],
            14,
        )
        pieces.append(
            ("needles", roughen(revolve([(0, low), *profile], 20), 0.05, random, 9), green)
        )
    else:
        snow = False
        number = random.integers(7, 12)
        levels = np.linspace(low, 0.95 * height, number)
        for i, level in enumerate(levels):
            size = wide * (1 - (level - low) / (height - low)) + 0.08
            spray = leaf(size, 0.5 * size, 0.05, random.uniform(0.15, 0.45))
            pieces.append(("needles", around(spray, 9, start=0.35 * i) + (0, level, 0), green))
        details.append(f"of {count(number, 'ring')} of branches")
    star = chance(random, 0.15)
    if star:
        balls = []
        for level in np.linspace(low + 0.1, 0.8 * height, 5):
            out = 0.95 * wide * (1 - (level - low) / (height - low)) + 0.05
            balls.append(
                around(ellipsoid((out, level, 0), (0.06, 0.06, 0.06), 6, 8), 6, start=3 * level)
            )
        pieces.append(
            (
                "decoration",
                np.concatenate(balls),
                tint(random, pick(random, "red", "yellow", "blue")),
            )
        )
        details.append("with Christmas balls")
    shape = "slender" if height > 3.2 * wide else "broad"
    return describe("conifer", [shape, style], [*details, "under snow" if snow else ""]), pieces


def pot(random, radius, height):
    """A flower pot, its top at y = 0, its name and what it is made of."""
    style = pick(random, "round", "square", "bowl-shaped", "tall")
    height *= 1.7 if style == "tall" else 1
    narrow = random.uniform(0.6, 0.95)
    if style == "bowl-shaped":
        wall = curve([(0.5 * radius, -height), (1.1 * radius, -0.5 * height), (radius, 0)], 8)
    else:
        wall = np.array([(narrow * radius, -height), (radius, 0)])
        if chance(random, 0.4):
            wall = np.concatenate(
                [
                    wall[:1],
                    wall[:1] + 0.7 * (wall[1] - wall[0]),
                    [(1.1 * radius, -0.3 * height), (1.1 * radius, 0)],
                ]
            )
    sides = 4 if style == "square" else 20
    shape = revolve(hollow([(0, -height), *wall], 0.1 * radius), sides)
    shape = rotate(shape, "y", np.pi / 4) if sides == 4 else shape
    word, color = finish(random, "clay", "clay", "painted", "white", "stone")
    soil = revolve([(0.92 * radius, -0.1 * height), (0, -0.08 * height)], sides)
    soil = rotate(soil, "y", np.pi / 4) if sides == 4 else soil
    return [("pot", shape, color), ("soil", soil, tint(random, "bark"))], f"in a {style} {word} pot"


def make_potted_plant(random):
    """A plant in a pot: with sword-like, round or hanging leaves, a shrub, or a standard."""
    radius, height = random.uniform(0.3, 0.45), random.uniform(0.4, 0.6)
    pieces, holder = pot(random, radius, height)
    green = tint(random, "leaf")
    style = pick(
        random,
        "sword-like leaves",
        "broad leaves on stalks",
        "hanging leaves",
        "a bushy crown",
        "a ball on a stem",
        "feathery fronds",
    )
    if style == "sword-like leaves":
        number = random.integers(6, 14)
        for i in range(number):
            blade = leaf(
                random.uniform(0.7, 1.5),
                random.uniform(0.1, 0.2),
                0.5,
                random.uniform(-0.05, 0.2),
                0.35,
            )
            up = rotate(blade, "z", random.uniform(1.0, 1.5))
            pieces.append(("leaves", rotate(up + (0.1 * radius, 0, 0), "y", 2.4 * i), green))
    elif style == "broad leaves on stalks":
        number = random.integers(5, 12)
        for i in range(number):
            reach, up = random.uniform(0.25, 0.6), random.uniform(0.5, 1.2)
            stalk = curve([(0, 0, 0), (0.3 * reach, 0.7 * up, 0), (reach, up, 0)], 6)
            blade = leaf(
                random.uniform(0.4, 0.6),
                random.uniform(0.3, 0.45),
                0.15,
                random.uniform(0.2, 0.6),
                0.4,
            )
            pieces.append(("stems", rotate(sweep(stalk, 0.02, 5), "y", 2.4 * i), green))
            pieces.append(("leaves", rotate(blade + (reach, up, 0), "y", 2.4 * i), green))
    elif style == "hanging leaves":
        number = random.integers(14, 26)
        size = random.uniform(0.7, 1.1)
        for low, part in ((0.9, 0.6), (0.5, 1.0)):
            blade = rotate(leaf(size * part, 0.12, 0.3, random.uniform(0.7, 1.3), 0.4), "z", low)
            pieces.append(("leaves", around(blade, number // 2, start=low), green))
    elif style == "a bushy crown":
        size = random.uniform(0.4, 0.7)
        places = on_sphere(random, 9) * size * 0.6 + (0, 0.9 * size, 0)
        ball = roughen(
            copies(ellipsoid((0, 0, 0), (0.5 * size,) * 3, 8, 10), places), 0.05, random, 9
        )
        pieces.append(("leaves", ball, green))
        pieces.append(("stems", rod((0, -0.05, 0), (0, 0.6 * size, 0), 0.05), tint(random, "bark")))
    elif style == "a ball on a stem":
        tall, size = random.uniform(0.7, 1.3), random.uniform(0.3, 0.5)
        pieces.append(("stems", rod((0, -0.05, 0), (0, tall + 0.1, 0), 0.04), tint(random, "bark")))
        crown = roughen(ellipsoid((0, tall + size, 0), (size, size, size), 12, 16), 0.03, random, 9)
        pieces.append(("leaves", crown, green))
    else:
        number = random.integers(7, 13)
        for i in range(number):
            length, angle = random.uniform(0.7, 1.1), random.uniform(0.6, 1.2)
            t = np.linspace(0, 1, 9)
            stalk = np.stack(
                [
                    length * t * np.cos(angle * (1 - 0.6 * t)),
                    length * t * np.sin(angle * (1 - 0.8 * t)),
                    0 * t,
                ],
                axis=1,
            )
            tips = (
                stalk[2:, None]
                + np.array([(0.1, 0, s * 0.22) for s in (-1, 1)]) * (1 - 0.6 * t[2:])[:, None, None]
            )
            base = np.repeat(stalk[2:], 2, axis=0)
            leaflets = np.stack([base, tips.reshape(-1, 3), base + (0.09, 0.01, 0)], axis=1)
            pieces.append(("leaves", rotate(leaflets, "y", 2.4 * i), green))
            pieces.append(("stems", rotate(sweep(stalk, 0.012, 4), "y", 2.4 * i), green))
    flowers = style in ("a bushy crown", "a ball on a stem") and chance(random, 0.4)
    if flowers:
        center = np.array((0, 0.9 * size if style == "a bushy crown" else tall + size, 0))
        blossom = ellipsoid((0, 0, 0), (0.09, 0.09, 0.09), 6, 8)
        pieces.append(
            (
                "flowers",
                copies(blossom, on_sphere(random, 18) * size * 0.98 + center),
                finish(random, "red", "pink", "white", "yellow")[1],
            )
        )
    return describe(
        "potted plant", ["flowering" if flowers else ""], [f"with {style}", holder]
    ), pieces


def make_cactus(random):
    """A cactus: a column with arms, a ball, or of flat pads; in a pot or not."""
    style = pick(random, "column-shaped", "round", "flat-padded")
    green = tint(random, pick(random, "leaf", "green"))
    ribs, pieces, details = random.integers(8, 15), [], []

    def column(path, radius):
        number = len(path)
        angle = 2 * np.pi * np.arange(2 * ribs) / (2 * ribs)
        out = 1 + 0.1 * (-1.0) ** np.arange(2 * ribs)
        section = np.stack([out * np.cos(angle), out * np.sin(angle)], axis=1)
        t = np.linspace(0, 1, number)
        dome = np.sqrt(1 - (np.maximum(t - 0.85, 0) / 0.155) ** 2)
        return sweep(path, radius * dome, section, normal=(0, 0, 1))

    radius, height = random.uniform(0.16, 0.28), random.uniform(1, 2)
    if style == "column-shaped":
        pieces.append(
            (
                "stem",
                column(curve([(0, 0, 0), (0, height / 2, 0), (0, height, 0)], 16), radius),
                green,
            )
        )
        arms = pick(random, 0, 1, 2, 2, 3, 4)
        for i in range(arms):
            y, reach, up = (
                height * random.uniform(0.3, 0.6),
                random.uniform(0.35, 0.6),
                random.uniform(0.3, 0.8),
            )
            elbow = curve(
                [
                    (0, y, 0),
                    (0.8 * reach, y + 0.03, 0),
                    (reach, y + 0.25, 0),
                    (reach, y + 0.3 + up, 0),
                ],
                18,
            )
            arm = column(elbow, radius * random.uniform(0.55, 0.8))
            pieces.append(
                (
                    "arms",
                    rotate(arm, "y", np.pi * i + random.uniform(-0.3, 0.3) + (1.5 if i > 1 else 0)),
                    green,
                )
            )
        details.append(f"with {count(arms, 'arm')}" if arms else "without arms")
    elif style == "round":
        size = random.uniform(0.4, 0.6)
        ball = ellipsoid(
            (0, 0.8 * size, 0), (size, size * random.uniform(0.8, 1.2), size), 14, 2 * ribs
        )
        angle = np.arctan2(ball[..., 2], ball[..., 0])
        ball[..., [0, 2]] *= 1 + 0.07 * np.cos(ribs * angle)[..., None]
        pieces.append(("stem", ball, green))
        height = 1.6 * size
        if chance(random, 0.5):
            thorns = on_sphere(random, 60)
            starts = thorns * size * 0.95 + (0, 0.8 * size, 0)
            pieces.append(
                (
                    "thorns",
                    rods(starts, starts + 0.16 * thorns, 0.01, 0.002, 4),
                    tint(random, "straw"),
                )
            )
            details.append("with thorns")
    else:
        pad = ellipsoid((0, 0.4, 0), (0.3, 0.42, 0.08), 9, 14)
        pieces.append(("stem", pad, green))
        number = pick(random, 3, 5, 7)
        tops = [(np.array((0, 0.75, 0)), 0.0)]
        for i in range(number):
            place, lean = tops[i // 2]
            lean = lean + (0.5 if i % 2 else -0.5) * random.uniform(0.7, 1.3)
            size = random.uniform(0.65, 0.85)
            one = rotate(pad * size, "y", random.uniform(-0.6, 0.6))
            pieces.append(("arms", rotate(one, "z", lean) + place, green))
            tops.append((place + 0.75 * size * np.array((-np.sin(lean), np.cos(lean), 0)), lean))
        height = 1.3
        details.append(f"of {count(number + 1, 'pad')}")
    flower = chance(random, 0.3)
    if flower and style != "flat-padded":
        petal = rotate(leaf(0.18, 0.1, 0.3, -0.4), "z", 0.6)
        pieces.append(
            (
                "flower",
                around(petal, 7) + (0, height - 0.02, 0),
                finish(random, "pink", "red", "yellow")[1],
            )
        )
        details.append("with a flower on top")
    if chance(random, 0.5):
        holder, words = pot(random, 0.42, 0.45)
        pieces += [(name, surface + (0, 0.06, 0), color) for name, surface, color in holder]
        details.append(words)
    return describe("cactus", [style], details), pieces


def make_flower(random):
    """A flower on its stem: like a daisy, a tulip, a rose, a bell or a sunflower."""
    style = pick(random, "daisy", "tulip", "rose", "bell", "star")
    height = random.uniform(1, 1.8)
    word, color = finish(random, "red", "yellow", "white", "pink", "purple", "blue", "orange")
    green = tint(random, "leaf")
    lean = random.uniform(-0.25, 0.25)
    stem = curve([(0, 0, 0), (0.4 * lean, 0.5 * height, 0), (lean, height, 0)], 10)
    pieces = [("stem", sweep(stem, random.uniform(0.018, 0.035), 6), green)]
    leaves = pick(random, 1, 2, 3)
    for i in range(leaves):
        at = stem[2 + 2 * i]
        blade = rotate(
            leaf(random.uniform(0.35, 0.6), random.uniform(0.1, 0.2), 0.3, 0.2),
            "z",
            random.uniform(0.3, 1.1),
        )
        pieces.append(("leaves", rotate(blade, "y", 2.2 * i + random.uniform(0, 0.5)) + at, green))
    head, tilt = (
        [],
        random.uniform(0, 0.9) if style in ("daisy", "star") else random.uniform(-0.2, 0.2),
    )
    if style == "daisy":
        number, size = random.integers(8, 21), random.uniform(0.3, 0.5)
        middle = size * random.uniform(0.3, 0.5)
        petal = leaf(
            size, 6 * (size + middle) / number * 0.6, 0.1, random.uniform(-0.2, 0.3), 0.6
        ) + (0.8 * middle, 0, 0)
        head.append(("petals", around(petal, number), color))
        head.append(
            (
                "middle",
                ellipsoid((0, 0.02, 0), (middle, 0.4 * middle, middle), 8, 16),
                tint(random, pick(random, "yellow", "brown")),
            )
        )
        details = f"with {count(number, 'petal')} around a disc"
    elif style == "star":
        number, size = pick(random, 5, 5, 6), random.uniform(0.35, 0.5)
        petal = leaf(size, 0.75 * size, 0.15, random.uniform(-0.4, 0.1), 0.65)
        head.append(("petals", around(petal, number), color))
        stamens = rods(
            np.zeros((1, 3)), on_sphere(random, 12)[:5] * 0.18 + (0, 0.1, 0), 0.01, sides=4
        )
        head += [
            ("middle", stamens, tint(random, "yellow")),
            ("middle", ellipsoid((0, 0.03, 0), (0.07, 0.05, 0.07), 6, 10), tint(random, "yellow")),
        ]
        details = f"with {count(number, 'petal')}"
    elif style == "tulip":
        u, v = np.meshgrid(np.linspace(-0.75, 0.75, 7), np.linspace(0, 1, 8))
        out = 0.24 * np.sin(np.pi * (0.25 + 0.62 * v)) ** 0.8
        narrow = u * np.sqrt(1 - v**3 * 0.97)
        petal = sheet(np.stack([out * np.cos(narrow), 0.55 * v, out * np.sin(narrow)], axis=-1)) - (
            0.03,
            0.05,
            0,
        )
        head += [
            ("petals", around(petal, 3), color),
            ("petals", around(petal * 0.9, 3, start=np.pi / 3), color),
        ]
        details = "with a cup of six petals"
    elif style == "rose":
        for i, size in enumerate((0.08, 0.15, 0.22, 0.3)):
            rim = [
                (0.25 * size, 0),
                (0.9 * size, 0.13),
                (size, 0.28),
                (1.15 * size, 0.32 - 0.2 * size),
            ]
            ring = revolve(rim, 24) - (0, 0.1 * i * size, 0)
            angle = np.arctan2(ring[..., 2], ring[..., 0])
            ring[..., [0, 2]] *= 1 + 0.12 * np.cos((3 + i) * angle + 2 * i)[..., None]
            head.append(("petals", ring, color))
        details = "with many petals"
    else:
        number = random.integers(3, 7)
        bell = [(0.02, 0), (0.09, -0.04), (0.11, -0.16), (0.17, -0.24)]
        cup = revolve(bell, 12)
        drop = stem[-1] - (0, 0.02, 0)
        for i in range(number):
            y = drop - (0, 0.16 * i, 0)
            at = y + rotate(np.array((0.2, 0, 0)), "y", 2.2 * i)
            pieces.append(("stem", rod(y, at, 0.012, sides=5), green))
            pieces.append(("petals", cup + at, color))
        details = f"with {count(number, 'bell')}"
    pieces += [(name, rotate(rotate(s, "z", -tilt), "y", 0.6) + stem[-1], c) for name, s, c in head]
    names = {
        "daisy": "daisy-like",
        "tulip": "tulip-like",
        "rose": "rose-like",
        "bell": "bell-shaped",
        "star": "star-shaped",
    }
    return describe(
        "flower", [word, names[style]], [details, f"with {count(leaves, 'leaf', 'leaves')}"]
    ), pieces


def make_mushroom(random):
    """A mushroom, or some of them."""
    number = pick(random, 1, 1, 1, 2, 3)
    style = pick(random, "domed", "flat", "pointed", "funnel-shaped", "round")
    word, color = finish(random, "brown", "red", "white", "beige", "orange")
    stem_color = tint(random, pick(random, "white", "beige"))
    wide, height = random.uniform(0.4, 0.75), random.uniform(0.5, 1)
    thick = random.uniform(0.1, 0.22)
    cap = {
        "domed": [
            (0.15 * wide, -0.04),
            (wide, 0),
            (0.9 * wide, 0.25 * wide),
            (0.5 * wide, 0.6 * wide),
            (0, 0.7 * wide),
        ],
        "flat": [
            (0.15 * wide, -0.02),
            (wide, 0),
            (wide, 0.06),
            (0.6 * wide, 0.2 * wide),
            (0, 0.24 * wide),
        ],
        "pointed": [
            (0.15 * wide, 0.0),
            (0.75 * wide, -0.1),
            (0.5 * wide, 0.5 * wide),
            (0.15 * wide, 1.0 * wide),
            (0, 1.15 * wide),
        ],
        "funnel-shaped": [
            (0.15 * wide, -0.15),
            (0.6 * wide, 0.05),
            (wide, 0.35 * wide),
            (0.5 * wide, 0.15 * wide),
            (0, 0.05),
        ],
        "round": [
            (0.15 * wide, -0.1),
            (0.6 * wide, -0.05),
            (0.8 * wide, 0.3 * wide),
            (0.5 * wide, 0.8 * wide),
            (0, 0.9 * wide),
        ],
    }[style]
    cap = np.concatenate([[(0, cap[0][1])], curve(cap, 16)])
    cap[:, 0] = np.maximum(cap[:, 0], 0)
    dots = style in ("domed", "flat") and chance(random, 0.4)
    one = [("cap", revolve(cap, 24) + (0, height, 0), color)]
    swell = random.uniform(1, 1.7)
    stem = curve([(swell * thick, 0), (thick, 0.4 * height), (0.9 * thick, height + 0.02)], 8)
    one.append(("stem", revolve([(0, 0), *stem], 14), stem_color))
    if dots:
        spots = on_sphere(random, 22)
        spots = spots[spots[:, 1] > 0.15]
        top = cap[:, 1].max()
        out = np.hypot(spots[:, 0], spots[:, 2])
        y = np.interp(out * wide, cap[3:, 0][::-1], cap[3:, 1][::-1])
        places = np.stack([spots[:, 0] * wide, y + height, spots[:, 2] * wide], axis=1)
        size = 0.09 * wide
        one.append(
            (
                "dots",
                copies(ellipsoid((0, 0, 0), (size, 0.6 * size, size), 6, 8), places[y < 1.1 * top]),
                tint(random, "white"),
            )
        )
    ring = chance(random, 0.3)
    if ring:
        skirt = revolve([(0.95 * thick, 0.72 * height), (1.7 * thick, 0.62 * height)], 16)
        one.append(("ring", skirt, stem_color))
    pieces = []
    for i in range(number):
        size = 1 if i == 0 else random.uniform(0.45, 0.8)
        place = (0, 0, 0) if i == 0 else rotate(np.array((wide * 1.1, 0, 0)), "y", 2.6 * i)
        for name, surface, paint in one:
            pieces.append(
                (name, rotate(surface * size, "z", 0 if i == 0 else -0.15) + place, paint)
            )
    spots = "with white dots" if dots else ""
    beside = f"beside {count(number - 1, 'smaller one')}" if number > 1 else ""
    return describe(
        "mushroom", [word, style], [spots, "with a ring" if ring else "", beside]
    ), pieces


def make_fruit(random):
    """A fruit: an apple, a pear, a banana, a pumpkin, a pineapple, grapes or a cherry."""
    style = pick(
        random,
        "apple",
        "pear",
        "banana",
        "pumpkin",
        "pineapple",
        "bunch of grapes",
        "pair of cherries",
    )
    brown, green = tint(random, "bark"), tint(random, "leaf")
    if style in ("apple", "pear"):
        word, color = finish(random, "red", "green", "yellow")
        tall = random.uniform(0.85, 1.1)
        if style == "apple":
            profile = curve(
                [(0, 0.08), (0.25, 0), (0.52, 0.35), (0.5, 0.75), (0.22, 0.95), (0, 0.85)], 18
            )
        else:
            profile = curve(
                [(0, 0.05), (0.3, 0), (0.5, 0.35), (0.3, 0.85), (0.2, 1.2), (0, 1.3)], 18
            )
        profile[:, 0] = np.maximum(profile[:, 0], 0)
        top = profile[-1, 1] * tall
        pieces = [("flesh", revolve(profile * (1, tall)), color)]
        pieces.append(
            (
                "stalk",
                sweep(
                    curve([(0, top - 0.05, 0), (0.02, top + 0.12, 0), (0.08, top + 0.25, 0)], 6),
                    0.025,
                    6,
                ),
                brown,
            )
        )
        leafed = chance(random, 0.5)
        if leafed:
            pieces.append(
                ("leaves", rotate(leaf(0.35, 0.18), "z", 0.4) + (0.03, top + 0.12, 0), green)
            )
        return describe(
            "fruit",
            [word],
            [
                f"shaped like {'an apple' if style == 'apple' else 'a pear'}",
                "with a leaf" if leafed else "",
            ],
        ), pieces
    if style == "banana":
        word, color = finish(random, "yellow", "yellow", "green")
        number = pick(random, 1, 1, 2, 3, 4)
        t = np.linspace(0, 1, 14)
        angle = random.uniform(1.2, 2) * (t - 0.5)
        path = np.stack([np.sin(angle), 1 - np.cos(angle), 0 * t], axis=1)
        thick = 0.15 * np.clip(np.minimum(t * 5, (1 - t) * 7) + 0.15, 0.1, 1)
        one = sweep(path, thick, 5, normal=(0, 0, 1))
        bunch = [
            rotate(one + (-path[0, 0], -path[0, 1], 0), "x", 0.35 * (i - (number - 1) / 2))
            for i in range(number)
        ]
        pieces = [
            ("flesh", np.concatenate(bunch), color),
            ("stalk", rod((-0.15, 0.05, 0), (0.05, 0, 0), 0.05), brown),
        ]
        return describe("fruit", [word, "curved"], [f"of {count(number, 'banana')}"]), pieces
    if style == "pumpkin":
        word, color = finish(random, "orange", "orange", "green", "white")
        ribs, flat = random.integers(8, 14), random.uniform(0.6, 0.95)
        ball = ellipsoid((0, 0, 0), (0.8, 0.8 * flat, 0.8), 14, 4 * ribs)
        angle, out = np.arctan2(ball[..., 2], ball[..., 0]), np.hypot(ball[..., 0], ball[..., 2])
        ball *= (0.92 + 0.09 * np.abs(np.sin(ribs * angle / 2)))[..., None]
        ball[..., 1] -= np.sign(ball[..., 1]) * 0.25 * flat * np.exp(-((out / 0.25) ** 2))
        stalk = sweep(
            curve([(0, 0.4 * flat, 0), (0.02, 0.8 * flat, 0), (0.15, 0.8 * flat + 0.2, 0)], 8),
            np.linspace(0.12, 0.07, 8),
            6,
        )
        return describe("fruit", [word, "ribbed"], ["shaped like a pumpkin"]), [
            ("flesh", ball, color),
            ("stalk", stalk, green),
        ]
    if style == "pineapple":
        body = ellipsoid((0, 0, 0), (0.45, 0.7, 0.45), 16, 20)
        bumps = on_sphere(random, 70) * (0.43, 0.68, 0.43)
        knobs = copies(ellipsoid((0, 0, 0), (0.08, 0.08, 0.08), 5, 6), bumps)
        blades = [
            around(rotate(leaf(0.6 - 0.1 * i, 0.13, 0.4, 0.3), "z", 0.6 + 0.35 * i), 7, start=i)
            for i in range(3)
        ]
        color = tint(random, pick(random, "orange", "yellow", "brown"))
        return describe("fruit", [], ["shaped like a pineapple", "with a crown of leaves"]), [
            ("flesh", np.concatenate([body, knobs]), color),
            ("leaves", np.concatenate(blades) + (0, 0.62, 0), green),
        ]
    word, color = (
        finish(random, "purple", "green", "red")
        if style == "bunch of grapes"
        else finish(random, "red", "red", "black")
    )
    if style == "bunch of grapes":
        rows = [(level, max(1, round(5.5 * (1 - level / 6.5)))) for level in range(6)]
        places = [
            (0.13 * n * np.cos(a + level), -0.2 * level, 0.13 * n * np.sin(a + level) * 0.9)
            for level, n in rows
            for a in 2 * np.pi * np.arange(n) / n
        ]
        places = np.array(places) * (0.6, 1, 0.6)
        balls = copies(ellipsoid((0, 0, 0), (0.14, 0.15, 0.14), 8, 10), places)
        pieces = [
            ("flesh", balls, color),
            ("stalk", rod((0, -0.3, 0), (0.03, 0.35, 0), 0.03), brown),
        ]
        pieces.append(("leaves", rotate(leaf(0.5, 0.45, 0.1), "z", 0.2) + (0.02, 0.25, 0), green))
        return describe("fruit", [word], ["like a bunch of grapes"]), pieces
    pieces = []
    for side in (-1, 1):
        at = np.array((side * random.uniform(0.25, 0.4), random.uniform(-0.1, 0.1), 0))
        stalk = curve([at + (0, 0.18, 0), at * (0.7, 1, 1) + (0, 0.6, 0), (0, 1.1, 0)], 8)
        pieces += [
            ("flesh", ellipsoid(at, (0.24, 0.23, 0.24), 10, 14), color),
            ("stalk", sweep(stalk, 0.02, 5), green),
        ]
    pieces.append(("leaves", rotate(leaf(0.5, 0.24), "z", 0.2) + (0, 1.05, 0), green))
    return describe("fruit", [word], ["like a pair of cherries", "with a leaf"]), pieces


# Each with its parts.
MAKERS = {
    "cactus": (
        make_cactus,
        (
            "arms",
            "stem",
            "pot",
            "soil",
            "flower",
            "thorns",
        ),
    ),
    "conifer": (
        make_conifer,
        (
            "needles",
            "trunk",
            "snow",
            "decoration",
        ),
    ),
    "flower": (
        make_flower,
        (
            "petals",
            "stem",
            "leaves",
            "middle",
        ),
    ),
    "fruit": (
        make_fruit,
        (
            "flesh",
            "stalk",
            "leaves",
        ),
    ),
    "mushroom": (
        make_mushroom,
        (
            "cap",
            "stem",
            "ring",
            "dots",
        ),
    ),
    "potted plant": (
        make_potted_plant,
        (
            "leaves",
            "stems",
            "pot",
            "soil",
            "flowers",
        ),
    ),
    "tree": (
        make_tree,
        (
            "leaves",
            "trunk",
            "branches",
            "fruit",
        ),
    ),
}
