"""Vessels: what is revolved, and its handles."""

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
    hollow,
    mirror,
    revolve,
    rod,
    rotate,
    sweep,
    torus,
)


def handle(random, top, bottom, reach, thickness):
    """A handle in x and y, from one place of a wall to another, like an ear or like a bracket."""
    (x, y), (end_x, end_y) = top, bottom
    rise = random.uniform(-0.1, 0.3) * (y - end_y)
    if chance(random, 0.25):
        out = max(x, end_x) + reach
        points = np.array([(x, y), (out, y), (out, end_y), (end_x, end_y)])
    else:
        out = reach / 0.85
        control = [(x, y), (x + 0.7 * out, y + rise), (max(x, end_x) + out, (2 * y + end_y) / 3)]
        control += [(end_x + 0.6 * out, end_y + 0.1 * (y - end_y)), (end_x, end_y)]
        points = curve(control, 16)
    flat = random.uniform(0.5, 1.6)
    angle = 2 * np.pi * np.arange(8) / 8
    section = np.stack([np.cos(angle), flat * np.sin(angle)], axis=1)
    path = np.column_stack([points, np.zeros(len(points))])
    return sweep(path, thickness, section, normal=(0, 0, 1))


def radius_at(profile, height):
    """Radius of a profile, whose heights rise, at a height."""
    return np.interp(height, *np.asarray(profile)[:, ::-1].T)


def lid(random, radius, y, rise):
    """A lid, flat or a dome, and its knob."""
    dome = circle((radius, rise), sides=8, stop=np.pi / 2) + (0, y)
    profile = np.concatenate([[(0, y - 0.02)], [(radius, y - 0.02)], dome, [(0, y + rise)]])
    size = radius * random.uniform(0.1, 0.2)
    knob = [(0.5 * size, 0), (0.5 * size, 0.5 * size), (size, size), (0.8 * size, 1.7 * size)]
    knob = revolve(np.array([*knob, (0, 1.9 * size)]) + (0, y + rise - 0.1 * size), 12)
    return [revolve(profile), knob]


def make_cup(random):
    """A cup, on a saucer or not."""
    height, top = random.uniform(0.5, 1), random.uniform(0.42, 0.62)
    foot = top * random.uniform(0.4, 0.75)
    belly = random.uniform(0.3, 0.9)
    wide = foot + (top - foot) * random.uniform(0.6, 1)
    control = [(foot, 0), (wide, belly * height * 0.6), (top, height)]
    outside = np.concatenate([[(0, 0)], curve(control, 10)])
    word, color = finish(random, "painted", "painted", "clay")
    pieces = [("body", revolve(hollow(outside, random.uniform(0.02, 0.05))), color)]
    handles = pick(random, 0, 1, 1, 1, 2)
    high, low = height * random.uniform(0.75, 0.9), height * random.uniform(0.2, 0.4)
    if handles:
        ends = [(radius_at(outside[1:], y) - 0.01, y) for y in (high, low)]
        ear = handle(random, *ends, random.uniform(0.15, 0.3), random.uniform(0.025, 0.05))
        pieces += [("handle", side, color) for side in (ear, mirror(ear))[:handles]]
    saucer = chance(random, 0.35)
    if saucer:
        wide, rise = top * random.uniform(1.3, 1.7), random.uniform(0.05, 0.15)
        outside = curve([(0.5 * wide, -0.04), (0.8 * wide, 0), (wide, rise)], 6)
        profile = hollow(np.concatenate([[(0, -0.04)], outside]), 0.03)
        pieces.append(("saucer", revolve(profile - (0, 0.01)), color))
    shape = "tall" if height > 1.5 * top else "wide" if height < 1.1 * top else ""
    has = f"with {count(handles, 'handle')}" if handles else "without a handle"
    return describe("cup", [shape, word], [has, "on a saucer" if saucer else ""]), pieces


