"""A fish: slender, round, flat or a shark."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import copies, curve, ellipsoid, extrude, mirror, rotate, sheet

PARTS = ("fins", "body", "eyes", "stripes")


def make_fish(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "slender", "round", "tall", "shark-like")
    length = 2.0
    tall = {"slender": 0.3, "round": 0.5, "tall": 0.75, "shark-like": 0.32}[style] * random.uniform(
        0.85, 1.15
    )
    wide = tall * {"round": 0.9, "tall": 0.3, "slender": 0.6, "shark-like": 0.9}[style]
    word, color = finish(random, "grey", "blue") if style == "shark-like" else finish(random)
    u = np.linspace(0, 1, 18)
    profile = np.sin(np.pi * u**0.7) ** 0.8 * 0.96 + 0.06 * (u > 0.05)
    profile[-1], profile[0] = 0.1, 0.0
    angle = 2 * np.pi * np.arange(16) / 16
    x = length * (0.5 - u)
    bow = random.uniform(-0.2, 0.2)
    sway = bow * (u - 0.3).clip(0) ** 2 * 2
    y = tall * profile[:, None] * np.cos(angle)
    z = wide * profile[:, None] * np.sin(angle) + sway[:, None]
    body = sheet(np.stack([np.broadcast_to(x[:, None], y.shape), y, z], axis=-1), around=True)
    pieces = [("body", body, color)]
    fin_color = pick(random, color, finish(random)[1])
    size = random.uniform(0.35, 0.6)
    forked = chance(random, 0.6)
    notch = 0.15 if forked else 0.42
    tail = curve(
        [
            (0.1, 0.05),
            (-0.5 * size, size),
            (-size, 1.15 * size),
            (-notch - 0.1, 0),
            (-size, -1.0 * size),
            (-0.5 * size, -0.9 * size),
            (0.1, -0.05),
        ],
        24,
    )
    pieces.append(("fins", extrude(tail, 0.03) + (-length / 2, 0, sway[-1]), fin_color))
    if style == "shark-like":
        back = np.array([(0.25, 0), (-0.15, 0.55), (-0.25, 0.5), (-0.15, 0)]) + (0, 0.8 * tall)
    else:
        reach = random.uniform(0.2, 0.45)
        back = np.array(
            [(0.35, -0.05), (0.1, 0.8 * reach), (-0.3, reach), (-0.55, 0.15), (-0.5, -0.05)]
        ) + (0, 0.85 * tall)
    pieces.append(("fins", extrude(back, 0.03), fin_color))
    belly = np.array([(0.0, 0.05), (-0.2, -0.3), (-0.4, -0.25), (-0.3, 0.05)]) + (
        -0.1,
        -0.85 * tall,
    )
    pieces.append(("fins", extrude(belly, 0.03), fin_color))
    fin = np.array([(0.12, 0), (-0.3, -0.1), (-0.5, -0.35), (-0.15, -0.25)]) * random.uniform(
        0.8, 1.3
    )
    side = rotate(extrude(fin, 0.02), "x", -0.9) + (0.3, -0.15 * tall, 0.85 * wide)
    pieces += [("fins", side, fin_color), ("fins", mirror(side, "z"), fin_color)]
    eye = ellipsoid((0.74, 0.25 * tall, 0.0), (0.07, 0.07, 0.05), 6, 10)
    out = 0.5 * wide
    pieces.append(("eyes", copies(eye, [(0, 0, -out), (0, 0, out)]), tint(random, "dark")))
    has = "with a forked tail" if forked else "with a rounded tail"
    stripes = style != "shark-like" and chance(random, 0.35)
    if stripes:
        number = pick(random, 2, 3, 4)
        for place in np.linspace(0.3, 0.7, number):
            rings = [
                np.stack(
                    [
                        np.full(16, length * (0.5 - s)),
                        np.interp(s, u, profile) * tall * 1.02 * np.cos(angle),
                        np.interp(s, u, profile) * wide * 1.02 * np.sin(angle)
                        + np.interp(s, u, sway),
                    ],
                    axis=1,
                )
                for s in (place - 0.03, place + 0.03)
            ]
            pieces.append(("stripes", sheet(np.stack(rings), around=True), fin_color))
    return describe("fish", [word, style], [has, "with stripes" if stripes else ""]), pieces
