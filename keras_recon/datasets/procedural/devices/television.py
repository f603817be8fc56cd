"""A television: flat, or one with a tube."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.devices.pieces import facing
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, rod, rods, rotate, rounded_box, sheet, taper

PARTS = ("case", "stand", "screen", "knobs", "aerial")


def make_television(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    old = chance(random, 0.35)
    dark, screen = tint(random, "dark"), tint(random, "window")
    details = []
    if old:
        width, height, depth = (
            random.uniform(0.9, 1.3),
            random.uniform(0.75, 1),
            random.uniform(0.6, 0.9),
        )
        word, color = finish(random, "wooden", "grey", "black", "painted")
        pieces = [("case", rounded_box((0, 0, 0), (width, height, 0.4 * depth), 0.06), color)]
        back = rotate(
            taper(box((0, depth / 2, 0), (0.9 * width, depth, 0.9 * height)), 0.5), "x", -np.pi / 2
        )
        pieces.append(("case", back - (0, 0, 0.15 * depth), color))
        share = 0.72
        glass = rounded_box(
            ((share - 1) / 2 * 0.85 * width, 0, 0.2 * depth),
            (share * 0.92 * width, 0.82 * height, 0.08),
            0.04,
        )
        pieces.append(("screen", glass, screen))
        x = (0.5 - (1 - share) / 2) * 0.93 * width
        knob = facing(rod((0, 0, 0), (0, 0.06, 0), 0.05)) + (x, 0, 0.2 * depth)
        pieces.append(("knobs", copies(knob, [(0, y * height, 0) for y in (0.3, 0.1)]), dark))
        slots = copies(
            box((x, 0, 0.2 * depth), (0.15 * width, 0.02, 0.02)),
            [(0, -y * height, 0) for y in (0.1, 0.18, 0.26, 0.34)],
        )
        pieces.append(("knobs", slots, dark))
        if chance(random, 0.6):
            tips = np.array(
                [(s * random.uniform(0.25, 0.5), height / 2 + 0.55, 0) for s in (-1, 1)]
            )
            pieces.append(
                (
                    "aerial",
                    rods([(0, height / 2, 0)] * 2, tips, 0.012, sides=5),
                    tint(random, "metal"),
                )
            )
            details.append("with an aerial")
        if chance(random, 0.6):
            corners = np.array(
                [(x * 0.4 * width, -height / 2, z * 0.3 * depth) for x in (-1, 1) for z in (-1, 1)]
            )
            pieces.append(
                ("stand", rods(corners, corners * (1.15, 1, 1.15) - (0, 0.35, 0), 0.03, 0.02), dark)
            )
            details.append("on four legs")
        return describe("television", ["old", word], details), pieces
    width = random.uniform(1.2, 1.9)
    height, thin = width * random.uniform(0.52, 0.66), random.uniform(0.03, 0.08)
    curved = chance(random, 0.2)
    case = [
        box((0, 0, 0), (width, height, thin)),
        box((0, 0, thin / 2 + 0.005), (0.96 * width, 0.93 * height, 0.01)),
    ]
    if chance(random, 0.5):
        case.append(box((0, -0.1 * height, -thin), (0.6 * width, 0.5 * height, thin)))
    if curved:
        cells = sheet(
            np.stack(
                np.meshgrid(np.linspace(-0.5, 0.5, 13), np.linspace(-0.5, 0.5, 2))
                + (np.zeros((2, 13)),),
                axis=-1,
            )
        )
        front = [cells * (width, height, 1) + (0, 0, z) for z in (-thin / 2, thin / 2)] + [
            cells * (0.96 * width, 0.93 * height, 1) + (0, 0, thin / 2 + 0.01)
        ]
        case = [np.concatenate(front[:2]), front[2]]
        for part in case:
            part[..., 2] += random.uniform(0.14, 0.16) * part[..., 0] ** 2
    names = ["case", "screen", "case"]
    pieces = [
        (name, part, screen if name == "screen" else dark)
        for name, part in zip(names, case, strict=False)
    ]
    stand = pick(random, "a foot", "two feet", "legs", "no stand")
    low = -height / 2
    if stand == "a foot":
        pieces.append(("stand", box((0, low - 0.08, -0.03), (0.12, 0.2, 0.05)), dark))
        foot = rod((0, low - 0.2, 0), (0, low - 0.16, 0), 0.5, sides=24) * (0.6 * width, 1, 0.4)
        pieces.append(
            ("stand", pick(random, foot, box((0, low - 0.17, 0), (0.5 * width, 0.03, 0.35))), dark)
        )
    elif stand == "two feet":
        for x in (-0.35, 0.35):
            feet = np.array(
                [(x * width, low, 0), (x * width, low - 0.12, 0.18), (x * width, low - 0.12, -0.18)]
            )
            pieces.append(("stand", rods(feet[[0, 0]], feet[1:], 0.02, sides=6), dark))
    elif stand == "legs":
        wood = tint(random, "wooden")
        for x in (-0.3, 0.3):
            for z in (0.25, -0.25):
                pieces.append(
                    (
                        "stand",
                        rod((x * width, low + 0.05, 0), (1.2 * x * width, low - 0.6, z), 0.025),
                        wood,
                    )
                )
    has = "without a stand" if stand == "no stand" else f"on {stand}"
    return describe("television", ["curved" if curved else "", "flat"], [has]), pieces
