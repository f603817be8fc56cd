"""Clothes, toys and other things."""

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
    hollow,
    mirror,
    revolve,
    rod,
    rods,
    rotate,
    rounded_box,
    sheet,
    star,
    sweep,
    taper,
    torus,
    wireframe,
)


def make_umbrella(random):
    """An umbrella, open or closed, with a straight or a hooked handle; a parasol on a foot."""
    ribs, radius, deep = random.integers(6, 11), random.uniform(0.8, 1.1), random.uniform(0.2, 0.5)
    length = random.uniform(1.3, 1.8)
    word, color = finish(random)
    dark = tint(random, pick(random, "dark", "wooden", "metal"))
    opened = chance(random, 0.75)
    top = length
    if opened:
        t = np.linspace(0, 1, 7)
        angle = 2 * np.pi * np.arange(2 * ribs) / (2 * ribs)
        out = (
            radius * t[:, None] * np.where(np.arange(2 * ribs) % 2, np.cos(np.pi / ribs) * 0.98, 1)
        )
        y = (
            top
            - deep * t[:, None] ** 2
            + np.where(np.arange(2 * ribs) % 2, 0.06 * t[:, None] ** 3, 0)
        )
        cloth = sheet(
            np.stack([out * np.cos(angle), y + 0 * angle, out * np.sin(angle)], axis=-1),
            around=True,
        )
        rib = np.stack([radius * t, top - 0.015 - deep * t**2, 0 * t], axis=1)
        pieces = [("cloth", cloth, color), ("ribs", around(sweep(rib, 0.01, 4), ribs), dark)]
        joint = np.array((0, top - 0.55, 0))
        stays = around(rod(joint, (0.5 * radius, top - deep * 0.25 - 0.02, 0), 0.01, sides=4), ribs)
        pieces.append(("ribs", stays, dark))
    else:
        folds = 4 * ribs
        angle = 2 * np.pi * np.arange(folds) / folds
        t = np.linspace(0, 1, 9)
        size = 0.03 + 0.12 * np.sin(np.pi * np.minimum(1, t * 0.62 + 0.02))
        out = size[:, None] * (1 + 0.3 * (-1.0) ** np.arange(folds))
        twist_by = 1.2 * t[:, None]
        cloth = np.stack(
            [
                out * np.cos(angle + twist_by),
                (top - 0.75 * t * length * 0.9)[:, None] + 0 * angle,
                out * np.sin(angle + twist_by),
            ],
            axis=-1,
        )
        pieces = [("cloth", sheet(cloth, around=True), color)]
    pieces.append(("shaft", rod((0, 0, 0), (0, top + 0.12, 0), 0.02), dark))
    foot = opened and chance(random, 0.2)
    grip = pick(random, "hooked", "straight")
    if foot:
        pieces.append(
            (
                "foot",
                revolve([(0, -0.4), (0.35, -0.4), (0.3, -0.33), (0.05, -0.3), (0, -0.3)], 20),
                tint(random, "stone"),
            )
        )
        pieces.append(("shaft", rod((0, -0.35, 0), (0, 0, 0), 0.02), dark))
    elif grip == "hooked":
        hook = (
            [(0, 0.12, 0), (0, -0.02, 0)]
            + [
                (0.1 - 0.1 * np.cos(a), -0.02 - 0.1 * np.sin(a), 0)
                for a in np.linspace(0.4, np.pi, 6)
            ]
            + [(0.2, 0.03, 0)]
        )
        pieces.append(("handle", sweep(curve(hook, 20), 0.03), dark))
    else:
        pieces.append(("handle", rod((0, -0.05, 0), (0, 0.15, 0), 0.035), dark))
    holds = "on a round foot" if foot else f"with a {grip} handle"
    return describe(
        "umbrella",
        ["open" if opened else "closed", word],
        [holds, f"with {count(ribs, 'rib')}" if opened else ""],
    ), pieces


def make_bell(random):
    """A bell: for the hand, to hang in a frame, or a round one."""
    height, flare = random.uniform(0.7, 1.1), random.uniform(0.5, 0.7)
    wall = curve([(0.22, height), (0.33, 0.85 * height), (0.38, 0.4 * height), (flare, 0)], 14)[
        ::-1
    ]
    inside = (wall * (0.9, 0.95))[::-1]
    profile = np.concatenate([[(0, 0.93 * height)], inside, wall, [(0, height)]])
    word, color = finish(random, "brass", "brass", "metal", "painted")
    pieces = [("body", revolve(profile, 26), color)]
    if chance(random, 0.5):
        rings = [
            torus((0, y * height, 0), np.interp(y * height, wall[:, 1], wall[:, 0]), 0.015)
            for y in (0.15, 0.8)
        ]
        pieces.append(("body", np.concatenate(rings), color))
    clapper = np.concatenate(
        [
            rod((0, 0.9 * height, 0), (0, 0.05, 0), 0.02),
            ellipsoid((0, 0.02, 0), (0.08, 0.09, 0.08), 8, 12),
        ]
    )
    pieces.append(("clapper", clapper, tint(random, "dark")))
    style = pick(random, "a handle", "a loop", "a frame")
    wood = tint(random, "wooden")
    if style == "a handle":
        grip = curve([(0.06, 0), (0.05, 0.1), (0.1, 0.35), (0.06, 0.6), (0.0, 0.65)], 14)
        pieces.append(
            ("handle", revolve(np.maximum(grip, (0, 0)), 14) + (0, height - 0.02, 0), wood)
        )
    else:
        pieces.append(("handle", torus((0, height + 0.1, 0), 0.11, 0.03, "z", 16, 6), color))
        if style == "a frame":
            x, top = flare + 0.2, height + 0.25
            posts = np.array(
                [
                    [(-x, -0.3, 0), (-x, top, 0)],
                    [(x, -0.3, 0), (x, top, 0)],
                    [(-x - 0.1, top, 0), (x + 0.1, top, 0)],
                ]
            )
            pieces.append(("frame", rods(posts[:, 0], posts[:, 1], 0.06, sides=4), wood))
            feet = rods(
                [(s * x, -0.3, -0.35) for s in (-1, 1)],
                [(s * x, -0.3, 0.35) for s in (-1, 1)],
                0.06,
                sides=4,
            )
            pieces.append(("frame", feet, wood))
    has = {
        "a handle": "with a handle on top",
        "a loop": "with a loop on top",
        "a frame": "that hangs in a frame",
    }[style]
    shape = "wide" if flare > 0.62 else "slender" if flare < 0.55 else ""
    return describe("bell", [shape, word], [has]), pieces


