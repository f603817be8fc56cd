"""An aeroplane: a jet, one with propellers, a fighter, a biplane or a glider."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    copies,
    ellipsoid,
    extrude,
    mirror,
    revolve,
    rod,
    rods,
    rotate,
)

PARTS = ("tail", "wings", "windows", "body", "engines", "gear", "struts")


def _wing(root, tip, span, sweep_back, rise, thickness):
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
    """Give captions, and a list of triples of a part, a surface and a colour."""
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
    one = _wing(root, tip, span, back, random.uniform(-0.1, 0.5), 0.13) + (x, y, 0)
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
    plane = _wing(0.75, 0.4, random.uniform(0.9, 1.3), 0.5 if back > 0.5 else 0.15, 0.05, 0.07)
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