def make_mug(random):
    """A mug of a straight, waisted or round wall."""
    height, radius = random.uniform(0.8, 1.2), random.uniform(0.35, 0.52)
    style = pick(random, "straight", "waisted", "round", "tapered")
    bulge = {"straight": 1, "waisted": 0.82, "round": 1.2, "tapered": 0.9}[style]
    foot = random.uniform(0.6, 0.8) if style == "tapered" else 1
    control = [(foot * radius, 0), (bulge * radius, height / 2), (radius, height)]
    outside = np.concatenate([[(0, 0)], curve(control, 9)])
    word, color = finish(random, "painted", "painted", "clay", "metal")
    pieces = [("body", revolve(hollow(outside, random.uniform(0.03, 0.06))), color)]
    high, low = height * random.uniform(0.75, 0.9), height * random.uniform(0.12, 0.3)
    ends = [(radius_at(outside[1:], y) - 0.02, y) for y in (high, low)]
    ear = handle(random, *ends, random.uniform(0.2, 0.35), random.uniform(0.03, 0.06))
    pieces.append(("handle", ear, tint(random, "dark") if chance(random, 0.15) else color))
    band = chance(random, 0.3)
    if band:
        y = height * np.sort(random.uniform(0.3, 0.7, 2))
        rings = [(radius_at(outside[1:], h) + 0.008, h) for h in (*np.linspace(*y, 4),)]
        pieces.append(("band", revolve(rings), finish(random)[1]))
    return describe("mug", [style, word], ["with a handle", "with a band" if band else ""]), pieces


def make_bottle(random):
    """A bottle of wine, water, spirits, medicine or soap."""
    style = pick(random, "slim", "square", "round", "stout", "waisted")
    height, radius = random.uniform(1.4, 2.2), random.uniform(0.25, 0.4)
    neck, rim = radius * random.uniform(0.25, 0.45), random.uniform(0.15, 0.4) * height
    if style == "stout":
        height, rim = random.uniform(0.7, 1.1), 0.2
    shoulder = height - rim - random.uniform(0.1, 0.25)
    if style == "round":
        angle = np.linspace(-1.2, np.pi / 2 - np.arcsin(neck / (1.5 * radius)), 12)
        ball = 1.5 * radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        ball = np.concatenate([[(0, ball[0, 1])], ball]) - (0, ball[0, 1])
        wall, height = ball, ball[-1, 1] + rim
    else:
        waist = random.uniform(0.75, 0.9) if style == "waisted" else 1
        control = [(radius, 0.04), (waist * radius, shoulder / 2), (radius, shoulder)]
        wall = [(0, 0), (0.93 * radius, 0), *curve(control, 9)]
        wall = np.array([*wall, ((radius + neck) / 1.9, height - rim - 0.07), (neck, height - rim)])
    outside = np.concatenate([wall, [(neck, height), (0, height)]])
    word, color = finish(random, "glass", "painted", "green", "brown")
    body = revolve(outside, 4 if style == "square" else 24)
    if style == "square":
        body = rotate(body, "y", np.pi / 4)
    pieces = [("body", body, color)]
    cap = pick(random, "a cap", "a cork", "a pump", "no cap")
    dark = finish(random)[1]
    if cap == "a cap":
        pieces.append(("cap", rod((0, height - 0.08, 0), (0, height + 0.04, 0), 1.25 * neck), dark))
    elif cap == "a cork":
        cork = rod((0, height - 0.02, 0), (0, height + 0.12, 0), 0.8 * neck, 0.95 * neck)
        pieces.append(("cap", cork, tint(random, "straw")))
    elif cap == "a pump":
        pieces.append(("cap", rod((0, height - 0.05, 0), (0, height + 0.03, 0), 1.2 * neck), dark))
        pieces.append(("cap", rod((0, height, 0), (0, height + 0.25, 0), 0.03), dark))
        spout = box((0.08, height + 0.27, 0), (0.3, 0.07, 0.1))
        pieces.append(("cap", spout, dark))
    else:
        pieces.append(("cap", torus((0, height, 0), neck, 0.025), color))
    label = style != "square" and style != "round" and chance(random, 0.5)
    if label:
        heights = np.linspace(0.2, 0.7, 6) * shoulder
        rings = [(radius_at(wall[2:], y) + 0.006, y) for y in heights]
        pieces.append(("label", revolve(rings), tint(random, "paper")))
    has = "without a cap" if cap == "no cap" else f"with {cap}"
    return describe("bottle", [style, word], [has, "with a label" if label else ""]), pieces


