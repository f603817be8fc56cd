"""Devices and household machines: the front at +z."""

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
    mirror,
    rectangle,
    revolve,
    rod,
    rods,
    rotate,
    rounded_box,
    sheet,
    sweep,
    taper,
    torus,
)


def facing(surface):
    """Turn what was revolved about y so that its upper end is at the front."""
    return rotate(surface, "x", np.pi / 2)


def grid(columns, rows, width, height, z=0.0):
    """Places in rows and columns in the plane of x and y, `(rows * columns, 3)`."""
    x, y = np.meshgrid(
        (np.arange(columns) - (columns - 1) / 2) * width / columns,
        (np.arange(rows) - (rows - 1) / 2) * height / rows,
    )
    return np.stack([x.ravel(), y.ravel(), np.full(x.size, z)], axis=1)


def make_television(random):
    """A television: flat, or one with a tube."""
    old = chance(random, 0.35)
    dark, screen = tint(random, "dark"), tint(random, "window")
    details = []
    if old:
        width, height, depth = (
            random.uniform(0.9, 1.3),
            random.uniform(0.75, 1),
            random.uniform(0.6, 0.9),
        )
        word, color = finish(random, "wooden", "grey", "black", "painted")
        pieces = [("case", rounded_box((0, 0, 0), (width, height, 0.4 * depth), 0.06), color)]
        back = rotate(
            taper(box((0, depth / 2, 0), (0.9 * width, depth, 0.9 * height)), 0.5), "x", -np.pi / 2
        )
        pieces.append(("case", back - (0, 0, 0.15 * depth), color))
        share = 0.72
        glass = rounded_box(
            ((share - 1) / 2 * 0.85 * width, 0, 0.2 * depth),
            (share * 0.92 * width, 0.82 * height, 0.08),
            0.04,
        )
        pieces.append(("screen", glass, screen))
        x = (0.5 - (1 - share) / 2) * 0.93 * width
        knob = facing(rod((0, 0, 0), (0, 0.06, 0), 0.05)) + (x, 0, 0.2 * depth)
        pieces.append(("knobs", copies(knob, [(0, y * height, 0) for y in (0.3, 0.1)]), dark))
        slots = copies(
            box((x, 0, 0.2 * depth), (0.15 * width, 0.02, 0.02)),
            [(0, -y * height, 0) for y in (0.1, 0.18, 0.26, 0.34)],
        )
        pieces.append(("knobs", slots, dark))
        if chance(random, 0.6):
            tips = np.array(
                [(s * random.uniform(0.25, 0.5), height / 2 + 0.55, 0) for s in (-1, 1)]
            )
            pieces.append(
                (
                    "aerial",
                    rods([(0, height / 2, 0)] * 2, tips, 0.012, sides=5),
                    tint(random, "metal"),
                )
            )
            details.append("with an aerial")
        if chance(random, 0.6):
            corners = np.array(
                [(x * 0.4 * width, -height / 2, z * 0.3 * depth) for x in (-1, 1) for z in (-1, 1)]
            )
            pieces.append(
                ("stand", rods(corners, corners * (1.15, 1, 1.15) - (0, 0.35, 0), 0.03, 0.02), dark)
            )
            details.append("on four legs")
        return describe("television", ["old", word], details), pieces
    width = random.uniform(1.2, 1.9)
    height, thin = width * random.uniform(0.52, 0.66), random.uniform(0.03, 0.08)
    curved = chance(random, 0.2)
    case = [
        box((0, 0, 0), (width, height, thin)),
        box((0, 0, thin / 2 + 0.005), (0.96 * width, 0.93 * height, 0.01)),
    ]
    if chance(random, 0.5):
        case.append(box((0, -0.1 * height, -thin), (0.6 * width, 0.5 * height, thin)))
    if curved:
        cells = sheet(
            np.stack(
                np.meshgrid(np.linspace(-0.5, 0.5, 13), np.linspace(-0.5, 0.5, 2))
                + (np.zeros((2, 13)),),
                axis=-1,
            )
        )
        front = [cells * (width, height, 1) + (0, 0, z) for z in (-thin / 2, thin / 2)] + [
            cells * (0.96 * width, 0.93 * height, 1) + (0, 0, thin / 2 + 0.01)
        ]
        case = [np.concatenate(front[:2]), front[2]]
        for part in case:
            part[..., 2] += random.uniform(0.14, 0.16) * part[..., 0] ** 2
    names = ["case", "screen", "case"]
    pieces = [
        (name, part, screen if name == "screen" else dark)
        for name, part in zip(names, case, strict=False)
    ]
    stand = pick(random, "a foot", "two feet", "legs", "no stand")
    low = -height / 2
    if stand == "a foot":
        pieces.append(("stand", box((0, low - 0.08, -0.03), (0.12, 0.2, 0.05)), dark))
        foot = rod((0, low - 0.2, 0), (0, low - 0.16, 0), 0.5, sides=24) * (0.6 * width, 1, 0.4)
        pieces.append(
            ("stand", pick(random, foot, box((0, low - 0.17, 0), (0.5 * width, 0.03, 0.35))), dark)
        )
    elif stand == "two feet":
        for x in (-0.35, 0.35):
            feet = np.array(
                [(x * width, low, 0), (x * width, low - 0.12, 0.18), (x * width, low - 0.12, -0.18)]
            )
            pieces.append(("stand", rods(feet[[0, 0]], feet[1:], 0.02, sides=6), dark))
    elif stand == "legs":
        wood = tint(random, "wooden")
        for x in (-0.3, 0.3):
            for z in (0.25, -0.25):
                pieces.append(
                    (
                        "stand",
                        rod((x * width, low + 0.05, 0), (1.2 * x * width, low - 0.6, z), 0.025),
                        wood,
                    )
                )
    has = "without a stand" if stand == "no stand" else f"on {stand}"
    return describe("television", ["flat", "curved" if curved else ""], [has]), pieces


