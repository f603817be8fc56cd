"""Vehicles: the front at +x, y up."""

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
    revolve,
    rod,
    rods,
    rotate,
    rounded_box,
    sheet,
    sweep,
    torus,
)


def wheels(random, places, radius, width, spokes=None):
    """Tyres and hubs, their axes along z.

    Args:
        random: A NumPy generator.
        places: Array of shape `(n, 3)`: their middles.
        radius: Of a wheel.
        width: Of its tyre.
        spokes: Number of spokes of a hub; 0 for a disc, drawn if not given.
    """
    soft, half = 0.25 * width, width / 2
    profile = [(0.62 * radius, -half), (radius - soft, -half), (radius, soft - half)]
    profile += [(radius, half - soft), (radius - soft, half), (0.62 * radius, half)]
    tyre = rotate(revolve(profile, 20), "x", np.pi / 2)
    spokes = pick(random, 0, 0, 5, 6) if spokes is None else spokes
    if spokes:
        spoke = box((0.33 * radius, 0, 0), (0.62 * radius, 0.16 * radius, 0.5 * width))
        hub = around(spoke, spokes, "z")
    else:
        dish = [
            (0, -0.3 * width),
            (0.62 * radius, -0.42 * width),
            (0.62 * radius, 0.42 * width),
            (0, 0.3 * width),
        ]
        hub = rotate(revolve(dish, 16), "x", np.pi / 2)
    rubber, metal = tint(random, "rubber"), tint(random, "metal")
    return [("wheels", copies(tyre, places), rubber), ("wheels", copies(hub, places), metal)]


def axles(x, y, z):
    """Places of wheels on both sides at each x."""
    return [(place, y, side * z) for place in x for side in (-1, 1)]


def side_windows(x, y, size, z, color):
    """Panes on both sides of a vehicle, a little outside of its walls."""
    panes = [(place, y, side * z) for place in x for side in (-1, 1)]
    return ("windows", copies(box((0, 0, 0), (*size, 0.02)), panes), color)


_CARS = {
    # Each: outline of the roof from the rear to the front as shares of the length and of the
    # cabin's height, and heights of the trunk and the bonnet as shares of the belt line.
    "saloon": ([(0.14, 0), (0.26, 1), (0.56, 1), (0.7, 0)], 0.95, 0.9),
    "hatchback": ([(0.03, 0), (0.12, 0.95), (0.58, 1), (0.74, 0)], 1, 0.9),
    "estate": ([(0.02, 0), (0.06, 0.97), (0.55, 1), (0.7, 0)], 1, 0.9),
    "off-road": ([(0.03, 0), (0.04, 1), (0.58, 1), (0.66, 0)], 1, 0.98),
    "sports": ([(0.12, 0), (0.34, 0.95), (0.48, 1), (0.68, 0)], 0.95, 0.75),
    "pickup": ([(0.38, 0), (0.4, 1), (0.6, 1), (0.72, 0)], 0.95, 0.95),
    "open": ([], 0.95, 0.85),
}


def make_car(random):
    """A car: saloon, hatchback, estate, sports, off-road, pickup or open."""
    style = pick(random, *_CARS)
    roof, rear, front = _CARS[style]
    length, width = random.uniform(3.4, 4.8), random.uniform(1.6, 1.9)
    low = {"sports": 0.15, "off-road": 0.4}.get(style, 0.22) * random.uniform(0.8, 1.2)
    belt = low + random.uniform(0.5, 0.65)
    cabin = {"sports": 0.36, "off-road": 0.65}.get(style, 0.5) * random.uniform(0.85, 1.15)
    radius = random.uniform(0.28, 0.36) * (1.25 if style == "off-road" else 1)
    word, color = finish(random)
    nose = random.uniform(0.55, 0.9)
    hood = low + (belt - low) * front
    outline = [
        (0, low),
        (length, low),
        (length, low + (hood - low) * nose),
        (0.97 * length, hood - 0.04),
    ]
    outline += [
        (0.72 * length, belt),
        (0.1 * length, belt),
        (0.01 * length, low + (belt - low) * rear),
    ]
    axle = np.array([random.uniform(0.17, 0.21), random.uniform(0.79, 0.83)]) * length
    # Arches above the wheels are cut from the lower edge.
    lower = []
    for x in axle:
        arch = circle(1.15 * radius, (x, radius), 9, np.pi, 0) if radius < low else None
        if arch is None:
            reach = np.sqrt((1.15 * radius) ** 2 - (low - radius) ** 2)
            start = np.arctan2(low - radius, -reach)
            start += 2 * np.pi if start < 0 else 0
            lower.append(circle(1.15 * radius, (x, radius), 9, start, np.pi - start))
    outline = np.concatenate([outline[:1], *lower, outline[1:]])
    body = extrude(outline, width)
    # Sides lean in below and above a little.
    middle = (low + belt) / 2
    body[..., 2] *= 1 - 0.1 * ((body[..., 1] - middle) / (belt - low)) ** 2
    body[..., 2] *= 1 - 0.12 * np.clip((np.abs(body[..., 0] / length - 0.5) - 0.4) / 0.1, 0, 1)
    pieces = [("body", body, color)]
    glass = tint(random, "window")
    if roof:
        shape = np.array(roof) * (length, cabin) + (0, belt - 0.01)
        top = 0.78
        house = extrude(shape, 0.92 * width)
        house[..., 2] *= 1 - (1 - top) * np.clip((house[..., 1] - belt) / cabin, 0, 1)
        pieces.append(("cabin", house, color))
        center = shape.mean(axis=0)
        pane = center + (shape - center) * (0.86, 0.72)
        if style in ("pickup", "sports"):
            panes = [pane]
        else:
            split = center[0] + random.uniform(-0.05, 0.05) * length
            panes = split_at(pane, split)
        for one in panes:
            window = extrude(one, 1)
            lean = 0.46 * width * (1 - (1 - top) * (window[..., 1] - belt) / cabin) + 0.012
            window[..., 2] = np.sign(window[..., 2]) * lean
            pieces.append(("windows", window, glass))
        # Windscreens, at both ends of the roof.
        for (x, y), (end_x, end_y), out in ((shape[0], shape[1], -1), (shape[3], shape[2], 1)):
            t = np.array([0.15, 0.88])
            xs, ys = x + (end_x - x) * t + 0.015 * out, y + (end_y - y) * t + 0.01
            z = 0.4 * width * (1 - (1 - top) * (ys - belt) / cabin)
            grid = np.array([[(xs[i], ys[i], s * z[i]) for s in (-1, 1)] for i in (0, 1)])
            pieces.append(("windows", sheet(grid), glass))
    else:
        screen = box((0, 0.18, 0), (0.03, 0.36, 0.8 * width))
        pieces.append(("windows", rotate(screen, "z", 0.45) + (0.66 * length, belt, 0), glass))
        seat = tint(random, pick(random, "dark", "beige", "brown", "red"))
        for x in (0.3, 0.5)[: pick(random, 1, 2)]:
            for z in (-0.22, 0.22):
                back = rounded_box(
                    (x * length, belt + 0.12, z * width), (0.12, 0.4, 0.35 * width), 0.05
                )
                pieces.append(("seats", back, seat))
    if style == "pickup":
        for z in (-0.45, 0.45):
            pieces.append(
                (
                    "bed",
                    box((0.2 * length, belt + 0.12, z * width), (0.38 * length, 0.24, 0.06)),
                    color,
                )
            )
        pieces.append(
            ("bed", box((0.02 * length, belt + 0.12, 0), (0.05, 0.24, 0.9 * width)), color)
        )
    places = axles(axle, radius, width / 2 - 0.1)
    pieces += wheels(random, places, radius, random.uniform(0.18, 0.26))
    light = ellipsoid((0, 0, 0), (0.04, 0.09, 0.12), 7, 10)
    height = low + (hood - low) * nose * 0.9
    pieces.append(
        (
            "lights",
            copies(light, [(length, height, z * width) for z in (-0.34, 0.34)]),
            tint(random, "yellow"),
        )
    )
    pieces.append(
        (
            "lights",
            copies(
                box((0, 0, 0), (0.05, 0.12, 0.2)),
                [(0.01, belt - 0.15, z * width) for z in (-0.36, 0.36)],
            ),
            tint(random, "red"),
        )
    )
    rack = bool(roof) and style not in ("sports", "pickup") and chance(random, 0.15)
    if rack:
        x = np.array([0.3, 0.5]) * length
        bars = [(a, belt + cabin + 0.06, 0) for a in x]
        pieces.append(
            ("rack", copies(box((0, 0, 0), (0.05, 0.05, 0.75 * width)), bars), tint(random, "dark"))
        )
        rails = box((0.4 * length, belt + cabin + 0.04, 0), (0.3 * length, 0.04, 0.04))
        pieces.append(
            (
                "rack",
                copies(rails, [(0, 0, z * width) for z in (-0.34, 0.34)]),
                tint(random, "dark"),
            )
        )
    return describe("car", [word, style], ["with a roof rack" if rack else ""]), pieces


