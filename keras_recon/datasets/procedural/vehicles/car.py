"""A car: saloon, hatchback, estate, sports, off-road, pickup or open."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vehicles.pieces import axles, wheels
from keras_recon.datasets.surfaces import (
    box,
    circle,
    copies,
    ellipsoid,
    extrude,
    rotate,
    rounded_box,
    sheet,
)

PARTS = ("windows", "wheels", "lights", "body", "cabin", "bed", "seats", "rack")
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
    """Give captions, and a list of triples of a part, a surface and a colour."""
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
            panes = _split_at(pane, split)
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


def _split_at(outline, x):
    """Two outlines of four corners, cut apart by an upright post at x."""
    (a, b, c, d) = outline
    left, right = x - 0.04, x + 0.04
    low, high = (a[1] + d[1]) / 2, (b[1] + c[1]) / 2
    first = np.array([a, b, (left, high), (left, low)])
    return [first, np.array([(right, low), (right, high), c, d])]