def make_monitor(random):
    """A computer screen on its foot, with a keyboard in front or not."""
    width = random.uniform(0.9, 1.4)
    height = width * random.uniform(0.55, 0.75)
    word, color = finish(random, "black", "grey", "white", "metal")
    screen = tint(random, "window")
    tilt, lift = random.uniform(-0.1, 0.2), random.uniform(0.2, 0.4)
    panel = [
        ("case", rounded_box((0, 0, 0), (width, height, 0.07), 0.03), color),
        ("screen", box((0, 0.02 * height, 0.037), (0.93 * width, 0.86 * height, 0.01)), screen),
    ]
    if chance(random, 0.3):
        panel.append(
            (
                "case",
                rotate(
                    taper(box((0, 0.12, 0), (0.7 * width, 0.25, 0.7 * height)), 0.5),
                    "x",
                    -np.pi / 2,
                ),
                color,
            )
        )
    pieces = [(name, rotate(s, "x", -tilt) + (0, height / 2 + lift, 0), c) for name, s, c in panel]
    pieces.append(
        (
            "stand",
            rod((0, 0.02, -0.08), (0, lift + 0.3 * height, -0.08), 0.04, sides=pick(random, 4, 12)),
            color,
        )
    )
    foot = pick(random, "round", "square", "V-shaped")
    if foot == "round":
        pieces.append(("stand", rod((0, 0, 0), (0, 0.03, 0), 0.3, sides=20) * (1, 1, 0.8), color))
    elif foot == "square":
        pieces.append(("stand", box((0, 0.015, 0), (0.5, 0.03, 0.35)), color))
    else:
        pieces.append(
            (
                "stand",
                rods(
                    [(0, 0.02, -0.1)] * 2, [(s * 0.3, 0.02, 0.25) for s in (-1, 1)], 0.025, sides=6
                ),
                color,
            )
        )
    board = chance(random, 0.35)
    if board:
        pieces.append(("keyboard", box((0, 0.02, 0.6), (0.8, 0.03, 0.26)), color))
        keys = copies(
            box((0, 0.045, 0.6), (0.05, 0.02, 0.045)),
            grid(12, 4, 0.76, 0.23) @ [(1, 0, 0), (0, 0, 1), (0, 0, 0)],
        )
        pieces.append(("keyboard", keys, tint(random, "grey")))
    return describe(
        "computer monitor",
        [word],
        [f"on a {foot} foot", "with a keyboard in front" if board else ""],
    ), pieces


def make_laptop(random):
    """A laptop, opened more or less."""
    width = random.uniform(1.1, 1.5)
    depth, thin = width * random.uniform(0.62, 0.75), random.uniform(0.03, 0.07)
    opening = random.uniform(70, 145)
    word, color = finish(random, "grey", "black", "white", "metal", "painted")
    dark = tint(random, "dark")
    pieces = [("base", rounded_box((0, 0, 0), (width, thin, depth), 0.02), color)]
    rows, columns = pick(random, 4, 5), random.integers(11, 15)
    spots = grid(columns, rows, 0.86 * width, 0.48 * depth)
    places = np.stack([spots[:, 0], 0 * spots[:, 0] + thin / 2, spots[:, 1] - 0.13 * depth], axis=1)
    key = box((0, 0.008, 0), (0.7 * 0.86 * width / columns, 0.018, 0.7 * 0.48 * depth / rows))
    pieces.append(("keys", copies(key, places), dark))
    pad = box((0, thin / 2 + 0.003, 0.32 * depth), (0.32 * width, 0.008, 0.22 * depth))
    pieces.append(("touchpad", pad, tint(random, "grey")))
    lid = [("lid", rounded_box((0, 0, depth / 2), (width, 0.6 * thin, depth), 0.015), color)]
    lid.append(
        (
            "screen",
            box((0, 0.3 * thin + 0.004, 0.51 * depth), (0.93 * width, 0.008, 0.86 * depth)),
            tint(random, "window"),
        )
    )
    for name, surface, paint in lid:
        turned = rotate(surface, "x", -np.radians(opening))
        # The screen is on the side of the keys.
        turned = (
            turned if name == "lid" else rotate(surface * (1, -1, 1), "x", -np.radians(opening))
        )
        pieces.append((name, turned + (0, thin / 2, -depth / 2), paint))
    opened = "wide open" if opening > 120 else "half closed" if opening < 85 else "open"
    return describe("laptop", [opened, word], [f"with {count(rows, 'row')} of keys"]), pieces


def make_keyboard(random):
    """A keyboard of a computer, long or short, flat or sloped."""
    rows, block = pick(random, 4, 5, 6), chance(random, 0.5)
    columns = random.integers(12, 16)
    size = 0.1
    width, depth = (columns + (5 if block else 0)) * size + 0.1, rows * size + 0.1
    word, color = finish(random, "black", "grey", "white", "beige", "painted")
    slope, thick = random.uniform(0, 0.15), random.uniform(0.04, 0.1)
    pieces = [("case", rounded_box((0, 0, 0), (width, thick, depth), 0.02), color)]
    cap, key_color = 0.78 * size, tint(random, pick(random, "dark", "white", "grey", word))
    low, tall = thick / 2, random.uniform(0.03, 0.06)
    key = taper(box((0, low + tall / 2, 0), (cap, tall, cap)), random.uniform(0.75, 1))
    left = -width / 2 + 0.05
    x = left + (np.arange(columns) + 0.5) * size
    spots = np.array(
        [
            (a, 0, (r - (rows - 1) / 2) * size)
            for r in range(rows)
            for a in x
            if not (r == rows - 1 and 2.5 * size < a - left < 8.5 * size)
        ]
    )
    pieces.append(("keys", copies(key, spots), key_color))
    bar = box((left + 5.5 * size, low + tall / 2, (rows - 1) / 2 * size), (5.8 * size, tall, cap))
    pieces.append(("space bar", bar, key_color))
    if block:
        x = width / 2 - 0.05 - (np.arange(4) + 0.5) * size
        spots = np.array(
            [(a, 0, (r - (rows - 1) / 2) * size) for r in range(max(0, rows - 5), rows) for a in x]
        )
        pieces.append(("keys", copies(key, spots), key_color))
    pieces = [(name, rotate(s, "x", slope), c) for name, s, c in pieces]
    cable = chance(random, 0.4)
    if cable:
        path = curve(
            [
                (0, 0, -depth / 2),
                (0.05, 0, -depth / 2 - 0.3),
                (-0.2, 0, -depth / 2 - 0.5),
                (-0.1, 0, -depth / 2 - 0.8),
            ],
            14,
        )
        pieces.append(("cable", sweep(path, 0.02, 6), tint(random, "dark")))
    has = "with a number pad" if block else "without a number pad"
    return describe(
        "keyboard",
        [word],
        [f"with {count(rows, 'row')} of keys", has, "with a cable" if cable else ""],
    ), pieces


