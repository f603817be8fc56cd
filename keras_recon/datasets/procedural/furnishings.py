"""Furniture: what the generator of furniture with parts makes, in colours, and more."""

import functools
import re

import numpy as np

from keras_recon.datasets.furniture import bed, chair, lamp, shelf, table
from keras_recon.datasets.furniture.pieces import four_legs, grating
from keras_recon.datasets.procedural.describe import a, count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    circle,
    copies,
    curve,
    ellipsoid,
    extrude,
    hollow,
    revolve,
    rod,
    rods,
    rotate,
    rounded_box,
    shear,
    slab,
    sweep,
    torus,
)

# From the generator's names to captions.
_WORDING = (
    (r" on (pedestal)", r" on a \1"),
    (r", no (\w+)", r" without a \1"),
    (r", (solid|slatted|ladder) (\w+)", r" with a \1 \2"),
    (r", (drum|cone|ball|dome)$", r" with a \1 shade"),
    (r", with(out)? (.*)$", r" with\1 \2"),
    (r"\bsquare (table|chair)", r"rectangular \1"),
)
_SOFT = ("mattress", "pillow", "shade")


def _of_generator(make, category, random):
    """What the generator makes, painted, and with its name for a caption."""
    name, pieces = make(random)
    for pattern, words in _WORDING:
        name = re.sub(pattern, words, name)
    word, color = finish(random, "wooden", "wooden", "painted", "metal")
    other = tint(random, pick(random, "wooden", "metal", "dark", word))
    cloth = finish(random)[1]
    first = pieces[0][0]
    painted = [
        (
            part,
            surface,
            cloth
            if part in _SOFT
            else color
            if part == first or part in ("back", "frame", "boards")
            else other,
        )
        for part, surface in pieces
    ]
    captions = [a(name), a(f"{word} {name}")] if category not in ("bed", "lamp") else [a(name)]
    return (*captions[::-1], a(category)), painted


def _seat_feet(random, width, depth, low):
    """Four feet under something wide: blocks or legs."""
    thick = random.uniform(0.025, 0.05)
    corners = [
        (x * (width / 2 - 0.08), 0, z * (depth / 2 - 0.08)) for x in (-1, 1) for z in (-1, 1)
    ]
    foot = rod(
        (0, 0, 0), (0, low, 0), thick * random.uniform(0.5, 1), thick, sides=pick(random, 4, 12)
    )
    return copies(foot, corners)


def make_sofa(random):
    """A sofa or an armchair, straight or with a corner."""
    seats = pick(random, 1, 2, 2, 3, 3, 4)
    corner = seats > 2 and chance(random, 0.3)
    wide, depth = random.uniform(0.55, 0.7), random.uniform(0.75, 0.95)
    low, seat, thick = (
        random.uniform(0.05, 0.18),
        random.uniform(0.36, 0.45),
        random.uniform(0.1, 0.25),
    )
    back, soft = random.uniform(0.3, 0.5), random.uniform(0.03, 0.09)
    width = seats * wide
    word, color = finish(random)
    pieces = [
        (
            "frame",
            rounded_box((0, (low + seat) / 2 - 0.06, 0), (width, seat - low - 0.12, depth), 0.03),
            color,
        )
    ]
    x = (np.arange(seats) - (seats - 1) / 2) * wide
    cushion = rounded_box((0, seat - 0.02, 0.06), (0.97 * wide, 0.18, depth - 0.14), soft)
    pieces.append(("cushions", copies(cushion, np.stack([x, 0 * x, 0 * x], axis=1)), color))
    slope = random.uniform(0, 0.3)
    rest = shear(
        rounded_box((0, seat + back / 2, 0.16 - depth / 2), (0.97 * wide, back, 0.2), soft),
        seat,
        slope,
    )
    pieces.append(("back", copies(rest, np.stack([x, 0 * x, 0 * x], axis=1)), color))
    board = shear(
        rounded_box(
            (0, (low + seat + 0.9 * back) / 2, 0.05 - depth / 2),
            (width, seat + 0.9 * back - low, 0.12),
            0.04,
        ),
        seat,
        slope,
    )
    pieces.append(("back", board, color))
    arms = pick(random, "block-like", "rolled", "low", "no")
    high = seat + random.uniform(0.12, 0.25)
    for side in (-1, 1):
        place = side * (width / 2 + 0.5 * thick)
        if corner and side == 1:
            continue
        if arms in ("block-like", "low"):
            top = high if arms == "block-like" else seat + 0.05
            pieces.append(
                (
                    "arms",
                    rounded_box(
                        (place, (low + top) / 2, 0), (thick, top - low, depth), min(soft, 0.06)
                    ),
                    color,
                )
            )
        elif arms == "rolled":
            pieces.append(
                ("arms", box((place, (low + high) / 2, 0), (0.7 * thick, high - low, depth)), color)
            )
            roll = rod((place, high, -depth / 2), (place, high, depth / 2), 0.55 * thick, sides=16)
            pieces.append(("arms", roll, color))
    if corner:
        long = random.uniform(0.5, 0.9)
        part = rounded_box(
            (width / 2 - wide / 2, (low + seat) / 2 - 0.06, depth / 2 + long / 2),
            (wide, seat - low - 0.12, long),
            0.03,
        )
        top = rounded_box(
            (width / 2 - wide / 2, seat - 0.02, depth / 2 + long / 2),
            (0.97 * wide, 0.18, long),
            soft,
        )
        pieces += [("frame", part, color), ("cushions", top, color)]
    pieces.append(
        (
            "feet",
            _seat_feet(random, width, depth, low + 0.02),
            tint(random, pick(random, "wooden", "metal", "dark")),
        )
    )
    pillows = pick(random, 0, 0, 1, 2)
    for i in range(pillows):
        place = (0.35 * width * (-1) ** i if seats > 1 else 0, seat + 0.25, 0.3 - depth / 2)
        pillow = rotate(ellipsoid((0, 0, 0), (0.2, 0.2, 0.07)), "x", -0.3)
        pieces.append(("pillows", pillow + place, finish(random)[1]))
    has = "without arms" if arms == "no" else f"with {arms} arms"
    shape = "corner" if corner else ""
    loose = f"with {count(pillows, 'pillow')}" if pillows else ""
    places = f"for {count(seats, 'person', 'people')}"
    return describe("sofa", [word, shape], [places, has, loose]), pieces


