"""A washing machine that is loaded from the front or from above."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.devices.pieces import facing
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, ellipsoid, extrude, revolve, rod, rounded_box

PARTS = ("door", "case", "panel", "knobs", "feet", "drawer", "lid")


def make_washing_machine(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    width, height, depth = (
        random.uniform(0.85, 1),
        random.uniform(1.1, 1.35),
        random.uniform(0.8, 1),
    )
    word, color = finish(random, "white", "white", "grey", "metal")
    dark, metal = tint(random, "dark"), tint(random, "metal")
    pieces = [("case", rounded_box((0, 0, 0), (width, height, depth), 0.03), color)]
    front = depth / 2
    top = chance(random, 0.25)
    if top:
        pieces.append(
            (
                "lid",
                box((0, height / 2 + 0.02, 0.08 * depth), (0.85 * width, 0.04, 0.72 * depth)),
                color,
            )
        )
        panel = extrude(
            np.array([(-0.12, 0), (0.12, 0), (0.0, 0.22), (-0.12, 0.22)]), width, "x"
        ) + (0, height / 2, -0.36 * depth)
        pieces.append(("panel", panel, dark))
        y, z = height / 2 + 0.14, -0.3 * depth
    else:
        radius = random.uniform(0.26, 0.34)
        middle = (0, -0.05 * height, front)
        pieces.append(
            (
                "door",
                facing(
                    revolve(
                        [
                            (0.72 * radius, 0.02),
                            (0.75 * radius, 0.07),
                            (radius, 0.07),
                            (1.05 * radius, 0),
                        ],
                        28,
                    )
                )
                + middle,
                metal,
            )
        )
        pieces.append(
            (
                "door",
                facing(ellipsoid((0, 0, 0), (0.74 * radius, 0.07, 0.74 * radius), 7, 20)) + middle,
                tint(random, "window"),
            )
        )
        pieces.append(
            ("door", box((radius * 0.95, middle[1], front + 0.06), (0.06, 0.16, 0.05)), dark)
        )
        pieces.append(
            (
                "panel",
                box((0, 0.42 * height, front), (0.94 * width, 0.12 * height, 0.03)),
                tint(random, "grey"),
            )
        )
        pieces.append(
            (
                "drawer",
                box(
                    (-0.3 * width, 0.42 * height, front + 0.01), (0.26 * width, 0.1 * height, 0.04)
                ),
                color,
            )
        )
        y, z = 0.42 * height, front
    knobs = pick(random, 1, 1, 2)
    knob = facing(rod((0, 0, 0), (0, 0.08, 0), 0.06))
    pieces.append(
        ("knobs", copies(knob, [(0.1 * width + 0.2 * i, y, z) for i in range(knobs)]), metal)
    )
    feet = copies(
        rod((0, -height / 2 - 0.05, 0), (0, -height / 2, 0), 0.04),
        [(x * 0.4 * width, 0, s * 0.4 * depth) for x in (-1, 1) for s in (-1, 1)],
    )
    pieces.append(("feet", feet, dark))
    loads = "with a lid on top" if top else "with a round door in front"
    return describe("washing machine", [word], [loads, f"with {count(knobs, 'knob')}"]), pieces