def split_at(outline, x):
    """Two outlines of four corners, cut apart by an upright post at x."""
    (a, b, c, d) = outline
    left, right = x - 0.04, x + 0.04
    low, high = (a[1] + d[1]) / 2, (b[1] + c[1]) / 2
    first = np.array([a, b, (left, high), (left, low)])
    return [first, np.array([(right, low), (right, high), c, d])]


def make_truck(random):
    """A truck with a box, a flat bed, a tank, a tipper or wood on it."""
    width, radius = random.uniform(2, 2.5), random.uniform(0.45, 0.55)
    load, deck = random.uniform(3.5, 7), 2 * radius + 0.15
    long_nose = chance(random, 0.35)
    style = pick(random, "a box", "a flat bed", "a tank", "a tipper", "logs")
    word, color = finish(random)
    cab, tall = random.uniform(1.5, 2), random.uniform(1.7, 2.3)
    front = load + 0.25
    slope = random.uniform(0.03, 0.25)
    outline = np.array([(0, 0), (cab, 0), (cab, 0.45 * tall), (cab * (1 - slope), tall), (0, tall)])
    house = extrude(outline + (front, deck - 0.35), width)
    pieces = [("cab", house, color)]
    glass = tint(random, "window")
    screen = [
        (front + cab + 0.02, deck - 0.35 + 0.5 * tall),
        (front + cab * (1 - slope * 0.85) + 0.02, deck - 0.35 + 0.9 * tall),
    ]
    grid = np.array([[(x, y, s * 0.43 * width) for s in (-1, 1)] for x, y in screen])
    pieces.append(("windows", sheet(grid), glass))
    pieces.append(
        side_windows(
            [front + 0.55 * cab],
            deck - 0.35 + 0.68 * tall,
            (0.5 * cab, 0.35 * tall),
            width / 2 + 0.01,
            glass,
        )
    )
    nose = 0
    if long_nose:
        nose = random.uniform(0.9, 1.4)
        hood = rounded_box(
            (front + cab + nose / 2 - 0.1, deck + 0.2, 0), (nose + 0.2, 1.0, 0.8 * width), 0.15
        )
        pieces.append(("cab", hood, color))
    pieces.append(
        (
            "bumper",
            box((front + cab + nose + 0.05, deck - 0.5, 0), (0.15, 0.3, width)),
            tint(random, "metal"),
        )
    )
    end = front + cab + nose
    pieces.append(
        (
            "frame",
            box(((end - 0.3) / 2, deck - 0.25, 0), (end - 0.3, 0.25, 0.5 * width)),
            tint(random, "dark"),
        )
    )
    other, cargo = finish(random, "painted", "painted", "metal", "white")
    part = "load"
    if style == "a box":
        high = random.uniform(1.8, 2.6)
        pieces.append((part, box((load / 2, deck + high / 2, 0), (load, high, width)), cargo))
    elif style == "a tank":
        size = 0.45 * width
        tank = rod((0.05, deck + size, 0), (load, deck + size, 0), size, sides=20)
        pieces.append((part, tank, cargo))
        pieces.append(
            (
                part,
                copies(
                    box((0, deck + 0.1, 0), (0.2, 0.4, 0.7 * width)),
                    [(0.2 * load, 0, 0), (0.8 * load, 0, 0)],
                ),
                tint(random, "dark"),
            )
        )
        pieces.append(
            (
                part,
                rod(
                    (load / 2, deck + 2 * size - 0.1, 0),
                    (load / 2, deck + 2 * size + 0.15, 0),
                    0.25,
                ),
                cargo,
            )
        )
    else:
        wall = {"a flat bed": 0.0, "logs": 0.0, "a tipper": random.uniform(0.8, 1.2)}[style]
        floor = [box((load / 2, deck, 0), (load, 0.15, width))]
        if wall:
            sides = box((load / 2, deck + wall / 2, 0), (load, wall, 0.08))
            floor.append(copies(sides, [(0, 0, z * width / 2) for z in (-1, 1)]))
            ends = box((0, deck + wall / 2, 0), (0.08, wall, width))
            floor.append(copies(ends, [(0, 0, 0), (load, 0, 0)]))
            angle = pick(random, 0, 0, random.uniform(0.3, 0.7))
            floor = [rotate(s - (0, deck, 0), "z", angle) + (0, deck, 0) for s in floor]
            style = "a raised tipper" if angle else style
        pieces += [(part, surface, cargo) for surface in floor]
        if style == "logs":
            size = width / 6
            rows = [(i, j) for j in range(3) for i in range(3 - j)]
            z = [(0, deck + 0.1 + size + j * 1.75 * size, (2 * i + j - 2) * size) for i, j in rows]
            log = rod((0.05, 0, 0), (load - 0.1, 0, 0), size, sides=14)
            pieces.append((part, copies(log, z), tint(random, "bark")))
            posts = [
                (x, deck + size * 2.2, s * width / 2)
                for x in (0.2 * load, 0.8 * load)
                for s in (-1, 1)
            ]
            pieces.append(
                (part, copies(box((0, 0, 0), (0.1, 4.4 * size, 0.1)), posts), tint(random, "metal"))
            )
    rear = pick(random, [0.2], [0.12, 0.32], [0.1, 0.27, 0.44]) if load > 4.5 else [0.2]
    x = [load * share for share in rear] + [end - 0.75]
    pieces += wheels(random, axles(x, radius, width / 2 - 0.2), radius, 0.35)
    pipes = chance(random, 0.25)
    if pipes:
        pipe = rod((front - 0.12, deck, 0), (front - 0.12, deck + tall + 0.2, 0), 0.07)
        pieces.append(
            (
                "pipes",
                copies(pipe, [(0, 0, z * 0.42 * width) for z in (-1, 1)]),
                tint(random, "metal"),
            )
        )
    carries = f"with {style}" if style != "logs" else "loaded with logs"
    number = f"with {count(2 * len(x), 'wheel')}"
    return describe("truck", ["long-nosed" if long_nose else "", word], [carries, number]), pieces


