"""A ball: plain, of patches, with stripes or seams, for rugby, or for bowling."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import copies, ellipsoid, revolve, rod, rods, sweep, torus

PARTS = ("patches", "surface", "seams", "stripes", "holes")


def make_ball(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "plain", "patched", "striped", "seamed", "oval", "bowling")
    word, color = finish(random)
    other = finish(random)[1]
    size = (1, 1, 1) if style != "oval" else (1.45, 1, 1)
    ball = ellipsoid((0, 0, 0), size, 24, 32)
    pieces, details = [("surface", ball, color)], []
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    if style == "patched":
        golden = (1 + np.sqrt(5)) / 2
        corners = np.array([(0, a, b * golden) for a in (-1, 1) for b in (-1, 1)])
        corners = np.concatenate([np.roll(corners, i, axis=1) for i in range(3)]) / np.hypot(
            1, golden
        )
        patch = revolve([(0.0, 0.0), (0.35, -0.06)], 5)
        for corner in corners:
            up = np.array((0.3, 0.5, 0.81))
            x = np.cross(up, corner)
            x /= np.linalg.norm(x)
            turned = patch @ np.stack([x, corner, np.cross(x, corner)])
            pieces.append(("patches", turned + 1.035 * corner, other))
        details.append("with twelve patches of five sides")
    elif style == "striped":
        number = pick(random, 4, 6, 8)
        segment = ellipsoid((0, 0, 0), (1.01, 1.01, 1.01), 24, 8 * number)
        azimuth = np.arctan2(segment[..., 2], segment[..., 0]).mean(axis=1)
        chosen = (np.floor((azimuth + np.pi) / (2 * np.pi) * number * 2) % 2).astype(bool)
        pieces.append(("stripes", segment[chosen], other))
        details.append(f"with {count(number, 'stripe')}")
    elif style == "seamed":
        if chance(random, 0.5):
            # The seam of a tennis ball.
            seam = np.stack(
                [
                    np.cos(t) * 0.75 + 0.25 * np.cos(3 * t),
                    np.sin(t) * 0.75 - 0.25 * np.sin(3 * t),
                    0.87 * np.sin(2 * t),
                ],
                axis=1,
            )
            seam /= np.linalg.norm(seam, axis=1, keepdims=True)
            pieces.append(
                ("seams", sweep(1.005 * seam, 0.03, 5, closed=True, normal=(0.01, 0.02, 1)), other)
            )
            details.append("with one curved seam")
        else:
            rings = [torus((0, 0, 0), 1.0, 0.025, axis, 40, 5) for axis in "xyz"]
            pieces.append(("seams", np.concatenate(rings), other))
            for s in (-1, 1):
                arc = torus((s * 0.6, 0, 0), 0.8, 0.025, "x", 36, 5)
                pieces.append(("seams", arc, other))
            details.append("with crossing seams")
    elif style == "oval":
        lace = np.linspace(-0.35, 0.35, 6)
        y = np.sqrt(1 - (lace / 1.45) ** 2) + 0.02
        pieces.append(
            (
                "seams",
                rods(
                    np.stack([lace, y, 0 * lace - 0.1], 1),
                    np.stack([lace, y, 0 * lace + 0.1], 1),
                    0.025,
                    sides=5,
                ),
                tint(random, "white"),
            )
        )
        pieces.append(("seams", rod((-0.42, 1.0, 0), (0.42, 1.0, 0), 0.025), tint(random, "white")))
        details.append("with laces")
    elif style == "bowling":
        spots = np.array([(0.12, 0.97, 0.12), (-0.12, 0.97, 0.12), (0, 0.97, -0.12)])
        pieces.append(
            (
                "holes",
                copies(torus((0, 0.0, 0), 0.06, 0.02, "y", 12, 5), spots),
                tint(random, "dark"),
            )
        )
        details.append("with three finger holes")
    return describe("ball", [word, style], details), pieces
