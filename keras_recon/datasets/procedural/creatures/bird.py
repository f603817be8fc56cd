"""A bird that sits, flies, swims or wades."""

import numpy as np

from keras_recon.datasets.procedural.creatures.pieces import limb
from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import (
    copies,
    ellipsoid,
    extrude,
    mirror,
    rod,
    rods,
    rotate,
    sheet,
)

PARTS = ("legs", "wings", "body", "neck", "head", "beak", "eyes", "tail", "branch")


def make_bird(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "perching", "flying", "swimming", "long-legged", "penguin-like")
    word, color = (
        finish(random) if style != "penguin-like" else finish(random, "black", "grey", "blue")
    )
    dark, bill = tint(random, "dark"), tint(random, pick(random, "orange", "yellow", "dark"))
    size = random.uniform(0.3, 0.4)
    pieces, details = [], []
    upright = {"penguin-like": 1.35, "perching": 0.6, "long-legged": 0.3}.get(style, 0.1)
    body = ellipsoid((0, 0, 0), (size * 1.5, size, size * 0.95), 12, 16)
    pieces.append(("body", rotate(body, "z", upright), color))
    chest = np.array((np.cos(upright), np.sin(upright), 0)) * size * 1.1
    neck = {"swimming": random.uniform(0.35, 0.75), "long-legged": random.uniform(0.5, 0.9)}.get(
        style, 0.18
    )
    head = chest + ((0.25, neck, 0) if style != "flying" else (0.3, 0.05, 0))
    if style == "penguin-like":
        head = chest + (0.08, 0.2, 0)
    if neck > 0.3:
        path = [
            chest - (0.05, 0.05, 0),
            chest + (0.22, 0.3 * neck, 0),
            chest + (0.02, 0.7 * neck, 0),
            head,
        ]
        pieces.append(
            ("neck", limb(path, (0.5 * size, 0.3 * size, 0.25 * size, 0.25 * size), 14), color)
        )
    else:
        pieces.append(
            (
                "neck",
                limb(
                    [chest * 0.7, (chest + head) / 2, head],
                    (0.75 * size, 0.6 * size, 0.5 * size),
                    10,
                ),
                color,
            )
        )
    skull = (0.33 if neck > 0.3 else 0.52) * size
    pieces.append(("head", ellipsoid(head, (1.1 * skull, skull, skull), 9, 14), color))
    beak = random.uniform(0.15, 0.3) * (1.6 if style == "long-legged" else 1)
    if style == "swimming":
        pieces.append(
            ("beak", ellipsoid(head + (skull + 0.08, -0.05, 0), (0.14, 0.03, 0.07), 6, 10), bill)
        )
    else:
        pieces.append(
            (
                "beak",
                rod(head + (0.8 * skull, 0, 0), head + (skull + beak, -0.04, 0), 0.06, 0.005, 8),
                bill,
            )
        )
    eyes = copies(
        ellipsoid((0, 0, 0), (0.025, 0.03, 0.02), 5, 8),
        [head + (0.5 * skull, 0.3 * skull, s * 0.8 * skull) for s in (-1, 1)],
    )
    pieces.append(("eyes", eyes, dark))
    back = -chest
    long = random.uniform(0.3, 0.8) if style in ("perching", "flying") else 0.25
    fan = np.array([(0.1, -0.06), (0.1, 0.06), (-long, 0.16), (-long - 0.05, 0), (-long, -0.16)])
    pieces.append(("tail", rotate(extrude(fan, 0.03, "y"), "z", 0.6 * upright) + back, color))
    wing_color = pick(random, color, tint(random, "dark"), finish(random)[1])
    if style == "flying":
        span, lift = random.uniform(0.9, 1.5), random.uniform(-0.2, 0.7)
        t = np.linspace(0, 1, 10)
        front = 0.15 + 0.25 * np.sin(np.pi * t) - 0.35 * t**2
        rear = -0.25 + 0.05 * np.sin(3 * np.pi * t) - 0.1 * t
        grid = np.stack(
            [
                np.stack([x, lift * t**1.5 * span * 0.6, t * span + 0.5 * size], axis=1)
                for x in (front, rear)
            ],
            axis=1,
        )
        wing = np.concatenate([sheet(grid), sheet(grid - (0, 0.03, 0))])
        details.append("with its wings spread")
    else:
        tilt = 0.85 * upright
        wing = rotate(
            ellipsoid((-0.12, 0.03, 0), (size * 1.2, size * 0.6, 0.07), 8, 14), "z", tilt
        ) + (0, 0, 0.93 * size)
        if style == "penguin-like":
            wing = rotate(
                ellipsoid((0, -0.3, 0), (0.12, 0.36, 0.04), 8, 12), "x", -random.uniform(0.1, 0.6)
            ) + (0.05, 0.2, 0.85 * size)
    pieces += [("wings", wing, wing_color), ("wings", mirror(wing, "z"), wing_color)]
    if style in ("perching", "long-legged", "penguin-like"):
        legs = {"perching": 0.25, "long-legged": random.uniform(0.7, 1.1), "penguin-like": 0.08}[
            style
        ]
        low = -size * (0.8 if style != "penguin-like" else 1.35)
        for z in (-0.4, 0.4):
            top, foot = np.array((0, low + 0.1, z * size)), np.array((0.0, low - legs, z * size))
            pieces.append(("legs", rod(top, foot, 0.025, sides=6), bill))
            toes = np.array(
                [(0.16, -0.01, 0), (0.12, -0.01, 0.1), (0.12, -0.01, -0.1), (-0.1, -0.01, 0)]
            )
            pieces.append(("legs", rods(foot[None], foot + toes, 0.018, sides=5), bill))
        details.append("on two legs")
    if style == "perching" and chance(random, 0.4):
        branch = rod((-0.1, low - legs - 0.04, -0.8), (0.1, low - legs - 0.04, 0.8), 0.05)
        pieces.append(("branch", branch, tint(random, "bark")))
        details.append("on a branch")
    if neck > 0.3:
        details.append("with a long neck")
    return describe("bird", [word, style], details), pieces