def make_bus(random):
    """A bus, of one deck or two, a coach, a van or a school bus."""
    double, bonnet = chance(random, 0.3), chance(random, 0.2)
    if bonnet:
        double = False
    width, length = random.uniform(2.3, 2.6), random.uniform(6, 11)
    radius, low = random.uniform(0.42, 0.52), random.uniform(0.3, 0.5)
    storey = random.uniform(2.1, 2.5)
    height = (2 if double else 1) * storey
    word, color = finish(random)
    pieces = [
        (
            "body",
            rounded_box(
                (length / 2, low + height / 2, 0),
                (length, height, width),
                random.uniform(0.12, 0.35),
            ),
            color,
        )
    ]
    glass = tint(random, "window")
    number = random.integers(4, 8)
    x = np.linspace(0.1, 0.86, number) * length
    wide = 0.8 * (x[1] - x[0])
    for deck in range(2 if double else 1):
        y = low + (deck + 0.62) * storey
        pieces.append(side_windows(x, y, (wide, 0.38 * storey), width / 2 + 0.01, glass))
        for end in (-0.01, length + 0.01):
            pieces.append(("windows", box((end, y, 0), (0.02, 0.42 * storey, 0.8 * width)), glass))
    for place in pick(random, [0.92], [0.92, 0.5], [0.92, 0.3]):
        door = box(
            (place * length, low + 0.45 * storey, width / 2 + 0.012),
            (0.07 * length, 0.8 * storey, 0.03),
        )
        pieces.append(("doors", door, tint(random, "window")))
    axle = [0.2 * length, 0.8 * length]
    if bonnet:
        nose = rounded_box(
            (length + 0.5, low + 0.28 * storey, 0), (1.3, 0.5 * storey, 0.85 * width), 0.2
        )
        pieces.append(("body", nose, color))
        axle[1] = length + 0.4
    if length > 9 and chance(random, 0.5):
        axle.insert(0, 0.2 * length - 2 * radius - 0.1)
    pieces += wheels(random, axles(axle, radius, width / 2 - 0.12), radius, 0.3)
    stripe = chance(random, 0.4)
    if stripe:
        band = box((length / 2, low + 0.3 * storey, 0), (0.97 * length, 0.15, width + 0.03))
        pieces.append(("stripe", band, finish(random)[1]))
    deck = "double-decker" if double else ""
    details = ["with a long bonnet" if bonnet else "", "with a stripe" if stripe else ""]
    return describe("bus", [word, deck], details), pieces


def make_train_carriage(random):
    """A carriage on rails: for passengers, a goods wagon, a tank wagon or a locomotive."""
    style = pick(random, "passenger", "covered goods", "open goods", "tank", "steam locomotive")
    width, length, radius = (
        random.uniform(2.2, 2.8),
        random.uniform(6, 11),
        random.uniform(0.35, 0.5),
    )
    deck = 2 * radius + 0.1
    word, color = finish(random)
    dark = tint(random, "dark")
    pieces = [("frame", box((length / 2, deck, 0), (length, 0.25, 0.9 * width)), dark)]
    details = []
    if style == "passenger":
        height = random.uniform(2.1, 2.6)
        arch = circle((width / 2, random.uniform(0.2, 0.5)), (0, height), 9, 0, np.pi)
        outline = np.concatenate([[(-width / 2, 0), (width / 2, 0)], arch])
        pieces.append(
            ("body", extrude(outline + (0, deck), length, "x") + (length / 2, 0, 0), color)
        )
        number = random.integers(4, 10)
        x = np.linspace(0.16, 0.84, number) * length
        pieces.append(
            side_windows(
                x,
                deck + 0.6 * height,
                (0.7 * (x[1] - x[0]), 0.35 * height),
                width / 2 + 0.01,
                tint(random, "window"),
            )
        )
        pieces.append(
            (
                "doors",
                copies(
                    box((0, deck + 0.45 * height, 0), (0.6, 0.8 * height, width + 0.04)),
                    [(0.05 * length, 0, 0), (0.95 * length, 0, 0)],
                ),
                finish(random)[1],
            )
        )
        details.append(f"with {count(number, 'window')} on each side")
    elif style == "covered goods":
        height = random.uniform(2, 2.5)
        gable = np.array(
            [
                (-width / 2, 0),
                (width / 2, 0),
                (width / 2, height),
                (0, height + random.uniform(0.2, 0.5)),
                (-width / 2, height),
            ]
        )
        pieces.append(("body", extrude(gable + (0, deck), length, "x") + (length / 2, 0, 0), color))
        ribs = [(x, deck + height / 2, 0) for x in np.linspace(0.03, 0.97, 9) * length]
        pieces.append(("ribs", copies(box((0, 0, 0), (0.1, height, width + 0.1)), ribs), color))
        pieces.append(
            (
                "doors",
                box((length / 2, deck + 0.48 * height, 0), (1.6, 0.9 * height, width + 0.16)),
                finish(random)[1],
            )
        )
    elif style == "open goods":
        wall = random.uniform(0.6, 1.5)
        side = box((length / 2, deck + wall / 2, 0), (length, wall, 0.1))
        end = box((0, deck + wall / 2, 0), (0.1, wall, width))
        pieces.append(("body", copies(side, [(0, 0, -width / 2), (0, 0, width / 2)]), color))
        pieces.append(("body", copies(end, [(0, 0, 0), (length, 0, 0)]), color))
        ribs = [(x, deck + wall / 2, 0) for x in np.linspace(0.05, 0.95, 8) * length]
        pieces.append(("ribs", copies(box((0, 0, 0), (0.12, wall, width + 0.2)), ribs), color))
        if chance(random, 0.6):
            x, z = np.meshgrid(np.linspace(0, 1, 14), np.linspace(-1, 1, 8))
            y = 0.5 * wall + 0.7 * (1 - z**2) * np.abs(np.sin(random.integers(2, 5) * np.pi * x))
            heap = np.stack([x * length, deck + y, z * 0.48 * width], axis=-1)
            pieces.append(
                ("load", sheet(heap), tint(random, pick(random, "dark", "stone", "straw")))
            )
            details.append("with a heap in it")
    elif style == "tank":
        size = 0.45 * width
        ends = curve([(0, 0), (0.8 * size, 0.12), (size, 0.45)], 6)
        profile = np.concatenate([ends, (ends * (1, -1) + (0, length - 0.6))[::-1]])
        tank = rotate(revolve(profile, 22), "z", -np.pi / 2) + (0.3, deck + size + 0.2, 0)
        pieces.append(("body", tank, color))
        dome = rod((length / 2, deck + 2 * size, 0), (length / 2, deck + 2 * size + 0.5, 0), 0.35)
        pieces.append(("body", dome, color))
        pieces.append(
            (
                "ribs",
                copies(
                    box((0, deck + 0.25, 0), (0.2, 0.5, 0.8 * width)),
                    [(0.15 * length, 0, 0), (0.85 * length, 0, 0)],
                ),
                dark,
            )
        )
    else:
        size, cab = 0.36 * width, random.uniform(1.4, 2)
        y = deck + size + 0.2
        pieces.append(("body", rod((cab, y, 0), (length - 0.3, y, 0), size, sides=20), color))
        tall = random.uniform(2.2, 2.7)
        pieces.append(("cab", box((cab / 2, deck + tall / 2, 0), (cab, tall, width)), color))
        pieces.append(("cab", box((cab / 2, deck + tall, 0), (cab + 0.5, 0.12, width + 0.3)), dark))
        pieces.append(
            side_windows(
                [cab / 2],
                deck + 0.7 * tall,
                (0.5 * cab, 0.3 * tall),
                width / 2 + 0.01,
                tint(random, "window"),
            )
        )
        top = y + size
        chimney = [(0.22, 0), (0.2, 0.5), (random.uniform(0.25, 0.45), random.uniform(0.7, 1.1))]
        pieces.append(("chimney", revolve(chimney, 14) + (length - 0.9, top - 0.1, 0), dark))
        for x in np.linspace(cab + 1, length - 2, pick(random, 1, 2)):
            dome = circle((0.35, 0.45), sides=6, stop=np.pi / 2)
            pieces.append(
                (
                    "domes",
                    revolve([(0.35, -0.2), *dome, (0, 0.45)], 14) + (x, top, 0),
                    tint(random, "brass"),
                )
            )
        cow = extrude(np.array([(0, 0), (0.7, -0.6), (0, -0.6)]), width * 0.8) + (length, deck, 0)
        pieces.append(("frame", cow, dark))
        details.append("with a chimney")
    if style == "steam locomotive":
        big = radius * random.uniform(1.3, 1.7)
        x = np.linspace(0.2, 0.55, random.integers(2, 5)) * length
        pieces += wheels(random, axles(x, big, 0.36 * width), big, 0.15, 8)
        bar = box((x.mean(), big, 0), (x[-1] - x[0] + 0.3, 0.1, 0.06))
        pieces.append(
            (
                "frame",
                copies(bar, [(0, 0, z * 0.42 * width) for z in (-1, 1)]),
                tint(random, "metal"),
            )
        )
        pieces += wheels(random, axles([0.82 * length], radius, 0.36 * width), radius, 0.15, 0)
    else:
        x = (
            np.array([0.12, 0.12 + 2.6 * radius / length, 0.88 - 2.6 * radius / length, 0.88])
            * length
        )
        pieces += wheels(random, axles(x, radius, 0.36 * width), radius, 0.15, 0)
        buffers = rod((-0.4, deck, 0), (length + 0.4, deck, 0), 0.12, sides=8)
        pieces.append(("frame", copies(buffers, [(0, 0, z * 0.3 * width) for z in (-1, 1)]), dark))
    return describe("train carriage", [word, style], details), pieces