def make_hat(random):
    """A hat: a top hat, a cap, a straw hat, a cowboy's, a pointed one, a bowler."""
    style = pick(random, "top hat", "cap", "sun hat", "cowboy hat", "pointed", "bowler", "woolly")
    word, color = finish(random)
    band = finish(random)[1]
    names = {
        "top hat": "tall",
        "cap": "peaked",
        "sun hat": "broad-brimmed",
        "cowboy hat": "cowboy",
        "pointed": "pointed",
        "bowler": "round bowler",
        "woolly": "woolly",
    }
    radius, tall, brim = 0.42, random.uniform(0.45, 0.8), random.uniform(0.15, 0.3)
    dome = circle((radius, 0.45), sides=9, stop=np.pi / 2)
    pieces, details = [], []
    if style == "top hat":
        flare = random.uniform(0.95, 1.15)
        profile = [
            (radius + brim, 0.06),
            (radius + 0.05, 0),
            (radius, 0.02),
            (flare * radius, tall),
            (0, tall),
        ]
    elif style == "sun hat":
        profile = [
            (radius + 2 * brim, -0.05),
            (radius, 0.02),
            (0.95 * radius, 0.3),
            (0.6 * radius, 0.42),
            (0, 0.45),
        ]
    elif style == "pointed":
        profile = [
            (radius + 1.4 * brim * pick(random, 0, 1) + 0.02, 0.0),
            (radius, 0.02),
            (0.5 * radius, 0.6 * tall),
            (0.02, 1.6 * tall),
            (0, 1.62 * tall),
        ]
    elif style == "woolly":
        profile = [
            (radius + 0.04, 0),
            (radius + 0.04, 0.15),
            (radius, 0.15),
            (radius, 0.25),
            *(dome * (0.95, 1) + (0, 0.22)),
            (0, 0.68),
        ]
        pieces.append(("ball", ellipsoid((0, 0.72, 0), (0.13, 0.13, 0.13), 8, 12), band))
        details.append("with a ball on top")
    elif style == "bowler":
        profile = [
            (radius + 0.75 * brim, 0.08),
            (radius + 0.5 * brim, 0),
            (radius, 0.02),
            *(dome + (0, 0.06)),
            (0, 0.52),
        ]
    elif style == "cap":
        profile = [(radius, 0), *dome, (0, 0.46)]
    else:
        profile = [
            (radius + 1.8 * brim, 0),
            (radius, 0.02),
            (0.9 * radius, 0.35),
            (0.5 * radius, 0.42),
            (0.3 * radius, 0.36),
            (0, 0.34),
        ]
    crown = revolve(profile, 28)
    if style == "cowboy hat":
        out = np.hypot(crown[..., 0], crown[..., 2])
        crown[..., 1] += (
            0.9 * (crown[..., 0] ** 2 - 0.3 * crown[..., 2] ** 2) * (out > radius * 0.98)
        )
        crown[..., 0] *= np.where(out > radius * 0.98, 0.92, 0.88)
    pieces.append(("crown", crown, color))
    if style == "cap":
        t, u = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(0, 1, 4))
        reach = radius + u * random.uniform(0.25, 0.4) * np.sqrt(1 - 0.95 * t**2)
        visor = np.stack(
            [radius * np.sin(t * 1.1), 0.03 - 0.1 * u + 0 * t, reach * np.cos(t * 0.9) * 0.95],
            axis=-1,
        )
        visor = sheet(visor)
        pieces.append(
            ("brim", np.concatenate([visor, visor - (0, 0.02, 0)]), pick(random, color, band))
        )
        pieces.append(("button", ellipsoid((0, 0.46, 0), (0.04, 0.025, 0.04), 6, 8), band))
    elif style in ("top hat", "sun hat", "bowler", "cowboy hat", "pointed") and chance(random, 0.7):
        size = {"pointed": 0.97, "cowboy hat": 0.9}.get(style, 1.02) * radius
        pieces.append(
            (
                "band",
                revolve([(size, 0.04), (0.985 * size, 0.14)], 28)
                * ((0.9, 1, 1) if style == "cowboy hat" else 1),
                band,
            )
        )
        details.append("with a band")
    if style == "sun hat" and chance(random, 0.4):
        petal = ellipsoid((0.07, 0, 0), (0.07, 0.04, 0.03), 6, 8)
        pieces.append(
            ("flower", around(petal, 6, "z") + (0, 0.12, radius + 0.02), finish(random)[1])
        )
        details.append("with a flower")
    return describe("hat", [word, names[style]], details), pieces


def make_shoe(random):
    """A shoe: a trainer, a boot, one of a high heel, a sandal; or a pair."""
    style = pick(random, "flat", "sporty", "boot-like", "high-heeled", "open")
    length, wide = 1.0, random.uniform(0.32, 0.4)
    word, color = finish(random)
    sole_color = tint(random, pick(random, "dark", "white", "brown"))
    heel = random.uniform(0.25, 0.45) if style == "high-heeled" else 0.0
    u = np.linspace(0, 1, 16)
    half = (
        wide
        / 2
        * (0.72 + 0.35 * np.sin(np.pi * (u * 1.05 - 0.35).clip(0, 1)) ** 1.2)
        * np.sqrt(np.clip(1 - ((u - 0.5) / 0.505) ** 8, 0.02, 1))
    )
    if style == "high-heeled":
        half *= np.interp(u, [0, 0.6, 1], [1, 1, 0.45])
    floor = heel * np.clip(1 - (u / 0.62), 0, 1) ** 1.2
    thick = {"sporty": 0.12, "open": 0.06}.get(style, 0.05) * random.uniform(0.9, 1.3)
    edge = np.concatenate(
        [np.stack([u * length, half], axis=1), np.stack([u * length, -half], axis=1)[::-1]]
    )
    sole = extrude(edge, thick, "y") + (0, thick / 2, 0)
    sole[..., 1] += np.interp(sole[..., 0] / length, u, floor)
    pieces = [("sole", sole, sole_color)]
    if heel:
        pieces.append(
            ("heel", rod((0.1, 0, 0), (0.09, heel, 0), random.uniform(0.02, 0.06), 0.1), sole_color)
        )
    elif style in ("flat", "boot-like"):
        pieces.append(("heel", box((0.15, -0.03, 0), (0.26, 0.1, 0.8 * wide)), sole_color))
    if style == "open":
        number = pick(random, 2, 3)
        for place in np.linspace(0.35, 0.85, number):
            angle = np.linspace(0, np.pi, 12)
            broad = np.interp(place, u, half)
            arch = np.stack(
                [0 * angle + place, thick + 0.16 * np.sin(angle), broad * np.cos(angle)], axis=1
            )
            pieces.append(
                (
                    "upper",
                    sweep(
                        arch, 0.05, [(1, 0.2), (-1, 0.2), (-1, -0.2), (1, -0.2)], normal=(1, 0, 0)
                    ),
                    color,
                )
            )
        strap = curve(
            [
                (0.35, thick + 0.1, wide * 0.4),
                (0.05, thick + 0.25, wide * 0.3),
                (-0.02, thick + 0.25, 0),
                (0.05, thick + 0.25, -wide * 0.3),
                (0.35, thick + 0.1, -wide * 0.4),
            ],
            16,
        )
        pieces.append(("upper", sweep(strap, 0.025, 6), color))
        details = [f"with {count(number, 'strap')}"]
    else:
        shaft = {
            "boot-like": random.uniform(0.55, 1),
            "sporty": 0.32,
            "flat": 0.26,
            "high-heeled": 0.2,
        }[style]
        top = np.interp(
            u, [0, 0.08, 0.42, 0.6, 0.85, 1], [shaft, shaft, shaft * 0.95, 0.26, 0.16, 0.02]
        )
        if style == "high-heeled":
            top = np.interp(u, [0, 0.1, 0.4, 0.62, 0.9, 1], [0.24, 0.22, 0.07, 0.05, 0.12, 0.02])
        angle = np.linspace(0, np.pi, 11)
        shape = np.sin(angle) ** 0.6
        opened = (
            np.where((u < 0.42)[:, None], np.minimum(shape, 0.93), shape)
            if style != "boot-like"
            else shape
        )
        y = thick + floor[:, None] + top[:, None] * opened
        z = (
            half[:, None]
            * 0.97
            * np.sign(np.cos(angle))
            * np.abs(np.cos(angle)) ** np.where(u < 0.42, 0.25, 0.6)[:, None]
        )
        grid = np.stack([np.broadcast_to((u * length)[:, None], y.shape), y, z], axis=-1)
        if style == "boot-like":
            low = grid.copy()
            low[..., 1] = np.minimum(low[..., 1], 0.4)
            t = np.linspace(0.25, shaft, 6)
            ring = circle((0.22, 0.36 * wide), (0.22, 0), 18)
            tube = np.stack(
                [
                    np.column_stack([ring[:, 0], np.full(18, level + thick), ring[:, 1]])
                    for level in t
                ]
            )
            pieces += [("upper", sheet(low), color), ("upper", sheet(tube, around=True), color)]
        else:
            # Open above, from the heel to the instep.
            instep = 10 if style == "high-heeled" else 7
            left, right = grid[:instep, :4], grid[:instep, 7:]
            pieces += [
                ("upper", sheet(left), color),
                ("upper", sheet(right), color),
                ("upper", sheet(grid[len(left) - 1 :]), color),
            ]
            back = sheet(np.stack([grid[0][[0, 1, 2, 3]], grid[0][[10, 9, 8, 7]]], axis=0))
            pieces.append(("upper", back, color))
        details = []
        if style in ("sporty", "flat") and chance(random, 0.8):
            x = np.linspace(0.48, 0.66, pick(random, 3, 4, 5))
            y = thick + np.interp(x, u, top) + 0.015
            laces = np.stack([x, y, 0 * x + 0.4 * wide * 0.4], axis=1)
            pieces.append(
                ("laces", rods(laces, laces * (1, 1, -1), 0.018, sides=5), tint(random, "white"))
            )
            details.append("with laces")
        if style == "high-heeled":
            details.append("on a high heel")
        elif style == "boot-like":
            details.append("with a high shaft" if shaft > 0.75 else "with a short shaft")
    pair = chance(random, 0.25)
    if pair:
        pieces = [(n, s + (0, 0, 0.3), c) for n, s, c in pieces] + [
            (n, mirror(s, "z") - (0, 0, 0.3), c) for n, s, c in pieces
        ]
    return describe("shoe", [word, style], [*details, "beside another one" if pair else ""]), pieces