def fronts(random, width, height, depth, columns, rows, low, drawer, color):
    """Doors or drawers of a cupboard with their handles."""
    gap, metal = 0.02, tint(random, pick(random, "metal", "brass", "dark", "wooden"))
    wide, tall = width / columns - gap, height / rows - gap
    raised, style = chance(random, 0.4), pick(random, "knob", "bar", "cup")
    z = depth / 2 + 0.01
    pieces = []
    for column in range(columns):
        for row in range(rows):
            x = (column + 0.5) * width / columns - width / 2
            y = low + (row + 0.5) * height / rows
            panel = (
                extrude(
                    [
                        np.array([(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)]) / 2,
                        np.array([(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)])
                        * 0.38,
                    ],
                    0.03,
                )
                if raised
                else box((0, 0, 0), (wide, tall, 0.025))
            )
            pieces.append(("drawers" if drawer else "doors", panel + (x, y, z), color))
            if raised:
                pieces.append(
                    (
                        "drawers" if drawer else "doors",
                        box((x, y, z - 0.008), (0.78 * wide, 0.78 * tall, 0.01)),
                        color,
                    )
                )
            if drawer:
                spots = [x] if wide < 0.7 else [x - wide / 4, x + wide / 4]
                level = y
            else:
                right = column % 2 == 0 if columns > 1 else True
                spots, level = [x + (0.42 if right else -0.42) * wide], y
            for spot in spots:
                if style == "knob":
                    grip = ellipsoid((spot, level, z + 0.035), (0.02, 0.02, 0.025), 6, 8)
                elif style == "bar" and not drawer:
                    grip = box((spot, level, z + 0.03), (0.02, min(0.3, 0.3 * tall), 0.02))
                else:
                    grip = box((spot, level, z + 0.03), (min(0.16, 0.3 * wide), 0.02, 0.025))
                pieces.append(("handles", grip, metal))
    return pieces


