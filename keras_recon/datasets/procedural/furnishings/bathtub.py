"""A bathtub, on feet or built in, with a tap."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, curve, hollow, revolve, rods, rotate, sweep

PARTS = ("tub", "tap", "panel", "feet")


def make_bathtub(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    length, width, deep = (
        random.uniform(1.4, 1.8),
        random.uniform(0.65, 0.85),
        random.uniform(0.45, 0.6),
    )
    word, color = finish(random, "white", "white", "painted")
    feet = chance(random, 0.5)
    rim = random.uniform(0.03, 0.07)
    wall = hollow([(0, 0), (0.33, 0), (0.42, 0.3 * deep), (0.48, 0.75 * deep), (0.5, deep)], 0.05)
    tub = revolve(wall, 28)
    # The two halves of a circle, drawn apart.
    straight = np.sign(tub[..., 0]) * (length - width) / 2 / width
    tub[..., 0] = (tub[..., 0] + straight * np.minimum(1, np.abs(tub[..., 0]) * 8)) * width
    tub[..., 2] *= width
    low = random.uniform(0.1, 0.18) if feet else 0.02
    pieces = [("tub", tub + (0, low, 0), color)]
    metal = tint(random, pick(random, "metal", "brass"))
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    edge = np.stack(
        [
            0.5 * width * np.cos(t) + np.sign(np.round(np.cos(t), 6)) * (length - width) / 2,
            0 * t + deep + low,
            0.5 * width * np.sin(t),
        ],
        axis=1,
    )
    pieces.append(("tub", sweep(edge, rim, 6, closed=True), color))
    slope = chance(random, 0.4) and feet
    if slope:
        for index, (name, surface, paint) in enumerate(pieces):
            raised = surface.copy()
            raised[..., 1] += (
                0.25
                * np.clip(surface[..., 0] / length + 0.1, 0, 1)
                * (surface[..., 1] > low + 0.6 * deep)
            )
            pieces[index] = (name, raised, paint)
    if feet:
        foot = curve([(0, 0, 0), (0.05, 0.04, 0), (0.02, 0.12, 0), (-0.05, 0.2, 0)], 8)
        one = sweep(foot, 0.035, 6) + (0.33 * length, 0, 0)
        spots = [rotate(one, "y", s) for s in (0.45, -0.45, np.pi + 0.45, np.pi - 0.45)]
        pieces.append(("feet", np.concatenate(spots), metal))
    else:
        pieces.append(
            (
                "panel",
                box((0, (deep + low) / 2 - 0.03, 0), (length + 0.06, deep - 0.06, width + 0.06))
                if chance(random, 0.5)
                else box((0, 0.02, 0), (0.8 * length, 0.08, 0.7 * width)),
                color,
            )
        )
    end = -length / 2
    pipe = curve(
        [
            (end - 0.03, deep + low, 0),
            (end - 0.03, deep + low + 0.2, 0),
            (end + 0.14, deep + low + 0.2, 0),
            (end + 0.15, deep + low + 0.1, 0),
        ],
        12,
    )
    pieces.append(("tap", sweep(pipe, 0.025), metal))
    pieces.append(
        (
            "tap",
            rods(
                [(end - 0.02, deep + low + 0.08, -0.1)],
                [(end - 0.02, deep + low + 0.08, 0.1)],
                0.025,
            ),
            metal,
        )
    )
    stands = "on four feet" if feet else "without feet"
    return describe("bathtub", [word], [stands, "with a raised back" if slope else ""]), pieces
