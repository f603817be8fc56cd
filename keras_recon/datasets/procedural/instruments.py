"""Musical instruments."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    circle,
    copies,
    curve,
    ellipsoid,
    extrude,
    revolve,
    rod,
    rods,
    rotate,
    sheet,
    sweep,
    torus,
)


def body_outline(upper, waist, lower, length, cut=0.0):
    """The outline of a body with a waist, from y = 0 to `length`; `cut` deepens one shoulder."""
    side = [
        (0.0, 0.0),
        (0.75 * lower, 0.02 * length),
        (lower, 0.22 * length),
        (waist, 0.58 * length),
    ]
    side += [(upper, 0.8 * length), (0.65 * upper, 0.98 * length)]
    right = np.array([*side, (0.12, length * (1 - cut))])
    left = np.array([*side[1:], (0.12, length)])[::-1] * (-1, 1)
    return curve(np.concatenate([right, left]), 44, closed=True)


def neck_and_head(random, length, low, strings, wood, dark):
    """Neck, frets, head, pegs and strings of a string instrument, from y = low on."""
    top = low + length
    wide = 0.07 if strings > 4 else 0.055
    pieces = [("neck", box((0, low + length / 2, 0.05), (2 * wide, length, 0.07)), wood)]
    frets = np.linspace(0.1, 0.95, 12) * length + low
    pieces.append(
        (
            "neck",
            copies(
                box((0, 0, 0.09), (2 * wide, 0.012, 0.012)),
                np.stack([0 * frets, frets, 0 * frets], 1),
            ),
            tint(random, "metal"),
        )
    )
    head = np.array(
        [
            (-wide, 0),
            (wide, 0),
            (1.5 * wide, 0.1),
            (1.3 * wide, 0.32),
            (-1.3 * wide, 0.32),
            (-1.5 * wide, 0.1),
        ]
    )
    pieces.append(("head", extrude(head, 0.05) + (0, top, 0.03), dark))
    number = strings // 2
    y = top + np.linspace(0.1, 0.28, max(number, 1))
    for side in (-1, 1):
        pegs = np.stack([0 * y + side * 1.4 * wide, y, 0 * y + 0.03], axis=1)
        pieces.append(
            ("pegs", rods(pegs, pegs + (side * 0.07, 0, 0), 0.02, sides=8), tint(random, "metal"))
        )
    return pieces, top, wide


def make_guitar(random):
    """A guitar: acoustic, electric, or a small one of four strings."""
    style = pick(random, "acoustic", "acoustic", "electric", "small four-stringed")
    strings = (
        4 if style == "small four-stringed" else pick(random, 4, 6) if style == "electric" else 6
    )
    size = 0.75 if strings == 4 and style != "electric" else 1
    upper, waist, lower = (
        size * random.uniform(0.28, 0.33),
        size * random.uniform(0.2, 0.27),
        size * random.uniform(0.36, 0.43),
    )
    length, dark = size * random.uniform(0.9, 1.05), tint(random, "wooden")
    word, color = (
        finish(random, "painted", "wooden")
        if style == "electric"
        else finish(random, "wooden", "wooden", "painted")
    )
    details = [f"with {count(strings, 'string')}"]
    bridge = 0.25 * length
    if style == "electric":
        horn = random.uniform(0.02, 0.12)
        shape = pick(random, "waisted", "V-shaped", "double-horned")
        if shape == "waisted":
            outline = body_outline(upper, waist, lower, 0.8 * length, horn)
        elif shape == "V-shaped":
            outline = np.array(
                [
                    (0.45, -0.25),
                    (0.12, 0.75 * length),
                    (-0.12, 0.75 * length),
                    (-0.45, -0.25),
                    (-0.3, -0.3),
                    (0, 0.15),
                    (0.3, -0.3),
                ]
            )
        else:
            side = [
                (0, 0),
                (0.32, 0.06),
                (0.36, 0.28),
                (0.25, 0.5),
                (0.36, 0.8),
                (0.28, 0.9),
                (0.12, 0.62),
            ]
            outline = curve([*side, *(np.array(side[1:])[::-1] * (-1, 1) + (0, 0.05))], 44, True)
        pieces = [("body", extrude(outline, 0.12), color)]
        y = np.array([0.38, 0.52])[: pick(random, 1, 2)] * length
        pieces.append(
            (
                "pickups",
                copies(box((0, 0, 0.07), (0.22, 0.07, 0.04)), np.stack([0 * y, y, 0 * y], axis=1)),
                tint(random, "dark"),
            )
        )
        knobs = copies(rod((0.18, 0.1, 0.05), (0.18, 0.1, 0.1), 0.03), [(0, 0, 0), (0.06, 0.1, 0)])
        pieces.append(("knobs", knobs, tint(random, "metal")))
        low, details = 0.62 * length, [shape if shape != "waisted" else "", *details]
        adjectives, details = [word, style, details[0]], details[1:]
    else:
        deep = random.uniform(0.16, 0.24) * size
        outline = body_outline(upper, waist, lower, length, random.uniform(0, 0.1))
        hole = circle(0.12 * size, (0, 0.62 * length), 16)
        front = extrude([outline, hole], 0.02) + (0, 0, deep / 2)
        pieces = [
            ("body", front, color),
            (
                "body",
                extrude(outline, deep - 0.02) - (0, 0, 0.01),
                tint(random, "wooden") if chance(random, 0.5) else color,
            ),
        ]
        pieces.append(
            ("hole", torus((0, 0.62 * length, deep / 2), 0.13 * size, 0.012, "z", 20, 5), dark)
        )
        pieces = [(n, s - (0, 0, deep / 2 - 0.05), c) for n, s, c in pieces]
        low, adjectives = 0.78 * length, [word, style]
    pieces.append(("bridge", box((0, bridge, 0.08), (0.24 * size, 0.05, 0.04)), dark))
    more, top, wide = neck_and_head(
        random, size * random.uniform(0.85, 1.05), low, strings, dark, tint(random, "dark")
    )
    x = np.linspace(-0.75, 0.75, strings) * wide
    starts = np.stack([1.2 * x, 0 * x + bridge, 0 * x + 0.1], axis=1)
    ends = np.stack([x, 0 * x + top + 0.02, 0 * x + 0.1], axis=1)
    pieces += [*more, ("strings", rods(starts, ends, 0.004, sides=4), tint(random, "metal"))]
    return describe("guitar", adjectives, details), pieces


def make_violin(random):
    """A violin or a cello, with a bow or not."""
    big = chance(random, 0.4)
    wood, dark = tint(random, "wooden"), tint(random, "dark")
    upper, waist, lower, length, deep = 0.26, 0.16, 0.32, 1.0, 0.24 if big else 0.12
    outline = body_outline(
        upper * random.uniform(0.9, 1.1), waist, lower * random.uniform(0.9, 1.1), length
    )
    belly = extrude(outline, deep)
    belly[..., 2] += 0.06 * np.sign(belly[..., 2]) * (1 - (belly[..., 0] / lower) ** 2).clip(0)
    pieces = [("body", belly, wood)]
    front = deep / 2 + 0.05
    for side in (-1, 1):
        slit = curve(
            [(0.1, 0.35, front), (0.16, 0.45, front), (0.11, 0.55, front), (0.17, 0.65, front)], 10
        )
        pieces.append(("slits", sweep(slit * (side, 1, 1), 0.012, 5, normal=(0, 0, 1)), dark))
    pieces.append(
        ("bridge", box((0, 0.48, front + 0.05), (0.18, 0.02, 0.14)), tint(random, "wooden"))
    )
    tail = np.array([(-0.03, 0.02), (0.03, 0.02), (0.07, 0.36), (-0.07, 0.36)])
    pieces.append(("tailpiece", extrude(tail, 0.03) + (0, 0, front + 0.02), dark))
    reach = random.uniform(0.75, 0.9)
    pieces.append(("neck", box((0, 0.95 + reach / 2, front - 0.08), (0.07, reach, 0.07)), wood))
    board = np.array([(-0.05, 0.6), (0.05, 0.6), (0.035, 0.95 + reach), (-0.035, 0.95 + reach)])
    pieces.append(("neck", extrude(board, 0.02) + (0, 0, front + 0.03), dark))
    top = 0.95 + reach
    scroll = curve(
        [
            (0, top, 0),
            (0, top + 0.15, -0.03),
            (0, top + 0.25, 0.02),
            (0, top + 0.2, 0.1),
            (0, top + 0.15, 0.05),
        ],
        16,
    ) + (0, 0, front - 0.08)
    pieces.append(
        ("scroll", sweep(scroll, np.linspace(0.045, 0.02, 16), 8, normal=(1, 0, 0)), wood)
    )
    for y, side in ((0.03, 1), (0.08, -1), (0.13, 1), (0.18, -1)):
        start = np.array((0, top + y, front - 0.09))
        pieces.append(("pegs", rods([start], [start + (0.12 * side, 0, 0)], 0.016), dark))
    x = np.linspace(-0.02, 0.02, 4)
    points = [
        np.stack([s * x, 0 * x + y, 0 * x + z], axis=1)
        for s, y, z in ((1.8, 0.3, front + 0.06), (2.5, 0.48, front + 0.13), (1, top, front + 0.05))
    ]
    for a, b in ((0, 1), (1, 2)):
        pieces.append(
            ("strings", rods(points[a], points[b], 0.004, sides=4), tint(random, "metal"))
        )
    details = []
    if big:
        pieces.append(("spike", rod((0, 0.02, 0), (0, -0.35, 0), 0.02), tint(random, "metal")))
        details.append("with a spike to stand on")
    if chance(random, 0.4):
        stick = np.concatenate(
            [
                rod((0, 0, 0), (0, 1.4, 0), 0.012),
                rod((0.05, 0.05, 0), (0.05, 1.35, 0), 0.006, sides=4),
                box((0.03, 0.08, 0), (0.06, 0.1, 0.03)),
            ]
        )
        pieces.append(("bow", rotate(stick, "z", random.uniform(-0.2, 0.2)) + (0.5, 0, 0), dark))
        details.append("with a bow beside it")
    return describe("violin", ["large, deep" if big else ""], details), pieces


def make_drum(random):
    """A drum: a snare, a hand drum, a pair of bongos, a kettledrum, or a drum kit."""
    style = pick(random, "snare", "tall hand", "hourglass", "kettle", "pair", "kit")
    word, color = finish(random, "painted", "painted", "wooden", "brass")
    skin, metal = tint(random, "paper"), tint(random, "metal")

    def drum(radius, height, rods_number=6):
        parts = [("shell", revolve([(radius, 0), (radius, height)], 24), color)]
        heads = [(0, height), (0.98 * radius, height)]
        parts.append(
            (
                "skin",
                np.concatenate([revolve(heads, 24), revolve([(0.98 * radius, 0), (0, 0)], 24)]),
                skin,
            )
        )
        ring = torus((0, 0, 0), 1.03 * radius, 0.035 * radius)
        parts.append(("hoops", copies(ring, [(0, 0.02, 0), (0, height - 0.02, 0)]), metal))
        lug = rod(
            (1.05 * radius, 0.04, 0),
            (1.05 * radius, height - 0.04, 0),
            0.02 * radius + 0.005,
            sides=6,
        )
        parts.append(("hoops", around(lug, rods_number), metal))
        return parts

    def stand(radius, high):
        leg = np.concatenate(
            [
                rod((0.7 * radius, 0, 0), (0.1, -0.5 * high, 0), 0.025, sides=6),
                rod((0.1, -0.5 * high, 0), (0.8 * radius, -high, 0), 0.025, sides=6),
            ]
        )
        return ("stand", around(leg, 3), metal)

    if style == "snare":
        radius, height = random.uniform(0.5, 0.7), random.uniform(0.25, 0.5)
        pieces = drum(radius, height, random.integers(6, 11))
        details = []
        if chance(random, 0.5):
            pieces.append(stand(radius, random.uniform(0.8, 1.3)))
            details.append("on a stand")
        if chance(random, 0.6):
            for turn in (-0.4, 0.4):
                stick = np.concatenate(
                    [
                        rod((-0.1, 0, 0), (0.9, 0, 0), 0.025, 0.015),
                        ellipsoid((0.92, 0, 0), (0.05, 0.03, 0.03), 6, 8),
                    ]
                )
                pieces.append(
                    (
                        "sticks",
                        rotate(stick, "y", turn) + (-0.3, height + 0.04, 0.0),
                        tint(random, "wooden"),
                    )
                )
            details.append("with two drumsticks")
        return describe("drum", [word, "flat"], details), pieces
    if style in ("tall hand", "hourglass"):
        radius, height = random.uniform(0.35, 0.5), random.uniform(1, 1.7)
        waist = 0.5 if style == "hourglass" else random.uniform(1, 1.2)
        foot = random.uniform(0.6, 0.9)
        wall = curve([(foot * radius, 0), (waist * radius, 0.45 * height), (radius, height)], 12)
        pieces = [
            ("shell", revolve(wall), color),
            ("skin", revolve([(0, height), (0.98 * radius, height)]), skin),
            ("hoops", torus((0, height - 0.03, 0), 1.02 * radius, 0.025), metal),
        ]
        number = random.integers(5, 10)
        t = np.pi * np.arange(number) / number * 2
        high = np.stack(
            [1.02 * radius * np.cos(t), 0 * t + height - 0.03, 1.02 * radius * np.sin(t)], axis=1
        )
        out = np.interp(0.6 * height, wall[:, 1], wall[:, 0]) + 0.02
        shift = np.pi / number
        low = np.stack(
            [out * np.cos(t + shift), 0 * t + 0.6 * height, out * np.sin(t + shift)], axis=1
        )
        pieces.append(
            (
                "cords",
                rods(
                    np.concatenate([high, np.roll(high, -1, 0)]),
                    np.concatenate([low, low]),
                    0.01,
                    sides=4,
                ),
                tint(random, "straw"),
            )
        )
        return describe("drum", [word, style], ["with cords"]), pieces
    if style == "kettle":
        radius = random.uniform(0.6, 0.75)
        bowl = circle(
            (radius, radius * random.uniform(0.8, 1.1)), sides=10, start=-np.pi / 2, stop=0
        )
        pieces = [
            ("shell", revolve(bowl), color),
            ("skin", revolve([(0.98 * radius, 0.02), (0, 0.02)]), skin),
            ("hoops", torus((0, 0, 0), 1.02 * radius, 0.03), metal),
        ]
        leg = rod((0.8 * radius, -0.3 * radius, 0), (0.9 * radius, -1.5 * radius, 0), 0.04)
        pieces.append(("stand", around(leg, pick(random, 3, 4)), metal))
        return describe("drum", [word, "kettle"], ["on legs"]), pieces
    if style == "pair":
        pieces = []
        for x, size in ((-0.42, 0.36), (0.42, random.uniform(0.36, 0.46))):
            pieces += [(n, s + (x, 0, 0), c) for n, s, c in drum(size, random.uniform(0.5, 0.7), 5)]
        pieces.append(("stand", box((0, 0.3, 0), (0.3, 0.15, 0.12)), tint(random, "wooden")))
        return describe("drum", [word], ["that is two drums side by side"]), pieces
    bass, depth = random.uniform(0.5, 0.6), random.uniform(0.4, 0.6)
    pieces = [
        (n, rotate(s, "x", np.pi / 2) + (0, bass, -depth / 2), c)
        for n, s, c in drum(bass, depth, 8)
    ]
    for x in (-0.32, 0.32):
        tom = [
            (n, rotate(s, "x", 0.35) + (x, 2 * bass + 0.12, -0.1), c)
            for n, s, c in drum(0.24, 0.26, 5)
        ]
        pieces += tom
        pieces.append(
            ("stand", rod((0.4 * x, 2 * bass - 0.1, -0.1), (x, 2 * bass + 0.2, -0.1), 0.03), metal)
        )
    floor = [(n, s + (0.85, 0.3, -0.3), c) for n, s, c in drum(0.33, 0.42, 6)]
    snare = [(n, s + (-0.8, 0.62, -0.35), c) for n, s, c in drum(0.28, 0.16, 6)]
    pieces += floor + snare
    leg = rod((0.33, 0, 0), (0.36, -0.3, 0), 0.02)
    pieces += [
        ("stand", around(leg, 3) + (0.85, 0.3, -0.3), metal),
        ("stand", rod((-0.8, 0, -0.35), (-0.8, 0.62, -0.35), 0.03), metal),
    ]
    number = pick(random, 1, 2, 3)
    for x, y in ((-0.85, 1.65), (0.9, 1.7), (-1.15, 1.2))[:number]:
        disc = revolve([(0.36, -0.03), (0.08, 0), (0.05, 0.05), (0, 0.06)], 20)
        pieces.append(("cymbals", rotate(disc, "x", 0.25) + (x, y, 0.1), tint(random, "brass")))
        pieces.append(("stand", rod((x, 0, -0.1), (x, y + 0.05, 0.1), 0.02), metal))
        pieces.append(
            (
                "stand",
                around(rod((0, 0.2, 0), (0.28, 0, 0), 0.018, sides=5), 3) + (x, 0, -0.1),
                metal,
            )
        )
    return describe(
        "drum", [word], ["kit of five drums", f"with {count(number, 'cymbal')}"]
    ), pieces


def keys_of(width, depth, number, place, white, black):
    """White and black keys from left to right, the players' side at +z."""
    wide = width / number
    x = (np.arange(number) - (number - 1) / 2) * wide
    ivory = copies(box(place, (0.88 * wide, 0.04, depth)), np.stack([x, 0 * x, 0 * x], axis=1))
    i = np.arange(number - 1)
    x = (x[:-1] + wide / 2)[np.isin(i % 7, (0, 1, 3, 4, 5))]
    ebony = copies(
        box(np.add(place, (0, 0.04, -0.2 * depth)), (0.5 * wide, 0.04, 0.6 * depth)),
        np.stack([x, 0 * x, 0 * x], axis=1),
    )
    return [("white keys", ivory, white), ("black keys", ebony, black)]