def make_mouse(random):
    """A computer mouse."""
    length, wide, tall = (
        random.uniform(0.9, 1.2),
        random.uniform(0.5, 0.7),
        random.uniform(0.3, 0.45),
    )
    word, color = finish(random, "black", "grey", "white", "painted")
    peak = random.uniform(0.1, 0.4)
    ball = ellipsoid((0, 0, 0), (wide / 2, tall, length / 2), 12, 20)
    ball[..., 1] = np.maximum(ball[..., 1], 0) * (1 - peak * ball[..., 2] / length * 2 * 0.6)
    square = random.uniform(0, 0.5)
    ball[..., 0] = (
        np.sign(ball[..., 0]) * (wide / 2) * (np.abs(ball[..., 0]) / (wide / 2)) ** (1 - square)
    )
    pieces = [("body", ball, color)]
    front = 0.27 * length
    height = tall * np.sqrt(1 - (front / (length / 2)) ** 2) * (1 - peak * front / length * 1.2)
    wheel = rod((-0.035, height, front), (0.035, height, front), 0.07, sides=14)
    pieces.append(("wheel", wheel, tint(random, "dark")))
    z = np.linspace(0.02, 0.46, 8) * length
    y = tall * np.sqrt(1 - (z / (length / 2)) ** 2) * (1 - peak * z / length * 1.2)
    path = np.stack([0 * z, y + 0.004, z], axis=1)
    pieces.append(("gap", sweep(path, 0.01, 4), tint(random, "dark")))
    cable = chance(random, 0.6)
    if cable:
        path = curve(
            [
                (0, 0.08, length / 2 - 0.02),
                (0, 0.05, 0.8 * length),
                (random.uniform(-0.4, 0.4), 0.03, 1.2 * length),
                (0, 0.03, 1.6 * length),
            ],
            16,
        )
        pieces.append(("cable", sweep(path, 0.022, 6), tint(random, "dark")))
    buttons = chance(random, 0.3)
    if buttons:
        pieces.append(
            (
                "buttons",
                copies(
                    box((-0.48 * wide, 0.5 * tall, 0), (0.06, 0.05, 0.12)),
                    [(0, 0, -0.02), (0, 0, 0.15)],
                ),
                tint(random, "grey"),
            )
        )
    shape = "flat" if tall < 0.36 else "high"
    return describe(
        "computer mouse",
        [shape, word],
        [
            "with a cable" if cable else "without a cable",
            "with buttons at its side" if buttons else "",
        ],
    ), pieces


def make_telephone(random):
    """A telephone: a mobile, one with keys that is held, or one on a desk with a receiver."""
    style = pick(random, "smartphone", "mobile", "desk", "desk")
    word, color = finish(random, "black", "painted", "white", "grey")
    dark = tint(random, "dark")
    if style == "smartphone":
        width = random.uniform(0.65, 0.85)
        height, thin = width * random.uniform(1.8, 2.2), random.uniform(0.06, 0.1)
        pieces = [("case", rounded_box((0, 0, 0), (width, height, thin), 0.04), color)]
        pieces.append(
            (
                "screen",
                box(
                    (0, 0.0, thin / 2 + 0.002),
                    (0.92 * width, random.uniform(0.84, 0.95) * height, 0.01),
                ),
                dark,
            )
        )
        cameras = pick(random, 1, 2, 3)
        lens = rod((0, 0, 0), (0, 0, -0.04), 0.07, sides=14)
        pieces.append(
            (
                "camera",
                copies(
                    lens,
                    [(0.28 * width, 0.4 * height - 0.18 * i, -thin / 2) for i in range(cameras)],
                ),
                dark,
            )
        )
        pieces.append(
            ("buttons", box((width / 2, 0.15 * height, 0), (0.03, 0.2 * height, 0.4 * thin)), dark)
        )
        return describe(
            "telephone",
            [word, "flat"],
            ["with a large screen", f"with {count(cameras, 'camera')} on its back"],
        ), pieces
    key = rounded_box((0, 0, 0), (0.14, 0.09, 0.05), 0.02)
    if style == "mobile":
        width, height, thin = 0.6, random.uniform(1.3, 1.7), random.uniform(0.15, 0.25)
        pieces = [
            (
                "case",
                rounded_box((0, 0, 0), (width, height, thin), random.uniform(0.04, 0.1)),
                color,
            )
        ]
        pieces.append(
            (
                "screen",
                box((0, 0.24 * height, thin / 2), (0.46, 0.3 * height, 0.02)),
                tint(random, "window"),
            )
        )
        pieces.append(
            (
                "keys",
                copies(key, grid(3, 4, 0.5, 0.42 * height, thin / 2) - (0, 0.22 * height, 0)),
                tint(random, "grey"),
            )
        )
        aerial = chance(random, 0.5)
        if aerial:
            pieces.append(
                (
                    "aerial",
                    rod(
                        (0.2, height / 2 - 0.02, 0),
                        (0.2, height / 2 + random.uniform(0.15, 0.5), 0),
                        0.05,
                        0.04,
                    ),
                    dark,
                )
            )
        return describe(
            "telephone", [word, "mobile"], ["with twelve keys", "with an aerial" if aerial else ""]
        ), pieces
    width, depth = random.uniform(1, 1.2), random.uniform(0.9, 1.1)
    low, high = 0.15, random.uniform(0.35, 0.55)
    wedge = np.array(
        [
            (-depth / 2, 0),
            (depth / 2, 0),
            (depth / 2, low),
            (-0.15 * depth, high),
            (-depth / 2, high),
        ]
    )
    body = extrude(wedge, width, "x")
    pieces = [("case", body, color)]
    slope = np.arctan2(high - low, 0.65 * depth)
    middle = np.array((0, (high + low) / 2, 0.17 * depth))
    dial = chance(random, 0.5)
    if dial:
        disc = rod((0, 0, 0), (0, 0.05, 0), 0.3, sides=24)
        holes = around(torus((0.22, 0.055, 0), 0.045, 0.015, "y", 10, 5), 10, turn=5.2)
        pieces.append(("dial", rotate(disc, "x", slope) + middle, tint(random, "white")))
        pieces.append(("dial", rotate(holes, "x", slope) + middle, dark))
    else:
        spots = grid(3, 4, 0.5, 0.5)
        buttons = copies(
            box((0, 0, 0), (0.12, 0.05, 0.09)),
            np.stack([spots[:, 0], 0 * spots[:, 0] + 0.02, spots[:, 1]], axis=1),
        )
        pieces.append(("keys", rotate(buttons, "x", slope) + middle, tint(random, "white")))
    bar = curve([(-0.55, 0, 0), (-0.3, 0.13, 0), (0.3, 0.13, 0), (0.55, 0, 0)], 12)
    ends = rounded_box((0.52, -0.02, 0), (0.24, 0.2, 0.24), 0.09)
    receiver = [sweep(bar, 0.07, 8), ends, mirror(ends)]
    place = np.array((0, high + 0.16, -0.3 * depth))
    pieces += [("receiver", part * (width * 0.95, 1, 1) + place, color) for part in receiver]
    cords = chance(random, 0.6)
    if cords:
        t = np.linspace(0, 1, 90)
        coil = np.stack(
            [
                -0.55 * width - 0.12 * np.sin(np.pi * t) + 0.04 * np.cos(60 * t),
                high + 0.1 - (high + 0.05) * t,
                -0.3 * depth + 0.35 * depth * t + 0.04 * np.sin(60 * t),
            ],
            axis=1,
        )
        pieces.append(("cord", sweep(coil, 0.014, 4, normal=(0, 1, 0.3)), dark))
    has = "with a dial" if dial else "with keys"
    return describe(
        "telephone",
        [word, "desk"],
        [f"{has} and a receiver", "with a coiled cord" if cords else ""],
    ), pieces