def wing(root, tip, span, sweep_back, rise, thickness):
    """A wing from z = 0 to `span`, its trailing edge at x = 0."""
    outline = np.array(
        [(0, 0), (root, 0), (root - sweep_back, span), (root - sweep_back - tip, span)]
    )
    surface = extrude(outline, thickness, "y")
    share = surface[..., 2] / span
    surface[..., 1] *= 1 - 0.6 * share
    surface[..., 1] += rise * share
    return surface


def make_aeroplane(random):
    """An aeroplane: a jet, one with propellers, a fighter, a biplane or a glider."""
    style = pick(random, "jet", "jet", "propeller", "fighter", "biplane", "glider")
    length, radius = (
        6.0,
        {"jet": 0.42, "fighter": 0.36, "glider": 0.25}.get(style, 0.45)
        * random.uniform(0.85, 1.15),
    )
    word, color = finish(random)
    nose, tail = random.uniform(0.1, 0.2), random.uniform(0.25, 0.45)
    share = np.array([0, 0.15 * nose, 0.5 * nose, nose, 1 - tail, 1 - 0.4 * tail, 1])
    size = np.array([0, 0.45, 0.8, 1, 1, 0.65, 0.12]) * radius
    if style == "fighter":
        share[:3] = 0, 0.4 * nose, 0.8 * nose
    profile = np.stack([size, -share * length], axis=1)
    body = rotate(revolve([*profile, (0, -length)], 20), "z", -np.pi / 2)
    body[..., 1] += 0.35 * radius * np.clip((-body[..., 0] / length - 1 + tail) / tail, 0, 1) ** 1.5
    pieces = [("body", body, color)]
    span = {"jet": 3, "propeller": 3, "fighter": 1.9, "biplane": 2.8, "glider": 5}[
        style
    ] * random.uniform(0.85, 1.15)
    root = {"glider": 0.7, "fighter": 2.2, "jet": 1.3}.get(style, 1.1) * random.uniform(0.85, 1.15)
    back = {"jet": 1.5, "fighter": 1.5}.get(style, 0.15) * random.uniform(0.7, 1.2)
    tip = root * random.uniform(0.3, 0.5) if back > 0.5 else root * random.uniform(0.6, 1)
    place = pick(random, "low", "high", "middle") if style != "biplane" else "low"
    y = {"low": -0.7, "high": 0.85, "middle": 0}[place] * radius
    x = -length * random.uniform(0.48, 0.55) - (0.5 if style == "fighter" else 0)
    color_of_wing = pick(random, color, tint(random, "metal"), finish(random)[1])
    one = wing(root, tip, span, back, random.uniform(-0.1, 0.5), 0.13) + (x, y, 0)
    pieces += [("wings", one, color_of_wing), ("wings", mirror(one, "z"), color_of_wing)]
    if style == "biplane":
        gap = random.uniform(1.1, 1.5)
        upper = one + (0.15, gap, 0)
        pieces += [("wings", upper, color_of_wing), ("wings", mirror(upper, "z"), color_of_wing)]
        z = np.array([-0.75, -0.3, 0.3, 0.75]) * span
        low = np.stack([0 * z + x + 0.5 * root, 0 * z + y, z], axis=1)
        pieces.append(
            ("struts", rods(low, low + (0.15, gap, 0), 0.03, sides=6), tint(random, "wooden"))
        )
    height = random.uniform(0.9, 1.4)
    fin = np.array([(0, 0), (0.9, 0), (0.35, height), (-0.15, height)]) + (
        -length + 0.05,
        0.3 * radius,
    )
    pieces.append(("tail", extrude(fin, 0.08), color_of_wing))
    high_tail = chance(random, 0.25)
    level = 0.3 * radius + (height if high_tail else 0.1)
    plane = wing(0.75, 0.4, random.uniform(0.9, 1.3), 0.5 if back > 0.5 else 0.15, 0.05, 0.07)
    plane = plane + (-length + (-0.1 if high_tail else 0.05), level, 0)
    pieces += [("tail", plane, color_of_wing), ("tail", mirror(plane, "z"), color_of_wing)]
    glass = tint(random, "window")
    cockpit = ellipsoid(
        (-length * nose * 0.9, 0.6 * radius, 0), (0.5, 0.65 * radius, 0.6 * radius), 8, 12
    )
    pieces.append(("windows", cockpit, glass))
    if style == "jet":
        panes = np.linspace(0.2, 0.7, 14) * -length
        pane = box((0, 0, 0), (0.12, 0.12, 2 * radius))
        pieces.append(
            (
                "windows",
                copies(pane, np.stack([panes, 0 * panes + 0.25 * radius, 0 * panes], axis=1)),
                glass,
            )
        )
    engines = {
        "jet": pick(random, 2, 2, 4),
        "propeller": pick(random, 1, 2, 4),
        "fighter": pick(random, 1, 2),
        "biplane": 1,
        "glider": 0,
    }[style]
    dark, details = tint(random, "dark"), []
    screws = style in ("propeller", "biplane")
    if screws:
        number = pick(random, 2, 3, 4)
        blade = box((0, 0.4, 0), (0.04, 0.8, 0.12))
        screw = np.concatenate(
            [around(blade, number, "x"), rod((-0.1, 0, 0), (0.25, 0, 0), 0.13, 0.02)]
        )
        if engines == 1:
            pieces.append(("engines", screw + (0.05, 0, 0), dark))
        else:
            z = np.linspace(0.35, 0.65, engines // 2) * span
            places = [(x + root, y + 0.05, s * a) for a in z for s in (-1, 1)]
            pod = rod((-0.9, 0, 0), (0.3, 0, 0), 0.2, 0.22)
            pieces.append(("engines", copies(pod, places), color))
            pieces.append(("engines", copies(screw * (1, 0.85, 0.85) + (0.35, 0, 0), places), dark))
        details.append(f"with {count(engines, 'propeller')}")
    elif style == "jet":
        pod = rotate(
            revolve(
                [(0.12, 0.5), (0.2, 0.3), (0.24, -0.2), (0.2, -0.5), (0.1, -0.5), (0.14, 0)], 16
            ),
            "z",
            np.pi / 2,
        ) * (-1, 1, 1)
        at_tail = high_tail and engines == 2
        if at_tail:
            places = [(-0.75 * length, 0.35 * radius, s * (radius + 0.22)) for s in (-1, 1)]
        else:
            z = np.linspace(0.3, 0.55, engines // 2) * span
            places = [
                (x + root - back * a / span + 0.1, y - 0.28 + 0.1 * a / span, s * a)
                for a in z
                for s in (-1, 1)
            ]
        pieces.append(("engines", copies(pod, places), pick(random, color, dark)))
        details.append(
            f"with {count(engines, 'engine')} {'at its tail' if at_tail else 'under its wings'}"
        )
    elif style == "fighter":
        z = [0] if engines == 1 else [-0.2, 0.2]
        nozzle = rod((-length - 0.3, 0.3 * radius, 0), (-length + 0.5, 0.3 * radius, 0), 0.2, 0.24)
        pieces.append(("engines", copies(nozzle, [(0, 0, a) for a in z]), dark))
        details.append(f"with {count(engines, 'nozzle')}")
    if chance(random, 0.5) and style != "glider":
        low = -radius - random.uniform(0.35, 0.55)
        spots = np.array(
            [(-0.15 * length, low, 0), (-0.55 * length, low, 0.5), (-0.55 * length, low, -0.5)]
        )
        pieces.append(("gear", rods(spots, spots * (1, 0, 0.4), 0.04, sides=6), dark))
        pieces.append(
            ("gear", copies(rod((0, 0, -0.07), (0, 0, 0.07), 0.17, sides=14), spots), dark)
        )
        details.append("with its wheels out")
    wings = "with two pairs of wings" if style == "biplane" else f"with {place} wings"
    return describe(
        "aeroplane", [word, style], [wings, *details, "with a high tail" if high_tail else ""]
    ), pieces


def make_helicopter(random):
    """A helicopter on skids or on wheels."""
    long, tall, wide = random.uniform(0.9, 1.5), random.uniform(0.6, 0.75), random.uniform(0.5, 0.7)
    word, color = finish(random)
    dark, glass = tint(random, "dark"), tint(random, "window")
    boxy = chance(random, 0.35)
    if boxy:
        body = rounded_box((0, 0, 0), (2 * long, 1.7 * tall, 2 * wide), 0.5 * wide)
    else:
        body = ellipsoid((0, 0, 0), (long, tall, wide), 12, 18)
    pieces = [("body", body, color)]
    front = ellipsoid((0.55 * long, 0.12 * tall, 0), (0.5 * long, 0.68 * tall, 0.92 * wide), 9, 16)
    pieces.append(("windows", front, glass))
    boom, lift = random.uniform(1.6, 2.4), random.uniform(0.1, 0.4)
    tail = np.array((-long - boom, lift, 0))
    lattice = chance(random, 0.2)
    if lattice:
        t = np.linspace(0, 1, 6)[:, None]
        start = np.array((-0.7 * long, 0.2 * tall, 0))
        rails = [
            start + (0, y, z) + t * (tail - start)
            for y, z in ((0.15, 0), (-0.12, 0.15), (-0.12, -0.15))
        ]
        for line in rails:
            pieces.append(("tail", rods(line[:-1], line[1:], 0.03, sides=5), dark))
        for one, two in ((0, 1), (1, 2), (2, 0)):
            pieces.append(("tail", rods(rails[one][:-1], rails[two][1:], 0.02, sides=5), dark))
    else:
        pieces.append(("tail", rod((-0.7 * long, 0.15 * tall, 0), tail, 0.45 * wide, 0.1), color))
    fin = np.array([(0.25, -0.1), (0.1, -0.1), (-0.3, 0.6), (-0.05, 0.6)]) + tail[:2]
    pieces.append(("tail", extrude(fin, 0.06), color))
    pieces.append(("tail", box(tail + (0.4, 0, 0), (0.3, 0.04, 0.9)), color))
    small = np.concatenate(
        [
            around(box((0, 0.25, 0), (0.1, 0.5, 0.02)), pick(random, 2, 3, 4), "z"),
            rod((0, 0, -0.08), (0, 0, 0.08), 0.05),
        ]
    )
    pieces.append(("tail rotor", small + tail + (0, 0.15, 0.12), dark))
    number, reach = pick(random, 2, 3, 4, 5), random.uniform(1.8, 2.6)
    mast = tall + random.uniform(0.2, 0.35)
    pieces.append(("rotor", rod((0, 0.8 * tall, 0), (0, mast, 0), 0.07), dark))
    hub = rounded_box((-0.2, 0.95 * tall, 0), (1.1, 0.3, 0.6), 0.12)
    pieces.append(("body", hub, color))
    blade = box((reach / 2, mast, 0), (reach, 0.03, random.uniform(0.13, 0.2)))
    droop = blade.copy()
    droop[..., 1] -= 0.04 * (blade[..., 0] / reach) ** 2
    pieces.append(("rotor", around(droop, number, start=random.uniform(0, 1)), dark))
    pieces.append(("rotor", rod((0, mast - 0.06, 0), (0, mast + 0.06, 0), 0.14), dark))
    skids = chance(random, 0.65)
    low = -tall - random.uniform(0.25, 0.4)
    if skids:
        rail = curve(
            [(-0.8 * long, low, 0), (0, low, 0), (0.75 * long, low, 0), (long, low + 0.2, 0)], 12
        )
        for z in (-1, 1):
            pieces.append(("skids", sweep(rail + (0, 0, z * 1.05 * wide), 0.04, 6), dark))
            ends = np.array([(x, low, z * 1.05 * wide) for x in (-0.4 * long, 0.4 * long)])
            pieces.append(
                ("skids", rods(ends, ends * (1, 0, 0.5) - (0, 0.6 * tall, 0), 0.035, sides=6), dark)
            )
    else:
        places = np.array(
            [(0.6 * long, low, 0), (-0.4 * long, low, wide), (-0.4 * long, low, -wide)]
        )
        pieces += wheels(random, places, 0.17, 0.12, 0)
        pieces.append(
            ("skids", rods(places, places * (1, 0, 0.6) - (0, 0.5 * tall, 0), 0.04, sides=6), dark)
        )
    stands = "on skids" if skids else "on wheels"
    details = [f"with {count(number, 'rotor blade')}", stands]
    return describe(
        "helicopter",
        [word, "boxy" if boxy else "round"],
        [*details, "with a lattice tail" if lattice else ""],
    ), pieces


def make_rocket(random):
    """A rocket with fins, maybe with boosters."""
    length, radius = random.uniform(2, 4), random.uniform(0.28, 0.5)
    style = pick(random, "cigar-shaped", "straight", "staged")
    word, color = finish(random, "painted", "white", "metal")
    _, other = finish(random)
    nose = random.uniform(0.15, 0.3) * length
    if style == "cigar-shaped":
        wall = curve(
            [
                (0.55 * radius, 0),
                (1.15 * radius, 0.45 * length),
                (0.6 * radius, 0.85 * length),
                (0.0, length),
            ],
            16,
        )
    elif style == "straight":
        cone = curve([(radius, 0), (0.65 * radius, 0.55), (0.0, 1)], 7) * (1, nose) + (
            0,
            length - nose,
        )
        wall = np.concatenate([[(radius, 0)], cone])
    else:
        step = random.uniform(0.45, 0.6) * length
        thin = random.uniform(0.5, 0.8) * radius
        wall = np.array(
            [(radius, 0), (radius, step), (thin, step + 0.2), (thin, length - nose), (0, length)]
        )
    band = np.argmax(wall[:, 1] > length - 1.05 * nose)
    pieces = [("body", revolve([(0, 0), *wall[: band + 1]], 24), color)]
    pieces.append(("nose", revolve(wall[band:], 24), other))
    number, reach = pick(random, 3, 3, 4, 4), random.uniform(0.4, 0.9) * radius
    tall, drop = random.uniform(0.2, 0.35) * length, random.uniform(-0.1, 0.25) * length
    at = wall[0, 0] * 0.9
    fin = np.array(
        [(at, 0.02), (at + reach, -drop), (at + reach, 0.25 * tall - drop / 2), (at, tall)]
    )
    boosters = chance(random, 0.3)
    if boosters:
        number, size = pick(random, 2, 4), 0.45 * radius
        high = random.uniform(0.4, 0.6) * length
        booster = revolve([(0, 0), (size, 0), (size, high), (0, high + 2.5 * size)], 16) + (
            radius + 0.95 * size,
            0,
            0,
        )
        pieces.append(("boosters", around(booster, number), pick(random, color, other)))
    else:
        pieces.append(("fins", around(extrude(fin, 0.07), number), other))
    bell = revolve([(0.25 * radius, 0.02), (0.35 * radius, -0.15), (0.55 * radius, -0.4)], 16)
    pieces.append(("nozzle", bell, tint(random, "dark")))
    windows = pick(random, 0, 1, 2)
    for i in range(windows):
        y = (0.7 - 0.14 * i) * length if style != "staged" else (0.8 - 0.1 * i) * (length - nose)
        z = np.interp(y, wall[:, 1], wall[:, 0])
        pieces.append(
            (
                "windows",
                torus((0, y, z), 0.3 * radius, 0.06 * radius, "z", 16, 6),
                tint(random, "metal"),
            )
        )
        pieces.append(
            (
                "windows",
                ellipsoid((0, y, z), (0.28 * radius, 0.28 * radius, 0.06 * radius), 7, 12),
                tint(random, "window"),
            )
        )
    has = f"with {count(number, 'booster')}" if boosters else f"with {count(number, 'fin')}"
    eyes = f"with {count(windows, 'round window')}" if windows else ""
    return describe("rocket", [word, style], [has, eyes]), pieces


def make_boat(random):
    """A boat: for rowing, sailing, or with an engine; or a ship."""
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


def spoked(random, radius, tyre, number):
    """A wheel of wire spokes in the plane of x and y."""
    ring = torus((0, 0, 0), radius, tyre, "z", 28, 6)
    angle = 2 * np.pi * np.arange(number) / number
    rim = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1) * radius
    hub = np.stack(
        [0.03 * np.sin(angle), -0.03 * np.cos(angle), 0.05 * (-1.0) ** np.arange(number)], axis=1
    )
    metal = tint(random, "metal")
    axle = rod((0, 0, -0.07), (0, 0, 0.07), 0.03)
    return [
        ("wheels", ring, tint(random, "rubber")),
        ("wheels", rods(hub, rim, 0.006, sides=4), metal),
        ("wheels", axle, metal),
    ]


def make_bicycle(random):
    """A bicycle: a racer, one of a low frame, a cruiser, or a tandem."""
    radius, base = random.uniform(0.3, 0.36), random.uniform(0.95, 1.1)
    style = pick(random, "racing", "city", "low-framed", "tandem")
    base += 0.6 if style == "tandem" else 0
    word, color = finish(random)
    thin = random.uniform(0.014, 0.022)
    metal, dark = tint(random, "metal"), tint(random, "dark")
    pieces = []
    tyre = 0.014 if style == "racing" else random.uniform(0.02, 0.035)
    wheel = spoked(random, radius, tyre, random.integers(8, 15) * 2)
    for x in (0, base):
        pieces += [(name, surface + (x, radius, 0), paint) for name, surface, paint in wheel]
    rear, front = np.array((0, radius, 0)), np.array((base, radius, 0))
    crank = np.array((0.42, radius * 0.85, 0))
    seat = crank + (-0.17, random.uniform(0.45, 0.55), 0)
    head = np.array((base - random.uniform(0.15, 0.22), seat[1] + random.uniform(0, 0.1), 0))
    lower = head - (-0.05, 0.14, 0)
    top = crank + 0.45 * (seat - crank) if style == "low-framed" else seat - (0, 0.05, 0)
    pairs = [(crank, seat), (head - (0, 0.05, 0), top), (lower, crank), (head, lower)]
    if style == "tandem":
        other = crank + (0.6, 0, 0)
        second = other + (-0.17, 0.5, 0)
        pairs += [(other, second), (other, crank), (second, crank), (lower, other)]
    for z in (-0.05, 0.05):
        pairs += [
            (rear + (0, 0, z), crank),
            (rear + (0, 0, z), seat - (0, 0.08, 0)),
            (lower, front + (0, 0, z)),
        ]
    starts, ends = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    pieces.append(("frame", rods(starts, ends, thin, sides=8), color))
    saddles = [seat, second] if style == "tandem" else [seat]
    for place in saddles:
        y = place + (-0.02, 0.07, 0)
        outline = curve(
            [
                (-0.13, 0.08),
                (0.05, 0.03),
                (0.15, 0.015),
                (0.15, -0.015),
                (0.05, -0.03),
                (-0.13, -0.08),
            ],
            14,
            True,
        )
        pieces.append(("saddle", extrude(outline, 0.045, "y") + y, dark))
        pieces.append(("frame", rod(place - (0, 0.02, 0), y, 0.013), metal))
    stem = head + (-0.02, 0.1, 0)
    pieces.append(("handlebar", rod(head, stem, 0.016), metal))
    if style == "racing":
        bar = [
            (0.02, 0, 0),
            (0.02, 0, 0.2),
            (0.14, 0, 0.21),
            (0.13, -0.14, 0.21),
            (0.02, -0.14, 0.21),
        ]
    else:
        sweep_back = random.uniform(0, 0.25)
        bar = [
            (0, 0, 0),
            (0.02, 0.08, 0.15),
            (-0.3 * sweep_back, 0.1, 0.27),
            (-sweep_back, 0.08, 0.32),
        ]
    bar = sweep(curve(bar, 14) + stem, 0.014, 6, normal=(0.1, 1, 0.0))
    pieces += [("handlebar", bar, dark), ("handlebar", mirror(bar, "z"), dark)]
    for place in (crank, crank + (0.6, 0, 0))[: 2 if style == "tandem" else 1]:
        ring = torus(place + (0, 0, 0.06), 0.09, 0.012, "z", 18, 5)
        angle = random.uniform(0, np.pi)
        arm = np.array((np.cos(angle), np.sin(angle), 0)) * 0.16
        pieces.append(("pedals", ring, metal))
        for side in (-1, 1):
            tip = place + side * arm + (0, 0, side * 0.08)
            pieces.append(("pedals", rod(place + (0, 0, side * 0.07), tip, 0.012, sides=6), metal))
            pieces.append(("pedals", box(tip + (0, 0, side * 0.06), (0.09, 0.025, 0.1)), dark))
    chain = [crank + (0, y, 0.06) for y in (0.09, -0.09)]
    pieces.append(
        ("pedals", rods(chain, [rear + (0, y, 0.06) for y in (0.03, -0.03)], 0.006, sides=4), metal)
    )
    details = []
    if style != "racing" and chance(random, 0.45):
        guard = circle(radius + 0.06, sides=12, start=0.3, stop=2.8)
        path = np.column_stack([guard, np.zeros(12)])
        strip = sweep(path, 0.03, [(0.1, 1), (0.1, -1), (-0.1, -1), (-0.1, 1)], normal=(0, 0, 1))
        for x in (0, base):
            pieces.append(("mudguards", strip + (x, radius, 0), pick(random, color, dark)))
        details.append("with mudguards")
    if style in ("city", "low-framed") and chance(random, 0.4):
        x = base + 0.12
        rows = np.linspace(0, 0.22, 4)
        for y in rows:
            size = 0.13 + 0.2 * y
            corners = np.array(
                [
                    (x + a * size, head[1] - 0.15 + y, b * size)
                    for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
                ]
            )
            pieces.append(("basket", rods(corners, np.roll(corners, -1, 0), 0.008, sides=4), metal))
        pieces.append(("basket", box((x, head[1] - 0.15, 0), (0.26, 0.01, 0.26)), metal))
        details.append("with a basket")
    seats = "with two saddles" if style == "tandem" else ""
    return describe("bicycle", [word, style], [seats, *details]), pieces


def make_motorcycle(random):
    """A motorcycle or a scooter."""
    scooter = chance(random, 0.4)
    radius, base = (0.24, 1.2) if scooter else (random.uniform(0.3, 0.36), random.uniform(1.3, 1.6))
    word, color = finish(random)
    dark, metal = tint(random, "dark"), tint(random, "metal")
    pieces = wheels(
        random, [(0, radius, 0), (base, radius, 0)], radius, random.uniform(0.12, 0.17), 6
    )
    head = np.array((base - 0.28, 0.95, 0))
    forks = np.array([(base, radius, z) for z in (-0.1, 0.1)])
    pieces.append(("fork", rods(forks, head + [(0, 0, -0.06), (0, 0, 0.06)], 0.03), metal))
    bar = curve([(0, 0, 0), (0.02, 0.1, 0.15), (-0.15, 0.12, 0.35)], 10) + head
    bar = sweep(bar, 0.02, 6, normal=(0, 1, 0))
    pieces += [("handlebar", bar, dark), ("handlebar", mirror(bar, "z"), dark)]
    pieces.append(
        ("light", ellipsoid(head + (0.12, 0, 0), (0.1, 0.11, 0.11), 8, 12), tint(random, "white"))
    )
    if scooter:
        shield = extrude(
            np.array(
                [(base - 0.2, 0.3), (base - 0.12, 0.3), (base - 0.22, 0.92), (base - 0.3, 0.92)]
            ),
            0.42,
        )
        floor = box((0.72, 0.26, 0), (0.55, 0.08, 0.35))
        rear = rounded_box((0.12, 0.48, 0), (0.75, 0.42, 0.38), 0.15)
        pieces += [("body", part, color) for part in (shield, floor, rear)]
        pieces.append(("seat", rounded_box((0.12, 0.74, 0), (0.68, 0.12, 0.3), 0.06), dark))
        fender = ellipsoid((base, radius + 0.12, 0), (0.27, 0.16, 0.12), 7, 12)
        pieces.append(("body", fender, color))
    else:
        tank = ellipsoid((0.62 * base, 0.82, 0), (0.28, random.uniform(0.13, 0.18), 0.15), 9, 14)
        engine = box((0.5 * base, 0.48, 0), (0.38, 0.32, 0.28))
        fins = copies(
            box((0, 0, 0), (0.34, 0.02, 0.34)),
            [(0.5 * base, y, 0) for y in (0.5, 0.56, 0.62, 0.68)],
        )
        low = chance(random, 0.5)
        seat = rounded_box((0.25 * base, 0.76, 0), (0.55, 0.13, 0.26), 0.06)
        pieces += [("body", tank, color), ("engine", engine, metal), ("engine", fins, metal)]
        pieces.append(("seat", seat, dark))
        frame = np.array(
            [
                (head, (0.5 * base, 0.35, 0)),
                (head, (0.3 * base, 0.72, 0)),
                ((0.5 * base, 0.35, 0), (0, radius, 0)),
                ((0.3 * base, 0.72, 0), (0, radius, 0)),
            ]
        )
        pieces.append(("frame", rods(frame[:, 0], frame[:, 1], 0.035), color))
        pipe = rod((0.5 * base, 0.32, 0.17), (-0.25, 0.3, 0.19), 0.04, 0.06)
        pieces += [("exhaust", pipe, metal)] + (
            [("exhaust", mirror(pipe, "z"), metal)] if low else []
        )
        arc = np.column_stack([circle(radius + 0.04, sides=9, start=0.5, stop=2.4), np.zeros(9)])
        strip = sweep(arc, 0.08, [(0.1, 1), (0.1, -1), (-0.1, -1), (-0.1, 1)], normal=(0, 0, 1))
        pieces += [("body", strip + (x, radius, 0), color) for x in (0, base)]
    style = "scooter-like" if scooter else ""
    screen = chance(random, 0.3)
    if screen:
        pane = rotate(box((0, 0.2, 0), (0.015, 0.4, 0.35)), "z", 0.3)
        pieces.append(("windscreen", pane + head + (0.08, 0.05, 0), tint(random, "glass")))
    return describe("motorcycle", [word, style], ["with a windscreen" if screen else ""]), pieces


def make_skateboard(random):
    """A skateboard with bent ends."""
    length, width = random.uniform(2.4, 3.6), random.uniform(0.65, 0.85)
    tail, nose = random.uniform(0.1, 0.5), random.uniform(0.1, 0.5)
    word, color = finish(random, "painted", "painted", "wooden")
    x = np.linspace(-1, 1, 25)
    half = width / 2 * np.sqrt(np.clip(1 - np.clip((np.abs(x) - 0.7) / 0.3, 0, 1) ** 2, 0.02, 1))
    pointed = chance(random, 0.25)
    if pointed:
        half = width / 2 * np.clip(1.02 - np.abs(x) ** 3, 0.05, 1)
    y = (
        tail * np.clip((-x - 0.62) / 0.38, 0, 1) ** 1.3
        + nose * np.clip((x - 0.62) / 0.38, 0, 1) ** 1.3
    )
    top = np.stack(
        [np.stack([x * length / 2, y, s * half], axis=1) for s in (-1, -0.5, 0.5, 1)], axis=1
    )
    grid = np.concatenate([top, (top - (0, 0.07, 0))[:, ::-1]], axis=1)
    deck = sheet(grid, around=True)
    pieces = [("deck", deck, color)]
    place, radius = 0.58 * length / 2, random.uniform(0.13, 0.2)
    trucks = rods(
        [(s * place, -0.07, 0) for s in (-1, 1)],
        [(s * place, -0.24, 0) for s in (-1, 1)],
        0.1,
        0.05,
    )
    bars = rods(
        [(s * place, -0.24, -0.3) for s in (-1, 1)],
        [(s * place, -0.24, 0.3) for s in (-1, 1)],
        0.035,
    )
    metal = tint(random, "metal")
    pieces += [("trucks", trucks, metal), ("trucks", bars, metal)]
    wheel = rod((0, 0, -0.1), (0, 0, 0.1), radius, sides=16)
    pieces.append(("wheels", copies(wheel, axles([-place, place], -0.24, 0.34)), finish(random)[1]))
    shape = "long" if length > 3.2 else "short" if length < 2.7 else ""
    ends = "with pointed ends" if pointed else "with round ends"
    return describe("skateboard", [shape, word], ["on four wheels", ends]), pieces


def make_wheelbarrow(random):
    """A wheelbarrow, a handcart or a waggon."""
    kind = pick(random, "wheelbarrow", "wheelbarrow", "cart")
    word, color = finish(random, "painted", "metal", "wooden")
    wood = tint(random, pick(random, "wooden", "metal"))
    deep, low, top = (
        random.uniform(0.3, 0.45),
        random.uniform(0.25, 0.35),
        random.uniform(0.38, 0.5),
    )
    tray = np.array(
        [[(-a, 0, -b), (a, 0, -b), (a, 0, b), (-a, 0, b)] for a, b in ((low, 0.2), (top, 0.32))]
    ) * (1.3, 1, 1)
    tray[1, :, 1] += deep
    tray[1, 1:3, 0] += random.uniform(0, 0.25)
    wall = sheet(tray, around=True)
    floor = sheet(np.array([tray[0, :2], tray[0, [3, 2]]]))
    body = np.concatenate([wall, floor, wall * 0.94 + (0, 0.03, 0)]) + (0, 0.35, 0)
    pieces = [("tray", body, color)]
    radius = random.uniform(0.17, 0.23)
    if kind == "wheelbarrow":
        front = 0.62 * 1.3
        pieces += wheels(random, [(front, radius, 0)], radius, 0.1)
        for z in (-1, 1):
            line = [
                (front, radius, 0.08 * z),
                (0.2, 0.34, 0.22 * z),
                (-0.6, 0.4, 0.28 * z),
                (-1.15, 0.55, 0.3 * z),
            ]
            pieces.append(("handles", sweep(curve(line, 12), 0.025, normal=(0, 1, 0)), wood))
            legs = curve(
                [
                    (-0.1, 0.36, 0.24 * z),
                    (-0.35, 0.0, 0.26 * z),
                    (-0.45, 0.0, 0.26 * z),
                    (-0.55, 0.38, 0.27 * z),
                ],
                10,
            )
            pieces.append(("legs", sweep(legs, 0.02, 6, normal=(0, 0, 1)), wood))
        return describe("wheelbarrow", [word], ["with one wheel and two handles"]), pieces
    radius = random.uniform(0.22, 0.4)
    pieces += wheels(random, [(0, radius, 0.42), (0, radius, -0.42)], radius, 0.06, 8)
    pieces.append(("legs", box((-0.45, 0.17, 0), (0.05, 0.35, 0.05)), wood))
    line = np.array([(-0.3, 0.4, 0.2), (-0.9, 0.75, 0.2), (-0.9, 0.75, -0.2), (-0.3, 0.4, -0.2)])
    pieces.append(("handles", rods(line[:-1], line[1:], 0.025), wood))
    return describe("wheelbarrow", [word], ["with two wheels and a bar to push"]), pieces


# Each with its parts.
MAKERS = {
    "aeroplane": (
        make_aeroplane,
        (
            "tail",
            "wings",
            "windows",
            "body",
            "engines",
            "gear",
            "struts",
        ),
    ),
    "bicycle": (
        make_bicycle,
        (
            "pedals",
            "wheels",
            "handlebar",
            "frame",
            "saddle",
            "basket",
            "mudguards",
        ),
    ),
    "boat": (
        make_boat,
        (
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
        ),
    ),
    "bus": (
        make_bus,
        (
            "windows",
            "wheels",
            "doors",
            "body",
            "stripe",
        ),
    ),
    "car": (
        make_car,
        (
            "windows",
            "wheels",
            "lights",
            "body",
            "cabin",
            "bed",
            "seats",
            "rack",
        ),
    ),
    "helicopter": (
        make_helicopter,
        (
            "tail",
            "rotor",
            "skids",
            "body",
            "windows",
            "tail rotor",
            "wheels",
        ),
    ),
    "motorcycle": (
        make_motorcycle,
        (
            "body",
            "wheels",
            "handlebar",
            "engine",
            "fork",
            "light",
            "seat",
            "exhaust",
            "frame",
            "windscreen",
        ),
    ),
    "rocket": (
        make_rocket,
        (
            "windows",
            "body",
            "nose",
            "nozzle",
            "fins",
            "boosters",
        ),
    ),
    "skateboard": (
        make_skateboard,
        (
            "trucks",
            "deck",
            "wheels",
        ),
    ),
    "train carriage": (
        make_train_carriage,
        (
            "wheels",
            "frame",
            "body",
            "ribs",
            "doors",
            "windows",
            "cab",
            "domes",
            "chimney",
            "load",
        ),
    ),
    "truck": (
        make_truck,
        (
            "load",
            "windows",
            "wheels",
            "cab",
            "bumper",
            "frame",
            "pipes",
        ),
    ),
    "wheelbarrow": (
        make_wheelbarrow,
        (
            "wheels",
            "handles",
            "legs",
            "tray",
        ),
    ),
}