def make_vase(random):
    """A vase of a free profile, smooth, fluted or angular."""
    height, wide = random.uniform(1, 2), random.uniform(0.3, 0.6)
    number = random.integers(4, 7)
    radii = wide * random.uniform(0.35, 1, number)
    radii[-1] = max(radii[-1], 0.35 * wide)
    control = np.stack([radii, np.linspace(0, height, number)], axis=1)
    wall = curve(control, 18)
    wall[:, 0] = np.maximum(wall[:, 0], 0.12 * wide)
    outside = np.concatenate([[(0, 0)], wall])
    style = pick(random, "smooth", "fluted", "angular", "twisted")
    sides = pick(random, 5, 6, 8) if style == "angular" else 48 if style != "smooth" else 24
    body = revolve(hollow(outside, 0.1 * wide), sides)
    if style in ("fluted", "twisted"):
        angle = np.arctan2(body[..., 2], body[..., 0])
        if style == "twisted":
            angle = angle + random.uniform(0.8, 2) * body[..., 1]
        body[..., [0, 2]] *= 1 + 0.08 * np.cos(random.integers(5, 11) * angle)[..., None]
    word, color = finish(random, "painted", "painted", "clay", "glass", "brass")
    pieces = [("body", body, color)]
    handles = chance(random, 0.3)
    if handles:
        high, low = height * random.uniform(0.75, 0.95), height * random.uniform(0.4, 0.6)
        ends = [(radius_at(wall, y) - 0.02, y) for y in (high, low)]
        ear = handle(random, *ends, random.uniform(0.1, 0.25), random.uniform(0.03, 0.05))
        pieces += [("handles", ear, color), ("handles", mirror(ear), color)]
    shape = "slender" if height > 3.4 * wide else "squat" if height < 2.2 * wide else ""
    has = "with two handles" if handles else "without handles"
    return describe("vase", [shape, style, word], [has]), pieces


def make_bowl(random):
    """A bowl, deep or shallow, on a foot or not."""
    radius, deep = random.uniform(0.5, 0.8), random.uniform(0.25, 0.8)
    foot, power = radius * random.uniform(0.3, 0.6), random.uniform(0.35, 0.9)
    share = np.linspace(0, 1, 10)
    wall = np.stack([foot + (radius - foot) * share**power, deep * share], axis=1)
    if chance(random, 0.3):
        wall = np.concatenate([wall, [(radius + random.uniform(0.05, 0.2), deep + 0.02)]])
    sides = pick(random, 6, 8, 24, 24, 24, 24)
    word, color = finish(random, "painted", "wooden", "clay", "metal", "glass")
    body = revolve(hollow(np.concatenate([[(0, 0)], wall]), random.uniform(0.02, 0.06)), sides)
    stand = pick(random, "", "on a ring", "on a stem", "on three feet")
    pieces = [("body", body, color)]
    low = random.uniform(0.04, 0.1)
    if stand == "on a ring":
        pieces.append(("foot", revolve([(0.9 * foot, -low), (0.8 * foot, 0.02)]), color))
    elif stand == "on a stem":
        low *= random.uniform(3, 6)
        profile = [(0, -low), (0.9 * foot, -low), (0.2 * foot, 0.04 - low), (0.25 * foot, 0.02)]
        pieces.append(("foot", revolve(profile), color))
    elif stand:
        feet = around(rod((1.1 * foot, -2 * low, 0), (0.8 * foot, 0.05, 0), 0.04, 0.05, 8), 3)
        pieces.append(("foot", feet, color))
    shape = "deep" if deep > 0.9 * radius else "shallow" if deep < 0.5 * radius else "round"
    shape = f"{sides}-sided" if sides < 24 else shape
    return describe("bowl", [shape, word], [stand]), pieces


def make_plate(random):
    """A plate, or some on top of one another."""
    radius, rise, sides = (
        random.uniform(0.6, 1),
        random.uniform(0.06, 0.16),
        pick(random, 32, 32, 8, 4),
    )
    inner, number = radius * random.uniform(0.55, 0.75), pick(random, 1, 1, 1, 2, 3, 4)
    outside = [(0, 0), (0.9 * inner, 0), (inner, 0.6 * rise), (radius, rise)]
    word, color = finish(random, "painted", "painted", "white", "metal", "clay")
    plate = revolve(hollow(outside, 0.025), sides)
    pieces = [("plate", plate + (0, i * 0.06, 0), color) for i in range(number)]
    ring = chance(random, 0.4)
    if ring:
        edge = [(radius, rise + 0.03), (0.88 * radius, rise)]
        lift = (0, 0.06 * (number - 1), 0)
        pieces.append(("rim", revolve(edge, sides) + lift, finish(random)[1]))
    shape = {32: "round", 8: "eight-sided", 4: "square"}[sides]
    has = "with a coloured rim" if ring else ""
    below = f"on top of {count(number - 1, 'other')}" if number > 1 else ""
    return describe("plate", [shape, word], [has, below]), pieces


