"""Buildings and what stands outdoors."""

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
    rectangle,
    revolve,
    rod,
    rods,
    rotate,
    sheet,
    sweep,
    torus,
)


def roof_over(style, width, depth, y, rise, over):
    """A roof over a rectangle, the ridge along x."""
    x, z = width / 2 + over, depth / 2 + over
    if style == "flat":
        return box((0, y + 0.06, 0), (2 * x, 0.12, 2 * z))
    if style == "shed":
        outline = np.array([(-z, y + rise), (z, y), (z, y + 0.12), (-z, y + rise + 0.12)])
        return extrude(outline, 2 * x, "x")
    ridge = {"gabled": x, "hipped": max(x - z, 0) if x > z else 0.3 * x, "pyramidal": 0.0}[style]
    drop = rise * over / (depth / 2) if style == "gabled" else 0
    eaves = np.array([(-x, y - drop, -z), (x, y - drop, -z), (x, y - drop, z), (-x, y - drop, z)])
    top = np.array(
        [(-ridge, y + rise, 0), (ridge, y + rise, 0), (ridge, y + rise, 0), (-ridge, y + rise, 0)]
    )
    return np.concatenate(
        [sheet(np.stack([eaves, top]), around=True), sheet(eaves[[0, 1, 3, 2]].reshape(2, 2, 3))]
    )


def wall_with_holes(outline, holes, thickness, place, angle):
    """A wall of an outline in x and y with openings, turned about y and moved."""
    return rotate(extrude([outline, *holes], thickness), "y", angle) + place


def window_rows(width, low, height, floors, number, size, door=None):
    """Outlines of windows in a wall, but where the door is, whose outline comes last."""
    holes = []
    x = (np.arange(number) - (number - 1) / 2) * width / number
    for floor in range(floors):
        y = low + (floor + 0.55) * height / floors
        for place in x:
            if floor == 0 and door is not None and abs(place - door[0]) < (size[0] + door[1]) / 2:
                continue
            holes.append(rectangle(*size, (place, y)))
    if door is not None:
        holes.append(rectangle(door[1], door[2], (door[0], low + door[2] / 2 + 0.02)))
    return holes


def make_house(random):
    """A house with windows, a door and a roof."""
    width, depth = random.uniform(4, 8), random.uniform(3.5, 5.5)
    floors = pick(random, 1, 1, 2, 2, 3)
    storey = random.uniform(2.2, 2.8)
    height, style = floors * storey, pick(random, "gabled", "gabled", "hipped", "flat", "shed")
    rise = (
        random.uniform(0.3, 0.75) * depth if style != "shed" else random.uniform(0.15, 0.35) * depth
    )
    wall = tint(random, pick(random, "wall", "wall", "brick", "wooden", "stone"))
    roof_word, roof_color = pick(
        random, ("red", "red"), ("grey", "grey"), ("brown", "brown"), ("black", "black")
    )
    roof_color = tint(random, roof_color)
    number = random.integers(2, 5)
    size = (random.uniform(0.4, 0.6) * width / number, random.uniform(0.38, 0.5) * storey)
    door = (pick(random, 0, -0.25, 0.25) * width, 0.9, 0.75 * storey)
    x, z = width / 2, depth / 2
    front = rectangle(width, height, (0, height / 2))
    thick = 0.2
    holes = window_rows(width, 0, height, floors, number, size, door)
    pieces = [("walls", wall_with_holes(front, holes, thick, (0, 0, z - thick / 2), 0), wall)]
    back = window_rows(width, 0, height, floors, number, size)
    pieces.append(
        ("walls", wall_with_holes(front, back, thick, (0, 0, thick / 2 - z), np.pi), wall)
    )
    side = np.array([(-z, 0), (z, 0), (z, height), (-z, height)])
    if style == "gabled":
        side = np.concatenate([side[:3], [(0, height + rise)], side[3:]])
    elif style == "shed":
        side = np.array([(-z, 0), (z, 0), (z, height), (-z, height + rise)])
    small = window_rows(depth, 0, height, floors, pick(random, 1, 2), size)
    for place in (-1, 1):
        panel = extrude([side, *small], thick, "x") + (place * (x - thick / 2), 0, 0)
        pieces.append(("walls", panel, wall))
    glass = tint(random, "window")
    for holes_of, z_of in ((holes[:-1], z - 0.12), (back, 0.12 - z)):
        for hole in holes_of:
            (low_x, low_y), (high_x, high_y) = hole[0], hole[2]
            middle, wide = (low_x + high_x) / 2 * (1 if z_of > 0 else -1), high_x - low_x
            pieces.append(
                (
                    "windows",
                    box((middle, (low_y + high_y) / 2, z_of), (wide, high_y - low_y, 0.03)),
                    glass,
                )
            )
    pieces.append(
        ("door", box((door[0], door[2] / 2, z - 0.12), (door[1], door[2], 0.05)), finish(random)[1])
    )
    pieces.append(
        ("roof", roof_over(style, width, depth, height, rise, random.uniform(0.1, 0.5)), roof_color)
    )
    pieces.append(("walls", box((0, 0, 0), (width, 0.1, depth)), tint(random, "stone")))
    details = []
    chimneys = pick(random, 0, 1, 1, 2) if style in ("gabled", "hipped") else pick(random, 0, 1)
    for i in range(chimneys):
        place = (i - 0.5) * 0.5 * width if chimneys == 2 else random.uniform(-0.3, 0.3) * width
        top = height + rise + random.uniform(0.3, 0.7) if style != "flat" else height + 0.9
        pieces.append(
            (
                "chimney",
                box((place, (top + height) / 2, -0.15 * depth), (0.55, top - height, 0.5)),
                tint(random, "brick"),
            )
        )
    details.append(f"with {count(chimneys, 'chimney')}" if chimneys else "")
    if chance(random, 0.3):
        deep = random.uniform(1, 1.6)
        porch = box((door[0], door[2] + 0.25, z + deep / 2), (2.2, 0.12, deep))
        posts = [(door[0] + s, (door[2] + 0.25) / 2, z + deep - 0.15) for s in (-1, 1)]
        pieces += [
            ("porch", porch, roof_color),
            ("porch", copies(box((0, 0, 0), (0.15, door[2] + 0.25, 0.15)), posts), wall),
        ]
        details.append("with a porch")
    if chance(random, 0.2):
        wide = random.uniform(2, 3)
        garage = box((x + wide / 2, 1.1, 0), (wide, 2.2, 0.8 * depth))
        pieces += [
            ("garage", garage, wall),
            (
                "door",
                box((x + wide / 2, 0.95, 0.4 * depth + 0.02), (0.75 * wide, 1.9, 0.05)),
                finish(random)[1],
            ),
        ]
        details.append("with a garage")
    roof = f"with a {roof_word} {style} roof"
    return describe(
        "house", [f"{['one', 'two', 'three'][floors - 1]}-storey"], [roof, *details]
    ), pieces