def make_ball(random):
    """A ball: plain, of patches, with stripes or seams, for rugby, or for bowling."""
    style = pick(random, "plain", "patched", "striped", "seamed", "oval", "bowling")
    word, color = finish(random)
    other_word, other = finish(random)
    size = (1, 1, 1) if style != "oval" else (1.45, 1, 1)
    ball = ellipsoid((0, 0, 0), size, 24, 32)
    pieces, details = [("surface", ball, color)], []
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    if style == "patched":
        golden = (1 + np.sqrt(5)) / 2
        corners = np.array([(0, a, b * golden) for a in (-1, 1) for b in (-1, 1)])
        corners = np.concatenate([np.roll(corners, i, axis=1) for i in range(3)]) / np.hypot(
            1, golden
        )
        patch = revolve([(0.0, 0.0), (0.35, -0.06)], 5)
        for corner in corners:
            up = np.array((0.3, 0.5, 0.81))
            x = np.cross(up, corner)
            x /= np.linalg.norm(x)
            turned = patch @ np.stack([x, corner, np.cross(x, corner)])
            pieces.append(("patches", turned + 1.035 * corner, other))
        details.append("with twelve patches of five sides")
    elif style == "striped":
        number = pick(random, 4, 6, 8)
        segment = ellipsoid((0, 0, 0), (1.01, 1.01, 1.01), 24, 8 * number)
        azimuth = np.arctan2(segment[..., 2], segment[..., 0]).mean(axis=1)
        chosen = (np.floor((azimuth + np.pi) / (2 * np.pi) * number * 2) % 2).astype(bool)
        pieces.append(("stripes", segment[chosen], other))
        details.append(f"with {count(number, 'stripe')}")
    elif style == "seamed":
        if chance(random, 0.5):
            # The seam of a tennis ball.
            seam = np.stack(
                [
                    np.cos(t) * 0.75 + 0.25 * np.cos(3 * t),
                    np.sin(t) * 0.75 - 0.25 * np.sin(3 * t),
                    0.87 * np.sin(2 * t),
                ],
                axis=1,
            )
            seam /= np.linalg.norm(seam, axis=1, keepdims=True)
            pieces.append(
                ("seams", sweep(1.005 * seam, 0.03, 5, closed=True, normal=(0.01, 0.02, 1)), other)
            )
            details.append("with one curved seam")
        else:
            rings = [torus((0, 0, 0), 1.0, 0.025, axis, 40, 5) for axis in "xyz"]
            pieces.append(("seams", np.concatenate(rings), other))
            for s in (-1, 1):
                arc = torus((s * 0.6, 0, 0), 0.8, 0.025, "x", 36, 5)
                pieces.append(("seams", arc, other))
            details.append("with crossing seams")
    elif style == "oval":
        lace = np.linspace(-0.35, 0.35, 6)
        y = np.sqrt(1 - (lace / 1.45) ** 2) + 0.02
        pieces.append(
            (
                "seams",
                rods(
                    np.stack([lace, y, 0 * lace - 0.1], 1),
                    np.stack([lace, y, 0 * lace + 0.1], 1),
                    0.025,
                    sides=5,
                ),
                tint(random, "white"),
            )
        )
        pieces.append(("seams", rod((-0.42, 1.0, 0), (0.42, 1.0, 0), 0.025), tint(random, "white")))
        details.append("with laces")
    elif style == "bowling":
        spots = np.array([(0.12, 0.97, 0.12), (-0.12, 0.97, 0.12), (0, 0.97, -0.12)])
        pieces.append(
            (
                "holes",
                copies(torus((0, 0.0, 0), 0.06, 0.02, "y", 12, 5), spots),
                tint(random, "dark"),
            )
        )
        details.append("with three finger holes")
    return describe("ball", [word, style], details), pieces


def make_book(random):
    """A book: closed, open, standing, or a pile of some."""
    style = pick(random, "closed", "open", "pile", "standing row")
    width, height = random.uniform(0.7, 1), random.uniform(1, 1.4)

    def volume(width, height, thick, color):
        pages = box((0.02, 0, 0), (width - 0.04, 0.9 * thick, height - 0.06))
        cover = copies(
            box((0, 0, 0), (width + 0.02, 0.03, height)), [(0, -thick / 2, 0), (0, thick / 2, 0)]
        )
        angle = np.linspace(np.pi / 2, 3 * np.pi / 2, 7)
        arc = np.stack([0.05 * np.cos(angle), (thick / 2 + 0.015) * np.sin(angle)], axis=1) - (
            width / 2,
            0,
        )
        spine = sheet(
            np.stack([np.column_stack([arc, np.full(7, z)]) for z in (-height / 2, height / 2)])
        )
        return [
            ("pages", pages, tint(random, "paper")),
            ("cover", cover, color),
            ("cover", spine, color),
        ]

    if style == "closed":
        thick = random.uniform(0.1, 0.4)
        word, color = finish(random)
        pieces = volume(width, height, thick, color)
        if chance(random, 0.5):
            pieces = [(n, rotate(rotate(s, "x", -np.pi / 2), "y", 0.3), c) for n, s, c in pieces]
        return describe(
            "book",
            ["thick" if thick > 0.28 else "thin" if thick < 0.17 else "", word, "closed"],
            [],
        ), pieces
    if style == "open":
        word, color = finish(random)
        t = np.linspace(0, 1, 10)
        rise = random.uniform(0.1, 0.3)
        y = rise * np.sin(np.pi * t**0.6) + 0.06
        leaf = sheet(
            np.stack(
                [
                    np.column_stack([t * width, y, np.full(10, z)])
                    for z in (-0.47 * height, 0.47 * height)
                ]
            )
        )
        block = np.concatenate([np.stack([t * width, y], axis=1), [(width, 0), (0, 0)]])
        side = extrude(block, 0.94 * height)
        pieces = [
            ("pages", part, tint(random, "paper"))
            for part in (side, mirror(side), leaf + (0, 0.015, 0))
        ]
        pieces.append(
            (
                "cover",
                copies(
                    box((0, -0.02, 0), (width + 0.06, 0.03, height)),
                    [(-width / 2, 0, 0), (width / 2, 0, 0)],
                ),
                color,
            )
        )
        if chance(random, 0.4):
            pieces = [(n, rotate(s, "x", 0.5), c) for n, s, c in pieces]
        return describe("book", ["open"], [f"with a {word} cover"]), pieces
    number = random.integers(2, 7)
    y, pieces = 0.0, []
    for _ in range(number):
        thick = random.uniform(0.1, 0.3)
        color = finish(random)[1]
        wide, tall = width * random.uniform(0.85, 1.1), height * random.uniform(0.85, 1.1)
        one = volume(wide, tall, thick, color)
        turn = random.normal(0, 0.15) if style == "pile" else 0
        for name, surface, paint in one:
            placed = rotate(surface, "y", turn) + (0, y + thick / 2, 0)
            if style != "pile":
                # Backs to the front, side by side.
                placed = np.stack(
                    [
                        surface[..., 1] + y + thick / 2,
                        surface[..., 2] + tall / 2,
                        -surface[..., 0] - wide / 2,
                    ],
                    axis=-1,
                )
            pieces.append((name, placed, paint))
        y += thick + 0.035
    says = "on a pile" if style == "pile" else "in a row"
    return describe("book", [], [f"{says} of {count(number, 'book')}"]), pieces


