"""A shoe: a trainer, a boot, one of a high heel, a sandal; or a pair."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    box,
    circle,
    curve,
    extrude,
    mirror,
    rod,
    rods,
    sheet,
    sweep,
)

PARTS = ("upper", "sole", "heel", "laces")


def make_shoe(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
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
