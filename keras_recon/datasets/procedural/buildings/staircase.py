"""Stairs: straight, of two flights, or winding."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import box, copies, extrude, rod, rods, rotate, sweep

PARTS = ("rails", "steps", "landing", "post")


def make_stairs(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "straight", "straight", "spiral", "turning")
    number = random.integers(9, 15) if style == "turning" else random.integers(5, 15)
    width = random.uniform(0.8, 1.4)
    rise, run = random.uniform(0.16, 0.2), random.uniform(0.24, 0.32)
    word, color = finish(random, "wooden", "stone", "metal", "white")
    details = [f"with {count(number, 'step')}"]
    if style == "spiral":
        number = max(number, 9)
        turn = random.uniform(0.35, 0.5)
        step = extrude(
            np.array([(0.05, -0.06), (width, -0.25), (width, 0.25), (0.05, 0.06)]), 0.06, "y"
        )
        i = np.arange(number)
        steps = rotate(step, "y", turn * i[:, None, None]) + (rise * (i + 1))[
            :, None, None, None
        ] * np.array((0, 1, 0))
        pieces = [("steps", steps.reshape(-1, 3, 3), color)]
        top = rise * number
        pieces.append(("post", rod((0, 0, 0), (0, top + 0.9, 0), 0.07), color))
        rim = np.stack(
            [0.95 * width * np.cos(turn * i), rise * (i + 1), -0.95 * width * np.sin(turn * i)],
            axis=1,
        )
        pieces.append(
            ("rails", rods(rim, rim + (0, 0.85, 0), 0.02, sides=5), tint(random, "metal"))
        )
        pieces.append(
            ("rails", sweep(rim + (0, 0.85, 0), 0.03, 6, normal=(0, 1, 0)), tint(random, "dark"))
        )
        return describe("staircase", [style, word], [f"with {count(number, 'step')}"]), pieces
    solid = chance(random, 0.5)

    def flight(number):
        i = np.arange(number)
        if solid:
            outline = [(0, 0)]
            for k in i:
                outline += [(k * run, (k + 1) * rise), ((k + 1) * run, (k + 1) * rise)]
            outline += [(number * run, number * rise - rise), (run, 0)]
            return [extrude(np.array(outline), width)]
        steps = copies(
            box((0, 0, 0), (run * 1.1, 0.05, width)),
            np.stack([(i + 0.5) * run, (i + 1) * rise, 0 * i], axis=1),
        )
        beam = np.array(
            [
                (0, -0.05),
                (0.25, -0.05),
                (number * run, number * rise - 0.2),
                (number * run, number * rise),
            ]
        )
        return [steps, copies(extrude(beam, 0.06), [(0, 0, s * width / 2) for s in (-1, 1)])]

    first = number if style == "straight" else number // 2
    pieces = [("steps", part, color) for part in flight(first)]
    if style == "turning":
        x, y = first * run, first * rise
        pieces.append(("landing", box((x + width / 2, y - 0.05, 0), (width, 0.12, width)), color))
        for part in flight(number - first):
            pieces.append(
                ("steps", rotate(part, "y", np.pi / 2) + (x + width / 2, y, -width / 2), color)
            )
        pieces.append(
            (
                "landing",
                copies(
                    box((x + width / 2, y / 2, 0), (0.1, y, 0.1)),
                    [(s * 0.45 * width, 0, t * 0.45 * width) for s in (-1, 1) for t in (-1, 1)],
                ),
                color,
            )
        )
    rails = pick(random, 0, 1, 2)
    metal = tint(random, pick(random, "metal", "wooden", "dark"))
    for z in (1, -1)[:rails]:
        k = np.arange(first)
        feet = np.stack([(k + 0.5) * run, (k + 1) * rise, 0 * k + z * 0.46 * width], axis=1)
        pieces.append(("rails", rods(feet, feet + (0, 0.85, 0), 0.02, sides=5), metal))
        pieces.append(("rails", rod(feet[0] + (0, 0.85, 0), feet[-1] + (0, 0.85, 0), 0.035), metal))
    details.append(f"with {count(rails, 'rail')}" if rails else "without rails")
    return describe("staircase", [style, word], details), pieces