def make_camera(random):
    """A camera, old or new, by itself or on a tripod."""
    width, height, depth = (
        random.uniform(0.95, 1.25),
        random.uniform(0.6, 0.8),
        random.uniform(0.3, 0.45),
    )
    word, color = finish(random, "black", "grey", "metal", "brown", "painted")
    dark, metal = tint(random, "dark"), tint(random, "metal")
    pieces = [
        ("body", rounded_box((0, 0, 0), (width, height, depth), random.uniform(0.03, 0.1)), color)
    ]
    if chance(random, 0.4):
        band = box((0, -0.05 * height, 0), (width + 0.01, 0.55 * height, depth + 0.01))
        pieces.append(("body", band, dark))
    radius, reach = height * random.uniform(0.28, 0.42), random.uniform(0.15, 0.9)
    x = random.uniform(-0.1, 0.1)
    profile = [
        (0, 0),
        (radius, 0),
        (radius, 0.6 * reach),
        (1.08 * radius, 0.65 * reach),
        (1.08 * radius, reach),
        (0.85 * radius, reach),
        (0.7 * radius, reach - 0.08),
        (0, reach - 0.06),
    ]
    pieces.append(("lens", facing(revolve(profile, 24)) + (x, -0.04, depth / 2), dark))
    pieces.append(
        (
            "lens",
            facing(ellipsoid((0, reach - 0.08, 0), (0.65 * radius, 0.06, 0.65 * radius), 6, 16))
            + (x, -0.04, depth / 2),
            tint(random, "window"),
        )
    )
    bump = chance(random, 0.6)
    if bump:
        hump = taper(box((0, 0.12, 0), (0.45, 0.24, 0.8 * depth)), 0.6) + (x, height / 2 - 0.02, 0)
        pieces.append(("finder", hump, color))
    else:
        pieces.append(
            (
                "finder",
                box((-0.3 * width, 0.35 * height, depth / 2), (0.16, 0.1, 0.03)),
                tint(random, "window"),
            )
        )
    pieces.append(
        (
            "buttons",
            rod((0.36 * width, height / 2, 0), (0.36 * width, height / 2 + 0.07, 0), 0.07),
            metal,
        )
    )
    pieces.append(
        (
            "buttons",
            rod((-0.36 * width, height / 2, 0), (-0.36 * width, height / 2 + 0.06, 0), 0.1),
            metal,
        )
    )
    details = ["with a long lens" if reach > 0.6 else "with a short lens" if reach < 0.35 else ""]
    if chance(random, 0.25):
        pieces.append(
            ("flash", box((x, height / 2 + (0.4 if bump else 0.18), 0.05), (0.35, 0.24, 0.2)), dark)
        )
        details.append("with a flash")
    extra = pick(random, "a tripod", "a strap", "", "")
    if extra == "a tripod":
        high = random.uniform(1.4, 2.2)
        top = np.array((0, -height / 2 - 0.12, 0))
        pieces.append(("tripod", rod((0, -height / 2, 0), top, 0.12), dark))
        leg = rod((0.05, 0, 0), (0.45 * high, -high, 0), 0.04, 0.025, 8)
        pieces.append(("tripod", around(leg, 3, start=np.pi / 2) + top, dark))
        details.append("on a tripod")
    elif extra:
        loop = curve(
            [
                (-width / 2, 0.2, 0),
                (-width / 2 - 0.15, -0.3, -0.2),
                (0, -0.75, -0.25),
                (width / 2 + 0.15, -0.3, -0.2),
                (width / 2, 0.2, 0),
            ],
            20,
        )
        pieces.append(
            (
                "strap",
                sweep(loop, 0.04, [(1, 0.2), (-1, 0.2), (-1, -0.2), (1, -0.2)], normal=(0, 0.3, 1)),
                dark,
            )
        )
        details.append("with a strap")
    return describe("camera", [word], details), pieces