def make_chess_piece(random):
    """A pawn, rook, bishop, queen, king or knight."""
    kind = pick(random, "pawn", "rook", "bishop", "queen", "king", "knight")
    word, color = finish(random, "white", "black", "wooden", "brown", "stone")
    tall = {"pawn": 0.9, "rook": 1.0, "bishop": 1.3, "queen": 1.6, "king": 1.7, "knight": 1.0}[
        kind
    ] * random.uniform(0.9, 1.15)
    wide, waist = random.uniform(0.38, 0.48), random.uniform(0.13, 0.18)
    sides = pick(random, 24, 24, 8)
    base = [
        (0, 0),
        (wide, 0),
        (wide, 0.08),
        (0.85 * wide, 0.14),
        (0.8 * wide, 0.22),
        (0.55 * wide, 0.3),
    ]
    neck = 0.72 * tall
    collar = [
        (waist, 0.85 * neck),
        (2 * waist, neck - 0.04),
        (2 * waist, neck),
        (1.2 * waist, neck + 0.03),
    ]
    pieces = []
    if kind == "knight":
        pieces.append(("base", revolve([*base, (0, 0.3)], sides), color))
        outline = curve(
            [
                (-0.3, 0.28),
                (-0.36, 0.7),
                (-0.15, 1.12),
                (0.02, 1.2),
                (0.12, 1.08),
                (0.4, 0.92),
                (0.46, 0.78),
                (0.36, 0.72),
                (0.1, 0.78),
                (0.16, 0.5),
                (0.3, 0.28),
            ],
            36,
            True,
        ) * (1, tall / 1.0)
        head = extrude(outline, 0.28)
        head[..., 2] *= 1 - 0.35 * np.clip(head[..., 1] / (1.2 * tall), 0, 1)
        pieces.append(("head", head, color))
        ears = rods(
            [(0.0, 1.15 * tall, s * 0.06) for s in (-1, 1)],
            [(-0.02, 1.32 * tall, s * 0.08) for s in (-1, 1)],
            0.05,
            0.01,
            6,
        )
        pieces.append(("head", ears, color))
        return describe("chess piece", [word], ["that is a knight, like a horse's head"]), pieces
    pieces.append(
        (
            "base",
            revolve([*base, (waist * 1.1, 0.55 * neck), *collar, (0, neck + 0.03)], sides),
            color,
        )
    )
    if kind == "pawn":
        pieces.append(("head", ellipsoid((0, neck + 0.18, 0), (0.21, 0.21, 0.21), 12, 18), color))
    elif kind == "rook":
        pieces.append(
            (
                "head",
                revolve(
                    [
                        (1.2 * waist, neck),
                        (0.27, neck + 0.05),
                        (0.27, neck + 0.25),
                        (0, neck + 0.2),
                    ],
                    sides,
                ),
                color,
            )
        )
        tooth = box((0.22, neck + 0.3, 0), (0.11, 0.12, 0.14))
        pieces.append(("head", around(tooth, pick(random, 4, 5, 6)), color))
    elif kind == "bishop":
        top = curve([(0.12, 0), (0.2, 0.14), (0.1, 0.38), (0.0, 0.46)], 12)
        pieces.append(("head", revolve(np.maximum(top, (0, 0)), sides) + (0, neck, 0), color))
        pieces.append(("head", ellipsoid((0, neck + 0.5, 0), (0.05, 0.05, 0.05), 7, 10), color))
        pieces.append(
            (
                "head",
                rotate(box((0, 0, 0), (0.3, 0.02, 0.05)), "z", 0.6) + (0.1, neck + 0.28, 0),
                tint(random, "dark"),
            )
        )
    elif kind == "queen":
        pieces.append(
            (
                "head",
                revolve(
                    [
                        (1.1 * waist, neck),
                        (0.28, neck + 0.35),
                        (0.2, neck + 0.33),
                        (0, neck + 0.38),
                    ],
                    sides,
                ),
                color,
            )
        )
        points = ellipsoid((0.27, neck + 0.38, 0), (0.045, 0.06, 0.045), 6, 8)
        pieces.append(("head", around(points, 8), color))
        pieces.append(("head", ellipsoid((0, neck + 0.42, 0), (0.07, 0.07, 0.07), 7, 10), color))
    else:
        pieces.append(
            (
                "head",
                revolve(
                    [(1.1 * waist, neck), (0.26, neck + 0.32), (0.12, neck + 0.4), (0, neck + 0.4)],
                    sides,
                ),
                color,
            )
        )
        cross = np.concatenate(
            [
                box((0, neck + 0.53, 0), (0.08, 0.3, 0.06)),
                box((0, neck + 0.56, 0), (0.24, 0.08, 0.06)),
            ]
        )
        pieces.append(("head", cross, color))
    return describe("chess piece", [word], [f"that is a {kind}"]), pieces


def make_snowman(random):
    """A snowman of two or three balls."""
    number = pick(random, 2, 3, 3)
    sizes = np.array([0.6, 0.44, 0.3])[3 - number :] * random.uniform(0.9, 1.1, number)
    white, dark = tint(random, "white"), tint(random, "dark")
    y, pieces, middles = 0.0, [], []
    for size in sizes:
        y += 0.85 * size
        pieces.append(("balls", ellipsoid((0, y, 0), (size, 0.95 * size, size), 14, 20), white))
        middles.append(y)
        y += 0.8 * size
    head, size = middles[-1], sizes[-1]
    pieces.append(
        (
            "nose",
            rod((0, head, 0.9 * size), (0, head - 0.02, size + 0.28), 0.06, 0.01, 8),
            tint(random, "orange"),
        )
    )
    coal = ellipsoid((0, 0, 0), (0.04, 0.04, 0.03), 6, 8)
    eyes = [(s * 0.35 * size, head + 0.25 * size, 0.88 * size) for s in (-1, 1)]
    pieces.append(("eyes", copies(coal, eyes), dark))
    buttons = [
        (0, middles[-2] + d * sizes[-2], sizes[-2] * np.sqrt(1 - d**2)) for d in (-0.3, 0.05, 0.4)
    ]
    pieces.append(("buttons", copies(coal, buttons), dark))
    details, wood = [], tint(random, "bark")
    arms = chance(random, 0.75)
    if arms:
        for s in (-1, 1):
            start, tip = (
                np.array((s * 0.8 * sizes[-2], middles[-2] + 0.1, 0)),
                np.array((s * (sizes[-2] + 0.5), middles[-2] + random.uniform(0, 0.5), 0.1)),
            )
            pieces.append(
                (
                    "arms",
                    rods(
                        [start, tip, tip],
                        [tip, tip + (s * 0.12, 0.1, 0), tip + (s * 0.12, -0.04, 0.06)],
                        0.025,
                        sides=5,
                    ),
                    wood,
                )
            )
        details.append("with arms of twigs")
    hat = pick(random, "top hat", "bucket", "none")
    word, color = finish(random, "black", "red", "blue", "brown")
    top = head + 0.75 * size
    if hat == "top hat":
        pieces.append(
            (
                "hat",
                revolve([(0.36, 0), (0.22, 0.01), (0.22, 0.36), (0, 0.36)], 20) + (0, top, 0),
                color,
            )
        )
        details.append(f"with a {word} hat")
    elif hat == "bucket":
        pieces.append(
            ("hat", revolve([(0.28, 0), (0.18, 0.36), (0, 0.36)], 20) + (0, top - 0.03, 0), color)
        )
        details.append(f"with a {word} bucket on its head")
    if chance(random, 0.5):
        pieces.append(
            ("scarf", torus((0, head - 0.82 * size, 0), 0.78 * size, 0.08), finish(random)[1])
        )
        pieces.append(
            (
                "scarf",
                box((0.1, head - 1.5 * size, 0.85 * sizes[-2] * 0.95), (0.14, 0.4, 0.05)),
                finish(random)[1],
            )
        )
        details.append("with a scarf")
    broom = chance(random, 0.3)
    if broom:
        x = sizes[0] + 0.4
        pieces.append(("broom", rod((x, 0.1, 0), (x, 1.9, 0), 0.025), wood))
        pieces.append(
            ("broom", rod((x, 1.85, 0), (x, 2.2, 0), 0.05, 0.16, 10), tint(random, "straw"))
        )
        details.append("with a broom")
    return describe("snowman", [], [f"of {count(number, 'ball')}", *details]), pieces