def make_wardrobe(random):
    """A wardrobe of doors, drawers below, maybe a mirror and a cornice."""
    columns = pick(random, 1, 2, 2, 3, 4)
    width, height, depth = (
        columns * random.uniform(0.42, 0.6),
        random.uniform(1.7, 2.3),
        random.uniform(0.5, 0.65),
    )
    low = random.uniform(0.04, 0.2)
    word, color = finish(random, "wooden", "wooden", "painted", "white")
    door_color = pick(random, color, tint(random, word))
    pieces = [("case", box((0, low + height / 2, 0), (width, height, depth)), color)]
    shelf_below = chance(random, 0.35)
    drawer = random.uniform(0.2, 0.3) * height if shelf_below else 0
    if shelf_below:
        pieces += fronts(
            random,
            width,
            drawer,
            depth,
            max(1, columns // 2),
            pick(random, 1, 2),
            low,
            True,
            door_color,
        )
    pieces += fronts(
        random, width, height - drawer, depth, columns, 1, low + drawer, False, door_color
    )
    mirror_there = chance(random, 0.2)
    if mirror_there:
        x = (0.5 - columns / 2 + columns // 2) * width / columns
        glass = box(
            (x, low + drawer + (height - drawer) / 2, depth / 2 + 0.03),
            (0.6 * width / columns, 0.75 * (height - drawer), 0.012),
        )
        pieces.append(("mirror", glass, tint(random, "glass")))
    cornice = chance(random, 0.35)
    if cornice:
        pieces.append(
            (
                "cornice",
                box((0, low + height + 0.04, 0.02), (width + 0.12, 0.08, depth + 0.1)),
                color,
            )
        )
    pieces.append(("feet", _seat_feet(random, width, depth, low), color))
    details = [
        f"with {count(columns, 'door')}",
        "with drawers below" if shelf_below else "",
        "with a mirror" if mirror_there else "",
        "with a cornice" if cornice else "",
    ]
    return describe("wardrobe", [word], details), pieces


def make_cabinet(random):
    """A chest of drawers, a sideboard or a bedside cabinet."""
    columns, rows = pick(random, (1, 2), (1, 3), (1, 4), (1, 5), (2, 3), (2, 2), (2, 4), (3, 2))
    width = (
        random.uniform(0.4, 0.6)
        * (1 if columns == 1 else 1.7)
        * (1.5 if columns == 1 and rows > 2 and chance(random, 0.5) else 1)
    )
    height, depth = rows * random.uniform(0.16, 0.24), random.uniform(0.38, 0.5)
    low = random.uniform(0.04, 0.3)
    word, color = finish(random, "wooden", "wooden", "painted", "white")
    pieces = [("case", box((0, low + height / 2, 0), (width, height, depth)), color)]
    over = random.uniform(0, 0.06)
    pieces.append(
        ("top", box((0, low + height + 0.015, 0), (width + over, 0.03, depth + over)), color)
    )
    pieces += fronts(
        random,
        width,
        height,
        depth,
        columns,
        rows,
        low,
        True,
        pick(random, color, color, finish(random)[1]),
    )
    pieces.append(("feet", _seat_feet(random, width, depth, low), color))
    shape = "tall" if height + low > 1.5 * width else "wide" if width > 1.5 * (height + low) else ""
    high = "on legs" if low > 0.15 else ""
    glass = chance(random, 0.15)
    if glass:
        pieces.append(
            (
                "mirror",
                extrude(circle((0.4 * width, 0.5 * width)), 0.03)
                + (0, low + height + 0.55 * width, -0.35 * depth),
                tint(random, "glass"),
            )
        )
    return describe(
        "cabinet",
        [shape, word],
        [f"with {count(columns * rows, 'drawer')}", "with a mirror on top" if glass else "", high],
    ), pieces


def make_desk(random):
    """A desk with drawers at one side or both, a shelf above, or a screen."""
    width, depth, height = (
        random.uniform(1, 1.7),
        random.uniform(0.55, 0.8),
        random.uniform(0.7, 0.78),
    )
    word, color = finish(random, "wooden", "wooden", "white", "painted")
    thick = random.uniform(0.02, 0.05)
    pieces = [("top", box((0, height - thick / 2, 0), (width, thick, depth)), color)]
    sides = pick(random, 0, 1, 1, 2)
    box_width = random.uniform(0.32, 0.42)
    rows = pick(random, 2, 3, 4)
    metal = tint(random, pick(random, "metal", "dark", "wooden"))
    for side in (1, -1)[:sides]:
        x = side * (width / 2 - box_width / 2 - 0.02)
        tall = height - thick - 0.06
        pieces.append(
            ("case", box((x, 0.06 + tall / 2, 0), (box_width, tall, 0.95 * depth)), color)
        )
        pieces += [
            (n, s + (x, 0, 0), c)
            for n, s, c in fronts(random, box_width, tall, 0.95 * depth, 1, rows, 0.06, True, color)
        ]
    if sides < 2:
        for z in (-1, 1):
            for x in (-1, 1) if sides == 0 else (-1,):
                pieces.append(
                    (
                        "legs",
                        rod(
                            (x * (width / 2 - 0.06), 0, z * (depth / 2 - 0.06)),
                            (x * (width / 2 - 0.06), height - thick, z * (depth / 2 - 0.06)),
                            0.025,
                            sides=pick(random, 4, 12),
                        ),
                        metal,
                    )
                )
    if chance(random, 0.4):
        pieces.append(
            (
                "panel",
                box((0, 0.72 * height, 0.02 - depth / 2), (0.96 * width, 0.35 * height, 0.02)),
                color,
            )
        )
    details = [f"with {count(sides * rows, 'drawer')}" if sides else "without drawers"]
    above = pick(random, "", "", "a shelf above", "a screen on it")
    if above == "a shelf above":
        tall = random.uniform(0.3, 0.5)
        pieces.append(
            ("shelf", box((0, height + tall, 0.12 - depth / 2), (width, 0.025, 0.24)), color)
        )
        ends = copies(
            box((0, height + tall / 2, 0.12 - depth / 2), (0.025, tall, 0.24)),
            [(x * (width / 2 - 0.02), 0, 0) for x in (-1, 0, 1)],
        )
        pieces.append(("shelf", ends, color))
    elif above:
        pieces += [
            ("screen", box((0, height + 0.28, -0.15), (0.5, 0.32, 0.03)), tint(random, "dark")),
            ("screen", box((0, height + 0.07, -0.16), (0.05, 0.14, 0.03)), tint(random, "dark")),
            ("screen", box((0, height + 0.01, -0.15), (0.22, 0.02, 0.15)), tint(random, "dark")),
        ]
    details.append(f"with {above}" if above else "")
    return describe("desk", [word], details), pieces


def make_stool(random):
    """A stool on three or four legs, a bar stool, or a pouffe."""
    style = pick(random, "low", "bar", "swivel", "upholstered")
    height = {
        "low": random.uniform(0.3, 0.5),
        "bar": random.uniform(0.65, 0.85),
        "swivel": random.uniform(0.5, 0.8),
        "upholstered": random.uniform(0.32, 0.45),
    }[style]
    width, thick = random.uniform(0.28, 0.42), random.uniform(0.025, 0.08)
    is_round = chance(random, 0.65)
    word, color = finish(random, "wooden", "painted", "metal")
    seat = slab(width, thick, width, height, is_round)
    legs, details = pick(random, 3, 4), []
    other = pick(random, color, tint(random, "metal"))
    if style == "swivel":
        pieces = [("legs", rod((0, 0.05, 0), (0, height, 0), 0.025), other)]
        if chance(random, 0.5):
            pieces.append(
                (
                    "legs",
                    revolve([(0, 0), (0.2, 0), (0.2, 0.02), (0.03, 0.06), (0, 0.06)], 20),
                    other,
                )
            )
            details.append("on a column with a round foot")
        else:
            legs = pick(random, 4, 5)
            pieces.append(("legs", around(rod((0, 0.09, 0), (0.22, 0.02, 0), 0.02), legs), other))
            details.append(f"on a column with {count(legs, 'foot', 'feet')}")
        if height > 0.6:
            pieces.append(("ring", torus((0, 0.3 * height, 0), 0.14, 0.012), other))
    elif style == "upholstered":
        cloth_word, cloth = finish(random)
        body = [
            (0, 0.06),
            (0.5 * width, 0.06),
            (0.55 * width, 0.5 * height),
            (0.5 * width, height),
            (0, height + 0.04),
        ]
        pieces = [
            ("seat", revolve(body, 20 if is_round else 4), cloth),
            ("legs", _seat_feet(random, 0.75 * width, 0.75 * width, 0.08), other),
        ]
        if not is_round:
            pieces[0] = ("seat", rotate(pieces[0][1] * (1.3, 1, 1.3), "y", np.pi / 4), cloth)
        return describe(
            "stool", [cloth_word, "round" if is_round else "square", style], ["on short feet"]
        ), pieces
    else:
        splay = random.uniform(1, 1.4)
        out = (0.4 if is_round else 0.55) * width
        turn = np.pi / 4 if legs == 4 else 0.0
        thin = random.uniform(0.012, 0.025)
        leg = rod((splay * out, 0, 0), (out, height + 0.005, 0), thin, sides=pick(random, 4, 12))
        pieces = [("legs", around(leg, legs, start=turn), other)]
        if style == "bar" or chance(random, 0.4):
            share = random.uniform(0.25, 0.5)
            reach = out * (splay + (1 - splay) * share)
            pieces.append(
                (
                    "ring",
                    wire_polygon(reach, legs, 0.7 * thin, turn) + (0, share * height, 0),
                    other,
                )
            )
            details.append("with rungs")
        details.insert(0, f"on {count(legs, 'leg')}")
    pieces.append(("seat", seat, color))
    if chance(random, 0.2):
        cushion = ellipsoid((0, height + thick, 0), (0.48 * width, 0.05, 0.48 * width), 7, 16)
        pieces.append(("cushion", cushion, finish(random)[1]))
        details.append("with a cushion")
    shape = "round" if is_round else "square"
    return describe("stool", [shape, word, style], details), pieces


def wire_polygon(radius, number, thin, turn):
    """Rods between the places of legs on a circle."""
    angle = -(2 * np.pi * np.arange(number) / number + turn)
    corners = np.stack([radius * np.cos(angle), 0 * angle, radius * np.sin(angle)], axis=1)
    return rods(corners, np.roll(corners, -1, axis=0), thin)


def make_bench(random):
    """A bench with or without a back, of planks or a solid seat."""
    width, depth, height = (
        random.uniform(1, 2),
        random.uniform(0.35, 0.5),
        random.uniform(0.4, 0.48),
    )
    word, color = finish(random, "wooden", "wooden", "painted", "stone")
    planks = pick(random, 1, 3, 4, 5)
    thick = random.uniform(0.03, 0.07)
    if planks == 1:
        pieces = [("seat", box((0, height + thick / 2, 0), (width, thick, depth)), color)]
    else:
        z = (np.arange(planks) - (planks - 1) / 2) * depth / planks
        plank = box((0, height + thick / 2, 0), (width, thick, 0.75 * depth / planks))
        pieces = [("seat", copies(plank, np.stack([0 * z, 0 * z, z], axis=1)), color)]
    style = pick(random, "legs", "panels", "iron sides", "trestles")
    metal = tint(random, pick(random, "dark", "metal", word))
    x = width / 2 - random.uniform(0.05, 0.25)
    if style == "legs":
        pieces += [("legs", leg, metal) for leg in four_legs(random, width, depth, height)]
    elif style == "panels":
        pieces.append(
            (
                "legs",
                copies(
                    box((0, height / 2, 0), (0.06, height, 0.9 * depth)), [(-x, 0, 0), (x, 0, 0)]
                ),
                color,
            )
        )
    elif style == "iron sides":
        arch = curve(
            [
                (0, 0, -0.45 * depth),
                (0, 0.6 * height, -0.3 * depth),
                (0, height, 0),
                (0, 0.6 * height, 0.3 * depth),
                (0, 0, 0.45 * depth),
            ],
            16,
        )
        pieces.append(("legs", copies(sweep(arch, 0.025), [(-x, 0, 0), (x, 0, 0)]), metal))
    else:
        cross = rods(
            [(0, 0, -depth / 2), (0, 0, depth / 2)],
            [(0, height, 0.3 * depth), (0, height, -0.3 * depth)],
            0.03,
            sides=4,
        )
        pieces.append(("legs", copies(cross, [(-x, 0, 0), (x, 0, 0)]), color))
        pieces.append(
            ("legs", rod((-x, 0.5 * height, 0), (x, 0.5 * height, 0), 0.02, sides=4), color)
        )
    back = pick(random, "no", "slatted", "ladder", "solid")
    if back != "no":
        board = grating(
            random, back, width, height + 0.05, height + random.uniform(0.3, 0.5), 0, 0.03
        )
        slope = random.uniform(0, 0.3)
        pieces += [
            ("back", shear(part, height, slope) + (0, 0, 0.02 - depth / 2), color) for part in board
        ]
    arms = back != "no" and chance(random, 0.5)
    if arms:
        for side in (-1, 1):
            at = side * (width / 2 - 0.03)
            pieces.append(("arms", box((at, height + 0.22, 0), (0.06, 0.03, depth)), color))
            pieces.append(
                (
                    "arms",
                    rod((at, height, 0.4 * depth), (at, height + 0.22, 0.4 * depth), 0.02),
                    metal,
                )
            )
            pieces.append(
                (
                    "arms",
                    rod((at, height, -0.45 * depth), (at, height + 0.22, -0.45 * depth), 0.02),
                    metal,
                )
            )
    says = "without a back" if back == "no" else f"with a {back} back"
    seat = f"of {count(planks, 'plank')}" if planks > 1 else ""
    return describe(
        "bench",
        ["long" if width > 1.6 else "", word],
        [seat, f"on {style}", says, "and arms" if arms else ""],
    ), pieces


def make_bathtub(random):
    """A bathtub, on feet or built in, with a tap."""
    length, width, deep = (
        random.uniform(1.4, 1.8),
        random.uniform(0.65, 0.85),
        random.uniform(0.45, 0.6),
    )
    word, color = finish(random, "white", "white", "painted")
    feet = chance(random, 0.5)
    rim = random.uniform(0.03, 0.07)
    wall = hollow([(0, 0), (0.33, 0), (0.42, 0.3 * deep), (0.48, 0.75 * deep), (0.5, deep)], 0.05)
    tub = revolve(wall, 28)
    # The two halves of a circle, drawn apart.
    straight = np.sign(tub[..., 0]) * (length - width) / 2 / width
    tub[..., 0] = (tub[..., 0] + straight * np.minimum(1, np.abs(tub[..., 0]) * 8)) * width
    tub[..., 2] *= width
    low = random.uniform(0.1, 0.18) if feet else 0.02
    pieces = [("tub", tub + (0, low, 0), color)]
    metal = tint(random, pick(random, "metal", "brass"))
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    edge = np.stack(
        [
            0.5 * width * np.cos(t) + np.sign(np.round(np.cos(t), 6)) * (length - width) / 2,
            0 * t + deep + low,
            0.5 * width * np.sin(t),
        ],
        axis=1,
    )
    pieces.append(("tub", sweep(edge, rim, 6, closed=True), color))
    slope = chance(random, 0.4) and feet
    if slope:
        for index, (name, surface, paint) in enumerate(pieces):
            raised = surface.copy()
            raised[..., 1] += (
                0.25
                * np.clip(surface[..., 0] / length + 0.1, 0, 1)
                * (surface[..., 1] > low + 0.6 * deep)
            )
            pieces[index] = (name, raised, paint)
    if feet:
        foot = curve([(0, 0, 0), (0.05, 0.04, 0), (0.02, 0.12, 0), (-0.05, 0.2, 0)], 8)
        one = sweep(foot, 0.035, 6) + (0.33 * length, 0, 0)
        spots = [rotate(one, "y", s) for s in (0.45, -0.45, np.pi + 0.45, np.pi - 0.45)]
        pieces.append(("feet", np.concatenate(spots), metal))
    else:
        pieces.append(
            (
                "panel",
                box((0, (deep + low) / 2 - 0.03, 0), (length + 0.06, deep - 0.06, width + 0.06))
                if chance(random, 0.5)
                else box((0, 0.02, 0), (0.8 * length, 0.08, 0.7 * width)),
                color,
            )
        )
    end = -length / 2
    pipe = curve(
        [
            (end - 0.03, deep + low, 0),
            (end - 0.03, deep + low + 0.2, 0),
            (end + 0.14, deep + low + 0.2, 0),
            (end + 0.15, deep + low + 0.1, 0),
        ],
        12,
    )
    pieces.append(("tap", sweep(pipe, 0.025), metal))
    pieces.append(
        (
            "tap",
            rods(
                [(end - 0.02, deep + low + 0.08, -0.1)],
                [(end - 0.02, deep + low + 0.08, 0.1)],
                0.025,
            ),
            metal,
        )
    )
    stands = "on four feet" if feet else "without feet"
    return describe("bathtub", [word], [stands, "with a raised back" if slope else ""]), pieces


def make_toilet(random):
    """A toilet with its cistern, the lid open or closed."""
    width, long = random.uniform(0.36, 0.42), random.uniform(0.42, 0.52)
    word, color = finish(random, "white", "white", "white", "painted")
    height = random.uniform(0.38, 0.44)
    foot = random.uniform(0.5, 0.8)
    outside = curve(
        [(0.5 * foot, 0), (0.45 * foot, 0.4 * height), (0.46, 0.85 * height), (0.5, height)], 10
    )
    bowl = revolve(hollow([(0, 0), *outside], 0.08), 26) * (width, 1, long)
    back = box((0, height / 2, -0.5 * long), (0.6 * width, height, 0.3 * long))
    pieces = [("bowl", bowl, color), ("bowl", back, color)]
    seat_color = pick(random, color, tint(random, "wooden"), tint(random, "dark"))
    ring = extrude(
        [circle((0.53 * width, 0.53 * long)), circle((0.32 * width, 0.36 * long))], 0.03, "y"
    )
    pieces.append(("seat", ring + (0, height + 0.02, 0), seat_color))
    lid = extrude(circle((0.53 * width, 0.53 * long)), 0.025, "y")
    opened = chance(random, 0.5)
    if opened:
        hinge = (0, height + 0.04, -0.5 * long)
        pieces.append(("lid", rotate(lid + (0, 0, 0.5 * long), "x", -1.7) + hinge, seat_color))
    else:
        pieces.append(("lid", lid + (0, height + 0.05, 0), seat_color))
    high = chance(random, 0.15)
    y = height + (random.uniform(0.9, 1.2) if high else 0.02)
    tank = rounded_box((0, y + 0.18, -0.62 * long), (1.15 * width, 0.36, 0.18), 0.03)
    pieces += [
        ("cistern", tank, color),
        ("cistern", box((0, y + 0.37, -0.62 * long), (1.2 * width, 0.03, 0.21)), color),
    ]
    if high:
        pieces.append(
            (
                "pipe",
                rod((0, height, -0.62 * long), (0, y, -0.62 * long), 0.03),
                tint(random, "metal"),
            )
        )
    else:
        pieces.append(
            (
                "cistern",
                rod((0, y + 0.38, -0.62 * long), (0, y + 0.41, -0.62 * long), 0.035),
                tint(random, "metal"),
            )
        )
    return describe(
        "toilet",
        [word],
        [
            "with its lid open" if opened else "with its lid closed",
            "with a high cistern" if high else "",
        ],
    ), pieces


def make_door(random):
    """A door in its frame, of panels, glazed, with an arch, open or closed."""
    width, height, thick = random.uniform(0.75, 1), random.uniform(1.9, 2.2), 0.05
    word, color = finish(random, "wooden", "painted", "white")
    arch = chance(random, 0.2)
    outline = np.array([(0, 0), (width, 0), (width, height), (0, height)])
    if arch:
        outline = np.concatenate(
            [outline[:2], circle(width / 2, (width / 2, height - width / 2), 12, 0, np.pi)]
        )
    columns, rows = pick(random, (1, 2), (2, 2), (2, 3), (1, 1), (2, 4))
    margin = 0.1
    wide = (width - margin) / columns - margin
    top = height - (width / 2 if arch else 0)
    tall = (top - margin) / rows - margin
    cells = [
        (margin + c * (wide + margin), margin + r * (tall + margin))
        for c in range(columns)
        for r in range(rows)
    ]
    panels = [
        np.array([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]) for x, y in cells
    ]
    style = pick(random, "panelled", "glazed", "plain")
    leaf = []
    if style == "plain":
        leaf.append(("leaf", extrude(outline, thick), color))
    else:
        leaf.append(("leaf", extrude([outline, *panels], thick), color))
        inner = tint(random, "glass") if style == "glazed" else color
        leaf += [("panes", extrude(panel, 0.4 * thick), inner) for panel in panels]
    metal = tint(random, pick(random, "metal", "brass"))
    for z in (-1, 1):
        if chance(random, 0.5):
            leaf.append(
                (
                    "handle",
                    ellipsoid(
                        (width - 0.08, 0.48 * height, z * 0.07), (0.035, 0.035, 0.035), 7, 12
                    ),
                    metal,
                )
            )
        else:
            leaf.append(
                (
                    "handle",
                    rods(
                        [(width - 0.07, 0.48 * height, 0), (width - 0.07, 0.48 * height, z * 0.07)],
                        [
                            (width - 0.07, 0.48 * height, z * 0.07),
                            (width - 0.2, 0.48 * height, z * 0.07),
                        ],
                        0.014,
                    ),
                    metal,
                )
            )
    angle = pick(random, 0, random.uniform(0.5, 1.5))
    pieces = [(n, rotate(s, "y", -angle), c) for n, s, c in leaf]
    bar = random.uniform(0.06, 0.12)
    frame_color = pick(random, color, tint(random, "white"))
    if arch:
        out = circle(width / 2 + bar, (width / 2, height - width / 2), 12, 0, np.pi)
        outer = np.concatenate(
            [[(-bar, 0), (0, 0)], outline[2:][::-1], [(width, 0), (width + bar, 0)], out]
        )
    else:
        outer = np.array(
            [
                (-bar, 0),
                (0, 0),
                (0, height),
                (width, height),
                (width, 0),
                (width + bar, 0),
                (width + bar, height + bar),
                (-bar, height + bar),
            ]
        )
    pieces.append(("frame", extrude(outer, 0.12), frame_color))
    opened = "open" if angle else "closed"
    number = (
        f"with {count(len(panels), 'panel' if style == 'panelled' else 'pane')}"
        if style != "plain"
        else ""
    )
    return describe(
        "door", [opened, word, style], ["with an arch above" if arch else "", number]
    ), pieces


def make_mirror(random):
    """A mirror in a frame, on a wall, a table or a stand."""
    style = pick(random, "oval", "round", "rectangular", "arched")
    width, height = random.uniform(0.5, 0.8), random.uniform(0.7, 1.4)
    height = width if style == "round" else height
    outline = {
        "oval": circle((width / 2, height / 2), sides=32),
        "round": circle(width / 2, sides=32),
        "rectangular": np.array(
            [(-width, -height), (width, -height), (width, height), (-width, height)]
        )
        / 2,
        "arched": np.concatenate(
            [
                np.array([(-width / 2, -height / 2), (width / 2, -height / 2)]),
                circle(width / 2, (0, height / 2 - width / 2), 14, 0, np.pi),
            ]
        ),
    }[style]
    word, color = finish(random, "wooden", "brass", "painted", "metal")
    border = 1 + random.uniform(0.08, 0.3)
    pieces = [
        ("frame", extrude([outline * border, outline], random.uniform(0.04, 0.09)), color),
        ("glass", extrude(outline * 1.01, 0.02), tint(random, "glass")),
    ]
    stand = pick(random, "", "on a stand", "on two feet")
    low = -height / 2 * border
    if stand == "on a stand":
        pieces += [
            ("stand", rod((0, low, 0), (0, low - 0.3, 0), 0.03), color),
            (
                "stand",
                revolve([(0, 0), (0.25, 0), (0.22, 0.03), (0.04, 0.07), (0, 0.07)], 20)
                + (0, low - 0.33, 0),
                color,
            ),
        ]
    elif stand:
        x = width / 2 * border + 0.04
        posts = rods(
            [(s * x, low - 0.15, 0) for s in (-1, 1)],
            [(s * x, 0.3 * height, 0) for s in (-1, 1)],
            0.025,
        )
        bars = rods(
            [(s * x, low - 0.15, -0.25) for s in (-1, 1)],
            [(s * x, low - 0.15, 0.25) for s in (-1, 1)],
            0.025,
        )
        pieces += [("stand", np.concatenate([posts, bars]), color)]
        pieces.append(
            (
                "stand",
                rods([(-x, 0, 0), (x, 0, 0)], [(-0.4 * width, 0, 0), (0.4 * width, 0, 0)], 0.015),
                color,
            )
        )
    return describe("mirror", [style], [f"in a {word} frame", stand]), pieces


_GENERATED = {
    "bed": bed.make_bed,
    "chair": chair.make_chair,
    "lamp": lamp.make_lamp,
    "shelf": shelf.make_shelf,
    "table": table.make_table,
}
# Each with its parts.
MAKERS = {
    "bed": (
        functools.partial(_of_generator, bed.make_bed, "bed"),
        (
            "frame",
            "legs",
            "headboard",
            "mattress",
            "pillow",
        ),
    ),
    "chair": (
        functools.partial(_of_generator, chair.make_chair, "chair"),
        (
            "legs",
            "back",
            "arms",
            "seat",
        ),
    ),
    "lamp": (
        functools.partial(_of_generator, lamp.make_lamp, "lamp"),
        (
            "base",
            "stem",
            "shade",
        ),
    ),
    "shelf": (
        functools.partial(_of_generator, shelf.make_shelf, "shelf"),
        (
            "boards",
            "sides",
            "panel",
        ),
    ),
    "table": (
        functools.partial(_of_generator, table.make_table, "table"),
        (
            "legs",
            "top",
            "board",
        ),
    ),
    "bathtub": (
        make_bathtub,
        (
            "tub",
            "tap",
            "panel",
            "feet",
        ),
    ),
    "bench": (
        make_bench,
        (
            "back",
            "arms",
            "legs",
            "seat",
        ),
    ),
    "cabinet": (
        make_cabinet,
        (
            "drawers",
            "handles",
            "case",
            "top",
            "feet",
            "mirror",
        ),
    ),
    "desk": (
        make_desk,
        (
            "drawers",
            "handles",
            "legs",
            "top",
            "case",
            "screen",
            "shelf",
            "panel",
        ),
    ),
    "door": (
        make_door,
        (
            "panes",
            "handle",
            "leaf",
            "frame",
        ),
    ),
    "mirror": (
        make_mirror,
        (
            "stand",
            "frame",
            "glass",
        ),
    ),
    "sofa": (
        make_sofa,
        (
            "back",
            "arms",
            "frame",
            "cushions",
            "feet",
            "pillows",
        ),
    ),
    "stool": (
        make_stool,
        (
            "legs",
            "seat",
            "ring",
            "cushion",
        ),
    ),
    "toilet": (
        make_toilet,
        (
            "cistern",
            "bowl",
            "seat",
            "lid",
            "pipe",
        ),
    ),
    "wardrobe": (
        make_wardrobe,
        (
            "handles",
            "doors",
            "case",
            "feet",
            "drawers",
            "cornice",
            "mirror",
        ),
    ),
}
