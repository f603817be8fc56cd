"""A stool on three or four legs, a bar stool, or a pouffe."""

import numpy as np

from keras_recon.datasets.procedural.describe import count, describe
from keras_recon.datasets.procedural.furnishings.pieces import short_feet
from keras_recon.datasets.procedural.paint import chance, finish, pick, tint
from keras_recon.datasets.surfaces import around, ellipsoid, revolve, rod, rods, rotate, slab, torus

PARTS = ("legs", "seat", "ring", "cushion")


def make_stool(random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    style = pick(random, "low", "bar", "swivel", "upholstered")
    height = {
        "low": random.uniform(0.3, 0.5),
        "bar": random.uniform(0.65, 0.85),
        "swivel": random.uniform(0.5, 0.8),
        "upholstered": random.uniform(0.32, 0.45),
    }[style]
    width, thick = random.uniform(0.28, 0.42), random.uniform(0.025, 0.08)
    is_round = chance(random, 0.65)
    word, color = finish(random, "wooden", "painted", "metal")
    seat = slab(width, thick, width, height, is_round)
    legs, details = pick(random, 3, 4), []
    other = pick(random, color, tint(random, "metal"))
    if style == "swivel":
        pieces = [("legs", rod((0, 0.05, 0), (0, height, 0), 0.025), other)]
        if chance(random, 0.5):
            pieces.append(
                (
                    "legs",
                    revolve([(0, 0), (0.2, 0), (0.2, 0.02), (0.03, 0.06), (0, 0.06)], 20),
                    other,
                )
            )
            details.append("on a column with a round foot")
        else:
            legs = pick(random, 4, 5)
            pieces.append(("legs", around(rod((0, 0.09, 0), (0.22, 0.02, 0), 0.02), legs), other))
            details.append(f"on a column with {count(legs, 'foot', 'feet')}")
        if height > 0.6:
            pieces.append(("ring", torus((0, 0.3 * height, 0), 0.14, 0.012), other))
    elif style == "upholstered":
        cloth_word, cloth = finish(random)
        body = [
            (0, 0.06),
            (0.5 * width, 0.06),
            (0.55 * width, 0.5 * height),
            (0.5 * width, height),
            (0, height + 0.04),
        ]
        pieces = [
            ("seat", revolve(body, 20 if is_round else 4), cloth),
            ("legs", short_feet(random, 0.75 * width, 0.75 * width, 0.08), other),
        ]
        if not is_round:
            pieces[0] = ("seat", rotate(pieces[0][1] * (1.3, 1, 1.3), "y", np.pi / 4), cloth)
        return describe(
            "stool", [cloth_word, "round" if is_round else "square", style], ["on short feet"]
        ), pieces
    else:
        splay = random.uniform(1, 1.4)
        out = (0.4 if is_round else 0.55) * width
        turn = np.pi / 4 if legs == 4 else 0.0
        thin = random.uniform(0.012, 0.025)
        leg = rod((splay * out, 0, 0), (out, height + 0.005, 0), thin, sides=pick(random, 4, 12))
        pieces = [("legs", around(leg, legs, start=turn), other)]
        if style == "bar" or chance(random, 0.4):
            share = random.uniform(0.25, 0.5)
            reach = out * (splay + (1 - splay) * share)
            pieces.append(
                (
                    "ring",
                    _wire_polygon(reach, legs, 0.7 * thin, turn) + (0, share * height, 0),
                    other,
                )
            )
            details.append("with rungs")
        details.insert(0, f"on {count(legs, 'leg')}")
    pieces.append(("seat", seat, color))
    if chance(random, 0.2):
        cushion = ellipsoid((0, height + thick, 0), (0.48 * width, 0.05, 0.48 * width), 7, 16)
        pieces.append(("cushion", cushion, finish(random)[1]))
        details.append("with a cushion")
    shape = "round" if is_round else "square"
    return describe("stool", [shape, word, style], details), pieces


def _wire_polygon(radius, number, thin, turn):
    """Rods between the places of legs on a circle."""
    angle = -(2 * np.pi * np.arange(number) / number + turn)
    corners = np.stack([radius * np.cos(angle), 0 * angle, radius * np.sin(angle)], axis=1)
    return rods(corners, np.roll(corners, -1, axis=0), thin)