def make_sword(random):
    """A sword, a sabre or a dagger."""
    style = pick(random, "straight", "curved", "short", "wavy")
    length, wide = random.uniform(1.2, 1.7), random.uniform(0.07, 0.12)
    if style == "short":
        length, wide = random.uniform(0.5, 0.8), 0.12
    t = np.linspace(0, 1, 24)
    narrow = wide / 2 * np.where(t < 0.85, 1 - 0.25 * t, (1 - t) / 0.15 * 0.79 + 0.01)
    sway = {"curved": 0.22 * t**2, "wavy": 0.04 * np.sin(16 * t)}.get(style, 0 * t)
    rows = [
        np.stack([sway * length + s * narrow, t * length, 0 * t + z], axis=1)
        for s, z in ((-1, 0), (0, 0.02), (1, 0), (0, -0.02))
    ]
    metal = tint(random, "metal")
    word, color = finish(random, "brass", "metal", "dark", "painted")
    pieces = [("blade", sheet(np.stack(rows, axis=1), around=True), metal)]
    grip = random.uniform(0.25, 0.4)
    pieces.append(
        (
            "grip",
            rod((0, -grip, 0), (0, 0, 0), 0.035),
            tint(random, pick(random, "dark", "wooden", "red")),
        )
    )
    guard = pick(random, "a straight guard", "a curved guard", "a round guard", "a basket")
    if guard == "a straight guard":
        pieces.append(("guard", box((0, 0, 0), (random.uniform(0.35, 0.55), 0.05, 0.06)), color))
    elif guard == "a curved guard":
        pieces.append(
            (
                "guard",
                sweep(
                    curve([(-0.25, 0.12, 0), (-0.15, 0.0, 0), (0.15, 0.0, 0), (0.25, 0.12, 0)], 14),
                    0.03,
                ),
                color,
            )
        )
    elif guard == "a round guard":
        pieces.append(("guard", rod((0, -0.015, 0), (0, 0.015, 0), 0.15, sides=20), color))
    else:
        pieces.append(("guard", rod((0, -0.015, 0), (0, 0.015, 0), 0.14, sides=20), color))
        pieces.append(
            (
                "guard",
                sweep(
                    curve(
                        [(0.13, 0, 0), (0.2, -0.12, 0), (0.12, -grip, 0), (0, -grip - 0.03, 0)], 14
                    ),
                    0.018,
                ),
                color,
            )
        )
    pieces.append(("pommel", ellipsoid((0, -grip - 0.04, 0), (0.06, 0.06, 0.06), 8, 12), color))
    if chance(random, 0.6):
        pieces = [(n, rotate(s, "z", np.pi / 2), c) for n, s, c in pieces]
    word = "black" if word == "dark" else word
    return describe(
        "sword",
        [style],
        [f"with {guard}", f"of {word}" if word in ("brass", "metal") else f"in {word}"],
    ), pieces


def make_anchor(random):
    """An anchor with two flukes and a ring."""
    length, reach = random.uniform(1.2, 1.6), random.uniform(0.5, 0.7)
    word, color = finish(random, "metal", "black", "brown", "blue")
    thin = random.uniform(0.05, 0.08)
    pieces = [("shank", rod((0, 0, 0), (0, length, 0), 1.1 * thin, thin), color)]
    angle = np.linspace(np.pi * 1.05, np.pi * 1.95, 20)
    arc = np.stack([reach * np.cos(angle), reach * np.sin(angle) + reach, 0 * angle], axis=1)
    thick = thin * (1.3 - 0.6 * np.abs(np.linspace(-1, 1, 20)))
    pieces.append(("arms", sweep(arc, thick), color))
    fluke = extrude(np.array([(-0.16, -0.1), (0.0, 0.28), (0.16, -0.1)]), 0.06)
    for side in (-1, 1):
        tip = arc[-1 if side > 0 else 0]
        pieces.append(("flukes", rotate(fluke, "z", -side * 0.35) + tip, color))
    pieces.append(
        (
            "stock",
            rod((-0.45, 0.88 * length, 0), (0.45, 0.88 * length, 0), 0.8 * thin),
            pick(random, color, tint(random, "wooden")),
        )
    )
    pieces.append(("ring", torus((0, length + 0.13, 0), 0.13, 0.035, "z", 20, 6), color))
    rope = chance(random, 0.4)
    if rope:
        t = np.linspace(0, 1, 60)
        coil = np.stack(
            [0.14 * np.cos(14 * t), length + 0.1 - 0.9 * length * t, 0.14 * np.sin(14 * t)], axis=1
        )
        pieces.append(("rope", sweep(coil, 0.03, 6, normal=(0, 1, 0)), tint(random, "straw")))
    chain = not rope and chance(random, 0.4)
    if chain:
        links = [
            rotate(torus((0, 0, 0), (0.07, 0.1), 0.022, "z", 14, 5), "y", np.pi / 2 * (i % 2))
            + (0.06 * i, length + 0.3 + 0.15 * i, 0)
            for i in range(5)
        ]
        pieces.append(("chain", np.concatenate(links), color))
    return describe(
        "anchor", [word], ["with a rope around it" if rope else "", "on a chain" if chain else ""]
    ), pieces


def make_dumbbell(random):
    """A dumbbell or a barbell, of discs, balls or hexagons."""
    style = pick(random, "discs", "balls", "hexagonal heads")
    long = chance(random, 0.4)
    length, thin = (
        (random.uniform(2.4, 3.4) if long else random.uniform(0.8, 1.2)),
        random.uniform(0.045, 0.08),
    )
    word, color = finish(random, "black", "metal", "painted")
    pieces = [("bar", rod((-length / 2, 0, 0), (length / 2, 0, 0), thin), tint(random, "metal"))]
    number = 1
    if style == "discs":
        number = pick(random, 1, 2, 3)
        for i in range(number):
            size, thick = random.uniform(0.25, 0.5), random.uniform(0.06, 0.12)
            x = length / 2 - 0.08 - 0.14 * i - 0.05 * long
            disc = rotate(
                revolve(
                    [
                        (1.1 * thin, -thick / 2),
                        (size, -thick / 2),
                        (size, thick / 2),
                        (1.1 * thin, thick / 2),
                    ],
                    26,
                ),
                "z",
                np.pi / 2,
            )
            pieces.append(("weights", copies(disc, [(-x, 0, 0), (x, 0, 0)]), color))
    elif style == "balls":
        size = random.uniform(0.25, 0.4)
        pieces.append(
            (
                "weights",
                copies(
                    ellipsoid((0, 0, 0), (size, size, size), 12, 18),
                    [(-length / 2, 0, 0), (length / 2, 0, 0)],
                ),
                color,
            )
        )
    else:
        size, thick = random.uniform(0.22, 0.34), random.uniform(0.2, 0.4)
        head = rod((-thick / 2, 0, 0), (thick / 2, 0, 0), size, sides=6)
        pieces.append(("weights", copies(head, [(-length / 2, 0, 0), (length / 2, 0, 0)]), color))
    has = f"with {count(2 * number, 'disc')}" if style == "discs" else f"with two {style}"
    return describe("dumbbell", ["long" if long else "short", word], [has]), pieces


def make_glasses(random):
    """A pair of glasses with round, square or cat-eyed rims, or sunglasses."""
    style = pick(random, "round", "square", "oval", "half-moon")
    wide, thin = random.uniform(0.26, 0.34), random.uniform(0.012, 0.035)
    tall = wide * random.uniform(0.7, 1)
    outline = {
        "round": circle(wide, sides=28),
        "square": curve(
            [(-wide, -0.8 * tall), (wide, -0.8 * tall), (wide, 0.8 * tall), (-wide, 0.8 * tall)],
            28,
            True,
        ),
        "oval": circle((1.1 * wide, 0.65 * tall), sides=28),
        "half-moon": curve(
            [
                (-wide, 0.3 * tall),
                (-0.6 * wide, -0.6 * tall),
                (0.6 * wide, -0.6 * tall),
                (wide, 0.3 * tall),
                (0, 0.36 * tall),
            ],
            28,
            True,
        ),
    }[style]
    dark = chance(random, 0.4)
    word, color = finish(random, "black", "brown", "brass", "metal", "painted")
    gap = wide * 1.25
    pieces = []
    rim = sweep(np.column_stack([outline, np.zeros(28)]), thin, 6, closed=True, normal=(0, 0, 1))
    lens = extrude(outline, 0.012)
    glass = tint(random, "dark" if dark else "glass")
    for s in (-1, 1):
        pieces += [
            ("rims", rim + (s * gap, 0, 0), color),
            ("lenses", lens + (s * gap, 0, 0), glass),
        ]
        hinge = (s * (gap + 0.98 * wide), 0.2 * tall, 0)
        reach = random.uniform(0.95, 1.1)
        path = curve(
            [
                hinge,
                np.add(hinge, (s * 0.03, 0.02, -0.7 * reach)),
                np.add(hinge, (s * 0.01, -0.02, -reach)),
                np.add(hinge, (0, -0.22, -1.2 * reach)),
            ],
            14,
        )
        pieces.append(("temples", sweep(path, 1.1 * thin, 6), color))
    bridge = curve(
        [
            (-(gap - 0.95 * wide), 0.1 * tall, 0),
            (0, 0.22 * tall, 0.02),
            (gap - 0.95 * wide, 0.1 * tall, 0),
        ],
        8,
    )
    pieces.append(("bridge", sweep(bridge, thin, 6), color))
    kind = "with dark lenses" if dark else "with clear lenses"
    return describe("pair of glasses", [word, style], [kind]), pieces