def make_clock(random):
    """A clock: on a wall, an alarm clock, a watch, a long-case clock."""
    style = pick(random, "wall", "alarm", "long-case", "mantel", "wrist")
    word, color = finish(random, "painted", "wooden", "metal", "brass")
    white, dark = tint(random, "white"), tint(random, "dark")
    radius, square = 0.5, chance(random, 0.3) and style == "wall"
    pieces, details = [], []

    def face(radius, z):
        hours = pick(random, 4, 12, 12)
        tick = around(
            box((0, 0.85 * radius, z + 0.01), (0.04 * radius, 0.16 * radius, 0.02)), hours, "z"
        )
        minute, hour = random.uniform(0, 2 * np.pi, 2)
        hands = [
            rotate(
                box((0, 0.33 * radius, z + 0.03), (0.06 * radius, 0.72 * radius, 0.015)),
                "z",
                minute,
            )
        ]
        hands.append(
            rotate(
                box((0, 0.22 * radius, z + 0.02), (0.08 * radius, 0.5 * radius, 0.015)), "z", hour
            )
        )
        hands.append(rod((0, 0, z), (0, 0, z + 0.05), 0.05 * radius))
        dial = rod((0, 0, z - 0.03), (0, 0, z), 0.96 * radius, sides=28)
        return [("dial", dial, white), ("marks", tick, dark)] + [
            ("hands", hand, dark) for hand in hands
        ]

    if style == "wall":
        depth = random.uniform(0.08, 0.2)
        pieces += face(radius, 0.02)
        if square:
            frame = extrude([rectangle(1.25, 1.25), circle(radius)], depth)
        else:
            rim = random.uniform(1.08, 1.3)
            frame = extrude(
                [circle(rim * radius, sides=pick(random, 8, 28, 28)), circle(0.98 * radius)], depth
            )
        pieces.append(("case", frame, color))
        details.append("with a square frame" if square else "with a round frame")
    elif style == "alarm":
        pieces += face(radius, 0.16)
        case = facing(
            revolve(
                [
                    (0, -0.15),
                    (0.9 * radius, -0.15),
                    (1.08 * radius, 0),
                    (1.08 * radius, 0.2),
                    (0.98 * radius, 0.2),
                    (0.97 * radius, 0.15),
                ],
                28,
            )
        )
        pieces.append(("case", case, color))
        bells = pick(random, 0, 2, 2)
        for side in (-1, 1)[:bells]:
            dome = revolve([*circle((0.22, 0.2), sides=7, stop=np.pi / 2), (0, 0.2)], 16)
            pieces.append(
                (
                    "bells",
                    rotate(dome + (0, 1.12 * radius, 0), "z", -0.6 * side),
                    tint(random, "brass"),
                )
            )
        if bells:
            pieces.append(("bells", rod((0, radius, 0), (0, 1.5 * radius, 0), 0.03), dark))
        feet = [
            rotate(rod((0, -radius, 0), (0, -1.4 * radius, 0), 0.06, 0.04), "z", s * 0.6)
            for s in (-1, 1)
        ]
        pieces += [("feet", foot, color) for foot in feet]
        details.append("with two bells" if bells else "without bells")
        details.append("on two feet")
    elif style == "long-case":
        tall = random.uniform(2.2, 3)
        pieces += [(n, s + (0, tall, 0.27), c) for n, s, c in face(0.4, 0)]
        pieces.append(("case", box((0, tall, 0), (1.05, 1.05, 0.5)), color))
        pieces.append(("case", box((0, tall / 2, 0), (0.75, tall, 0.4)), color))
        pieces.append(("case", box((0, 0.25, 0), (1, 0.5, 0.5)), color))
        top = np.array([(-0.6, 0), (0.6, 0), (0, random.uniform(0.25, 0.5))])
        pieces.append(("case", extrude(top, 0.55) + (0, tall + 0.52, 0), color))
        pieces.append(
            (
                "door",
                box((0, 0.5 * tall + 0.05, 0.205), (0.45, 0.55 * tall, 0.02)),
                tint(random, "window"),
            )
        )
        swing = random.uniform(-0.15, 0.15)
        pendulum = [
            rod((0, 0.72 * tall, 0.23), (swing, 0.4 * tall, 0.23), 0.015),
            rod((swing, 0.4 * tall, 0.22), (swing, 0.4 * tall, 0.26), 0.12),
        ]
        pieces += [("pendulum", part, tint(random, "brass")) for part in pendulum]
        details.append("with a pendulum")
    elif style == "mantel":
        pieces += face(0.42, 0.16)
        arch = np.concatenate([[(-0.62, -0.6), (0.62, -0.6)], circle(0.62, (0, 0.0), 14, 0, np.pi)])
        if chance(random, 0.5):
            arch = curve(
                [
                    (-1.1, -0.6),
                    (-0.8, -0.4),
                    (-0.45, 0.3),
                    (0, 0.6),
                    (0.45, 0.3),
                    (0.8, -0.4),
                    (1.1, -0.6),
                ],
                24,
            )
        pieces.append(("case", extrude(arch, 0.26), color))
        pieces.append(("case", box((0, -0.64, 0), (2.0, 0.1, 0.4)), color))
        details.append("on a base")
    else:
        pieces += face(0.42, 0.1)
        pieces.append(
            (
                "case",
                facing(
                    revolve([(0, -0.08), (0.46, -0.08), (0.5, 0), (0.48, 0.14), (0.42, 0.14)], 28)
                ),
                color,
            )
        )
        pieces.append(("case", rod((0.48, 0, 0.02), (0.6, 0, 0.02), 0.06), color))
        t = np.linspace(0, 2 * np.pi, 28)
        size = random.uniform(0.75, 0.95)
        band = np.stack([0 * t, size * np.sin(t), size * 0.85 * (np.cos(t) - 1) + 0.02], axis=1)
        strap = sweep(
            band[:-1],
            0.2,
            [(0.1, 1), (-0.1, 1), (-0.1, -1), (0.1, -1)],
            closed=True,
            normal=(1, 0, 0),
        )
        pieces.append(("strap", strap, tint(random, pick(random, "brown", "dark", "metal"))))
        details.append("with a strap")
    return describe("clock", [word, style], details), pieces