def battlements(width, depth, y, size):
    """Teeth around a flat top."""
    teeth = []
    for along, across, swap in ((width, depth, False), (depth, width, True)):
        number = max(2, round(along / (2 * size)))
        place = np.linspace(-(along - size) / 2, (along - size) / 2, number)
        for side in (-1, 1):
            other = np.full(number, side * (across - 0.5 * size) / 2)
            x, z = (other, place) if swap else (place, other)
            shape = (0.5 * size, size, size) if swap else (size, size, 0.5 * size)
            teeth.append(copies(box((0, y + size / 2, 0), shape), np.stack([x, 0 * x, z], axis=1)))
    return np.concatenate(teeth)


def make_tower(random):
    """A tower of stone, a leaning one, a water tower or a mast of steel."""
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


def make_church(random):
    """A church with a nave and one tower or two."""
    width, length, height = random.uniform(2.5, 3.5), random.uniform(4, 7), random.uniform(2.2, 3.2)
    word, wall = finish(random, "stone", "white", "brick", "wooden")
    roof = tint(random, "roof")
    rise = random.uniform(0.5, 1) * width / 1.5
    gable = np.array(
        [
            (-width / 2, 0),
            (width / 2, 0),
            (width / 2, height),
            (0, height + rise),
            (-width / 2, height),
        ]
    )
    pieces = [("nave", extrude(gable, length), wall)]
    top = rotate(
        roof_over("gabled", length, width, height, rise, 0.12) + (0, 0.06, 0), "y", np.pi / 2
    )
    pieces.append(("roof", top, roof))
    number = random.integers(3, 6)
    glass = tint(random, "window")
    arch = circle((0.22, 0.22), (0, 0.6), 7, 0, np.pi)
    pane = extrude(np.concatenate([[(-0.22, -0.5), (0.22, -0.5)], arch]), width + 0.05, "x") + (
        0,
        0.5 * height,
        0,
    )
    z = np.linspace(-0.38, 0.38, number) * length
    pieces.append(("windows", copies(pane, np.stack([0 * z, 0 * z, z], axis=1)), glass))
    towers = pick(random, 1, 1, 1, 2)
    size, tall = random.uniform(1.1, 1.6), height + rise + random.uniform(0.5, 2.5)
    size *= 0.8 if towers == 2 else 1
    spire = random.uniform(1.2, 3.2)
    cap = pick(random, "a spire", "a spire", "an onion dome", "a low roof")
    sides = pick(random, 4, 8)
    for x in [0] if towers == 1 else [-width / 2, width / 2]:
        place = np.array((x, 0, length / 2 + (0.3 * size if towers == 1 else 0)))
        pieces.append(("tower", box(place + (0, tall / 2, 0), (size, tall, size)), wall))
        if cap == "an onion dome":
            profile = curve(
                [(0.5 * size, 0), (0.7 * size, 0.4), (0.45 * size, 0.9), (0.1, 1.3), (0.0, 1.7)], 14
            )
            crown, high = revolve(profile, 16), 1.7
        else:
            high = spire if cap == "a spire" else 0.6
            crown = revolve(
                [(0, 0), (0.75 * size if sides == 4 else 0.62 * size, 0), (0, high)], sides
            )
            crown = rotate(crown, "y", np.pi / 4) if sides == 4 else crown
        pieces.append(("spire", crown + place + (0, tall, 0), roof))
        y = tall + high
        cross = [box((0, 0.3, 0), (0.07, 0.7, 0.07)), box((0, 0.4, 0), (0.36, 0.07, 0.07))]
        pieces += [("cross", part + place + (0, y, 0), tint(random, "brass")) for part in cross]
        belfry = box((0, 0.85 * tall, 0), (0.4 * size, 0.7, size + 0.05))
        for turned in (belfry, rotate(belfry, "y", np.pi / 2)):
            pieces.append(("windows", turned + place, tint(random, "dark")))
    front = length / 2 + (0.8 * size if towers == 1 else 0) + 0.02
    pieces.append(
        (
            "door",
            extrude(np.concatenate([[(-0.4, 0), (0.4, 0)], circle(0.4, (0, 1), 8, 0, np.pi)]), 0.06)
            + (0, 0, front),
            tint(random, "wooden"),
        )
    )
    details = [f"with {count(towers, 'tower')} under {cap}"]
    if chance(random, 0.4):
        apse = revolve(
            [(0, 0), (0.36 * width, 0), (0.36 * width, 0.75 * height), (0, 0.75 * height + 0.8)], 14
        )
        pieces.append(("apse", apse - (0, 0, length / 2), wall))
        details.append("with a round apse")
    if chance(random, 0.25):
        arm = extrude(gable * (0.8, 0.95), 1.8 * width, "x")
        pieces.append(("nave", arm - (0, 0, 0.15 * length), wall))
        details.append("with a transept")
    return describe("church", [word], details), pieces


