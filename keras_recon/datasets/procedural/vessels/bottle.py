"""A bottle of wine, water, spirits, medicine or soap."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.procedural.vessels.pieces import radius_at
from keras_recon.datasets.surfaces import box, curve, revolve, rod, rotate, torus

PARTS = ("cap", "body", "label")


def make_bottle(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "slim", "square", "round", "stout", "waisted")
    height, radius = random.uniform(1.4, 2.2), random.uniform(0.25, 0.4)
    neck, rim = radius * random.uniform(0.25, 0.45), random.uniform(0.15, 0.4) * height
    if style == "stout":
        height, rim = random.uniform(0.7, 1.1), 0.2
    shoulder = height - rim - random.uniform(0.1, 0.25)
    if style == "round":
        angle = np.linspace(-1.2, np.pi / 2 - np.arcsin(neck / (1.5 * radius)), 12)
        ball = 1.5 * radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        ball = np.concatenate([[(0, ball[0, 1])], ball]) - (0, ball[0, 1])
        wall, height = ball, ball[-1, 1] + rim
    else:
        waist = random.uniform(0.75, 0.9) if style == "waisted" else 1
        control = [(radius, 0.04), (waist * radius, shoulder / 2), (radius, shoulder)]
        wall = [(0, 0), (0.93 * radius, 0), *curve(control, 9)]
        wall = np.array([*wall, ((radius + neck) / 1.9, height - rim - 0.07), (neck, height - rim)])
    outside = np.concatenate([wall, [(neck, height), (0, height)]])
    word, color = finish(random, "glass", "painted", "green", "brown")
    body = revolve(outside, 4 if style == "square" else 24)
    if style == "square":
        body = rotate(body, "y", np.pi / 4)
    pieces = [("body", body, color)]
    cap = pick(random, "a cap", "a cork", "a pump", "no cap")
    dark = finish(random)[1]
    if cap == "a cap":
        pieces.append(("cap", rod((0, height - 0.08, 0), (0, height + 0.04, 0), 1.25 * neck), dark))
    elif cap == "a cork":
        cork = rod((0, height - 0.02, 0), (0, height + 0.12, 0), 0.8 * neck, 0.95 * neck)
        pieces.append(("cap", cork, tint(random, "straw")))
    elif cap == "a pump":
        pieces.append(("cap", rod((0, height - 0.05, 0), (0, height + 0.03, 0), 1.2 * neck), dark))
        pieces.append(("cap", rod((0, height, 0), (0, height + 0.25, 0), 0.03), dark))
        spout = box((0.08, height + 0.27, 0), (0.3, 0.07, 0.1))
        pieces.append(("cap", spout, dark))
    else:
        pieces.append(("cap", torus((0, height, 0), neck, 0.025), color))
    label = style != "square" and style != "round" and chance(random, 0.5)
    if label:
        heights = np.linspace(0.2, 0.7, 6) * shoulder
        rings = [(radius_at(wall[2:], y) + 0.006, y) for y in heights]
        pieces.append(("label", revolve(rings), tint(random, "paper")))
    has = "without a cap" if cap == "no cap" else f"with {cap}"
    return describe("bottle", [style, word], [has, "with a label" if label else ""]), pieces