def make_piano(random):
    """A piano: upright, grand, or an electric one on a stand."""
    style = pick(random, "upright", "upright", "grand", "electric")
    word, color = finish(random, "black", "wooden", "white", "brown")
    white, black = tint(random, "white"), tint(random, "dark")
    number = random.integers(15, 30)
    width = random.uniform(1.4, 1.6)
    details = []
    if style == "upright":
        height = random.uniform(1.05, 1.3)
        pieces = [
            ("case", box((0, height / 2, -0.2), (width, height, 0.35)), color),
            ("case", box((0, 0.65, 0.15), (width, 0.14, 0.4)), color),
        ]
        pieces.append(("case", box((0, height, -0.2), (width + 0.08, 0.04, 0.42)), color))
        pieces += keys_of(0.88 * width, 0.2, number, (0, 0.74, 0.22), white, black)
        posts = copies(
            box((0, 0.3, 0.3), (0.08, 0.6, 0.08)), [(s * 0.46 * width, 0, 0) for s in (-1, 1)]
        )
        pieces.append(("legs", posts, color))
        ends = copies(
            box((0, 0.75, 0.15), (0.06, 0.18, 0.4)), [(s * 0.48 * width, 0, 0) for s in (-1, 1)]
        )
        pieces.append(("case", ends, color))
        pieces.append(
            (
                "music stand",
                rotate(box((0, 0.12, 0), (0.5, 0.24, 0.02)), "x", -0.2) + (0, 0.88, -0.0),
                color,
            )
        )
        pieces.append(
            (
                "pedals",
                copies(
                    box((0, 0.06, 0.05), (0.05, 0.02, 0.16)), [(x, 0, 0) for x in (-0.1, 0, 0.1)]
                ),
                tint(random, "brass"),
            )
        )
    elif style == "grand":
        length, y = random.uniform(1.4, 2.1), 0.75
        curved = curve(
            [
                (width / 2, 0.15),
                (width / 2, -0.35 * length),
                (0.12 * width, -0.62 * length),
                (-0.05 * width, -0.95 * length),
                (-0.3 * width, -length),
                (-0.48 * width, -0.9 * length),
            ],
            22,
        )
        outline = np.concatenate(
            [[(-width / 2, 0.15), (width / 2, 0.15)], curved[1:], [(-width / 2, -0.8 * length)]]
        )
        pieces = [("case", extrude(outline, 0.28, "y") + (0, y, 0), color)]
        pieces += keys_of(0.88 * width, 0.2, number, (0, y + 0.08, 0.25), white, black)
        pieces.append(("case", box((0, y - 0.02, 0.25), (width, 0.12, 0.24)), color))
        pieces.append(
            (
                "case",
                copies(
                    box((0, y + 0.03, 0.25), (0.06, 0.22, 0.24)),
                    [(s * 0.48 * width, 0, 0) for s in (-1, 1)],
                ),
                color,
            )
        )
        spots = [(-0.42 * width, 0, 0), (0.42 * width, 0, 0), (-0.2 * width, 0, -0.85 * length)]
        pieces.append(("legs", copies(rod((0, 0, 0), (0, y - 0.1, 0), 0.05, 0.08), spots), color))
        opened = chance(random, 0.6)
        if opened:
            lid = extrude(outline[2:], 0.03, "y") + (width / 2, 0, 0)
            lid = rotate(lid, "z", random.uniform(0.5, 0.8)) + (-width / 2, y + 0.16, 0)
            pieces.append(("lid", lid, color))
            details.append("with its lid open")
        pieces.append(
            (
                "music stand",
                rotate(box((0, 0.12, 0), (0.5, 0.24, 0.02)), "x", -0.3) + (0, y + 0.15, 0.0),
                color,
            )
        )
        pieces.append(("pedals", box((0, 0.25, 0), (0.2, 0.5, 0.04)), tint(random, "brass")))
    else:
        y = random.uniform(0.7, 0.85)
        pieces = [("case", box((0, y, 0), (width, 0.1, 0.35)), color)]
        pieces += keys_of(0.9 * width, 0.2, number, (0, y + 0.06, 0.07), white, black)
        pieces.append(("panel", box((0, y + 0.07, -0.12), (0.9 * width, 0.04, 0.1)), black))
        knob = rod((0, y + 0.08, -0.12), (0, y + 0.12, -0.12), 0.018)
        pieces.append(
            (
                "panel",
                copies(knob, [(x, 0, 0) for x in np.linspace(-0.4, 0.4, 6) * width]),
                tint(random, "metal"),
            )
        )
        lines = [((-0.5, 0, z), (0.5, y - 0.05, z)) for z in (-0.12, 0.12)] + [
            ((0.5, 0, z), (-0.5, y - 0.05, z)) for z in (-0.12, 0.12)
        ]
        pieces.append(
            ("legs", rods([a for a, _ in lines], [b for _, b in lines], 0.03, sides=4), black)
        )
        details.append("on a crossed stand")
    if chance(random, 0.4):
        seat = box((0, 0.46, 0.75), (0.6, 0.08, 0.32))
        legs = copies(
            rod((0, 0, 0), (0, 0.42, 0), 0.03),
            [(s * 0.25, 0, 0.75 + t * 0.12) for s in (-1, 1) for t in (-1, 1)],
        )
        pieces += [("stool", seat, black), ("stool", legs, color)]
        details.append("with a stool")
    return describe("piano", [word, style], details), pieces