def make_microphone(random):
    """A microphone: in the hand, on a stand, on a desk, or of the old days."""
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


def make_headphones(random):
    """Headphones with a band over the head, with a cable or a microphone."""
    radius, size = random.uniform(0.6, 0.75), random.uniform(0.22, 0.36)
    word, color = finish(random, "black", "white", "painted", "grey")
    dark = tint(random, "dark")
    angle = np.linspace(-0.15, np.pi + 0.15, 22)
    arc = np.stack(
        [radius * np.cos(angle), radius * random.uniform(0.95, 1.25) * np.sin(angle), 0 * angle],
        axis=1,
    )
    wide = random.uniform(0.06, 0.14)
    band = sweep(arc, wide, [(0.25, 1), (-0.25, 1), (-0.25, -1), (0.25, -1)], normal=(0, 0, 1))
    pieces = [("band", band, color)]
    if chance(random, 0.4):
        pieces.append(
            (
                "band",
                sweep(
                    arc[6:16] * (0.95, 0.95, 1),
                    wide * 1.1,
                    [(0.4, 1), (-0.4, 1), (-0.4, -1), (0.4, -1)],
                    normal=(0, 0, 1),
                ),
                dark,
            )
        )
    tall = random.uniform(1, 1.35)
    deep = random.uniform(0.14, 0.25)
    shell = revolve(
        [(0, deep), (0.7 * size, deep), (size, 0.6 * deep), (size, 0), (0, 0)][::-1], 20
    )
    pad = torus((0, -0.03, 0), 0.75 * size, 0.3 * size)
    for side in (-1, 1):
        for name, surface, paint in (("ear cups", shell, color), ("pads", pad, dark)):
            turned = rotate(surface, "z", -side * np.pi / 2) * (1, tall, 1)
            pieces.append((name, turned + (side * (radius - 0.02), -0.2, 0), paint))
    details = []
    if chance(random, 0.35):
        boom = curve([(-radius - 0.05, -0.25, 0.1), (-radius, -0.65, 0.4), (-0.25, -0.75, 0.6)], 12)
        pieces.append(("microphone", sweep(boom, 0.02, 6), dark))
        pieces.append(("microphone", ellipsoid(boom[-1], (0.07, 0.05, 0.05), 7, 10), dark))
        details.append("with a microphone")
    if chance(random, 0.5):
        cord = curve(
            [
                (radius, -0.5, 0),
                (radius, -0.9, 0.05),
                (0.5 * radius, -1.2, 0.1),
                (0.6 * radius, -1.6, 0.1),
            ],
            16,
        )
        pieces.append(("cable", sweep(cord, 0.018, 5), dark))
        details.append("with a cable")
    cups = "with large ear cups" if size > 0.29 else "with small ear cups"
    return describe("pair of headphones", [word], [cups, *details]), pieces


def make_fan(random):
    """A fan: on a table, on a stand, or on the ceiling."""
    style = pick(random, "desk", "standing", "ceiling")
    number = pick(random, 3, 3, 4, 5)
    word, color = finish(random, "white", "black", "painted", "metal", "grey")
    blade_color = tint(random, pick(random, "white", "grey", "wooden", "blue"))
    if style == "ceiling":
        reach, wide = random.uniform(0.9, 1.3), random.uniform(0.16, 0.26)
        blade = extrude(
            np.array(
                [
                    (0.15, -0.3 * wide),
                    (0.35, -wide / 2),
                    (reach, -wide * 0.6),
                    (reach, wide * 0.6),
                    (0.35, wide / 2),
                    (0.15, 0.3 * wide),
                ]
            ),
            0.02,
            "y",
        )
        blade = rotate(blade, "x", 0.2)
        drop = random.uniform(0.25, 0.7)
        pieces = [
            ("blades", around(blade, number), blade_color),
            (
                "motor",
                revolve([(0, -0.12), (0.2, -0.1), (0.24, 0), (0.15, 0.14), (0, 0.15)], 20),
                color,
            ),
        ]
        pieces.append(("stand", rod((0, 0.1, 0), (0, drop, 0), 0.03), color))
        pieces.append(("stand", revolve([(0.05, drop - 0.1), (0.15, drop), (0, drop)], 16), color))
        lamp = chance(random, 0.5)
        if lamp:
            pieces.append(
                ("lamp", ellipsoid((0, -0.2, 0), (0.2, 0.15, 0.2)), tint(random, "white"))
            )
        return describe(
            "fan", [word, style], [f"with {count(number, 'blade')}", "with a lamp" if lamp else ""]
        ), pieces
    radius = random.uniform(0.45, 0.6)
    t = np.linspace(0, 1, 5)
    grid = np.stack(
        [
            np.stack(
                [
                    0.08 + t * 0.82 * radius,
                    s * 0.28 * radius * (0.35 + t),
                    -0.25 * s * 0.4 * radius * (0.35 + t),
                ],
                axis=1,
            )
            for s in (-1, 1)
        ],
        axis=1,
    )
    blades = around(sheet(grid), number, "z")
    head = [
        ("blades", blades, blade_color),
        (
            "motor",
            facing(revolve([(0, -0.4), (0.16, -0.38), (0.18, -0.1), (0.1, 0), (0, 0.05)], 16)),
            color,
        ),
    ]
    wires = random.integers(14, 29)
    wire = np.stack(
        [
            np.array([0.05, 0.7, 1, 1]) * radius,
            0 * np.zeros(4),
            np.array([0.16, 0.13, 0.04, -0.04]),
        ],
        axis=1,
    )
    back = wire * (1, 1, -1)
    for path in (wire, back):
        head.append(
            (
                "guard",
                around(rods(path[:-1], path[1:], 0.008, sides=4), wires, "z"),
                tint(random, "metal"),
            )
        )
    for size, z in ((1, 0), (0.7, 0.13), (0.4, 0.15)):
        head.append(
            ("guard", torus((0, 0, z), size * radius, 0.012, "z", 24, 4), tint(random, "metal"))
        )
    tilt = random.uniform(-0.1, 0.3)
    high = random.uniform(0.7, 0.9) * radius * 1.3 if style == "desk" else random.uniform(1.6, 2.4)
    pieces = [(name, rotate(s, "x", -tilt), c) for name, s, c in head]
    pieces.append(("stand", rod((0, 0, -0.25), (0, -high, -0.1), 0.04), color))
    if chance(random, 0.6) or style == "desk":
        foot = rod((0, -high - 0.05, -0.05), (0, -high, -0.05), random.uniform(0.3, 0.42), 0.25, 20)
        base = "on a round foot"
    else:
        foot = np.concatenate(
            [rotate(box((0, -high, 0), (1, 0.05, 0.08)), "y", a) for a in (np.pi / 4, -np.pi / 4)]
        )
        base = "on a crossed foot"
    pieces.append(("stand", foot, color))
    return describe("fan", [word, style], [f"with {count(number, 'blade')} {base}"]), pieces


