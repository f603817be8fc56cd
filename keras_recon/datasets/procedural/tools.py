"""Tools and cutlery: built along y, the head up, then laid down or not."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    bend,
    box,
    circle,
    copies,
    curve,
    extrude,
    mirror,
    regular,
    revolve,
    rod,
    rods,
    rotate,
    sheet,
    star,
    sweep,
    taper,
    torus,
)

_OVAL = [(1, 0), (0.7, 0.5), (0, 0.7), (-0.7, 0.5), (-1, 0), (-0.7, -0.5), (0, -0.7), (0.7, -0.5)]


def lay(random, pieces):
    """Let what stands lie, in two of three cases."""
    side = pick(random, "stands", "on its side", "flat")
    if side == "stands":
        return pieces
    laid = [(name, rotate(surface, "z", np.pi / 2), color) for name, surface, color in pieces]
    if side == "flat":
        laid = [(name, rotate(surface, "x", np.pi / 2), color) for name, surface, color in laid]
    return laid


def shaft(random, length, radius):
    """A handle of wood from y = 0 on, straight or curved, of an oval or a round section."""
    y = np.linspace(0, length, 10)
    sway = random.uniform(0, 0.06) * length * pick(random, 0, 1)
    path = np.stack([sway * np.sin(2 * np.pi * y / length), y, 0 * y], axis=1)
    swell = 1 + random.uniform(0, 0.4) * np.cos(np.pi * y / length) ** 2 * (y < length / 2)
    return sweep(path, radius * swell, pick(random, _OVAL, 10), normal=(0, 0, 1))


def make_hammer(random):
    """A hammer: with a claw, of two faces, a mallet, or a sledgehammer."""
    style = pick(random, "claw", "mallet", "two-faced", "pointed")
    length, radius = random.uniform(1, 1.5), random.uniform(0.035, 0.06)
    word, wood = finish(random, "wooden", "wooden", "painted")
    metal = tint(random, pick(random, "metal", "dark"))
    size = random.uniform(0.08, 0.13)
    pieces = [("handle", shaft(random, length, radius), wood)]
    if chance(random, 0.3):
        grip = rod((0, 0, 0), (0, 0.4 * length, 0), 1.4 * radius, 1.25 * radius)
        pieces.append(("handle", grip, finish(random)[1]))
    top = (0, length, 0)
    if style == "mallet":
        thick, wide = random.uniform(0.15, 0.28), random.uniform(0.25, 0.4)
        if chance(random, 0.5):
            head = rod((-wide, length, 0), (wide, length, 0), thick, sides=20)
        else:
            head = box(top, (2 * wide, 1.5 * thick, 1.3 * thick))
        pieces.append(("head", head, pick(random, wood, tint(random, "rubber"))))
        style = "mallet"
    else:
        pieces.append(("head", box(top, (2 * size, 1.8 * size, 1.8 * size)), metal))
        neck = rod((size, length, 0), (2 * size, length, 0), 0.7 * size, sides=10)
        face = rod((2 * size, length, 0), (3 * size, length, 0), size, sides=16)
        pieces += [("head", neck, metal), ("head", face, metal)]
        if style == "two-faced":
            pieces += [("head", mirror(neck), metal), ("head", mirror(face), metal)]
        elif style == "pointed":
            peak = rod(
                (-size, length, 0), (-4 * size, length - size, 0), 0.9 * size, 0.15 * size, 4
            )
            pieces.append(("head", peak, metal))
        else:
            path = [(-size, 0, 0), (-2 * size, 0.1 * size, 0), (-3.6 * size, -1.3 * size, 0)]
            path = curve(path, 8) + top
            prong = sweep(
                path,
                size * np.linspace(0.9, 0.25, 8),
                [(0.5, 0.5), (0.5, -0.3), (-0.5, -0.3), (-0.5, 0.5)],
                normal=(0, 0, 1),
            )
            spread = np.linspace(0.2, 0.6, 8) * size
            prong[..., 2] += np.interp(-prong[..., 0], -path[:, 0], spread)
            pieces += [("head", prong, metal), ("head", mirror(prong, "z"), metal)]
    handle = f"with a {word} handle"
    if style == "mallet":
        return describe("hammer", ["broad"], [handle, "with a mallet's head"]), lay(random, pieces)
    head = {"claw": "with a claw", "two-faced": "with two faces", "pointed": "with a pointed back"}
    return describe("hammer", [], [handle, head[style]]), lay(random, pieces)


def make_axe(random):
    """An axe of one blade or two."""
    length, radius = random.uniform(0.9, 1.6), random.uniform(0.03, 0.05)
    double = chance(random, 0.3)
    reach, wide = random.uniform(0.22, 0.4), random.uniform(0.15, 0.3)
    word, wood = finish(random, "wooden", "wooden", "painted")
    metal = tint(random, pick(random, "metal", "dark"))
    neck = random.uniform(0.07, 0.1)
    drop = random.uniform(0, 0.15)
    edge = curve([(reach, wide), (1.15 * reach, -drop / 2), (reach, -wide - drop)], 9)
    blade = np.concatenate(
        [[(0, -neck), (0, neck), (0.4 * reach, 1.1 * neck)], edge, [(0.4 * reach, -1.3 * neck)]]
    )
    blade = extrude(blade, 1.0)
    thickness = 0.12 * (1 - 0.9 * np.clip(blade[..., 0] / reach, 0, 1))
    blade[..., 2] *= thickness
    blade += (0.02, 0.93 * length, 0)
    pieces = [("handle", shaft(random, length, radius), wood), ("head", blade, metal)]
    if double:
        pieces.append(("head", mirror(blade), metal))
    else:
        pieces.append(("head", box((-0.04, 0.93 * length, 0), (0.14, 1.8 * neck, 0.12)), metal))
    has = "with two blades" if double else "with one blade"
    shape = "long" if length > 1.25 else "short"
    return describe("axe", [shape], [has, f"with a {word} handle"]), lay(random, pieces)


def make_wrench(random):
    """A wrench: open, a ring, both, or adjustable."""
    length, thick = random.uniform(1, 1.6), random.uniform(0.05, 0.1)
    wide = random.uniform(0.07, 0.12)
    word, metal = finish(random, "metal", "metal", "dark", "red", "blue")
    pieces = [
        (
            "shaft",
            taper(extrude(rectangle_of(wide, length), 0.8 * thick), random.uniform(0.7, 1.3), (0,)),
            metal,
        )
    ]
    style = pick(random, "open", "ring", "combination", "adjustable")
    size = random.uniform(0.16, 0.24)

    def jaw(radius, gap):
        angle = gap + np.linspace(0, 2 * np.pi - 2 * gap, 16) + np.pi / 2
        outer = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        gap = radius * 0.45
        inner = np.array(
            [
                (gap, 0.75 * radius),
                (gap, -0.2 * radius),
                (0, -0.4 * radius),
                (-gap, -0.2 * radius),
                (-gap, 0.75 * radius),
            ]
        )
        return rotate(
            extrude(np.concatenate([outer, inner]), thick), "z", random.uniform(-0.3, 0.3)
        )

    def ring(radius):
        return extrude([circle(radius), regular(pick(random, 6, 12), 0.65 * radius)], thick)

    if style == "adjustable":
        body = np.array(
            [
                (-0.1, -0.2),
                (0.1, -0.2),
                (0.2, 0),
                (0.2, 0.12),
                (-0.05, 0.12),
                (-0.05, 0.42),
                (-0.25, 0.36),
                (-0.22, 0),
            ]
        )
        moved = random.uniform(0, 0.12)
        hook = np.array([(0.08, 0.1), (0.24, 0.1), (0.22, 0.4), (0.08, 0.42)]) + (moved, 0)
        head = [extrude(body, 1.3 * thick), extrude(hook, 1.2 * thick)]
        head.append(rod((0.0, -0.02, 0), (0.16, -0.02, 0), 0.05, sides=12))
        pieces += [("head", part + (0, length + 0.1, 0), metal) for part in head]
    else:
        ends = {"open": "jj", "ring": "rr", "combination": "jr"}[style]
        for end, y in zip(ends, (length, 0), strict=True):
            own = size * (1 if y else random.uniform(0.8, 1))
            part = jaw(own, 0.45) if end == "j" else ring(own)
            part = part + (0, 0.8 * own, 0) if y else mirror(part, "y") - (0, 0.8 * own, 0)
            pieces.append(("head", part + (0, y, 0), metal))
    says = {
        "open": "with two open ends",
        "ring": "with two rings",
        "combination": "with an open end and a ring",
        "adjustable": "with an adjustable jaw",
    }
    return describe("wrench", [word], [says[style]]), lay(random, pieces)


def rectangle_of(width, height):
    """The outline of a rectangle that stands on y = 0."""
    return np.array([(-width / 2, 0), (width / 2, 0), (width / 2, height), (-width / 2, height)])


def make_screwdriver(random):
    """A screwdriver with a flat or a cross tip."""
    grip, length = random.uniform(0.5, 0.7), random.uniform(0.4, 1.1)
    radius, thin = random.uniform(0.1, 0.17), random.uniform(0.025, 0.045)
    word, color = finish(random, "painted", "painted", "wooden")
    ridges = pick(random, 0, 6, 8)
    control = [(0.85, 0), (1, 0.2), (0.95, 0.6), (0.6, 0.85), (0.75, 1)]
    profile = curve(control, 12) * (radius, grip)
    handle = revolve([(0, -0.03), *profile, (0, grip)], 48 if ridges else 16)
    if ridges:
        angle = np.arctan2(handle[..., 2], handle[..., 0])
        handle[..., [0, 2]] *= 1 + 0.09 * np.cos(ridges * angle)[..., None]
    metal, top = tint(random, "metal"), grip + length
    pieces = [("handle", handle, color), ("shaft", rod((0, grip, 0), (0, top, 0), thin), metal)]
    flat = chance(random, 0.5)
    if flat:
        wide = 1.6 * thin
        tip = np.array(
            [(-thin, 0), (thin, 0), (wide, 0.08), (wide, 0.16), (-wide, 0.16), (-wide, 0.08)]
        )
        pieces.append(("tip", extrude(tip, 0.6 * thin) + (0, top, 0), metal))
    else:
        fins = [
            rotate(
                extrude(
                    np.array([(-thin, 0), (thin, 0), (0.3 * thin, 0.14), (-0.3 * thin, 0.14)]),
                    0.4 * thin,
                ),
                "y",
                a,
            )
            for a in (0, np.pi / 2)
        ]
        pieces += [("tip", fin + (0, top, 0), metal) for fin in fins]
    shape = "long" if length > 0.8 else "short"
    says = "with a flat tip" if flat else "with a cross tip"
    return describe("screwdriver", [shape], [f"with a {word} handle", says]), lay(random, pieces)


def make_scissors(random):
    """Scissors, open or nearly closed."""
    blade, opening = random.uniform(0.6, 1.1), random.uniform(0.06, 0.6)
    wide, grip = random.uniform(0.1, 0.16), random.uniform(0.35, 0.55)
    word, color = finish(random)
    metal = tint(random, "metal")
    outline = np.array(
        [
            (-wide / 2, -0.1),
            (wide / 2, -0.1),
            (wide / 2, 0.3 * blade),
            (-0.4 * wide, blade),
            (-wide / 2, blade),
        ]
    )
    cut = extrude(outline, 0.025)
    ring = torus(
        (0, 0, 0),
        (random.uniform(0.12, 0.16), random.uniform(0.16, 0.24)),
        random.uniform(0.03, 0.045),
        "z",
        18,
    )
    lever = sweep(curve([(0, 0, 0), (0.06, -0.4 * grip, 0), (0.1, -grip, 0)], 8), 0.04)
    pieces = []
    for side in (1, -1):
        half = [("blades", cut + (0, 0, 0.014), metal), ("handles", lever, color)]
        half.append(("handles", ring + (0.14, -grip - 0.15, 0), color))
        for name, surface, paint in half:
            turned = rotate(surface, "z", opening / 2)
            pieces.append((name, turned if side > 0 else rotate(turned, "y", np.pi), paint))
    pieces.append(("screw", rod((0, 0, -0.05), (0, 0, 0.05), 0.04), tint(random, "metal")))
    opened = "open" if opening > 0.3 else "closed" if opening < 0.15 else ""
    return describe("pair of scissors", [opened], [f"with {word} handles"]), lay(random, pieces)


def make_saw(random):
    """A handsaw, or a hacksaw in its frame."""
    length, wide = random.uniform(1, 1.5), random.uniform(0.2, 0.35)
    word, color = finish(random, "wooden", "painted")
    metal = tint(random, "metal")
    if chance(random, 0.35):
        bow = curve(
            [
                (0, 0, 0),
                (0, 0.4, 0),
                (length / 2, random.uniform(0.4, 0.55), 0),
                (length, 0.4, 0),
                (length, 0, 0),
            ],
            20,
        )
        pieces = [("frame", sweep(bow, 0.035), finish(random)[1])]
        teeth = saw_edge(length, 0.06, 24)
        pieces.append(("blade", extrude(teeth, 0.012), metal))
        grip = rod((-0.05, -0.1, 0), (-0.12, 0.3, 0), 0.06)
        pieces.append(("handle", grip, color))
        says = "in a bow-shaped frame"
    else:
        teeth = saw_edge(length, wide, random.integers(16, 30))
        teeth[-2:, 1] = (0.45 * wide, wide)
        pieces = [("blade", extrude(teeth, 0.012), metal)]
        outline = curve(
            [
                (0.12, -0.02),
                (0.1, 0.2 + wide),
                (-0.2, 0.15 + wide),
                (-0.32, wide / 2),
                (-0.2, -0.1),
            ],
            20,
            True,
        )
        hole = curve([(-0.06, 0.05), (-0.06, wide), (-0.2, 0.8 * wide), (-0.2, 0.1)], 14, True)
        pieces.append(("handle", extrude([outline, hole], random.uniform(0.06, 0.1)), color))
        says = "with a wide blade" if wide > 0.28 else "with a narrow blade"
    pieces = [(name, rotate(surface, "z", np.pi / 2), paint) for name, surface, paint in pieces]
    return describe("saw", [], [says, f"with a {word} handle"]), lay(random, pieces)


def saw_edge(length, wide, number):
    """The outline of a blade along x with teeth below."""
    x = np.linspace(0, length, 2 * number + 1)
    teeth = np.stack([x, np.where(np.arange(len(x)) % 2, -0.04, 0)], axis=1)
    return np.concatenate([teeth, [(length, wide), (0, wide)]])


def make_spade(random):
    """A spade or a shovel."""
    length, thin = random.uniform(1, 1.6), random.uniform(0.03, 0.045)
    wide, deep = random.uniform(0.35, 0.55), random.uniform(0.45, 0.65)
    pointed, hollowed = chance(random, 0.45), random.uniform(0.05, 0.2)
    u, v = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(0, 1, 9))
    narrowing = (
        np.where(v > 0.5, np.sqrt(np.maximum(1 - (2 * v - 1) ** 2, 0.01)), 1)
        if pointed
        else 1 - 0.15 * v
    )
    x = wide / 2 * u * narrowing
    z = hollowed * wide * (u**2 + 0.4 * v)
    blade = sheet(np.stack([x, length + deep * v, z], axis=-1))
    blade = np.concatenate([blade, blade - (0, 0, 0.015)])
    metal = tint(random, pick(random, "metal", "dark"))
    word, wood = finish(random, "wooden", "wooden", "painted")
    pieces = [("blade", blade, metal), ("shaft", rod((0, 0, 0), (0, length, 0), thin), wood)]
    pieces.append(
        ("blade", rod((0, length - 0.2, 0), (0, length + 0.15, 0), 1.3 * thin, 0.6 * thin), metal)
    )
    grip = pick(random, "a D-shaped grip", "a T-shaped grip", "no grip")
    if grip == "a D-shaped grip":
        loop = curve(
            [(0, 0, 0), (-0.13, -0.1, 0), (-0.12, -0.22, 0), (0.12, -0.22, 0), (0.13, -0.1, 0)],
            18,
            True,
        )
        pieces.append(("grip", sweep(loop, 0.9 * thin, closed=True), wood))
    elif grip == "a T-shaped grip":
        pieces.append(("grip", rod((-0.16, 0, 0), (0.16, 0, 0), 1.1 * thin), wood))
    pieces = [(name, rotate(surface, "x", np.pi), color) for name, surface, color in pieces]
    shape = "pointed" if pointed else "square"
    has = "without a grip" if grip == "no grip" else f"with {grip}"
    return describe("spade", [shape], [f"with a {word} shaft", has]), lay(random, pieces)


def make_rake(random):
    """A rake or a garden fork, which has teeth at the end of a shaft."""
    length, thin = random.uniform(1.3, 1.8), random.uniform(0.02, 0.035)
    number, wide = random.integers(6, 15), random.uniform(0.4, 0.8)
    fan = chance(random, 0.4)
    word, wood = finish(random, "wooden", "wooden", "painted")
    metal = tint(random, pick(random, "metal", "dark", "green"))
    pieces = [("shaft", rod((0, 0, 0), (0, length, 0), thin), wood)]
    if fan:
        angles = np.linspace(-0.6, 0.6, number)
        tips = np.stack([wide * np.sin(angles), length + wide * np.cos(angles), 0 * angles], axis=1)
        teeth = rods(np.array([[0, length - 0.02, 0]]), tips, 0.012, sides=5)
        hooks = rods(tips, tips + (0, 0.02, 0.1), 0.012, sides=5)
        pieces += [("teeth", teeth, metal), ("teeth", hooks, metal)]
        cross = [
            (0.45 * wide * np.sin(a), length + 0.45 * wide * np.cos(a), 0) for a in (-0.6, 0, 0.6)
        ]
        pieces.append(("bar", sweep(curve(cross, 8), 0.015, 6), metal))
    else:
        pieces.append(("bar", box((0, length, 0), (wide, 0.05, 0.05)), metal))
        x = np.linspace(-0.48, 0.48, number) * wide
        tooth = bend(rod((0, 0, 0), (0, 0.2, 0), 0.016, 0.008, 6), random.uniform(0.1, 0.6))
        tooth = rotate(rotate(tooth, "y", -np.pi / 2), "x", np.pi / 2)
        pieces.append(("teeth", copies(tooth, np.stack([x, 0 * x + length, 0 * x], axis=1)), metal))
    shape = "fan-shaped" if fan else "straight"
    return describe(
        "rake", [shape], [f"with {count(number, 'tooth', 'teeth')}", f"with a {word} shaft"]
    ), lay(random, pieces)


def make_broom(random):
    """A broom of a flat head, or a besom."""
    length, thin = random.uniform(1.2, 1.7), random.uniform(0.02, 0.035)
    word, color = finish(random, "wooden", "painted")
    straw = tint(random, pick(random, "straw", "dark", "red", "blue"))
    pieces = [("shaft", rod((0, 0, 0), (0, length, 0), thin), color)]
    besom = chance(random, 0.4)
    if besom:
        number, spread, deep = 40, random.uniform(0.1, 0.2), random.uniform(0.4, 0.6)
        angle = random.uniform(0, 2 * np.pi, number)
        out = np.sqrt(random.uniform(0, 1, number))
        ring = np.stack([out * np.cos(angle), 0 * out, out * np.sin(angle)], axis=1)
        starts, ends = 0.05 * ring, spread * ring - (0, deep, 0)
        pieces.append(("bristles", rods(starts + (0, 0.1, 0), ends, 0.012, 0.006, 4), straw))
        binding = rod((0, -0.05, 0), (0, 0.08, 0), 0.075)
        pieces.append(("binding", binding, finish(random)[1]))
    else:
        wide, deep = random.uniform(0.4, 0.8), random.uniform(0.12, 0.3)
        head = rounded(random, wide)
        pieces.append(("head", head, finish(random, "wooden", "painted")[1]))
        x, z = np.meshgrid(np.linspace(-0.47, 0.47, 16) * wide, (-0.05, 0, 0.05))
        starts = np.stack([x.ravel(), 0 * x.ravel(), z.ravel()], axis=1)
        ends = starts * (1.1, 1, 1.3) - (0, deep, 0)
        pieces.append(("bristles", rods(starts, ends, 0.016, sides=4), straw))
    has = "with a bundle of twigs" if besom else "with a flat head"
    return describe("broom", [], [has, f"with a {word} shaft"]), lay(random, pieces)


def rounded(random, wide):
    """The head of a broom: a plate, or half a cylinder."""
    if chance(random, 0.5):
        return box((0, 0.02, 0), (wide, 0.06, 0.16))
    outline = circle((0.09, 0.12), sides=9, stop=np.pi)
    return extrude(outline, wide, "x")


def make_knife(random):
    """A knife of a pointed, round or broad blade."""
    blade, grip = random.uniform(0.6, 1.1), random.uniform(0.4, 0.55)
    wide, style = (
        random.uniform(0.09, 0.16),
        pick(random, "pointed", "rounded", "broad", "serrated"),
    )
    wide = random.uniform(0.25, 0.35) if style == "broad" else wide
    word, color = finish(random, "wooden", "dark", "painted", "metal")
    back = np.array([(0, 0), (0, blade * (1 if style == "broad" else 0.8))])
    if style == "broad":
        edge = np.array([(wide, blade), (wide, 0.02)])
    elif style == "rounded":
        edge = np.concatenate(
            [
                circle((wide / 2, wide / 2), (wide / 2, blade - wide / 2), 8, stop=np.pi)[::-1],
                [(wide, 0)],
            ]
        )
        back = back[:1]
    else:
        edge = curve(
            [(0.0, blade * 0.8), (0.1 * wide, blade), (0.8 * wide, 0.75 * blade), (wide, 0.02)], 14
        )[1:]
    if style == "serrated":
        y = np.linspace(0.7 * blade, 0.02, 31)
        edge = np.concatenate(
            [[(0.3 * wide, blade)], np.stack([wide * (0.9 + 0.1 * (np.arange(31) % 2)), y], axis=1)]
        )
    metal = tint(random, "metal")
    dark = word == "dark"
    handle = curve([(0.5, 0), (0.6, -0.35), (0.5, -0.7), (0.65, -1)], 10) * (0.13, grip)
    outline = np.concatenate([handle, handle[::-1] * (-0.6, 1)]) + (0.3 * wide, 0)
    pieces = [("blade", extrude(np.concatenate([back, edge]), 0.02), metal)]
    pieces.append(("handle", extrude(outline, random.uniform(0.05, 0.08)), color))
    if chance(random, 0.4):
        y = grip * np.array([-0.2, -0.5, -0.8])
        rivet = rod((0, 0, -0.045), (0, 0, 0.045), 0.018, sides=8)
        pieces.append(
            ("rivets", copies(rivet, np.stack([0 * y + 0.3 * wide, y, 0 * y], axis=1)), metal)
        )
    if chance(random, 0.25):
        pieces.append(("guard", box((0.3 * wide, 0, 0), (wide + 0.12, 0.04, 0.09)), metal))
    return describe("knife", [style], [f"with a {'black' if dark else word} handle"]), lay(
        random, pieces
    )


def cutlery(random, length):
    """The handle of a fork or a spoon, from y = 0 to its neck at `length`, and its curve."""
    y = np.linspace(0, length, 12)
    arch = random.uniform(0.02, 0.08)
    path = np.stack([0 * y, y, arch * np.sin(np.pi * y / length)], axis=1)
    end, neck = random.uniform(0.06, 0.1), random.uniform(0.025, 0.04)
    width = np.interp(y / length, [0, 0.15, 0.8, 1], [end, 0.95 * end, neck, neck])
    flat = random.uniform(0.25, 0.45)
    section = [(1, flat), (-1, flat), (-1, -flat), (1, -flat)]
    return sweep(path, width, section, normal=(0, 0, 1))


def make_fork(random):
    """A fork of two, three or four tines."""
    length, number = random.uniform(0.8, 1.1), pick(random, 2, 3, 3, 4, 4)
    word, color = finish(random, "metal", "metal", "brass", "wooden", "painted")
    wide, deep = random.uniform(0.1, 0.14), random.uniform(0.25, 0.4)
    palm = curve([(0.03, -0.02), (wide, 0.12), (wide, 0.22)], 6)
    palm = extrude(np.concatenate([palm, palm[::-1] * (-1, 1)]), 0.025)
    x = np.linspace(-1, 1, number) * (wide - 0.02)
    tine = sweep(
        np.stack([0 * np.arange(6), np.linspace(0.2, 0.22 + deep, 6), 0 * np.arange(6)], 1),
        np.linspace(0.022, 0.01, 6),
        [(1, 0.6), (1, -0.6), (-1, -0.6), (-1, 0.6)],
    )
    tines = copies(tine, np.stack([x, 0 * x, 0 * x], axis=1))
    dip = random.uniform(0.5, 1.2)
    head = [("palm", palm, color), ("tines", tines, color)]
    pieces = [("handle", cutlery(random, length), color)]
    for name, surface, paint in head:
        curved = surface.copy()
        curved[..., 2] += dip * (surface[..., 1] - 0.3) ** 2 - 0.09 * dip
        pieces.append((name, curved + (0, length, 0), paint))
    return describe("fork", [word], [f"with {count(number, 'tine')}"]), lay(random, pieces)


def make_spoon(random):
    """A spoon or a ladle, of a round or a long bowl."""
    length, wide = random.uniform(0.7, 1.3), random.uniform(0.13, 0.2)
    long, deep = wide * random.uniform(1, 1.7), random.uniform(0.05, 0.09)
    word, color = finish(random, "metal", "metal", "brass", "wooden", "painted")
    ladle = chance(random, 0.2)
    if ladle:
        wide = long = deep = random.uniform(0.2, 0.28)
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 20, endpoint=False), np.linspace(0, 1, 6))
    bowl = np.stack([wide * v * np.cos(u), long * v * np.sin(u), deep * (v**2 - 1)], axis=-1)
    bowl = sheet(bowl, around=True)
    bowl = np.concatenate([bowl, bowl - (0, 0, 0.02)])
    if ladle:
        # Its bowl hangs at a right angle.
        bowl = rotate(bowl, "x", -np.pi / 2) + (0, length - 0.02, wide)
    else:
        bowl = bowl + (0, length + 0.95 * long, 0)
    pieces = [("handle", cutlery(random, length), color), ("bowl", bowl, color)]
    shape = "round" if long < 1.2 * wide else "oval"
    style = "ladle-like" if ladle else shape
    return describe("spoon", [style, word], ["with a long handle" if length > 1.05 else ""]), lay(
        random, pieces
    )


def make_ladder(random):
    """A straight ladder, or a stepladder."""
    height, wide = random.uniform(1.2, 2.4), random.uniform(0.35, 0.55)
    number, folding = random.integers(4, 11), chance(random, 0.45)
    word, color = finish(random, "wooden", "metal", "painted")
    thin, top = random.uniform(0.02, 0.035), wide * random.uniform(0.6, 1)
    lean = random.uniform(0.2, 0.35) * height if folding else random.uniform(0, 0.4)
    if folding:
        number = min(number, 7)

    def side(direction):
        low = np.array([(x, 0, direction * lean) for x in (-wide / 2, wide / 2)])
        return low, np.array([(x, height, 0) for x in (-top / 2, top / 2)])

    low, high = side(1)
    pieces = [("rails", rods(low, high, 1.4 * thin, sides=pick(random, 4, 8)), color)]
    share = ((np.arange(number) + 0.7) / (number + 0.4))[:, None]
    left, right = low[0] + share * (high[0] - low[0]), low[1] + share * (high[1] - low[1])
    if folding:
        size = right - left
        for start, span in zip((left + right) / 2, size[:, 0], strict=True):
            pieces.append(("steps", box(start, (span, 0.03, 0.12)), color))
        back = rods(*side(-1), 1.2 * thin, sides=4)
        pieces += [
            ("rails", back, color),
            ("steps", box((0, height, 0), (top + 0.1, 0.04, 0.2)), color),
        ]
        brace = [low[i] * (1, 0, -1) * 0.6 + high[i] * 0.4 for i in (0, 1)]
        pieces.append(("rails", rod(brace[0], brace[1], thin), color))
    else:
        pieces.append(("steps", rods(left, right, thin), color))
    kind = "folding" if folding else "straight"
    return describe("ladder", [kind, word], [f"with {count(number, 'step')}"]), pieces


def make_key(random):
    """A key with a bit, or one that is cut from a plate."""
    word, metal = finish(random, "brass", "metal", "dark")
    word = {"dark": "black"}.get(word, word)
    length, size = random.uniform(0.7, 1.3), random.uniform(0.18, 0.28)
    modern = chance(random, 0.4)
    bow = pick(random, "round", "oval", "square", "three-lobed")
    if modern:
        thick = 0.05
        outline = {
            "round": circle(size),
            "oval": circle((1.3 * size, 0.9 * size)),
            "square": regular(4, 1.25 * size, start=np.pi / 4),
            "three-lobed": circle(size, sides=24)
            * (1 + 0.25 * np.cos(3 * np.linspace(0, 2 * np.pi, 24, endpoint=False) + np.pi / 2))[
                :, None
            ],
        }[bow]
        pieces = [("bow", extrude([outline, circle(0.25 * size, (0, -0.4 * size))], thick), metal)]
        y = np.linspace(0.7 * size, 0.7 * size + length, 18)
        cuts = np.where(np.arange(18) > 3, random.uniform(0.02, 0.1, 18), 0.1)
        blade = np.concatenate(
            [[(-0.06, y[0])], [(-0.06, y[-1] - 0.05)], np.stack([cuts, y], axis=1)[::-1]]
        )
        pieces.append(("bit", extrude(blade, 0.8 * thick), metal))
        says = "cut from a plate"
    else:
        thin = random.uniform(0.03, 0.05)
        if bow == "three-lobed":
            rings = around(
                torus((0, 0.75 * size, 0), 0.55 * size, thin, "z", 16, 6), 3, "z", np.pi / 3
            )
        elif bow == "square":
            corners = np.array([(x, y, 0) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]) * size
            rings = rods(corners, np.roll(corners, -1, 0), thin)
        else:
            rings = torus((0, 0, 0), (size * (1.5 if bow == "oval" else 1), size), thin, "z", 20, 8)
        pieces = [
            ("bow", rings, metal),
            ("shaft", rod((0, 0.95 * size, 0), (0, size + length, 0), thin), metal),
        ]
        pieces.append(("shaft", torus((0, size + 0.06, 0), thin, 0.02, sides=12, section=6), metal))
        teeth = random.integers(1, 4)
        low = size + 0.75 * length
        for i in range(teeth):
            y, reach = low + i * 0.08, random.uniform(0.15, 0.25)
            pieces.append(("bit", box((reach / 2, y, 0), (reach, 0.05, 0.05)), metal))
        says = f"with {count(teeth, 'tooth', 'teeth')}"
    return describe("key", [word], [f"with a {bow} bow", says]), lay(random, pieces)


def make_pencil(random):
    """A pencil or a crayon, with a rubber or without."""
    length, radius = random.uniform(1, 2), random.uniform(0.05, 0.09)
    sides = pick(random, 6, 6, 12)
    word, color = finish(random)
    wood = tint(random, "wooden")
    tip = 3 * radius
    body = rod((0, 0, 0), (0, length, 0), radius, sides=sides)
    pieces = [("body", body, color)]
    pieces.append(
        (
            "point",
            rod((0, length, 0), (0, length + 0.75 * tip, 0), radius, 0.25 * radius, sides),
            wood,
        )
    )
    lead = rod((0, length + 0.75 * tip, 0), (0, length + tip, 0), 0.25 * radius, 0.01, 8)
    pieces.append(("lead", lead, pick(random, color, tint(random, "dark"))))
    rubber = chance(random, 0.5)
    if rubber:
        pieces.append(("rubber", rod((0, -0.3, 0), (0, 0, 0), 1.05 * radius), tint(random, "pink")))
        ring = revolve([(1.12 * radius, -0.16), (1.12 * radius, 0.02)], 12)
        pieces.append(("ring", ring, tint(random, "metal")))
    shape = "long" if length > 1.6 else "short" if length < 1.25 else ""
    has = "with a rubber at its end" if rubber else "without a rubber"
    return describe("pencil", [shape, word], ["six-sided" if sides == 6 else "round", has]), lay(
        random, pieces
    )


def make_gear(random):
    """A gear wheel with a hole, of spokes or solid."""
    number, radius = random.integers(8, 25), 1.0
    deep, thick = random.uniform(0.12, 0.25), random.uniform(0.15, 0.5)
    word, metal = finish(random, "metal", "brass", "dark", "painted")
    word = {"dark": "black"}.get(word, word)
    teeth = star(number, radius, radius - deep, random.uniform(0.25, 0.4))
    hub, spokes = random.uniform(0.12, 0.2), pick(random, 0, 0, 3, 4, 5, 6)
    pieces = []
    if spokes:
        rim = 0.75 * (radius - deep)
        pieces.append(("teeth", extrude([teeth, circle(rim)], thick), metal))
        spoke = box(
            ((rim + hub) / 2, 0, 0), (rim - hub + 0.1, random.uniform(0.1, 0.2), 0.6 * thick)
        )
        pieces.append(("spokes", around(spoke, spokes, "z"), metal))
        pieces.append(("hub", extrude([circle(2 * hub), circle(hub)], 1.1 * thick), metal))
    else:
        holes = pick(random, 0, 4, 6)
        cut = [
            circle(0.12, (0.5 * np.cos(a), 0.5 * np.sin(a)), 12)
            for a in 2 * np.pi * np.arange(holes) / max(holes, 1)
        ]
        pieces.append(("teeth", extrude([teeth, circle(hub), *cut], thick), metal))
        if chance(random, 0.5):
            pieces.append(("hub", extrude([circle(1.8 * hub), circle(hub)], 1.5 * thick), metal))
    if chance(random, 0.5):
        pieces = [(name, rotate(surface, "x", np.pi / 2), color) for name, surface, color in pieces]
    says = f"with {count(spokes, 'spoke')}" if spokes else "without spokes"
    return describe("gear", [word], [f"with {count(number, 'tooth', 'teeth')}", says]), pieces


# Each with its parts.
MAKERS = {
    "axe": (
        make_axe,
        (
            "head",
            "handle",
        ),
    ),
    "broom": (
        make_broom,
        (
            "shaft",
            "bristles",
            "head",
            "binding",
        ),
    ),
    "fork": (
        make_fork,
        (
            "handle",
            "palm",
            "tines",
        ),
    ),
    "gear": (
        make_gear,
        (
            "teeth",
            "hub",
            "spokes",
        ),
    ),
    "hammer": (
        make_hammer,
        (
            "head",
            "handle",
        ),
    ),
    "key": (
        make_key,
        (
            "bit",
            "shaft",
            "bow",
        ),
    ),
    "knife": (
        make_knife,
        (
            "blade",
            "handle",
            "rivets",
            "guard",
        ),
    ),
    "ladder": (
        make_ladder,
        (
            "steps",
            "rails",
        ),
    ),
    "pair of scissors": (
        make_scissors,
        (
            "handles",
            "blades",
            "screw",
        ),
    ),
    "pencil": (
        make_pencil,
        (
            "body",
            "point",
            "lead",
            "rubber",
            "ring",
        ),
    ),
    "rake": (
        make_rake,
        (
            "teeth",
            "shaft",
            "bar",
        ),
    ),
    "saw": (
        make_saw,
        (
            "blade",
            "handle",
            "frame",
        ),
    ),
    "screwdriver": (
        make_screwdriver,
        (
            "tip",
            "handle",
            "shaft",
        ),
    ),
    "spade": (
        make_spade,
        (
            "blade",
            "shaft",
            "grip",
        ),
    ),
    "spoon": (
        make_spoon,
        (
            "handle",
            "bowl",
        ),
    ),
    "wrench": (
        make_wrench,
        (
            "head",
            "shaft",
        ),
    ),
}
