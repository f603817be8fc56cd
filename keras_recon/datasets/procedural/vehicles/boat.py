"""A boat: for rowing, sailing, or with an engine; or a ship."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, extrude, mirror, rod, rods, rotate, sheet

PARTS = (
    "hull",
    "mast",
    "cabin",
    "windows",
    "deck",
    "benches",
    "sails",
    "oars",
    "funnels",
    "engine",
)


def make_boat(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "rowing", "sailing", "motor", "steam")
    length = random.uniform(3, 5)
    width, depth = length * random.uniform(0.24, 0.38), length * random.uniform(0.1, 0.16)
    if style == "steam":
        width, depth = 0.2 * length, 0.14 * length
    word, color = finish(random, "wooden", "painted", "painted")
    flat = random.uniform(0.4, 0.9)
    rise = random.uniform(0.05, 0.4) * depth
    u = np.linspace(0, 1, 16)
    broad = (
        width
        / 2
        * np.minimum(1, (flat + (1 - flat) * np.minimum(1, u / 0.4)))
        * np.sqrt(np.clip(1 - ((u - 0.45) / 0.55).clip(0) ** 2, 0, 1))
    )
    angle = np.linspace(-np.pi / 2, np.pi / 2, 11)
    keel = depth * (1 - 0.7 * ((u - 0.5).clip(0) / 0.5) ** 3)
    z = broad[:, None] * np.sin(angle)
    y = -keel[:, None] * np.abs(np.cos(angle)) ** 0.6 + (rise * (2 * u - 0.8) ** 2)[:, None]
    x = np.broadcast_to(
        (u * length)[:, None] + 0.12 * length * (u**4)[:, None] * (y / depth + 0.7), y.shape
    )
    hull = np.stack([x, y, z], axis=-1)
    pieces = [("hull", sheet(hull), color)]
    stern = np.stack(
        [
            np.broadcast_to(
                hull[0].mean(axis=0) * (1, 0, 0) + (0, hull[0, :, 1].max(), 0), hull[0].shape
            ),
            hull[0],
        ]
    )
    pieces.append(("hull", sheet(stern), color))
    wood = tint(random, "wooden")
    details = []
    if style == "rowing":
        pieces.append(("hull", sheet(hull * (0.97, 0.85, 0.93) + (0.04, 0.02, 0)), color))
        number = pick(random, 1, 2, 3)
        for share in np.linspace(0.25, 0.65, number):
            wide = 2 * np.interp(share, u, broad)
            pieces.append(
                (
                    "benches",
                    box((share * length, -0.25 * depth, 0), (0.08 * length, 0.03, 0.95 * wide)),
                    wood,
                )
            )
        oars = chance(random, 0.7)
        if oars:
            oar = rod((0, 0, -0.1), (0, -0.3 * depth, 0.75 * length * 0.7), 0.025, sides=8)
            tip = box((0, -0.3 * depth, 0.6 * length), (0.12, 0.02, 0.35))
            side = np.concatenate([oar, tip]) + (0.4 * length, 0.15 * depth, 0.35 * width)
            pieces += [("oars", side, wood), ("oars", mirror(side, "z"), wood)]
        details = [f"with {count(number, 'bench', 'benches')}", "with two oars" if oars else ""]
    else:
        deck = np.stack([hull[:, 0], hull[:, -1]], axis=1) - (0, 0.02, 0)
        pieces.append(("deck", sheet(deck), wood))
    if style == "sailing":
        tall = length * random.uniform(0.9, 1.4)
        mast = 0.55 * length
        pieces.append(("mast", rod((mast, 0, 0), (mast, tall, 0), 0.03, 0.02), wood))
        cloth = tint(random, pick(random, "white", "white", "red", "beige", "brown"))
        jib, belly = chance(random, 0.6), random.uniform(0.03, 0.12) * length
        low, boom = 0.12 * length, random.uniform(0.42, 0.52) * length
        square = chance(random, 0.2)

        def sail(a, b, c, d):
            s, t = np.meshgrid(np.linspace(0, 1, 8), np.linspace(0, 1, 8))
            s, t = s[..., None], t[..., None]
            grid = (1 - s) * (1 - t) * a + s * (1 - t) * b + s * t * c + (1 - s) * t * d
            bulge = (belly * 4 * s * (1 - s) * np.sqrt(1 - 0.9 * t)) * (0, 0, 1)
            return sheet(grid + bulge)

        if square:
            half = 0.32 * length
            points = [
                (mast, y, z)
                for y, z in (
                    (0.25 * tall, -half),
                    (0.25 * tall, half),
                    (0.85 * tall, 0.75 * half),
                    (0.85 * tall, -0.75 * half),
                )
            ]
            cloth_shape = sail(*(np.array(p) for p in points))
            pieces.append(("sails", cloth_shape, cloth))
            pieces.append(
                (
                    "mast",
                    rods(
                        [(mast, 0.85 * tall, -0.8 * half)], [(mast, 0.85 * tall, 0.8 * half)], 0.025
                    ),
                    wood,
                )
            )
            details = ["with a square sail"]
        else:
            main = [
                np.array(p, float)
                for p in (
                    (mast - 0.02, low, 0),
                    (mast - boom, low, 0),
                    (mast - 0.03, 0.95 * tall, 0),
                    (mast - 0.02, 0.95 * tall, 0),
                )
            ]
            pieces.append(("sails", sail(*main), cloth))
            pieces.append(("mast", rod((mast, low, 0), (mast - boom, low, 0), 0.02), wood))
            if jib:
                front = [
                    np.array(p, float)
                    for p in (
                        (1.05 * length, 0.1, 0),
                        (mast + 0.08, low, 0),
                        (mast + 0.04, 0.8 * tall, 0),
                        (mast + 0.06, 0.8 * tall, 0),
                    )
                ]
                pieces.append(("sails", sail(*front), cloth))
            details = [f"with {'two sails' if jib else 'one sail'}"]
    elif style in ("motor", "steam"):
        levels = pick(random, 1, 2) if style == "motor" else pick(random, 1, 2, 3)
        long, y = random.uniform(0.3, 0.45) * length, 0.0
        glass, place = tint(random, "window"), random.uniform(0.38, 0.5) * length
        house = tint(random, "white")
        for level in range(levels):
            share = 0.8**level
            tall = 0.11 * length
            size = (long * share, tall, 0.72 * width * share)
            wall = extrude(
                np.array([(-0.5, 0), (0.5, 0), (0.42, 1), (-0.5, 1)]) * (size[0], tall), size[2]
            )
            pieces.append(("cabin", wall + (place, y, 0), house))
            pane = box((0, y + 0.6 * tall, 0), (0.14 * size[0], 0.4 * tall, size[2] + 0.02))
            pieces.append(
                (
                    "windows",
                    copies(pane, [(place + s * size[0], 0, 0) for s in (-0.35, -0.12, 0.11, 0.32)]),
                    glass,
                )
            )
            y += tall
        details = [f"with a cabin of {count(levels, 'storey', 'storeys')}"]
        if style == "steam":
            number = pick(random, 1, 2, 3)
            x = place + np.linspace(-0.2, 0.2, number) * long if number > 1 else np.array([place])
            funnel = rotate(
                rod((0, 0, 0), (0, 0.2 * length, 0), 0.035 * length), "z", random.uniform(0, 0.2)
            )
            pieces.append(
                (
                    "funnels",
                    copies(funnel, np.stack([x, 0 * x + y - 0.03, 0 * x], axis=1)),
                    finish(random)[1],
                )
            )
            for share in (0.12, 0.85):
                pieces.append(
                    (
                        "mast",
                        rod((share * length, 0, 0), (share * length, 0.35 * length, 0), 0.02),
                        wood,
                    )
                )
            details.append(f"with {count(number, 'funnel')}")
        elif chance(random, 0.6):
            outboard = box((-0.03 * length, 0.02, 0), (0.08 * length, 0.22, 0.16))
            leg = box((-0.03 * length, -0.6 * depth, 0), (0.05, depth, 0.05))
            pieces.append(("engine", np.concatenate([outboard, leg]), tint(random, "dark")))
    return describe("boat", [word, style], details), pieces
