"""Letters and numbers: strokes with round or square pens, and plates."""

import numpy as np

from keras_recon.datasets.procedural.describe import describe
from keras_recon.datasets.procedural.paint import chance, finish, pick
from keras_recon.datasets.surfaces import box, circle, curve, sweep


def _arc(x, y, width, height, start, stop):
    """A stroke along an ellipse, from one angle in degrees to another."""
    return circle((width, height), (x, y), 18, *np.radians((start, stop)))


# The strokes of each glyph in a box of width 0.6 and height 1, in x and y.
STROKES = {
    "A": [[(0, 0), (0.3, 1), (0.6, 0)], [(0.12, 0.38), (0.48, 0.38)]],
    "B": [
        [(0, 0), (0, 1)],
        [(0, 1), (0.3, 1)],
        _arc(0.3, 0.76, 0.24, 0.24, 90, -90),
        [(0, 0.52), (0.3, 0.52)],
        _arc(0.3, 0.26, 0.3, 0.26, 90, -90),
        [(0, 0), (0.3, 0)],
    ],
    "C": [_arc(0.34, 0.5, 0.34, 0.5, 48, 312)],
    "D": [
        [(0, 0), (0, 1)],
        [(0, 1), (0.15, 1)],
        _arc(0.15, 0.5, 0.45, 0.5, 90, -90),
        [(0, 0), (0.15, 0)],
    ],
    "E": [[(0.55, 1), (0, 1), (0, 0), (0.55, 0)], [(0, 0.52), (0.45, 0.52)]],
    "F": [[(0.55, 1), (0, 1), (0, 0)], [(0, 0.52), (0.45, 0.52)]],
    "G": [_arc(0.34, 0.5, 0.34, 0.5, 48, 335), [(0.38, 0.42), (0.66, 0.42), (0.66, 0.12)]],
    "H": [[(0, 0), (0, 1)], [(0.6, 0), (0.6, 1)], [(0, 0.52), (0.6, 0.52)]],
    "I": [[(0.3, 0), (0.3, 1)], [(0.12, 0), (0.48, 0)], [(0.12, 1), (0.48, 1)]],
    "J": [[(0.5, 1), (0.5, 0.25)], _arc(0.26, 0.25, 0.24, 0.25, 0, -170)],
    "K": [[(0, 0), (0, 1)], [(0.57, 1), (0, 0.4)], [(0.16, 0.55), (0.6, 0)]],
    "L": [[(0, 1), (0, 0), (0.55, 0)]],
    "M": [[(0, 0), (0, 1), (0.35, 0.3), (0.7, 1), (0.7, 0)]],
    "N": [[(0, 0), (0, 1), (0.6, 0), (0.6, 1)]],
    "O": [_arc(0.35, 0.5, 0.35, 0.5, 0, 360)],
    "P": [
        [(0, 0), (0, 1)],
        [(0, 1), (0.3, 1)],
        _arc(0.3, 0.74, 0.28, 0.26, 90, -90),
        [(0, 0.48), (0.3, 0.48)],
    ],
    "Q": [_arc(0.35, 0.5, 0.35, 0.5, 0, 360), [(0.42, 0.25), (0.7, -0.05)]],
    "R": [
        [(0, 0), (0, 1)],
        [(0, 1), (0.3, 1)],
        _arc(0.3, 0.74, 0.28, 0.26, 90, -90),
        [(0, 0.48), (0.3, 0.48), (0.6, 0)],
    ],
    "S": [_arc(0.3, 0.755, 0.27, 0.245, 40, 270), _arc(0.3, 0.255, 0.3, 0.255, 90, -140)],
    "T": [[(0.3, 0), (0.3, 1)], [(0, 1), (0.6, 1)]],
    "U": [[(0, 1), (0, 0.3)], _arc(0.3, 0.3, 0.3, 0.3, 180, 360), [(0.6, 0.3), (0.6, 1)]],
    "V": [[(0, 1), (0.3, 0), (0.6, 1)]],
    "W": [[(0, 1), (0.2, 0), (0.4, 0.8), (0.6, 0), (0.8, 1)]],
    "X": [[(0, 0), (0.6, 1)], [(0, 1), (0.6, 0)]],
    "Y": [[(0, 1), (0.3, 0.5), (0.6, 1)], [(0.3, 0.5), (0.3, 0)]],
    "Z": [[(0, 1), (0.6, 1), (0, 0), (0.6, 0)]],
    "0": [_arc(0.28, 0.5, 0.28, 0.5, 0, 360)],
    "1": [[(0.1, 0.8), (0.32, 1), (0.32, 0)], [(0.12, 0), (0.52, 0)]],
    "2": [_arc(0.29, 0.71, 0.28, 0.29, 165, -35), [(0.52, 0.545), (0, 0), (0.6, 0)]],
    "3": [_arc(0.27, 0.76, 0.26, 0.24, 150, -90), _arc(0.27, 0.26, 0.3, 0.26, 90, -150)],
    "4": [[(0.45, 0), (0.45, 1), (0, 0.32), (0.62, 0.32)]],
    "5": [[(0.52, 1), (0.08, 1), (0.04, 0.55)], _arc(0.27, 0.31, 0.3, 0.31, 135, -145)],
    "6": [_arc(0.3, 0.3, 0.29, 0.3, 0, 360), curve([(0.02, 0.33), (0.12, 0.75), (0.46, 1)], 10)],
    "7": [[(0, 1), (0.58, 1), (0.2, 0)]],
    "8": [_arc(0.3, 0.755, 0.24, 0.245, 0, 360), _arc(0.3, 0.26, 0.3, 0.26, 0, 360)],
    "9": [_arc(0.3, 0.7, 0.29, 0.3, 0, 360), curve([(0.58, 0.67), (0.48, 0.25), (0.14, 0)], 10)],
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _write(random, kind, glyphs):
    glyph = pick(random, *glyphs)
    weight = pick(random, "thin", "", "bold")
    thick = {"thin": 0.035, "": 0.06, "bold": 0.1}[weight] * random.uniform(0.85, 1.15)
    pen = pick(random, "round", "flat", "flat")
    depth = thick if pen == "round" else random.uniform(0.05, 0.2)
    wide, slant = random.uniform(0.8, 1.4), pick(random, 0, 0, random.uniform(0.15, 0.35))
    word, color = finish(random, "painted", "painted", "wooden", "metal", "brass")
    section = (
        8 if pen == "round" else np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]) * (1, depth / thick)
    )
    pieces = []
    for stroke in STROKES[glyph]:
        path = np.asarray(stroke, float) * (wide, 1)
        closed = bool(np.allclose(path[0], path[-1]))
        path = path[:-1] if closed else path
        if len(path) > 4:
            surfaces = [_stroke(path, thick, section, closed)]
        else:
            # Straight strokes meet in a corner.
            surfaces = [
                _stroke(np.array(pair), thick, section) for pair in _lengthened(path, 0.7 * thick)
            ]
        for surface in surfaces:
            surface[..., 0] += slant * surface[..., 1]
            pieces.append(("strokes", surface, color))
    has_base = chance(random, 0.15)
    if has_base:
        low = min(surface[..., 1].min() for _, surface, _ in pieces)
        left = min(surface[..., 0].min() for _, surface, _ in pieces)
        right = max(surface[..., 0].max() for _, surface, _ in pieces)
        base = box(
            ((left + right) / 2, low - 0.03, 0), (right - left + 0.15, 0.08, 2 * depth + 0.2)
        )
        pieces.append(("base", base, finish(random)[1]))
    material = f"made of {word} tubes" if pen == "round" else ""
    words = ["slanted" if slant else "", weight, word]
    captions = describe(f"{kind} {glyph}", words, [material, "on a base" if has_base else ""])
    # There is one of each kind.
    return tuple(
        "the" + caption[caption.index(" ") :] if caption == f"a {kind} {glyph}" else caption
        for caption in captions
    ), pieces


def _stroke(path, thick, section, closed=False):
    flat = np.column_stack([path, np.zeros(len(path))])
    return sweep(flat, thick, section, closed=closed, normal=(0, 0, 1))


def _lengthened(path, share):
    """Pairs of the ends of straight strokes, a little longer at inner corners."""
    for i in range(len(path) - 1):
        start, end = path[i], path[i + 1]
        along = share * (end - start) / np.linalg.norm(end - start)
        yield start - along * (i > 0), end + along * (i < len(path) - 2)


def make_letter(random):
    """A capital letter."""
    return _write(random, "letter", _LETTERS)


def make_number(random):
    """A digit."""
    return _write(random, "number", "0123456789")


PARTS = ("strokes", "base")
# Each with its parts.
MAKERS = {"letter": (make_letter, PARTS), "number": (make_number, PARTS)}
