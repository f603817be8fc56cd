"""A camera, old or new, by itself or on a tripod."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.devices.pieces import facing
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    around,
    box,
    curve,
    ellipsoid,
    revolve,
    rod,
    rounded_box,
    sweep,
    taper,
)

PARTS = ("lens", "buttons", "body", "finder", "tripod", "flash", "strap")


def make_camera(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, height, depth = (
        random.uniform(0.95, 1.25),
        random.uniform(0.6, 0.8),
        random.uniform(0.3, 0.45),
    )
    word, color = finish(random, "black", "grey", "metal", "brown", "painted")
    dark, metal = tint(random, "dark"), tint(random, "metal")
    pieces = [
        ("body", rounded_box((0, 0, 0), (width, height, depth), random.uniform(0.03, 0.1)), color)
    ]
    if chance(random, 0.4):
        band = box((0, -0.05 * height, 0), (width + 0.01, 0.55 * height, depth + 0.01))
        pieces.append(("body", band, dark))
    radius, reach = height * random.uniform(0.28, 0.42), random.uniform(0.15, 0.9)
    x = random.uniform(-0.1, 0.1)
    profile = [
        (0, 0),
        (radius, 0),
        (radius, 0.6 * reach),
        (1.08 * radius, 0.65 * reach),
        (1.08 * radius, reach),
        (0.85 * radius, reach),
        (0.7 * radius, reach - 0.08),
        (0, reach - 0.06),
    ]
    pieces.append(("lens", facing(revolve(profile, 24)) + (x, -0.04, depth / 2), dark))
    pieces.append(
        (
            "lens",
            facing(ellipsoid((0, reach - 0.08, 0), (0.65 * radius, 0.06, 0.65 * radius), 6, 16))
            + (x, -0.04, depth / 2),
            tint(random, "window"),
        )
    )
    bump = chance(random, 0.6)
    if bump:
        hump = taper(box((0, 0.12, 0), (0.45, 0.24, 0.8 * depth)), 0.6) + (x, height / 2 - 0.02, 0)
        pieces.append(("finder", hump, color))
    else:
        pieces.append(
            (
                "finder",
                box((-0.3 * width, 0.35 * height, depth / 2), (0.16, 0.1, 0.03)),
                tint(random, "window"),
            )
        )
    pieces.append(
        (
            "buttons",
            rod((0.36 * width, height / 2, 0), (0.36 * width, height / 2 + 0.07, 0), 0.07),
            metal,
        )
    )
    pieces.append(
        (
            "buttons",
            rod((-0.36 * width, height / 2, 0), (-0.36 * width, height / 2 + 0.06, 0), 0.1),
            metal,
        )
    )
    details = ["with a long lens" if reach > 0.6 else "with a short lens" if reach < 0.35 else ""]
    if chance(random, 0.25):
        pieces.append(
            ("flash", box((x, height / 2 + (0.4 if bump else 0.18), 0.05), (0.35, 0.24, 0.2)), dark)
        )
        details.append("with a flash")
    extra = pick(random, "a tripod", "a strap", "", "")
    if extra == "a tripod":
        high = random.uniform(1.4, 2.2)
        top = np.array((0, -height / 2 - 0.12, 0))
        pieces.append(("tripod", rod((0, -height / 2, 0), top, 0.12), dark))
        leg = rod((0.05, 0, 0), (0.45 * high, -high, 0), 0.04, 0.025, 8)
        pieces.append(("tripod", around(leg, 3, start=np.pi / 2) + top, dark))
        details.append("on a tripod")
    elif extra:
        loop = curve(
            [
                (-width / 2, 0.2, 0),
                (-width / 2 - 0.15, -0.3, -0.2),
                (0, -0.75, -0.25),
                (width / 2 + 0.15, -0.3, -0.2),
                (width / 2, 0.2, 0),
            ],
            20,
        )
        pieces.append(
            (
                "strap",
                sweep(loop, 0.04, [(1, 0.2), (-1, 0.2), (-1, -0.2), (1, -0.2)], normal=(0, 0.3, 1)),
                dark,
            )
        )
        details.append("with a strap")
    return describe("camera", [word], details), pieces