def make_bag(random):
    """A bag: a handbag, a suitcase, a rucksack or a shopping bag."""
    style = pick(random, "handbag", "suitcase", "rucksack", "shopping bag")
    word, color = finish(random)
    dark, metal = (
        tint(random, pick(random, "dark", "brown", "beige")),
        tint(random, pick(random, "metal", "brass")),
    )
    width, height, depth = (
        random.uniform(0.9, 1.3),
        random.uniform(0.7, 1),
        random.uniform(0.25, 0.45),
    )
    details = []
    t = np.linspace(0, np.pi, 14)
    if style == "handbag":
        body = taper(
            rounded_box((0, 0, 0), (width, height, depth), 0.1), random.uniform(0.6, 1), (0, 2)
        )
        pieces = [("body", body, color)]
        number = pick(random, 1, 2)
        reach = random.uniform(0.3, 0.8)
        arch = np.stack(
            [0.3 * width * np.cos(t), height / 2 - 0.05 + reach * np.sin(t), 0 * t], axis=1
        )
        spots = [(0, 0, 0)] if number == 1 else [(0, 0, -0.25 * depth), (0, 0, 0.25 * depth)]
        pieces.append(("handles", copies(sweep(arch, 0.03), spots), dark))
        if chance(random, 0.6):
            flap = np.array(
                [
                    (-0.45 * width, 0),
                    (0.45 * width, 0),
                    (0.4 * width, -0.4 * height),
                    (-0.4 * width, -0.4 * height),
                ]
            )
            pieces.append(
                (
                    "flap",
                    rotate(extrude(flap, 0.03), "x", 0.03) + (0, 0.47 * height, 0.5 * depth * 0.95),
                    color,
                )
            )
            pieces.append(("clasp", box((0, 0.1 * height, 0.53 * depth), (0.1, 0.1, 0.05)), metal))
            details.append("with a flap")
        details.insert(0, f"with {count(number, 'handle')}")
    elif style == "suitcase":
        width, height = random.uniform(0.7, 1), random.uniform(0.9, 1.3)
        pieces = [
            (
                "body",
                rounded_box((0, 0, 0), (width, height, depth), random.uniform(0.04, 0.12)),
                color,
            )
        ]
        if chance(random, 0.6):
            x = np.linspace(-0.38, 0.38, 6) * width
            ribs = copies(
                box((0, 0, 0), (0.05, 0.9 * height, depth + 0.03)),
                np.stack([x, 0 * x, 0 * x], axis=1),
            )
            pieces.append(("body", ribs, color))
        wheeled = chance(random, 0.65)
        if wheeled:
            wheel = rod((-0.03, 0, 0), (0.03, 0, 0), 0.07, sides=14)
            spots = [
                (x * 0.42 * width, -height / 2 - 0.05, z * 0.35 * depth)
                for x in (-1, 1)
                for z in (-1, 1)
            ]
            pieces.append(("wheels", copies(wheel, spots), tint(random, "rubber")))
            pull = random.uniform(0.25, 0.6)
            lines = np.array(
                [
                    (-0.2, height / 2, -0.3 * depth),
                    (-0.2, height / 2 + pull, -0.3 * depth),
                    (0.2, height / 2 + pull, -0.3 * depth),
                    (0.2, height / 2, -0.3 * depth),
                ]
            )
            pieces.append(("handles", rods(lines[:-1], lines[1:], 0.025), metal))
            details.append("on four wheels with a handle to pull")
        else:
            arch = np.stack([0.14 * np.cos(t), height / 2 + 0.1 * np.sin(t), 0 * t], axis=1)
            pieces.append(("handles", sweep(arch, 0.03), dark))
            straps = copies(
                box((0, 0, 0), (0.08, height + 0.02, depth + 0.02)),
                [(-0.27 * width, 0, 0), (0.27 * width, 0, 0)],
            )
            pieces.append(("straps", straps, dark))
            pieces.append(
                (
                    "clasp",
                    copies(
                        box((0, 0.48 * height, depth / 2), (0.07, 0.09, 0.04)),
                        [(-0.27 * width, 0, 0), (0.27 * width, 0, 0)],
                    ),
                    metal,
                )
            )
            details.append("with straps and a handle")
    elif style == "rucksack":
        width, height = random.uniform(0.7, 0.9), random.uniform(1, 1.3)
        body = rounded_box((0, 0, 0), (width, height, 1.2 * depth), 0.18)
        pocket = rounded_box(
            (0, -0.2 * height, 0.6 * depth), (0.75 * width, 0.42 * height, 0.5 * depth), 0.09
        )
        pieces = [("body", body, color), ("pockets", pocket, pick(random, color, dark))]
        if chance(random, 0.5):
            side = rounded_box(
                (width / 2, -0.2 * height, 0), (0.2, 0.4 * height, 0.7 * depth), 0.07
            )
            pieces += [("pockets", side, dark), ("pockets", mirror(side), dark)]
            details.append("with side pockets")
        for s in (-1, 1):
            strap = curve(
                [
                    (s * 0.22 * width, 0.45 * height, -0.6 * depth),
                    (s * 0.27 * width, 0.3 * height, -1.1 * depth),
                    (s * 0.3 * width, -0.15 * height, -1.05 * depth),
                    (s * 0.33 * width, -0.42 * height, -0.6 * depth),
                ],
                14,
            )
            pieces.append(
                (
                    "straps",
                    sweep(
                        strap, 0.05, [(1, 0.3), (-1, 0.3), (-1, -0.3), (1, -0.3)], normal=(1, 0, 0)
                    ),
                    dark,
                )
            )
        if chance(random, 0.4):
            roll = rod(
                (-0.55 * width, height / 2 + 0.12, 0), (0.55 * width, height / 2 + 0.12, 0), 0.15
            )
            pieces.append(("roll", roll, finish(random)[1]))
            details.append("with a rolled mat on top")
        details.insert(0, "with two shoulder straps")
    else:
        wall = np.array(
            [
                (-width / 2, 0, -depth / 2),
                (width / 2, 0, -depth / 2),
                (width / 2, 0, depth / 2),
                (-width / 2, 0, depth / 2),
            ]
        )
        grid = np.stack([wall + (0, y, 0) for y in (-height / 2, height / 2)])
        pieces = [
            ("body", sheet(grid, around=True), color),
            ("body", box((0, -height / 2, 0), (width, 0.02, depth)), color),
            ("body", sheet(grid * (0.97, 1, 0.94), around=True), color),
        ]
        arch = np.stack(
            [
                0.22 * width * np.cos(t),
                height / 2 - 0.02 + random.uniform(0.2, 0.45) * np.sin(t),
                0 * t,
            ],
            axis=1,
        )
        pieces.append(
            ("handles", copies(sweep(arch, 0.02, 6), [(0, 0, -depth / 2), (0, 0, depth / 2)]), dark)
        )
        if chance(random, 0.4):
            pieces.append(
                (
                    "clasp",
                    extrude(star(5, 0.25, 0.12), 0.02) + (0, 0, depth / 2 + 0.01),
                    finish(random)[1],
                )
            )
            details.append("with a star on it")
        details.insert(0, "with two handles, open at the top")
    return describe("bag", [word], [f"that is a {style}", *details]), pieces


def make_cone(random):
    """A traffic cone with stripes."""
    height, wide = random.uniform(1, 1.5), random.uniform(0.3, 0.42)
    word, color = finish(random, "orange", "orange", "red", "yellow")
    tip = random.uniform(0.04, 0.1)
    pieces = [("cone", revolve([(wide, 0.06), (tip, height), (0, height)], 24), color)]
    base = 1.35 * wide
    square = chance(random, 0.7)
    plate = (
        rounded_box((0, 0.03, 0), (2 * base, 0.07, 2 * base), 0.03)
        if square
        else rod((0, 0, 0), (0, 0.06, 0), base, sides=pick(random, 8, 24))
    )
    pieces.append(("base", plate, pick(random, color, tint(random, "rubber"))))
    stripes = pick(random, 0, 1, 2, 2, 3)
    for i in range(stripes):
        levels = np.array([0.28 + 0.22 * i, 0.39 + 0.22 * i]) * height
        radii = wide + (tip - wide) * (levels - 0.06) / (height - 0.06) + 0.006
        pieces.append(
            ("stripes", revolve(np.stack([radii, levels], axis=1)), tint(random, "white"))
        )
    shape = "tall" if height > 1.3 else ""
    has = f"with {count(stripes, 'stripe')}" if stripes else "without stripes"
    return describe(
        "traffic cone", [shape, word], [has, "on a square base" if square else "on a base"]
    ), pieces