def make_wine_glass(random):
    """A glass on a stem: a flute, a goblet, a coupe, a cone."""
    style = pick(random, "tulip", "flute", "shallow", "conical", "round")
    radius, deep = {
        "tulip": (0.34, 0.65),
        "flute": (0.2, 0.9),
        "shallow": (0.48, 0.25),
        "conical": (0.5, 0.45),
        "round": (0.42, 0.6),
    }[style] * random.uniform(0.85, 1.15, 2)
    stem, foot = random.uniform(0.4, 1), random.uniform(0.25, 0.4)
    lip = {"tulip": 0.85, "round": 0.75}.get(style, 1)
    widest = 0.9 if style in ("shallow", "flute") else 1
    control = [(0.05, 0), (0.75 * widest * radius, 0.15 * deep)]
    control += [(widest * radius, 0.45 * deep), (lip * radius, deep)]
    wall = [(0.03, 0), (radius, deep)] if style == "conical" else curve(control, 12)
    cup = hollow(np.concatenate([[(0, 0)], wall]), 0.015) + (0, stem)
    thin = random.uniform(0.02, 0.04)
    low = [(0, 0), (foot, 0), (foot, 0.015), (2.5 * thin, 0.05), (thin, 0.15 * stem)]
    word, color = finish(random, "glass", "glass", "painted", "metal")
    ball = chance(random, 0.2)
    middle = [(thin, stem * 0.45), (3 * thin, stem * 0.55), (thin, stem * 0.65)] if ball else []
    pieces = [
        ("bowl", revolve(cup), color),
        (
            "stem",
            revolve([*low[3:], *middle, (thin, 0.9 * stem), (2 * thin, stem + 0.03)], 12),
            color,
        ),
        ("foot", revolve([*low[:4], (0, 0.06)]), color),
    ]
    length = "long" if stem > 0.7 else "short"
    knot = "with a ball in its stem" if ball else ""
    word = "" if word == "glass" else word
    return describe("wine glass", [style, word], [f"on a {length} stem", knot]), pieces


def make_teapot(random):
    """A teapot with its spout, handle and lid."""
    radius, squash = random.uniform(0.45, 0.6), random.uniform(0.65, 1.25)
    height = 2 * radius * squash * 0.9
    style = pick(random, "round", "tapered", "cylindrical")
    foot, top = radius * random.uniform(0.5, 0.75), radius * random.uniform(0.35, 0.6)
    if style == "round":
        wall = curve([(foot, 0), (radius, 0.45 * height), (top, height)], 12)
    elif style == "tapered":
        wall = np.linspace((radius, 0), (top, height), 6)
    else:
        top = 0.85 * radius
        wall = np.array([(radius, 0), (radius, 0.9 * height), (top, height)])
    word, color = finish(random, "painted", "painted", "clay", "metal")
    pieces = [("body", revolve([(0, 0), *wall, (0, height)]), color)]
    pieces += [("lid", part, color) for part in lid(random, 0.95 * top, height + 0.02, 0.3 * top)]
    low = height * random.uniform(0.15, 0.4)
    start, reach = radius_at(wall, low) - 0.06, random.uniform(0.3, 0.55)
    tip = (start + reach + 0.15, height * random.uniform(0.85, 1.05), 0)
    spout = [(start, low, 0), (start + 0.55 * reach, low + 0.1, 0)]
    spout = curve([*spout, (start + 0.75 * reach, 0.65 * height, 0), tip], 12)
    thick = np.linspace(random.uniform(0.1, 0.15), random.uniform(0.04, 0.07), 12)
    pieces.append(("spout", sweep(spout, thick, 12, caps=False), color))
    thin = random.uniform(0.03, 0.05)
    arched = chance(random, 0.3)
    if arched:
        angle = np.linspace(0, np.pi, 14)
        arch = np.stack([0.8 * radius * np.cos(angle), np.sin(angle), np.zeros(14)], axis=1)
        arch = arch * (1, random.uniform(0.6, 0.9), 1) + (0, 0.75 * height, 0)
        pieces.append(("handle", sweep(arch, thin), color))
    else:
        ends = [(radius_at(wall, y * height) - 0.03, y * height) for y in (0.85, 0.2)]
        ear = handle(random, *ends, random.uniform(0.25, 0.4), thin)
        pieces.append(("handle", mirror(ear), color))
    has = "with a handle over its lid" if arched else "with a handle at its side"
    return describe("teapot", [style, word], [has]), pieces