def make_bridge(random):
    """A bridge: of arches, hung from cables, of a truss, or of beams on piers."""
    style = pick(random, "arched", "suspension", "cable-stayed", "truss", "beam", "humpbacked")
    length, width = random.uniform(8, 14), random.uniform(1, 2)
    details = []
    if style in ("arched", "humpbacked"):
        word, color = finish(random, "stone", "brick")
        number = 1 if style == "humpbacked" else random.integers(2, 6)
        span, height = length / number, random.uniform(1.4, 2.4)
        pier, hump = random.uniform(0.1, 0.2) * span, 0.0
        if style == "humpbacked":
            length, hump = 0.6 * length, random.uniform(0.6, 1.2)
            span, pier = length, 0.22 * length
        rise = min(span / 2 - pier / 2, height * random.uniform(0.65, 0.85))
        x = np.linspace(-length / 2, length / 2, 17)
        top = np.stack([x, height + hump * (1 - (2 * x / length) ** 2)], axis=1)[::-1]
        outline = [(-length / 2, 0)]
        for i in range(number):
            middle = -length / 2 + (i + 0.5) * span
            outline += [*circle(((span - pier) / 2, rise + hump * 0.8), (middle, 0), 11, np.pi, 0)]
        outline += [(length / 2, 0), *top]
        pieces = [("arches", extrude(np.array(outline), width), color)]
        wall = np.concatenate([top, top[::-1] + (0, 0.35)])
        rail = extrude(wall, 0.15)
        pieces.append(
            ("rails", copies(rail, [(0, 0, s * (width - 0.15) / 2) for s in (-1, 1)]), color)
        )
        details.append(f"with {count(number, 'arch', 'arches')}")
        return describe("bridge", ["" if style == "arched" else style, word], details), pieces
    color = tint(random, pick(random, "metal", "red", "green", "stone"))
    deck = random.uniform(1.2, 2)
    pieces = [("deck", box((0, deck, 0), (length, 0.2, width)), tint(random, "stone"))]
    thin = random.uniform(0.03, 0.05)
    if style == "suspension":
        tower, tall = random.uniform(0.26, 0.33) * length, deck + random.uniform(1.8, 3)
        x = np.concatenate(
            [
                np.linspace(-length / 2, -tower, 7),
                np.linspace(-tower, tower, 15)[1:],
                np.linspace(tower, length / 2, 7)[1:],
            ]
        )
        inner = (deck + 0.3) + (tall - deck - 0.3) * (x / tower) ** 2
        outer = tall + (deck - tall) * ((np.abs(x) - tower) / (length / 2 - tower)).clip(0) ** 0.85
        y = np.where(np.abs(x) < tower, inner, outer)
        for z in (-width / 2, width / 2):
            path = np.stack([x, y, 0 * x + z], axis=1)
            pieces.append(("cables", sweep(path, 1.5 * thin, 6, normal=(0, 0, 1)), color))
            pieces.append(
                (
                    "cables",
                    rods(path[1:-1], path[1:-1] * (1, 0, 1) + (0, deck, 0), 0.6 * thin, sides=4),
                    color,
                )
            )
            for side in (-tower, tower):
                pieces.append(("towers", box((side, tall / 2, z), (0.3, tall, 0.25)), color))
        for side in (-tower, tower):
            for level in (tall - 0.15, (tall + deck) / 2):
                pieces.append(("towers", box((side, level, 0), (0.22, 0.2, width)), color))
        details.append("with two towers and hanging cables")
    elif style == "cable-stayed":
        towers, tall = pick(random, 1, 2), deck + random.uniform(2, 3.5)
        number = random.integers(4, 9)
        for place in [0] if towers == 1 else [-0.25 * length, 0.25 * length]:
            reach = (0.47 if towers == 1 else 0.23) * length
            for z in (-width / 2, width / 2):
                pieces.append(
                    (
                        "towers",
                        rod((place, 0, 1.3 * z), (place, tall, 0.3 * z), 0.15, 0.12, 8),
                        color,
                    )
                )
                steps = np.linspace(0.2, 1, number)
                for side in (-1, 1):
                    low = np.stack(
                        [place + side * reach * steps, 0 * steps + deck, 0 * steps + z], axis=1
                    )
                    high = np.stack(
                        [
                            0 * steps + place,
                            deck + (tall - deck) * (0.5 + 0.48 * steps),
                            0 * steps + 0.4 * z,
                        ],
                        axis=1,
                    )
                    pieces.append(("cables", rods(low, high, 0.6 * thin, sides=4), color))
        details.append(f"with {count(towers, 'tower')} and straight cables")
    elif style == "truss":
        number, tall = random.integers(5, 10), random.uniform(1, 1.7)
        x = np.linspace(-length / 2, length / 2, number + 1)
        arch = chance(random, 0.4)
        top = deck + tall * (
            0.4 + 0.8 * (1 - (2 * x / length) ** 2) if arch else np.ones(number + 1)
        )
        for z in (-width / 2, width / 2):
            low = np.stack([x, 0 * x + deck, 0 * x + z], axis=1)
            high = np.stack([x, top, 0 * x + z], axis=1)
            diagonal = np.where(np.arange(number)[:, None] % 2, low[:-1], high[:-1])
            other = np.where(np.arange(number)[:, None] % 2, high[1:], low[1:])
            starts = np.concatenate([low, high[:-1], diagonal])
            ends = np.concatenate([high, high[1:], other])
            pieces.append(("truss", rods(starts, ends, 1.4 * thin, sides=4), color))
        bars = np.stack([x, top, 0 * x - width / 2], axis=1)
        pieces.append(("truss", rods(bars, bars * (1, 1, -1), thin, sides=4), color))
        details.append("with an arched top" if arch else "with a level top")
    else:
        number = random.integers(2, 6)
        x = np.linspace(-0.42, 0.42, number) * length
        pier = pick(
            random,
            box((0, deck / 2, 0), (0.35, deck, 0.8 * width)),
            rod((0, 0, 0), (0, deck, 0), 0.25),
        )
        pieces.append(
            ("piers", copies(pier, np.stack([x, 0 * x, 0 * x], axis=1)), tint(random, "stone"))
        )
        details.append(f"on {count(number, 'pier')}")
    if style != "truss" and chance(random, 0.7):
        x = np.linspace(-length / 2, length / 2, 15)
        for z in (-width / 2, width / 2):
            posts = np.stack([x, 0 * x + deck, 0 * x + z], axis=1)
            pieces.append(("rails", rods(posts, posts + (0, 0.4, 0), 0.025, sides=4), color))
            pieces.append(
                (
                    "rails",
                    rods(
                        [(-length / 2, deck + 0.4, z)], [(length / 2, deck + 0.4, z)], 0.03, sides=4
                    ),
                    color,
                )
            )
    if style in ("cable-stayed", "truss"):
        x = np.array([-0.48, 0.48]) * length
        pieces.append(
            (
                "piers",
                copies(
                    box((0, deck / 2, 0), (0.3, deck, width)), np.stack([x, 0 * x, 0 * x], axis=1)
                ),
                tint(random, "stone"),
            )
        )
    return describe("bridge", [style], details), pieces


