"""A tower of stone, a leaning one, a water tower or a mast of steel."""

import numpy as np

from keras_recon.datasets.procedural.buildings.pieces import battlements
from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    circle,
    ellipsoid,
    revolve,
    rod,
    rods,
    rotate,
    torus,
)

PARTS = (
    "windows",
    "top",
    "legs",
    "walls",
    "door",
    "arms",
    "tank",
    "shaft",
    "pod",
    "frame",
    "platforms",
)


def make_tower(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "round", "square", "lattice", "water", "television")
    height, radius = random.uniform(4, 8), random.uniform(0.7, 1.1)
    details = []
    if style in ("round", "square"):
        word, wall = finish(random, "stone", "brick", "white")
        sides = 20 if style == "round" else 4
        narrow = random.uniform(0.75, 1)
        body = revolve([(0, 0), (radius, 0), (narrow * radius, height), (0, height)], sides)
        if style == "square":
            body = rotate(body, "y", np.pi / 4)
        pieces = [("walls", body, wall)]
        top = pick(random, "battlements", "a pointed roof", "a dome", "open arches")
        size = narrow * radius * (1 if style == "round" else 0.707)
        if top == "battlements":
            flat = revolve([(size, -0.4), (1.25 * size, 0), (1.25 * size, 0.3), (0, 0.3)], sides)
            flat = (
                rotate(flat * (np.sqrt(2), 1, np.sqrt(2)), "y", np.pi / 4)
                if style == "square"
                else flat
            )
            pieces.append(("top", flat + (0, height, 0), wall))
            tooth = box((1.2 * size, height + 0.5, 0), (0.2, 0.5, 0.35))
            if style == "round":
                pieces.append(("top", around(tooth, 10), wall))
            else:
                pieces.append(
                    ("top", battlements(2.45 * size, 2.45 * size, height + 0.25, 0.35), wall)
                )
        elif top == "a pointed roof":
            rise = random.uniform(1, 2.5)
            cone = revolve(
                [(0, 0), (1.2 * size * (1 if sides == 20 else 1.41), 0), (0, rise)], sides
            )
            cone = rotate(cone, "y", np.pi / 4) if style == "square" else cone
            pieces.append(("top", cone + (0, height, 0), tint(random, "roof")))
        elif top == "a dome":
            dome = circle((1.05 * size, 1.2 * size), sides=9, stop=np.pi / 2)
            pieces.append(
                (
                    "top",
                    revolve([*dome, (0, 1.2 * size)]) + (0, height, 0),
                    tint(random, pick(random, "brass", "green", "metal")),
                )
            )
            pieces.append(
                (
                    "top",
                    rod((0, height + 1.1 * size, 0), (0, height + 1.8 * size, 0), 0.05, 0.01),
                    tint(random, "brass"),
                )
            )
        else:
            posts = rod((0.9 * size, height, 0), (0.9 * size, height + 1, 0), 0.12)
            pieces.append(("top", around(posts, 8, start=np.pi / 8), wall))
            pieces.append(
                (
                    "top",
                    revolve([(0, 1), (1.1 * size, 1), (1.1 * size, 1.2), (0, 2)], 20)
                    + (0, height, 0),
                    tint(random, "roof"),
                )
            )
        details.append(f"with {top}")
        glass = tint(random, "dark")
        levels = random.integers(2, 5)
        for y in np.linspace(0.3, 0.85, levels) * height:
            out = radius * (1 + (narrow - 1) * y / height) * (1 if style == "round" else 0.707)
            slit = box((0, y, out), (0.22, 0.55, 0.06))
            pieces.append(("windows", around(slit, 4), glass))
        pieces.append(
            (
                "door",
                box((0, 0.6, 0.98 * radius * (1 if style == "round" else 0.707)), (0.6, 1.2, 0.12)),
                tint(random, "wooden"),
            )
        )
        leaning = chance(random, 0.15)
        if leaning:
            lean = random.uniform(0.08, 0.15)
            pieces = [
                (name, s + (lean * s[..., 1])[..., None] * np.array((1, 0, 0)), c)
                for name, s, c in pieces
            ]
        return describe("tower", ["leaning" if leaning else "", style, word], details), pieces
    metal = tint(random, pick(random, "metal", "red", "brown"))
    if style == "lattice":
        levels, power = random.integers(4, 8), random.uniform(1, 2.2)
        y = np.linspace(0, height, levels + 1)
        half = np.maximum(1.3 * (1 - y / height) ** power, 0.1)
        corner = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
        grid = np.stack(
            [
                half[:, None] * corner[:, 0],
                np.broadcast_to(y[:, None], (levels + 1, 4)),
                half[:, None] * corner[:, 1],
            ],
            axis=-1,
        )
        thin = random.uniform(0.03, 0.05)
        turned = np.roll(grid, -1, axis=1)
        starts = np.concatenate([grid[:-1], grid[:-1], turned[:-1], grid[1:]]).reshape(-1, 3)
        ends = np.concatenate([grid[1:], turned[1:], grid[1:], turned[1:]]).reshape(-1, 3)
        pieces = [("frame", rods(starts, ends, thin, sides=4), metal)]
        arms = chance(random, 0.5)
        if arms:
            for level in (0.6, 0.75, 0.9)[: pick(random, 2, 3)]:
                reach = random.uniform(1, 1.6)
                tips = np.array([(s * reach, level * height, 0) for s in (-1, 1)])
                for lift in (0.12, -0.12):
                    pieces.append(
                        ("arms", rods(tips, (0, level * height + lift, 0), thin, sides=4), metal)
                    )
            details.append("with arms for cables")
        else:
            pieces.append(("top", rod((0, height, 0), (0, 1.15 * height, 0), 0.04), metal))
            for level in (0.25, 0.55)[: pick(random, 1, 2)]:
                wide = 2.3 * np.interp(level, y / height, half)
                pieces.append(("platforms", box((0, level * height, 0), (wide, 0.15, wide)), metal))
            details.append("with platforms")
        return describe("tower", ["steel", "lattice"], details), pieces
    if style == "water":
        number, size = pick(random, 4, 6), random.uniform(1, 1.5)
        leg = rod((1.1 * size, 0, 0), (0.7 * size, height * 0.6, 0), 0.08)
        pieces = [("legs", around(leg, number), metal)]
        pieces.append(("legs", torus((0, 0.3 * height, 0), 0.9 * size, 0.04), metal))
        tall = random.uniform(0.8, 1.6)
        tank = [
            (0, 0),
            (0.7 * size, 0.1),
            (size, 0.4),
            (size, tall),
            (0.0, tall + random.uniform(0.3, 0.8)),
        ]
        pieces.append(("tank", revolve(tank) + (0, 0.6 * height - 0.1, 0), finish(random)[1]))
        pieces.append(("legs", rod((0, 0, 0), (0, 0.6 * height, 0), 0.15), metal))
        return describe("tower", ["water"], [f"with a tank on {count(number, 'leg')}"]), pieces
    concrete = tint(random, "stone")
    pod = random.uniform(0.55, 0.75) * height * 1.3
    profile = [
        (0.7, 0),
        (0.3, 0.15 * height),
        (0.22, pod),
        (0.18, 1.3 * height),
        (0.05, 1.32 * height),
        (0.02, 1.7 * height),
    ]
    pieces = [("shaft", revolve(profile, 16), concrete)]
    size = random.uniform(0.7, 1.1)
    ball = chance(random, 0.4)
    if ball:
        pieces.append(("pod", ellipsoid((0, pod, 0), (size, size, size)), tint(random, "metal")))
    else:
        pieces.append(
            (
                "pod",
                revolve(
                    [
                        (0.2, -0.6),
                        (size, -0.1),
                        (size, 0.2),
                        (0.75 * size, 0.25),
                        (0.7 * size, 0.6),
                        (0.2, 0.8),
                    ]
                )
                + (0, pod, 0),
                tint(random, "metal"),
            )
        )
    return describe(
        "tower", ["television"], [f"with a pod like a {'ball' if ball else 'disc'}"]
    ), pieces