def make_pan(random):
    """A frying pan or a saucepan of one long handle."""
    radius = random.uniform(0.5, 0.8)
    deep = radius * (random.uniform(0.8, 1.2) if chance(random, 0.4) else random.uniform(0.2, 0.4))
    foot = radius * random.uniform(0.75, 1)
    outside = [(0, 0), (foot, 0), (0.5 * foot + 0.5 * radius, 0.4 * deep), (radius, deep)]
    word, color = finish(random, "metal", "black", "painted", "brass")
    pieces = [("body", revolve(hollow(outside, 0.04)), color)]
    length, y = radius * random.uniform(1.2, 2.2), deep * random.uniform(0.75, 0.95)
    dark = pick(random, color, tint(random, "dark"), tint(random, "wooden"))
    rise = random.uniform(0, 0.3) * length
    path = curve(
        [
            (radius - 0.04, y, 0),
            (radius + length / 2, y + 0.7 * rise, 0),
            (radius + length, y + rise, 0),
        ],
        10,
    )
    thick = random.uniform(0.035, 0.06) * np.linspace(0.7, 1.3, 10)
    pieces.append(
        ("handle", sweep(path, thick, [(1, 0.6), (1, -0.6), (-1, -0.6), (-1, 0.6)]), dark)
    )
    second = chance(random, 0.2)
    if second:
        ring = torus((-radius - 0.03, y, 0), 0.12, 0.03, sides=16)
        pieces.append(("handle", ring, dark))
    covered = chance(random, 0.3)
    if covered:
        rise = random.uniform(0.05, 0.25) * radius
        pieces += [("lid", part, color) for part in lid(random, radius, deep + 0.02, rise)]
    shape = "deep" if deep > 0.6 * radius else "shallow"
    has = "with a long handle" if length > 1.7 * radius else "with a handle"
    second = "with a loop on the other side" if second else ""
    return describe("pan", [shape, word], [has, second, "with a lid" if covered else ""]), pieces


def make_cooking_pot(random):
    """A pot with two handles, and maybe a lid and feet."""
    radius = random.uniform(0.5, 0.7)
    deep, bulge = radius * random.uniform(0.7, 1.6), random.uniform(1, 1.2)
    wall = curve([(0.92 * radius, 0), (bulge * radius, deep / 2), (radius, deep)], 8)
    word, color = finish(random, "metal", "black", "painted", "clay", "brass")
    pieces = [("body", revolve(hollow([(0, 0), *wall], 0.04)), color)]
    y, thin = deep * random.uniform(0.7, 0.9), random.uniform(0.025, 0.045)
    out = radius_at(wall, y)
    if chance(random, 0.5):
        loop = torus((out + 0.04, y, 0), (0.13, random.uniform(0.15, 0.25)), thin, sides=16)
    else:
        ends = curve(
            [(out, y, -0.2), (out + 0.2, y, -0.15), (out + 0.2, y, 0.15), (out, y, 0.2)], 12
        )
        loop = sweep(ends, thin)
    dark = pick(random, color, tint(random, "dark"))
    pieces += [("handles", loop, dark), ("handles", mirror(loop), dark)]
    covered, feet = chance(random, 0.5), chance(random, 0.2)
    if covered:
        rise = random.uniform(0.05, 0.3) * radius
        pieces += [("lid", part, color) for part in lid(random, 1.02 * radius, deep + 0.02, rise)]
    if feet:
        leg = rod((0.75 * radius, -0.3, 0), (0.65 * radius, 0.05, 0), 0.04, 0.07, 8)
        pieces.append(("feet", around(leg, 3), color))
    shape = "tall" if deep > 1.3 * radius else "low" if deep < 0.9 * radius else ""
    has = "and a lid" if covered else ""
    stands = "on three feet" if feet else ""
    return describe(
        "cooking pot", [shape, word], [f"with two handles {has}".strip(), stands]
    ), pieces


def make_bucket(random):
    """A bucket whose handle is up, down or aslant."""
    top, height = random.uniform(0.5, 0.65), random.uniform(0.8, 1.3)
    bottom = top * random.uniform(0.6, 0.95)
    word, color = finish(random, "painted", "metal", "wooden", "metal")
    sides = pick(random, 24, 24, 12)
    pieces = [("body", revolve(hollow([(0, 0), (bottom, 0), (top, height)], 0.03), sides), color)]
    pieces.append(("body", torus((0, height, 0), top, random.uniform(0.015, 0.04)), color))
    hoops = word == "wooden" or chance(random, 0.3)
    if hoops:
        for share in (0.25, 0.75):
            wide = bottom + (top - bottom) * share
            rings = [(wide + 0.01, share * height - 0.05), (wide + 0.03, share * height + 0.05)]
            pieces.append(("hoops", revolve(rings), tint(random, "metal")))
    place = pick(random, "up", "down", "aslant")
    tilt = {"up": 0, "down": np.radians(-115), "aslant": np.radians(random.uniform(30, 60))}[place]
    angle = np.linspace(0, np.pi, 16)
    arch = np.stack(
        [top * np.cos(angle), random.uniform(0.9, 1.1) * top * np.sin(angle), 0 * angle], 1
    )
    wire = rotate(sweep(arch, random.uniform(0.012, 0.025), 6), "x", tilt) * (1.03, 1, 1)
    pieces.append(("handle", wire + (0, 0.95 * height, 0), tint(random, "metal")))
    bands = "with hoops" if hoops else ""
    return describe("bucket", [word], [f"with its handle {place}", bands]), pieces