def make_windmill(random):
    """A windmill with sails, or a wind turbine."""
    modern = chance(random, 0.35)
    if modern:
        height, number = random.uniform(5, 8), pick(random, 2, 3, 3, 3)
        reach = random.uniform(0.35, 0.55) * height
        white = tint(random, "white")
        pieces = [("tower", rod((0, 0, 0), (0, height, 0), 0.25, 0.12, 16), white)]
        pieces.append(("head", box((0, height + 0.12, -0.1), (0.3, 0.35, 0.9)), white))
        pieces.append(("head", ellipsoid((0, height + 0.12, 0.4), (0.16, 0.16, 0.25)), white))
        t = np.linspace(0, 1, 8)
        wide = 0.24 * np.sin(np.pi * np.minimum(1, t * 0.8 + 0.25)) + 0.02
        outline = np.concatenate(
            [np.stack([0 * t - 0.05, t * reach], 1), np.stack([wide - 0.05, t * reach], 1)[::-1]]
        )
        blade = extrude(outline, 0.05)
        blades = around(blade, number, "z", random.uniform(0, 2))
        pieces.append(("sails", blades + (0, height + 0.12, 0.42), white))
        return describe("windmill", ["modern", "white"], [f"with {count(number, 'blade')}"]), pieces
    height, wide = random.uniform(3, 5), random.uniform(1.1, 1.6)
    word, wall = finish(random, "white", "brick", "wooden", "stone")
    sides, narrow = pick(random, 8, 20, 4), random.uniform(0.5, 0.75)
    body = revolve([(0, 0), (wide, 0), (narrow * wide, height), (0, height)], sides)
    pieces = [("tower", rotate(body, "y", np.pi / sides), wall)]
    roof = tint(random, "roof")
    size = narrow * wide
    cap = pick(random, "a pointed cap", "a round cap", "a gabled cap")
    if cap == "a pointed cap":
        pieces.append(
            ("head", revolve([(0, 0), (1.1 * size, 0), (0, 1.2)], 16) + (0, height, 0), roof)
        )
    elif cap == "a round cap":
        dome = circle((1.08 * size, 0.8), sides=8, stop=np.pi / 2)
        pieces.append(("head", revolve([*dome, (0, 0.8)], 16) + (0, height, 0), roof))
    else:
        pieces.append(
            (
                "head",
                rotate(
                    roof_over("gabled", 2.1 * size, 1.7 * size, height, 0.8, 0.1), "y", np.pi / 2
                ),
                roof,
            )
        )
    y, z = height + 0.3, size + 0.45
    dark = tint(random, "wooden")
    pieces.append(("head", rod((0, y, 0), (0, y, z + 0.1), 0.1), dark))
    reach, number = random.uniform(0.55, 0.75) * height, pick(random, 4, 4, 4, 6)
    arm = box((0, reach / 2, 0), (0.1, reach, 0.08))
    style = pick(random, "lattice", "cloth")
    if style == "lattice":
        levels = np.linspace(0.3, 0.98, 8) * reach
        bars = copies(
            box((0.2, 0, 0), (0.5, 0.04, 0.03)), np.stack([0 * levels, levels, 0 * levels], axis=1)
        )
        edge = box((0.45, 0.64 * reach, 0), (0.04, 0.7 * reach, 0.03))
        sail = np.concatenate([arm, bars, edge])
    else:
        sail = np.concatenate([arm, box((0.22, 0.64 * reach, 0), (0.42, 0.68 * reach, 0.02))])
    color = tint(random, pick(random, "wooden", "white"))
    pieces.append(("sails", around(sail, number, "z", random.uniform(0, 2)) + (0, y, z), color))
    pieces.append(("door", box((0, 0.5, wide * 0.93 * np.cos(np.pi / sides)), (0.5, 1, 0.2)), dark))
    if chance(random, 0.3):
        level = 0.35 * height
        out = wide + (size - wide) * 0.35
        pieces.append(
            (
                "gallery",
                revolve(
                    [
                        (out, level),
                        (out + 0.5, level),
                        (out + 0.5, level + 0.08),
                        (out, level + 0.08),
                    ],
                    20,
                ),
                dark,
            )
        )
        post = rod((out + 0.45, level, 0), (out + 0.45, level + 0.4, 0), 0.025, sides=4)
        pieces.append(("gallery", around(post, 14), dark))
    shape = {4: "square", 8: "eight-sided", 20: "round"}[sides]
    return describe(
        "windmill", [shape, word], [f"with {count(number, f'{style} sail')}", f"with {cap}"]
    ), pieces