def make_crown(random):
    """A crown with points and jewels."""
    number, radius = random.integers(5, 13), 0.6
    low, high = random.uniform(0.15, 0.3), random.uniform(0.3, 0.6)
    flare = random.uniform(1, 1.3)
    word, color = finish(random, "brass", "brass", "metal")
    angle = np.pi * np.arange(2 * number) / number
    top = low + high * (np.arange(2 * number) % 2)
    share = (top / (low + high))[:, None]
    rows = []
    for level, out in (
        (0 * top, radius),
        (0 * top + low, radius * (1 + (flare - 1) * low / (low + high))),
        (top, None),
    ):
        size = radius * (1 + (flare - 1) * share[:, 0]) if out is None else np.full(2 * number, out)
        rows.append(np.stack([size * np.cos(angle), level, size * np.sin(angle)], axis=1))
    band = sheet(np.stack(rows), around=True)
    pieces = [("band", band, color), ("band", band * (0.96, 1, 0.96), color)]
    pieces.append(("band", torus((0, 0.02, 0), 1.01 * radius, 0.03, sides=32, section=6), color))
    gem = finish(random, "red", "blue", "green", "purple", "white")
    balls = chance(random, 0.7)
    if balls:
        tips = rows[-1][1::2] + (0, 0.04, 0)
        pieces.append(
            (
                "jewels",
                copies(ellipsoid((0, 0, 0), (0.06, 0.06, 0.06), 7, 10), tips),
                tint(random, pick(random, "white", "red", "brass")),
            )
        )
    stones = chance(random, 0.7)
    if stones:
        stone = ellipsoid((1.02 * radius, 0.5 * low, 0), (0.03, 0.06, 0.05), 6, 8)
        pieces.append(("jewels", around(stone, number), gem[1]))
    arches = chance(random, 0.3)
    if arches:
        t = np.linspace(0, np.pi, 16)
        hoop = np.stack([radius * np.cos(t), low + 0.8 * np.sin(t) ** 0.8, 0 * t], axis=1)
        pieces.append(
            (
                "arches",
                np.concatenate(
                    [sweep(hoop, 0.04, 6), rotate(sweep(hoop, 0.04, 6), "y", np.pi / 2)]
                ),
                color,
            )
        )
        pieces.append(
            (
                "cap",
                revolve([*circle((0.92 * radius, 0.65), sides=8, stop=np.pi / 2), (0, 0.65)], 20)
                + (0, 0.1, 0),
                tint(random, "red"),
            )
        )
        pieces.append(("arches", ellipsoid((0, low + 0.85, 0), (0.09, 0.09, 0.09), 8, 12), color))
    has = [
        f"with {count(number, 'point')}",
        f"with {gem[0]} stones" if stones else "",
        "under crossed arches" if arches else "",
    ]
    return describe("crown", [word], has), pieces


def make_spring(random):
    """A coil spring, wide, narrow, conical."""
    turns, height, radius = random.uniform(4, 10), random.uniform(0.8, 2), random.uniform(0.25, 0.5)
    conical = chance(random, 0.25)
    thin = random.uniform(0.03, 0.07)
    t = np.linspace(0, 1, int(16 * turns))
    out = radius * (1 - 0.6 * t if conical else 1 + 0 * t)
    coil = np.stack(
        [out * np.cos(2 * np.pi * turns * t), height * t, out * np.sin(2 * np.pi * turns * t)],
        axis=1,
    )
    word, color = finish(random, "metal", "black", "painted", "brass")
    pieces = [("coil", sweep(coil, thin, 8, normal=(0, 1, 0)), color)]
    ends = pick(random, "open", "hooked", "between two plates")
    if ends == "hooked":
        for low, sign in ((0, -1), (height, 1)):
            pieces.append(("ends", torus((0, low + sign * 0.2, 0), 0.16, thin, "z", 18, 6), color))
            edge = coil[0] if sign < 0 else coil[-1]
            pieces.append(("ends", rod(edge, (0, low + sign * 0.05, 0), thin, sides=8), color))
    elif ends != "open":
        plates = [
            rod((0, y, 0), (0, y + 0.05, 0), radius + 0.1, sides=22)
            for y in (-0.05 - thin, height + thin - 0.02)
        ]
        pieces += [("ends", plate, tint(random, "metal")) for plate in plates]
    if chance(random, 0.3):
        pieces = [(n, rotate(s, "z", np.pi / 2), c) for n, s, c in pieces]
    shape = "conical" if conical else "long" if height > 1.5 else "short" if height < 1 else ""
    has = {
        "open": "",
        "hooked": "with a hook at either end",
        "between two plates": "between two plates",
    }[ends]
    return describe("spring", [shape, word], [f"of {count(round(turns), 'turn')}", has]), pieces


def make_birdcage(random):
    """A cage of bars, round or square."""
    sides, radius, height = (
        pick(random, 24, 24, 4),
        random.uniform(0.45, 0.65),
        random.uniform(0.7, 1.2),
    )
    bars = random.integers(14, 26)
    word, color = finish(random, "metal", "brass", "white", "black")
    thin = random.uniform(0.012, 0.02)
    pieces = []
    dome = pick(random, "domed", "pointed", "flat")
    if sides == 24:
        rise = {
            "domed": random.uniform(0.4, 0.7),
            "pointed": random.uniform(0.4, 0.8),
            "flat": 0.02,
        }[dome]
        t = np.linspace(0, 1, 8)
        top = np.stack(
            [radius * np.cos(t * np.pi / 2), height + rise * np.sin(t * np.pi / 2), 0 * t], axis=1
        )
        if dome != "domed":
            top = np.stack([radius * (1 - t), height + rise * t, 0 * t], axis=1)
        bar = np.concatenate([[(radius, 0, 0)], top])
        pieces.append(("bars", around(sweep(bar, thin, 4, normal=(0, 0, 1)), bars), color))
        for y in (0.0, 0.5 * height, height):
            pieces.append(
                ("bars", torus((0, y, 0), radius, 1.4 * thin, sides=28, section=5), color)
            )
        pieces.append(("floor", rod((0, -0.06, 0), (0, 0, 0), 1.06 * radius, sides=24), color))
        peak = height + rise
    else:
        rise = {"domed": 0.35, "pointed": random.uniform(0.3, 0.6), "flat": 0.02}[dome]
        x = np.linspace(-radius, radius, 8)
        edge = np.stack([x, 0 * x, 0 * x + radius], axis=1)
        side = rods(edge, edge + (0, height, 0), thin, sides=4)
        pieces.append(("bars", around(side, 4), color))
        roof = rods(
            edge + (0, height, 0), edge * (0.1, 0, 0.02) + (0, height + rise, 0), thin, sides=4
        )
        pieces.append(("bars", around(roof, 4), color))
        frame = wireframe(box((0, height / 2, 0), (2 * radius, height, 2 * radius)), 1.5 * thin)
        pieces.append(("bars", frame, color))
        pieces.append(("floor", box((0, -0.03, 0), (2.1 * radius, 0.06, 2.1 * radius)), color))
        dome = "pointed" if dome == "domed" else dome
        peak = height + rise
    pieces.append(("ring", torus((0, peak + 0.1, 0), 0.09, 0.02, "z", 16, 6), color))
    details = []
    if chance(random, 0.5):
        pieces.append(
            (
                "perch",
                rod((-0.95 * radius, 0.4 * height, 0), (0.95 * radius, 0.4 * height, 0), 0.02),
                tint(random, "wooden"),
            )
        )
        details.append("with a perch")
    if chance(random, 0.4):
        paint = finish(random)[1]
        body = [
            ellipsoid((0, 0.4 * height + 0.12, 0), (0.14, 0.1, 0.08), 8, 12),
            ellipsoid((0.13, 0.4 * height + 0.22, 0), (0.07, 0.07, 0.06), 7, 10),
        ]
        pieces.append(("bird", np.concatenate(body), paint))
        details.append("with a bird in it")
    shape = "round" if sides == 24 else "square"
    return describe("birdcage", [shape, word], [f"with a {dome} top", *details]), pieces