def make_jar(random):
    """A jar with a lid, a clip or an open mouth."""
    radius, height = random.uniform(0.35, 0.5), random.uniform(0.6, 1.4)
    mouth = radius * random.uniform(0.7, 0.95)
    style = pick(random, "straight", "round", "six-sided")
    bulge = random.uniform(1.15, 1.35) if style == "round" else 1
    control = [(0.95 * radius, 0), (bulge * radius, 0.4 * height), (radius, 0.85 * height)]
    wall = np.concatenate([curve(control, 8), [(mouth, 0.93 * height), (mouth, height)]])
    word, color = finish(random, "glass", "glass", "clay", "painted")
    sides = 6 if style == "six-sided" else 24
    pieces = [("body", revolve(hollow([(0, 0), *wall], 0.03), sides), color)]
    top = pick(random, "a flat lid", "a lid with a knob", "no lid", "a cloth on top")
    lid_color = pick(random, color, tint(random, "metal"), finish(random)[1])
    if top == "a flat lid":
        cap = rod((0, 0.95 * height, 0), (0, height + 0.05, 0), 1.08 * mouth, sides=24)
        pieces.append(("lid", cap, lid_color))
    elif top == "a lid with a knob":
        parts = lid(random, 1.1 * mouth, height + 0.02, random.uniform(0.05, 0.2))
        pieces += [("lid", part, lid_color) for part in parts]
    elif top == "a cloth on top":
        rings = [
            (1.5 * mouth, 0.82 * height),
            (1.06 * mouth, 0.95 * height),
            (mouth, height + 0.05),
        ]
        cloth = revolve([*rings, (0, height + 0.06)], 48)
        angle = np.arctan2(cloth[..., 2], cloth[..., 0])
        cloth[..., 1] += 0.05 * np.cos(12 * angle) * (cloth[..., 1] < 0.9 * height)
        pieces.append(("lid", cloth, lid_color))
    handles = chance(random, 0.2)
    if handles:
        y = 0.8 * height
        ends = [(radius_at(wall, h) - 0.03, h) for h in (y, 0.5 * y)]
        ear = handle(random, *ends, 0.15, 0.035)
        pieces += [("handles", ear, color), ("handles", mirror(ear), color)]
    has = "without a lid" if top == "no lid" else f"with {top}"
    return describe("jar", [style, word], [has, "with two handles" if handles else ""]), pieces


def make_barrel(random):
    """A barrel with hoops, that stands or lies, or a drum of steel."""
    radius, height = random.uniform(0.4, 0.5), random.uniform(1, 1.4)
    steel = chance(random, 0.3)
    bulge = 1 if steel else random.uniform(1.12, 1.35)
    wall = curve([(radius, 0), (bulge * radius, height / 2), (radius, height)], 11)
    word, color = (
        finish(random, "painted", "metal") if steel else ("wooden", tint(random, "wooden"))
    )
    ends = [(0, 0.04), (0.93 * radius, 0.04), (0.95 * radius, 0)]
    outside = [*ends, *wall, *((r, height - y) for r, y in ends[::-1])]
    pieces = [("body", revolve(outside), color)]
    number = pick(random, 2, 3) if steel else pick(random, 2, 4, 6)
    shares = np.linspace(0.25, 0.75, number) if steel else np.linspace(0.06, 0.94, number)
    for y in shares * height:
        if steel:
            ring = torus((0, y, 0), radius, 0.025)
        else:
            low, high = y - 0.035, y + 0.035
            ring = revolve([(radius_at(wall, h) + 0.012, h) for h in (low, high)])
        pieces.append(("hoops", ring, color if steel else tint(random, "dark")))
    lies = chance(random, 0.35)
    if lies:
        pieces = [
            (name, rotate(s - (0, height / 2, 0), "z", np.pi / 2), c) for name, s, c in pieces
        ]
        if chance(random, 0.5):
            place = [
                (x, -bulge * radius, z) for x in (-0.3 * height, 0.3 * height) for z in (-0.3, 0.3)
            ]
            pieces.append(("stand", copies(box((0, 0, 0), (0.12, 0.3, 0.12)), place), color))
            rails = copies(
                box((0, -bulge * radius, 0), (0.1, 0.12, 0.8)),
                [(-0.3 * height, 0, 0), (0.3 * height, 0, 0)],
            )
            pieces.append(("stand", rails, color))
    lying = "that lies on its side" if lies else "that stands upright"
    return describe("barrel", [word], [f"with {count(number, 'hoop')}", lying]), pieces