def make_trumpet(random):
    """A trumpet, a straight horn or a trombone."""
    style = pick(random, "with valves", "straight", "with a slide", "curled")
    word, color = finish(random, "brass", "brass", "metal")
    thin, flare = 0.035, random.uniform(0.22, 0.35)
    t = np.linspace(0, 1, 14)
    bell = np.stack([thin + (flare - thin) * t ** random.uniform(2.5, 4), 0.9 * t], axis=1)
    horn = rotate(revolve(bell, 20), "z", -np.pi / 2)
    mouth = rotate(revolve([(0.02, 0), (0.025, 0.1), (0.065, 0.16)], 12), "z", np.pi / 2)
    silver = tint(random, "metal")
    if style == "straight":
        length = random.uniform(0.8, 1.8)
        pieces = [
            ("bell", horn + (length, 0, 0), color),
            ("tubes", rod((0, 0, 0), (length, 0, 0), thin), color),
            ("mouthpiece", mouth, silver),
        ]
        flag = chance(random, 0.4)
        if flag:
            x, y = np.meshgrid(np.linspace(0.2, 0.8, 6) * length, np.linspace(-0.03, -0.6, 5))
            cloth = np.stack([x, y, 0.03 * np.sin(12 * x) * -y * 2], axis=-1)
            pieces.append(("flag", sheet(cloth), finish(random)[1]))
        return describe("trumpet", [word, style], ["with a flag" if flag else ""]), pieces
    if style == "curled":
        turns = random.integers(1, 3)
        u = np.linspace(0, 1, 40)
        angle = 2 * np.pi * turns * u
        coil = np.stack(
            [0.4 * np.sin(angle), 0.4 - 0.4 * np.cos(angle), 0.12 * turns * (u - 0.5)], axis=1
        )
        pieces = [("tubes", sweep(coil, np.linspace(0.025, 0.04, 40), 8, normal=(0, 0, 1)), color)]
        pieces.append(("bell", horn + coil[-1], color))
        pieces.append(("tubes", rod((-0.35, 0, coil[0, 2]), coil[0], 0.025), color))
        pieces.append(("mouthpiece", mouth + (-0.35, 0, coil[0, 2]), silver))
        return describe("trumpet", [word, style], [f"with {count(turns, 'turn')}"]), pieces
    long = random.uniform(0.7, 1) if style == "with valves" else random.uniform(1.2, 1.6)
    drop = 0.22
    half = np.linspace(np.pi / 2, 3 * np.pi / 2, 9)
    left = np.stack([0.11 * np.cos(half), 0.11 * np.sin(half) - drop / 2, 0 * half], axis=1)
    pieces = [
        ("bell", horn + (long, 0, 0), color),
        ("tubes", rod((0, 0, 0), (long, 0, 0), thin), color),
        ("tubes", sweep(left, thin, 8, normal=(0, 0, 1)), color),
    ]
    pieces.append(("tubes", rod((0, -drop, 0), (long, -drop, 0), thin), color))
    if style == "with valves":
        x = np.linspace(0.35, 0.6, 3) * long
        valve = np.concatenate(
            [
                rod((0, -drop - 0.12, 0), (0, 0.1, 0), 0.05),
                rod((0, 0.1, 0), (0, 0.18, 0), 0.015),
                rod((0, 0.18, 0), (0, 0.2, 0), 0.04),
            ]
        )
        pieces.append(("valves", copies(valve, np.stack([x, 0 * x, 0 * x + 0.03], axis=1)), silver))
        right = left * (-1, 1, 1) + (long, 0, 0.0)
        pieces.append(("tubes", sweep(right, thin, 8, normal=(0, 0, 1)), color))
        pieces.append(("tubes", rod((-0.45, -0.02, 0.08), (0.9 * long, -0.02, 0.08), 0.025), color))
        pieces.append(("mouthpiece", mouth + (-0.45, -0.02, 0.08), silver))
    else:
        pieces.append(
            (
                "tubes",
                rods(
                    [(long, -drop, 0), (long, -drop, 0.15)],
                    [(-0.2, -drop, 0), (-0.2, -drop, 0.15)],
                    0.03,
                ),
                color,
            )
        )
        out = long + random.uniform(0.2, 0.7)
        slide = np.array(
            [
                (-0.2, -drop, 0.15),
                (out, -drop, 0.15),
                (out, -drop - 0.0, -0.03),
                (0.1, -drop, -0.03),
            ]
        )
        pieces.append(("slide", rods(slide[:-1], slide[1:], 0.035), silver))
        pieces.append(("mouthpiece", mouth + (-0.2, -drop, 0.15), silver))
    return describe("trumpet", [word], [style]), pieces


# Each with its parts.
MAKERS = {
    "drum": (
        make_drum,
        (
            "hoops",
            "shell",
            "skin",
            "stand",
            "cords",
            "cymbals",
            "sticks",
        ),
    ),
    "guitar": (
        make_guitar,
        (
            "neck",
            "pegs",
            "body",
            "bridge",
            "head",
            "strings",
            "hole",
            "pickups",
            "knobs",
        ),
    ),
    "piano": (
        make_piano,
        (
            "case",
            "white keys",
            "black keys",
            "legs",
            "stool",
            "music stand",
            "pedals",
            "panel",
            "lid",
        ),
    ),
    "trumpet": (
        make_trumpet,
        (
            "tubes",
            "bell",
            "mouthpiece",
            "slide",
            "valves",
            "flag",
        ),
    ),
    "violin": (
        make_violin,
        (
            "pegs",
            "slits",
            "neck",
            "strings",
            "body",
            "bridge",
            "tailpiece",
            "scroll",
            "bow",
            "spike",
        ),
    ),
}