def make_radio(random):
    """A radio with a loudspeaker, a dial and an aerial."""
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


def make_washing_machine(random):
    """A washing machine that is loaded from the front or from above."""
    width, height, depth = (
        random.uniform(0.85, 1),
        random.uniform(1.1, 1.35),
        random.uniform(0.8, 1),
    )
    word, color = finish(random, "white", "white", "grey", "metal")
    dark, metal = tint(random, "dark"), tint(random, "metal")
    pieces = [("case", rounded_box((0, 0, 0), (width, height, depth), 0.03), color)]
    front = depth / 2
    top = chance(random, 0.25)
    if top:
        pieces.append(
            (
                "lid",
                box((0, height / 2 + 0.02, 0.08 * depth), (0.85 * width, 0.04, 0.72 * depth)),
                color,
            )
        )
        panel = extrude(
            np.array([(-0.12, 0), (0.12, 0), (0.0, 0.22), (-0.12, 0.22)]), width, "x"
        ) + (0, height / 2, -0.36 * depth)
        pieces.append(("panel", panel, dark))
        y, z = height / 2 + 0.14, -0.3 * depth
    else:
        radius = random.uniform(0.26, 0.34)
        middle = (0, -0.05 * height, front)
        pieces.append(
            (
                "door",
                facing(
                    revolve(
                        [
                            (0.72 * radius, 0.02),
                            (0.75 * radius, 0.07),
                            (radius, 0.07),
                            (1.05 * radius, 0),
                        ],
                        28,
                    )
                )
                + middle,
                metal,
            )
        )
        pieces.append(
            (
                "door",
                facing(ellipsoid((0, 0, 0), (0.74 * radius, 0.07, 0.74 * radius), 7, 20)) + middle,
                tint(random, "window"),
            )
        )
        pieces.append(
            ("door", box((radius * 0.95, middle[1], front + 0.06), (0.06, 0.16, 0.05)), dark)
        )
        pieces.append(
            (
                "panel",
                box((0, 0.42 * height, front), (0.94 * width, 0.12 * height, 0.03)),
                tint(random, "grey"),
            )
        )
        pieces.append(
            (
                "drawer",
                box(
                    (-0.3 * width, 0.42 * height, front + 0.01), (0.26 * width, 0.1 * height, 0.04)
                ),
                color,
            )
        )
        y, z = 0.42 * height, front
    knobs = pick(random, 1, 1, 2)
    knob = facing(rod((0, 0, 0), (0, 0.08, 0), 0.06))
    pieces.append(
        ("knobs", copies(knob, [(0.1 * width + 0.2 * i, y, z) for i in range(knobs)]), metal)
    )
    feet = copies(
        rod((0, -height / 2 - 0.05, 0), (0, -height / 2, 0), 0.04),
        [(x * 0.4 * width, 0, s * 0.4 * depth) for x in (-1, 1) for s in (-1, 1)],
    )
    pieces.append(("feet", feet, dark))
    loads = "with a lid on top" if top else "with a round door in front"
    return describe("washing machine", [word], [loads, f"with {count(knobs, 'knob')}"]), pieces


def make_refrigerator(random):
    """A refrigerator of one door, two, or a drawer."""
    width, height, depth = (
        random.uniform(0.8, 1.2),
        random.uniform(1.4, 2.4),
        random.uniform(0.75, 0.9),
    )
    word, color = finish(random, "white", "grey", "metal", "painted")
    metal = tint(random, "metal")
    radius = pick(random, 0.02, 0.02, 0.1)
    pieces = [("case", rounded_box((0, 0, -0.05), (width, height, depth - 0.1), radius), color)]
    style = pick(random, "one door", "two doors above each other", "two doors side by side")
    front, gap = depth / 2 - 0.1, 0.015
    split = random.uniform(0.25, 0.4) * pick(random, 1, -1)
    if style == "two doors side by side":
        doors = [(s * width / 4, 0, width / 2 - gap, height - gap) for s in (-1, 1)]
    elif style == "two doors above each other":
        cut = np.sign(split) * (0.5 - abs(split)) * height
        doors = [
            (0, (cut + height / 2) / 2, width, height / 2 - cut - gap),
            (0, (cut - height / 2) / 2, width, cut + height / 2 - gap),
        ]
    else:
        doors = [(0, 0, width, height)]
    for x, y, wide, tall in doors:
        pieces.append(
            ("doors", rounded_box((x, y, front + 0.05), (wide, tall, 0.1), radius), color)
        )
        side = -np.sign(x) if x else 1
        length = min(0.5 * tall, random.uniform(0.3, 0.8))
        shift = 0 if x else (-0.3 if y > 0 else 0.3) * (tall - length) * (len(doors) > 1)
        place = x + side * (wide / 2 - 0.07)
        grip = rod(
            (place, y + shift - length / 2, front + 0.17),
            (place, y + shift + length / 2, front + 0.17),
            0.02,
        )
        pins = copies(
            rod((place, y + shift, front + 0.08), (place, y + shift, front + 0.17), 0.018),
            [(0, s * 0.42 * length, 0) for s in (-1, 1)],
        )
        pieces += [("handles", grip, metal), ("handles", pins, metal)]
    if radius == 0.1:
        pieces.append(
            (
                "feet",
                copies(
                    rod((0, -height / 2 - 0.12, 0), (0, -height / 2, 0), 0.04),
                    [(s * 0.38 * width, 0, t * 0.3 * depth) for s in (-1, 1) for t in (-1, 1)],
                ),
                metal,
            )
        )
    shape = "rounded" if radius == 0.1 else ""
    return describe("refrigerator", [shape, word], [f"with {style}"]), pieces