def make_lantern(random):
    """A lantern to carry or to hang, with panes of glass."""
    sides, radius, height = (
        pick(random, 4, 6, 16),
        random.uniform(0.3, 0.42),
        random.uniform(0.6, 0.9),
    )
    word, color = finish(random, "black", "brass", "metal", "painted")
    turn = np.pi / 4 if sides == 4 else 0
    glass = rotate(revolve([(0.9 * radius, 0.08), (0.9 * radius, height)], sides), "y", turn)
    pieces = [("panes", glass, tint(random, "glass"))]
    angle = 2 * np.pi * np.arange(min(sides, 6)) / min(sides, 6) + turn
    posts = np.stack(
        [0.95 * radius * np.cos(angle), 0 * angle, -0.95 * radius * np.sin(angle)], axis=1
    )
    pieces.append(("frame", rods(posts, posts + (0, height, 0), 0.03, sides=6), color))
    base = rotate(
        revolve(
            [(0, 0), (1.1 * radius, 0), (1.1 * radius, 0.06), (0.9 * radius, 0.1), (0, 0.1)], sides
        ),
        "y",
        turn,
    )
    rise = random.uniform(0.2, 0.5)
    roof = rotate(
        revolve(
            [
                (0, height),
                (1.15 * radius, height),
                (1.1 * radius, height + 0.05),
                (0.25 * radius, height + rise),
                (0.25 * radius, height + rise + 0.06),
                (0, height + rise + 0.08),
            ],
            sides,
        ),
        "y",
        turn,
    )
    pieces += [("frame", base, color), ("roof", roof, color)]
    candle = np.concatenate(
        [
            rod((0, 0.1, 0), (0, 0.42 * height, 0), 0.09),
            ellipsoid((0, 0.52 * height, 0), (0.035, 0.09, 0.035), 7, 10),
        ]
    )
    pieces.append(("candle", candle, tint(random, "paper")))
    style = pick(random, "a ring", "an arched handle", "a post")
    top = height + rise
    if style == "a ring":
        pieces.append(("handle", torus((0, top + 0.16, 0), 0.11, 0.02, "z", 18, 6), color))
    elif style == "an arched handle":
        t = np.linspace(0, np.pi, 16)
        arch = np.stack(
            [0.95 * radius * np.cos(t), height + (rise + 0.45) * np.sin(t), 0 * t], axis=1
        )
        pieces.append(("handle", sweep(arch, 0.02, 6), color))
    else:
        high = random.uniform(1.5, 2.5)
        pieces.append(("post", rod((0, -high, 0), (0, 0, 0), 0.07, 0.05), color))
        pieces.append(
            (
                "post",
                revolve(
                    [
                        (0, -high),
                        (0.25, -high),
                        (0.2, -high + 0.12),
                        (0.06, -high + 0.2),
                        (0, -high + 0.2),
                    ],
                    16,
                ),
                color,
            )
        )
    shape = {4: "square", 6: "six-sided", 16: "round"}[sides]
    has = "on a post" if style == "a post" else f"with {style}"
    return describe("lantern", [shape, word], [has, "with a candle in it"]), pieces


def make_scales(random):
    """A balance with two pans, level or not."""
    height, reach = random.uniform(1.2, 1.6), random.uniform(0.6, 0.9)
    word, color = finish(random, "brass", "brass", "metal", "black")
    tilt = pick(random, 0, random.uniform(0.1, 0.3) * pick(random, -1, 1))
    base = pick(
        random,
        revolve([(0, 0), (0.4, 0), (0.38, 0.06), (0.08, 0.14), (0, 0.14)], 22),
        box((0, 0.05, 0), (0.9, 0.1, 0.45)),
    )
    pieces = [("base", base, pick(random, color, tint(random, "wooden")))]
    column = curve([(0.06, 0), (0.05, 0.3), (0.08, 0.5), (0.04, 0.8), (0.05, 1)], 14) * (1, height)
    pieces.append(("column", revolve(column, 14), color))
    pieces.append(("column", ellipsoid((0, height + 0.06, 0), (0.08, 0.08, 0.08), 8, 12), color))
    bar = curve(
        [
            (-reach, 0.0, 0),
            (-0.5 * reach, 0.08, 0),
            (0, 0, 0),
            (0.5 * reach, 0.08, 0),
            (reach, 0.0, 0),
        ],
        18,
    )
    pieces.append(("beam", rotate(sweep(bar, 0.03, 8), "z", tilt) + (0, height - 0.05, 0), color))
    size, drop = random.uniform(0.22, 0.32), random.uniform(0.5, 0.75) * height
    dish = revolve(hollow([(0, 0), (0.6 * size, 0.01), (size, 0.1)], 0.02), 20)
    for s in (-1, 1):
        end = rotate(np.array((s * reach, 0, 0)), "z", tilt) + (0, height - 0.05, 0)
        pan = end - (0, drop, 0)
        pieces.append(("pans", dish + pan, color))
        a = 2 * np.pi * np.arange(3) / 3
        rim = (
            np.stack([0.97 * size * np.cos(a), 0 * a + 0.1, 0.97 * size * np.sin(a)], axis=1) + pan
        )
        pieces.append(("chains", rods(rim, end[None], 0.008, sides=4), color))
    weights = chance(random, 0.4)
    if weights:
        side = 1 if tilt <= 0 else -1
        end = rotate(np.array((side * reach, 0, 0)), "z", tilt) + (
            0,
            height - 0.05 - drop + 0.02,
            0,
        )
        pieces.append(
            (
                "weights",
                revolve([(0, 0), (0.1, 0), (0.1, 0.16), (0.03, 0.19), (0.05, 0.25), (0, 0.26)], 14)
                + end,
                tint(random, "metal"),
            )
        )
    stands = "level" if tilt == 0 else "tilted"
    return describe(
        "pair of scales",
        [stands, word],
        ["with two pans", "with a weight in one" if weights else ""],
    ), pieces


# Each with its parts.
MAKERS = {
    "anchor": (
        make_anchor,
        (
            "flukes",
            "shank",
            "arms",
            "stock",
            "ring",
            "rope",
            "chain",
        ),
    ),
    "bag": (
        make_bag,
        (
            "body",
            "handles",
            "straps",
            "pockets",
            "clasp",
            "wheels",
            "flap",
            "roll",
        ),
    ),
    "ball": (
        make_ball,
        (
            "patches",
            "surface",
            "seams",
            "stripes",
            "holes",
        ),
    ),
    "bell": (
        make_bell,
        (
            "body",
            "clapper",
            "handle",
            "frame",
        ),
    ),
    "birdcage": (
        make_birdcage,
        (
            "bars",
            "floor",
            "ring",
            "perch",
            "bird",
        ),
    ),
    "book": (
        make_book,
        (
            "cover",
            "pages",
        ),
    ),
    "chess piece": (
        make_chess_piece,
        (
            "head",
            "base",
        ),
    ),
    "crown": (
        make_crown,
        (
            "band",
            "jewels",
            "arches",
            "cap",
        ),
    ),
    "dumbbell": (
        make_dumbbell,
        (
            "weights",
            "bar",
        ),
    ),
    "hat": (
        make_hat,
        (
            "crown",
            "band",
            "brim",
            "button",
            "ball",
            "flower",
        ),
    ),
    "lantern": (
        make_lantern,
        (
            "frame",
            "panes",
            "roof",
            "candle",
            "post",
            "handle",
        ),
    ),
    "pair of glasses": (
        make_glasses,
        (
            "rims",
            "lenses",
            "temples",
            "bridge",
        ),
    ),
    "pair of scales": (
        make_scales,
        (
            "column",
            "pans",
            "chains",
            "base",
            "beam",
            "weights",
        ),
    ),
    "shoe": (
        make_shoe,
        (
            "upper",
            "sole",
            "heel",
            "laces",
        ),
    ),
    "snowman": (
        make_snowman,
        (
            "balls",
            "arms",
            "scarf",
            "nose",
            "eyes",
            "buttons",
            "hat",
            "broom",
        ),
    ),
    "spring": (
        make_spring,
        (
            "ends",
            "coil",
        ),
    ),
    "sword": (
        make_sword,
        (
            "guard",
            "blade",
            "grip",
            "pommel",
        ),
    ),
    "traffic cone": (
        make_cone,
        (
            "stripes",
            "cone",
            "base",
        ),
    ),
    "umbrella": (
        make_umbrella,
        (
            "ribs",
            "shaft",
            "cloth",
            "handle",
            "foot",
        ),
    ),
}