def make_lighthouse(random):
    """A lighthouse, plain or striped."""
    height, wide, narrow = random.uniform(4, 7), random.uniform(0.8, 1.2), random.uniform(0.55, 0.8)
    sides = pick(random, 20, 20, 8)
    top = narrow * wide
    stripes = pick(random, 0, 3, 5, 7)
    word, color = finish(random, "red", "blue", "black", "green")
    white = tint(random, "white")
    levels = np.linspace(0, height, max(stripes, 1) + 1)
    pieces = []
    for i, (low, high) in enumerate(zip(levels[:-1], levels[1:], strict=True)):
        radii = wide + (top - wide) * np.array([low, high]) / height
        ring = revolve([(radii[0], low), (radii[1], high)], sides)
        pieces.append(("tower", ring, color if stripes and i % 2 == 0 else white))
    pieces.append(
        (
            "gallery",
            revolve(
                [
                    (top, height - 0.15),
                    (1.4 * top, height),
                    (1.4 * top, height + 0.1),
                    (0, height + 0.1),
                ],
                sides,
            ),
            color,
        )
    )
    post = rod((1.33 * top, height, 0), (1.33 * top, height + 0.5, 0), 0.03, sides=4)
    pieces += [
        ("gallery", around(post, 14), color),
        ("gallery", torus((0, height + 0.5, 0), 1.33 * top, 0.03), color),
    ]
    lamp = random.uniform(0.6, 1)
    room = rod((0, height + 0.1, 0), (0, height + 0.1 + lamp, 0), 0.7 * top, sides=10)
    pieces.append(("lamp", room, tint(random, "yellow")))
    dome = chance(random, 0.5)
    cap = (
        circle((0.85 * top, 0.6), sides=7, stop=np.pi / 2)
        if dome
        else np.array([(0.9 * top, 0), (0, 0.7)])
    )
    pieces.append(
        ("roof", revolve([(0, 0), *cap, (0, cap[-1, 1])], 16) + (0, height + 0.1 + lamp, 0), color)
    )
    pieces.append(
        ("roof", rod((0, height + lamp + 0.6, 0), (0, height + lamp + 1.1, 0), 0.04), color)
    )
    y = np.linspace(0.25, 0.8, random.integers(2, 4)) * height
    for level in y:
        out = wide + (top - wide) * level / height
        pieces.append(
            (
                "windows",
                box((0, level, out * np.cos(np.pi / sides)), (0.22, 0.4, 0.08)),
                tint(random, "dark"),
            )
        )
    pieces.append(("door", box((0, 0.5, wide * 0.99), (0.5, 1, 0.1)), tint(random, "wooden")))
    hut = chance(random, 0.3)
    if hut:
        pieces.append(("house", box((1.6, 0.7, 0), (2.2, 1.4, 1.6)), white))
        pieces.append(
            (
                "house",
                roof_over("gabled", 2.2, 1.6, 1.4, 0.7, 0.1) + (1.6, 0, 0),
                tint(random, "roof"),
            )
        )
    paint = f"{word} and white striped" if stripes else "white"
    return describe(
        "lighthouse",
        [paint],
        [
            "with a house beside it" if hut else "",
            "under a dome" if dome else "under a pointed roof",
        ],
    ), pieces


def make_castle(random):
    """A castle of walls, towers and a keep."""
    size, height = random.uniform(4, 6), random.uniform(1.5, 2.2)
    depth = size * random.uniform(0.7, 1)
    word, wall = finish(random, "stone", "brick", "beige", "grey")
    roof = tint(random, pick(random, "roof", "blue", "red"))
    thick, tooth = 0.35, 0.3
    pieces = []
    gate = np.concatenate([[(-0.5, 0.02), (0.5, 0.02)], circle(0.5, (0, 0.7), 8, 0, np.pi)])
    front = extrude([rectangle(size, height, (0, height / 2)), gate], thick)
    pieces.append(("walls", front + (0, 0, depth / 2), wall))
    pieces.append(("walls", box((0, height / 2, -depth / 2), (size, height, thick)), wall))
    sides = box((0, height / 2, 0), (thick, height, depth))
    pieces.append(("walls", copies(sides, [(-size / 2, 0, 0), (size / 2, 0, 0)]), wall))
    pieces.append(("walls", battlements(size + thick, depth + thick, height, tooth), wall))
    radius, tall = random.uniform(0.5, 0.8), height * random.uniform(1.3, 2)
    pointed, round_towers = chance(random, 0.5), chance(random, 0.65)
    corners = np.array([(x * size / 2, 0, z * depth / 2) for x in (-1, 1) for z in (-1, 1)])

    def turret(radius, tall):
        number = 16 if round_towers else 4
        wide = radius if round_towers else 1.3 * radius
        body = revolve(
            [
                (wide, 0),
                (wide, tall),
                (1.15 * wide, tall + 0.1),
                (1.15 * wide, tall + 0.4),
                (0, tall + 0.4),
            ],
            number,
        )
        tooth_at = box(
            (1.08 * wide * (1 if round_towers else 0.707), tall + 0.55, 0), (0.15, 0.3, 0.3)
        )
        parts = [
            ("towers", rotate(body, "y", np.pi / 4), wall),
            ("towers", around(tooth_at, 8 if round_towers else 4), wall),
        ]
        if pointed:
            cone = revolve([(0, 0), (1.15 * wide, 0), (0, 2.2 * radius)], number)
            parts = parts[:1] + [("roofs", rotate(cone, "y", np.pi / 4) + (0, tall + 0.4, 0), roof)]
        return parts

    for name, surface, color in turret(radius, tall):
        pieces.append((name, copies(surface, corners), color))
    keep = chance(random, 0.6)
    if keep:
        high = tall * random.uniform(1.1, 1.5)
        wide = 0.35 * size
        pieces.append(("keep", box((0, high / 2, -0.1 * depth), (wide, high, wide)), wall))
        if pointed:
            pieces.append(
                (
                    "roofs",
                    roof_over("pyramidal", wide, wide, high, 0.6 * wide, 0.1)
                    + (0, 0, -0.1 * depth),
                    roof,
                )
            )
        else:
            pieces.append(
                ("keep", battlements(wide, wide, high, 0.25) + (0, 0, -0.1 * depth), wall)
            )
    towers = "with four round towers" if round_towers else "with four square towers"
    tops = "under pointed roofs" if pointed else "with battlements"
    return describe("castle", [word], [f"{towers} {tops}", "with a keep" if keep else ""]), pieces