def make_basket(random):
    """A basket woven of rods and rings."""
    top, height = random.uniform(0.45, 0.7), random.uniform(0.35, 0.9)
    bottom, stretch = top * random.uniform(0.6, 0.95), pick(random, 1, random.uniform(1.2, 1.6))
    number, rings = random.integers(14, 27), random.integers(4, 9)
    word, color = finish(random, "straw", "wooden", "brown", "white")
    thin = random.uniform(0.012, 0.025)
    stakes = around(rod((bottom, 0, 0), (top, height, 0), thin, sides=4), number)
    pieces = [("sides", stakes * (stretch, 1, 1), color)]
    for share in np.linspace(0, 1, rings):
        wide = bottom + (top - bottom) * share
        ring = torus((0, share * height, 0), (stretch * wide, wide), 1.3 * thin, section=5)
        pieces.append(("sides", ring, color))
    base = rod((0, 0, 0), (0, 0.03, 0), bottom, sides=20) * (stretch, 1, 1)
    pieces.append(("bottom", base, color))
    style = pick(random, "an arched handle", "two small handles", "no handle")
    if style == "an arched handle":
        angle = np.linspace(0, np.pi, 16)
        rise = random.uniform(0.5, 1) * top
        arch = np.stack([0 * angle, height + rise * np.sin(angle), top * np.cos(angle)], axis=1)
        pieces.append(("handle", sweep(arch, 1.6 * thin), color))
    elif style == "two small handles":
        for side in (-1, 1):
            ring = torus((side * stretch * top, height, 0), (0.13, 0.16), 1.5 * thin, "x", 14, 6)
            pieces.append(("handle", ring, color))
    shape = "round" if stretch == 1 else "oval"
    material = "woven" if word in ("straw", "wooden") else f"{word} woven"
    has = "without a handle" if style == "no handle" else f"with {style}"
    return describe("basket", [shape, material], [has]), pieces


def make_watering_can(random):
    """A watering can with its spout and handle."""
    radius, height = random.uniform(0.4, 0.5), random.uniform(0.6, 1)
    top = radius * random.uniform(0.7, 1)
    word, color = finish(random, "painted", "metal", "green")
    outside = [
        (0, 0),
        (radius, 0),
        (top, height),
        (0.75 * top, 1.05 * height),
        (0.3 * top, 1.05 * height),
    ]
    pieces = [("body", revolve(outside), color)]
    reach, rise = random.uniform(0.7, 1.1), height * random.uniform(1, 1.4)
    start = (radius - 0.06, 0.15 * height, 0)
    tip = np.array((radius + reach, rise, 0))
    bent = chance(random, 0.4)
    middle = (radius + 0.35 * reach, 0.35 * rise, 0) if bent else (np.array(start) + tip) / 2
    pieces.append(
        ("spout", sweep(curve([start, middle, tip], 10), np.linspace(0.09, 0.04, 10)), color)
    )
    rose = chance(random, 0.7)
    if rose:
        along = (tip - middle) / np.linalg.norm(tip - middle)
        pieces.append(
            ("rose", rod(tip, tip + 0.15 * along, 0.04, random.uniform(0.12, 0.18)), color)
        )
    thin = random.uniform(0.03, 0.045)
    if chance(random, 0.5):
        arch = curve(
            [
                (-radius, 0.25 * height, 0),
                (-radius - 0.35, 0.8 * height, 0),
                (-0.3 * radius, 1.5 * height, 0),
                (0.5 * top, 1.03 * height, 0),
            ],
            14,
        )
    else:
        arch = curve(
            [
                (-radius, 0.25 * height, 0),
                (-radius - 0.3, 0.5 * height, 0),
                (-top - 0.25, 0.9 * height, 0),
                (-top, 0.95 * height, 0),
            ],
            12,
        )
    pieces.append(("handle", sweep(arch, thin), color))
    shape = "slender" if height > 1.8 * radius else "squat"
    return describe(
        "watering can", [shape, word], ["with a rose" if rose else "without a rose"]
    ), pieces


