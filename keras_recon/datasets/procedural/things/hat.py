"""A hat: a top hat, a cap, a straw hat, a cowboy's, a pointed one, a bowler."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.surfaces import around, circle, ellipsoid, revolve, sheet

PARTS = ("crown", "band", "brim", "button", "ball", "flower")


def make_hat(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "top hat", "cap", "sun hat", "cowboy hat", "pointed", "bowler", "woolly")
    word, color = finish(random)
    band = finish(random)[1]
    names = {
        "top hat": "tall",
        "cap": "peaked",
        "sun hat": "broad-brimmed",
        "cowboy hat": "cowboy",
        "pointed": "pointed",
        "bowler": "round bowler",
        "woolly": "woolly",
    }
    radius, tall, brim = 0.42, random.uniform(0.45, 0.8), random.uniform(0.15, 0.3)
    dome = circle((radius, 0.45), sides=9, stop=np.pi / 2)
    pieces, details = [], []
    if style == "top hat":
        flare = random.uniform(0.95, 1.15)
        profile = [
            (radius + brim, 0.06),
            (radius + 0.05, 0),
            (radius, 0.02),
            (flare * radius, tall),
            (0, tall),
        ]
    elif style == "sun hat":
        profile = [
            (radius + 2 * brim, -0.05),
            (radius, 0.02),
            (0.95 * radius, 0.3),
            (0.6 * radius, 0.42),
            (0, 0.45),
        ]
    elif style == "pointed":
        profile = [
            (radius + 1.4 * brim * pick(random, 0, 1) + 0.02, 0.0),
            (radius, 0.02),
            (0.5 * radius, 0.6 * tall),
            (0.02, 1.6 * tall),
            (0, 1.62 * tall),
        ]
    elif style == "woolly":
        profile = [
            (radius + 0.04, 0),
            (radius + 0.04, 0.15),
            (radius, 0.15),
            (radius, 0.25),
            *(dome * (0.95, 1) + (0, 0.22)),
            (0, 0.68),
        ]
        pieces.append(("ball", ellipsoid((0, 0.72, 0), (0.13, 0.13, 0.13), 8, 12), band))
        details.append("with a ball on top")
    elif style == "bowler":
        profile = [
            (radius + 0.75 * brim, 0.08),
            (radius + 0.5 * brim, 0),
            (radius, 0.02),
            *(dome + (0, 0.06)),
            (0, 0.52),
        ]
    elif style == "cap":
        profile = [(radius, 0), *dome, (0, 0.46)]
    else:
        profile = [
            (radius + 1.8 * brim, 0),
            (radius, 0.02),
            (0.9 * radius, 0.35),
            (0.5 * radius, 0.42),
            (0.3 * radius, 0.36),
            (0, 0.34),
        ]
    crown = revolve(profile, 28)
    if style == "cowboy hat":
        out = np.hypot(crown[..., 0], crown[..., 2])
        crown[..., 1] += (
            0.9 * (crown[..., 0] ** 2 - 0.3 * crown[..., 2] ** 2) * (out > radius * 0.98)
        )
        crown[..., 0] *= np.where(out > radius * 0.98, 0.92, 0.88)
    pieces.append(("crown", crown, color))
    if style == "cap":
        t, u = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(0, 1, 4))
        reach = radius + u * random.uniform(0.25, 0.4) * np.sqrt(1 - 0.95 * t**2)
        visor = np.stack(
            [radius * np.sin(t * 1.1), 0.03 - 0.1 * u + 0 * t, reach * np.cos(t * 0.9) * 0.95],
            axis=-1,
        )
        visor = sheet(visor)
        pieces.append(
            ("brim", np.concatenate([visor, visor - (0, 0.02, 0)]), pick(random, color, band))
        )
        pieces.append(("button", ellipsoid((0, 0.46, 0), (0.04, 0.025, 0.04), 6, 8), band))
    elif style in ("top hat", "sun hat", "bowler", "cowboy hat", "pointed") and chance(random, 0.7):
        size = {"pointed": 0.97, "cowboy hat": 0.9}.get(style, 1.02) * radius
        pieces.append(
            (
                "band",
                revolve([(size, 0.04), (0.985 * size, 0.14)], 28)
                * ((0.9, 1, 1) if style == "cowboy hat" else 1),
                band,
            )
        )
        details.append("with a band")
    if style == "sun hat" and chance(random, 0.4):
        petal = ellipsoid((0.07, 0, 0), (0.07, 0.04, 0.03), 6, 8)
        pieces.append(
            ("flower", around(petal, 6, "z") + (0, 0.12, radius + 0.02), finish(random)[1])
        )
        details.append("with a flower")
    return describe("hat", [word, names[style]], details), pieces