def make_skyscraper(random):
    """A tall building: a slab, stepped, round or twisted."""
    style = pick(random, "plain", "stepped", "round", "twisted", "tapered")
    width, depth = random.uniform(1.4, 2.2), random.uniform(1.2, 2)
    height, floors = random.uniform(5, 9), random.integers(10, 19)
    word, wall = finish(random, "glass", "grey", "white", "beige", "brown")
    glass = tint(random, "window")
    pieces = []
    y = np.linspace(0, height, floors + 1)[1:]
    if style == "round":
        body = revolve([(0, 0), (width / 2, 0), (width / 2, height), (0, height)])
        bands = revolve([(width / 2 + 0.02, 0), (width / 2 + 0.02, 0.45 * height / floors)])
        pieces.append(("walls", body, wall))
        pieces.append(
            (
                "windows",
                copies(bands, np.stack([0 * y, y - 0.6 * height / floors, 0 * y], axis=1)),
                glass,
            )
        )
    elif style == "stepped":
        number = random.integers(2, 5)
        levels = np.linspace(0, height, number + 1) * np.linspace(0.8, 1, number + 1)
        for i in range(number):
            share = 1 - 0.75 * i / number
            tall = levels[i + 1] - levels[i]
            pieces.append(
                (
                    "walls",
                    box((0, levels[i] + tall / 2, 0), (share * width, tall, share * depth)),
                    wall,
                )
            )
            rows = np.arange(levels[i] + 0.25, levels[i + 1] - 0.1, 0.45)
            band = box((0, 0, 0), (share * width + 0.03, 0.18, share * depth + 0.03))
            pieces.append(
                ("windows", copies(band, np.stack([0 * rows, rows, 0 * rows], axis=1)), glass)
            )
    else:
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (width / 2, depth / 2)
        turn = random.uniform(0.6, 1.6) if style == "twisted" else 0
        top = random.uniform(0.3, 0.7) if style == "tapered" else 1
        levels = np.linspace(0, 1, floors + 1)
        ring = np.stack([corners[:, 0], np.zeros(4), corners[:, 1]], axis=1)
        grid = (
            rotate(ring * np.ones((floors + 1, 1, 1)), "y", turn * levels[:, None])
            * (1 + (top - 1) * levels)[:, None, None]
        )
        grid = grid + (levels * height)[:, None, None] * np.array((0, 1, 0))
        pieces.append(("walls", sheet(grid, around=True), wall))
        pieces.append(("walls", sheet(grid[-1][[0, 1, 3, 2]].reshape(2, 2, 3)), wall))
        bands = np.stack(
            [grid[:-1] * 0.5 + grid[1:] * 0.5, grid[:-1] * 0.1 + grid[1:] * 0.9], axis=1
        ) * (1.02, 1, 1.02)
        pieces.append(
            ("windows", np.concatenate([sheet(band, around=True) for band in bands]), glass)
        )
    spire = chance(random, 0.35)
    if spire:
        pieces.append(
            (
                "spire",
                rod((0, height, 0), (0, height * random.uniform(1.15, 1.35), 0), 0.1, 0.02),
                tint(random, "metal"),
            )
        )
    if chance(random, 0.5):
        pieces.append(("base", box((0, 0.25, 0), (1.5 * width, 0.5, 1.4 * depth)), wall))
    return describe(
        "skyscraper", [style, word], ["with a spire on top" if spire else "with a flat top"]
    ), pieces