def make_candle(random):
    """A candle, or several, by itself, in a holder or on a candlestick."""
    style = pick(
        random, "by itself", "in a holder", "on a candlestick", "on a branched candlestick"
    )
    radius, height = random.uniform(0.05, 0.08), random.uniform(0.4, 0.8)
    if style == "by itself":
        radius, height = random.uniform(0.15, 0.35), random.uniform(0.4, 1.2)
    word, color = finish(random)
    metal = tint(random, pick(random, "brass", "metal", "dark"))
    wax = revolve([(0, 0), (radius, 0), (radius, height), (0, height - 0.02)], 16)
    wick = rod((0, height - 0.03, 0), (0, height + 0.07, 0), 0.008, sides=5)
    lit = chance(random, 0.4)
    flame = ellipsoid((0, height + 0.12, 0), (0.03, 0.09, 0.03), 7, 10) * (1.2, 1, 1.2)
    places, pieces = np.zeros((1, 3)), []
    if style == "in a holder":
        dish = [(0, -0.05), (0.3, -0.05), (0.35, 0.03), (0.3, -0.02), (0.1, -0.02), (0.1, 0.05)]
        pieces.append(("holder", revolve(dish), metal))
        pieces.append(("holder", torus((0.4, 0, 0), 0.1, 0.02, "z", 14, 6), metal))
    elif style != "by itself":
        low = random.uniform(0.5, 1)
        radii = [0.25, 0.22, 0.05, random.uniform(0.04, 0.1), 0.04, random.uniform(0.04, 0.09), 0.1]
        profile = np.stack([radii, low * np.array([0, 0.06, 0.15, 0.4, 0.6, 0.8, 1])], axis=1) - (
            0,
            low,
        )
        pieces.append(("holder", revolve([(0, -low), *profile, (0, 0)], 16), metal))
        if style == "on a branched candlestick":
            reach = random.uniform(0.3, 0.45)
            arm = curve([(0, -0.4 * low, 0), (0.6 * reach, -0.5 * low, 0), (reach, 0, 0)], 12)
            number = pick(random, 2, 4)
            pieces.append(("holder", around(sweep(arm, 0.025, 6), number), metal))
            cups = revolve([(0, 0), (0.1, 0.02), (0.1, 0.05)], 12) + (reach, 0, 0)
            pieces.append(("holder", around(cups, number), metal))
            turn = 2 * np.pi * np.arange(number) / number
            ring = reach * np.stack([np.cos(turn), 0 * turn, -np.sin(turn)], axis=1)
            places = np.concatenate([places, ring])
    pieces += [
        ("wax", copies(wax, places), color),
        ("wick", copies(wick, places), tint(random, "dark")),
    ]
    if lit:
        pieces.append(("flame", copies(flame, places), tint(random, "yellow")))
    has = "with a flame" if lit else ""
    return describe(
        "candle", [word], [style if len(places) == 1 else f"{style} with {len(places)} arms", has]
    ), pieces


# Each with its parts.
MAKERS = {
    "basket": (
        make_basket,
        (
            "sides",
            "handle",
            "bottom",
        ),
    ),
    "barrel": (
        make_barrel,
        (
            "hoops",
            "body",
            "stand",
        ),
    ),
    "bottle": (
        make_bottle,
        (
            "cap",
            "body",
            "label",
        ),
    ),
    "bowl": (
        make_bowl,
        (
            "body",
            "foot",
        ),
    ),
    "bucket": (
        make_bucket,
        (
            "body",
            "handle",
            "hoops",
        ),
    ),
    "candle": (
        make_candle,
        (
            "holder",
            "wax",
            "wick",
            "flame",
        ),
    ),
    "cooking pot": (
        make_cooking_pot,
        (
            "handles",
            "lid",
            "body",
            "feet",
        ),
    ),
    "cup": (
        make_cup,
        (
            "body",
            "handle",
            "saucer",
        ),
    ),
    "jar": (
        make_jar,
        (
            "lid",
            "body",
            "handles",
        ),
    ),
    "mug": (
        make_mug,
        (
            "body",
            "handle",
            "band",
        ),
    ),
    "pan": (
        make_pan,
        (
            "handle",
            "body",
            "lid",
        ),
    ),
    "plate": (
        make_plate,
        (
            "plate",
            "rim",
        ),
    ),
    "teapot": (
        make_teapot,
        (
            "lid",
            "body",
            "spout",
            "handle",
        ),
    ),
    "vase": (
        make_vase,
        (
            "body",
            "handles",
        ),
    ),
    "watering can": (
        make_watering_can,
        (
            "body",
            "spout",
            "handle",
            "rose",
        ),
    ),
    "wine glass": (
        make_wine_glass,
        (
            "bowl",
            "stem",
            "foot",
        ),
    ),
}