def make_light_bulb(random):
    """A bulb: like a pear, a candle, a globe, or a bent tube."""
    style = pick(random, "pear-shaped", "round", "candle-shaped", "spiral")
    base = [(0, 0), (0.08, 0), (0.1, 0.06), (0.2, 0.08)]
    turns = np.linspace(0.1, 0.42, 13)
    thread = [(0.22 + 0.02 * (-1) ** i, y) for i, y in enumerate(turns)]
    metal = tint(random, pick(random, "metal", "brass"))
    pieces = [("base", revolve([*base, *thread, (0.2, 0.44)], 18), metal)]
    word, color = finish(random, "glass", "white", "yellow")
    if style == "spiral":
        t = np.linspace(0, 1, 100)
        turns = random.integers(3, 5)
        coil = np.stack(
            [
                0.24 * np.cos(2 * np.pi * turns * t),
                0.6 + 0.65 * t,
                0.24 * np.sin(2 * np.pi * turns * t),
            ],
            axis=1,
        )
        pieces.append(("bulb", sweep(coil, 0.07, 6, normal=(0, 1, 0)), tint(random, "white")))
        pieces.append(
            (
                "base",
                revolve([(0.22, 0.42), (0.32, 0.5), (0.32, 0.6), (0, 0.6)], 18),
                tint(random, "white"),
            )
        )
        return describe("light bulb", [style], ["with a screw base"]), pieces
    size = random.uniform(0.42, 0.55)
    profile = {
        "pear-shaped": [(0.2, 0.42), (0.28, 0.7), (size, 1.15), (0.75 * size, 1.55), (0, 1.7)],
        "round": [
            (0.2, 0.42),
            (0.9 * size, 0.7),
            (1.15 * size, 1.15),
            (0.85 * size, 1.6),
            (0, 1.8),
        ],
        "candle-shaped": [(0.2, 0.42), (0.3, 0.65), (0.28, 1.0), (0.1, 1.4), (0, 1.6)],
    }[style]
    pieces.append(("bulb", revolve(np.maximum(curve(profile, 18), (0, 0)), 24), color))
    wires = np.array(
        [
            (-0.1, 0.4, 0),
            (-0.12, 1.0, 0),
            (-0.05, 0.92, 0),
            (0, 1.02, 0),
            (0.05, 0.92, 0),
            (0.12, 1.0, 0),
            (0.1, 0.4, 0),
        ]
    )
    pieces.append(("filament", rods(wires[:-1], wires[1:], 0.01, sides=4), tint(random, "orange")))
    return describe(
        "light bulb", [style, "" if word == "glass" else word], ["with a screw base"]
    ), pieces


# Each with its parts.
MAKERS = {
    "camera": (
        make_camera,
        (
            "lens",
            "buttons",
            "body",
            "finder",
            "tripod",
            "flash",
            "strap",
        ),
    ),
    "clock": (
        make_clock,
        (
            "hands",
            "case",
            "dial",
            "marks",
            "feet",
            "bells",
            "pendulum",
            "strap",
            "door",
        ),
    ),
    "computer monitor": (
        make_monitor,
        (
            "stand",
            "case",
            "screen",
            "keyboard",
        ),
    ),
    "computer mouse": (
        make_mouse,
        (
            "body",
            "wheel",
            "gap",
            "cable",
            "buttons",
        ),
    ),
    "fan": (
        make_fan,
        (
            "guard",
            "stand",
            "blades",
            "motor",
            "lamp",
        ),
    ),
    "keyboard": (
        make_keyboard,
        (
            "keys",
            "case",
            "space bar",
            "cable",
        ),
    ),
    "laptop": (
        make_laptop,
        (
            "base",
            "keys",
            "touchpad",
            "lid",
            "screen",
        ),
    ),
    "light bulb": (
        make_light_bulb,
        (
            "base",
            "bulb",
            "filament",
        ),
    ),
    "microphone": (
        make_microphone,
        (
            "stand",
            "head",
            "grip",
            "switch",
            "cable",
        ),
    ),
    "pair of headphones": (
        make_headphones,
        (
            "ear cups",
            "pads",
            "band",
            "microphone",
            "cable",
        ),
    ),
    "radio": (
        make_radio,
        (
            "loudspeaker",
            "case",
            "dial",
            "knobs",
            "aerial",
            "handle",
        ),
    ),
    "refrigerator": (
        make_refrigerator,
        (
            "handles",
            "doors",
            "case",
            "feet",
        ),
    ),
    "telephone": (
        make_telephone,
        (
            "receiver",
            "case",
            "keys",
            "screen",
            "dial",
            "cord",
            "camera",
            "buttons",
            "aerial",
        ),
    ),
    "television": (
        make_television,
        (
            "case",
            "stand",
            "screen",
            "knobs",
            "aerial",
        ),
    ),
    "washing machine": (
        make_washing_machine,
        (
            "door",
            "case",
            "panel",
            "knobs",
            "feet",
            "drawer",
            "lid",
        ),
    ),
}