def make_tent(random):
    """A tent: a ridge, a dome, a cone or a pavilion."""
    style = pick(random, "ridge", "dome", "cone-shaped", "pavilion")
    word, color = finish(random)
    wood = tint(random, "wooden")
    width, length, height = random.uniform(1.8, 3), random.uniform(2, 3.5), random.uniform(1.3, 2.2)
    if style == "ridge":
        half, wall = width / 2, random.uniform(0, 0.3) * height
        outline = np.array(
            [(-half, 0), (half, 0), (half * 0.95, wall), (0, height), (-half * 0.95, wall)]
        )
        cloth = sheet(
            np.stack(
                [np.column_stack([outline, np.full(5, z)]) for z in (-length / 2, length / 2)]
            ),
            around=True,
        )
        door = np.array([(-0.25, 0.02), (0.25, 0.02), (0, 0.75 * height)])
        ends = [
            extrude([outline, door], 0.02) + (0, 0, length / 2),
            extrude(outline, 0.02) - (0, 0, length / 2),
        ]
        pieces = [("cloth", part, color) for part in (cloth, *ends)]
        pieces.append(
            (
                "poles",
                copies(
                    rod((0, 0, 0), (0, 1.08 * height, 0), 0.03),
                    [(0, 0, -length / 2), (0, 0, length / 2)],
                ),
                wood,
            )
        )
        pegs = [(s * (half + 0.5), 0, z * length / 2) for s in (-1, 1) for z in (-1, 1)]
        tops = [
            (s * 0.95 * half, max(wall, 0.3 * height), z * length / 2)
            for s in (-1, 1)
            for z in (-1, 1)
        ]
        pieces.append(("ropes", rods(pegs, tops, 0.012, sides=4), wood))
    elif style == "dome":
        radius, number = width / 2, pick(random, 4, 6)
        angle = np.linspace(0, np.pi / 2, 8)
        profile = np.stack([radius * np.cos(angle), height * 0.8 * np.sin(angle)], axis=1)
        pieces = [("cloth", revolve(profile, 2 * number), color)]
        arc = np.column_stack([profile * 1.02, np.zeros(8)])
        pieces.append(("poles", around(sweep(arc, 0.025, 6), 2 * number), tint(random, "dark")))
        porch = revolve(profile * 0.5, 12) * (0.8, 1.0, 1) + (0, 0, 0.85 * radius)
        pieces.append(("cloth", porch, finish(random)[1]))
    elif style == "cone-shaped":
        radius, number = width / 2, random.integers(6, 13)
        height *= 1.4
        cone = revolve([(radius, 0), (0.08, height)], number)
        pole = rod((1.02 * radius, 0, 0), (-0.15 * radius, 1.15 * height, 0), 0.025, sides=6)
        pieces = [("cloth", cone, color), ("poles", around(pole, number), wood)]
        door = sheet(
            np.array(
                [
                    [(-0.25, 0.0, radius + 0.02), (0.25, 0.0, radius + 0.02)],
                    [(-0.02, 0.6 * height, 0.42 * radius), (0.02, 0.6 * height, 0.42 * radius)],
                ]
            )
        )
        pieces.append(("door", door, tint(random, "dark")))
    else:
        half = width / 2
        corners = np.array(
            [(x * half, 0, z * half) for x, z in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        )
        low = 0.85 * height
        pieces = [("poles", rods(corners, corners + (0, low, 0), 0.04), tint(random, "metal"))]
        rise = random.uniform(0.5, 1.2)
        pieces.append(("cloth", roof_over("pyramidal", width, width, low, rise, 0.08), color))
        skirt = np.stack([corners * 1.08 + (0, low, 0), corners * 1.08 + (0, low - 0.3, 0)])
        pieces.append(("cloth", sheet(skirt, around=True), color))
    return describe("tent", [word, style], []), pieces


def make_stairs(random):
    """Stairs: straight, of two flights, or winding."""
    style = pick(random, "straight", "straight", "spiral", "turning")
    number = random.integers(9, 15) if style == "turning" else random.integers(5, 15)
    width = random.uniform(0.8, 1.4)
    rise, run = random.uniform(0.16, 0.2), random.uniform(0.24, 0.32)
    word, color = finish(random, "wooden", "stone", "metal", "white")
    details = [f"with {count(number, 'step')}"]
    if style == "spiral":
        number = max(number, 9)
        turn = random.uniform(0.35, 0.5)
        step = extrude(
            np.array([(0.05, -0.06), (width, -0.25), (width, 0.25), (0.05, 0.06)]), 0.06, "y"
        )
        i = np.arange(number)
        steps = rotate(step, "y", turn * i[:, None, None]) + (rise * (i + 1))[
            :, None, None, None
        ] * np.array((0, 1, 0))
        pieces = [("steps", steps.reshape(-1, 3, 3), color)]
        top = rise * number
        pieces.append(("post", rod((0, 0, 0), (0, top + 0.9, 0), 0.07), color))
        rim = np.stack(
            [0.95 * width * np.cos(turn * i), rise * (i + 1), -0.95 * width * np.sin(turn * i)],
            axis=1,
        )
        pieces.append(
            ("rails", rods(rim, rim + (0, 0.85, 0), 0.02, sides=5), tint(random, "metal"))
        )
        pieces.append(
            ("rails", sweep(rim + (0, 0.85, 0), 0.03, 6, normal=(0, 1, 0)), tint(random, "dark"))
        )
        return describe("staircase", [style, word], [f"with {count(number, 'step')}"]), pieces
    solid = chance(random, 0.5)

    def flight(number):
        i = np.arange(number)
        if solid:
            outline = [(0, 0)]
            for k in i:
                outline += [(k * run, (k + 1) * rise), ((k + 1) * run, (k + 1) * rise)]
            outline += [(number * run, number * rise - rise), (run, 0)]
            return [extrude(np.array(outline), width)]
        steps = copies(
            box((0, 0, 0), (run * 1.1, 0.05, width)),
            np.stack([(i + 0.5) * run, (i + 1) * rise, 0 * i], axis=1),
        )
        beam = np.array(
            [
                (0, -0.05),
                (0.25, -0.05),
                (number * run, number * rise - 0.2),
                (number * run, number * rise),
            ]
        )
        return [steps, copies(extrude(beam, 0.06), [(0, 0, s * width / 2) for s in (-1, 1)])]

    first = number if style == "straight" else number // 2
    pieces = [("steps", part, color) for part in flight(first)]
    if style == "turning":
        x, y = first * run, first * rise
        pieces.append(("landing", box((x + width / 2, y - 0.05, 0), (width, 0.12, width)), color))
        for part in flight(number - first):
            pieces.append(
                ("steps", rotate(part, "y", np.pi / 2) + (x + width / 2, y, -width / 2), color)
            )
        pieces.append(
            (
                "landing",
                copies(
                    box((x + width / 2, y / 2, 0), (0.1, y, 0.1)),
                    [(s * 0.45 * width, 0, t * 0.45 * width) for s in (-1, 1) for t in (-1, 1)],
                ),
                color,
            )
        )
    rails = pick(random, 0, 1, 2)
    metal = tint(random, pick(random, "metal", "wooden", "dark"))
    for z in (1, -1)[:rails]:
        k = np.arange(first)
        feet = np.stack([(k + 0.5) * run, (k + 1) * rise, 0 * k + z * 0.46 * width], axis=1)
        pieces.append(("rails", rods(feet, feet + (0, 0.85, 0), 0.02, sides=5), metal))
        pieces.append(("rails", rod(feet[0] + (0, 0.85, 0), feet[-1] + (0, 0.85, 0), 0.035), metal))
    details.append(f"with {count(rails, 'rail')}" if rails else "without rails")
    return describe("staircase", [style, word], details), pieces


def make_fence(random):
    """A fence of pickets, rails, bars or wire, or a gate."""
    style = pick(random, "picket", "rail", "iron", "lattice")
    length, height = random.uniform(2, 3.5), random.uniform(0.8, 1.3)
    word, color = {"iron": finish(random, "black", "green", "grey")}.get(style) or finish(
        random, "wooden", "white", "painted"
    )
    number = pick(random, 2, 3, 4)
    x = np.linspace(-length / 2, length / 2, number)
    post = box((0, 0.55 * height, 0), (0.09, 1.1 * height, 0.09))
    pieces = [("posts", copies(post, np.stack([x, 0 * x, 0 * x], axis=1)), color)]
    details = [f"with {count(number, 'post')}"]
    if style == "picket":
        wide, point = random.uniform(0.07, 0.12), pick(random, 0.1, 0.1, 0)
        outline = np.array(
            [
                (-wide / 2, 0.06),
                (wide / 2, 0.06),
                (wide / 2, height - point),
                (0, height + 0.001),
                (-wide / 2, height - point),
            ]
        )
        pales = np.arange(-length / 2 + 0.15, length / 2 - 0.1, wide * random.uniform(1.4, 1.9))
        rows = np.stack([pales, 0 * pales, 0 * pales + 0.05], axis=1)
        pieces.append(("pales", copies(extrude(outline, 0.025), rows), color))
        levels = (0.25, 0.75)
        details.append("with pointed pales" if point else "with square pales")
    elif style == "rail":
        levels = np.linspace(0.3, 0.95, pick(random, 2, 3, 4))
        details = [f"of {count(len(levels), 'rail')}", f"on {count(number, 'post')}"]
    elif style == "iron":
        bars = np.arange(-length / 2 + 0.12, length / 2 - 0.05, random.uniform(0.12, 0.2))
        rows = np.stack([bars, 0 * bars, 0 * bars], axis=1)
        pieces.append(
            ("pales", copies(rod((0, 0.05, 0), (0, height, 0), 0.015, sides=6), rows), color)
        )
        tips = copies(rod((0, height, 0), (0, height + 0.12, 0), 0.035, 0.003, 6), rows)
        pieces.append(("pales", tips, color))
        levels = (0.15, 0.85)
        details.append("with spear points")
    else:
        slope = np.arange(-length / 2, length / 2 - height * 0.7, random.uniform(0.18, 0.3))
        for side in (1, -1):
            low = np.stack([slope, 0 * slope + 0.12 * height, 0 * slope + 0.02 * side], axis=1)
            high = low + (0.76 * height, 0.76 * height, 0)
            pieces.append(("pales", rods(low, high, 0.022, sides=4) * (side, 1, 1), color))
        levels = (0.12, 0.9)
    for level in levels:
        pieces.append(("rails", box((0, level * height, 0), (length, 0.07, 0.04)), color))
    return describe("fence", [word, style], details), pieces


# Each with its parts.
MAKERS = {
    "bridge": (
        make_bridge,
        (
            "towers",
            "rails",
            "cables",
            "deck",
            "piers",
            "truss",
            "arches",
        ),
    ),
    "castle": (
        make_castle,
        (
            "walls",
            "towers",
            "keep",
            "roofs",
        ),
    ),
    "church": (
        make_church,
        (
            "windows",
            "cross",
            "tower",
            "spire",
            "nave",
            "roof",
            "door",
            "apse",
        ),
    ),
    "fence": (
        make_fence,
        (
            "rails",
            "pales",
            "posts",
        ),
    ),
    "house": (
        make_house,
        (
            "windows",
            "walls",
            "door",
            "roof",
            "chimney",
            "porch",
            "garage",
        ),
    ),
    "lighthouse": (
        make_lighthouse,
        (
            "tower",
            "gallery",
            "windows",
            "roof",
            "lamp",
            "door",
            "house",
        ),
    ),
    "skyscraper": (
        make_skyscraper,
        (
            "walls",
            "windows",
            "base",
            "spire",
        ),
    ),
    "staircase": (
        make_stairs,
        (
            "rails",
            "steps",
            "landing",
            "post",
        ),
    ),
    "tent": (
        make_tent,
        (
            "cloth",
            "poles",
            "door",
            "ropes",
        ),
    ),
    "tower": (
        make_tower,
        (
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
        ),
    ),
    "windmill": (
        make_windmill,
        (
            "head",
            "tower",
            "sails",
            "door",
            "gallery",
        ),
    ),
}
