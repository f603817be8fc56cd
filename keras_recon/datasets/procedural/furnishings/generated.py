"""What the generator of furniture with parts makes, in colours."""

import functools
import re

from keras_recon.datasets.furniture.load_furniture_parts import KINDS
from keras_recon.datasets.procedural.describe import a
from keras_recon.datasets.procedural.paint import finish, pick, tint

# From the generator's names to captions.
_WORDING = (
    (r" on (pedestal)", r" on a \1"),
    (r", no (\w+)", r" without a \1"),
    (r", (solid|slatted|ladder) (\w+)", r" with a \1 \2"),
    (r", (drum|cone|ball|dome)$", r" with a \1 shade"),
    (r", with(out)? (.*)$", r" with\1 \2"),
    (r"\bsquare (table|chair)", r"rectangular \1"),
)
_SOFT = ("mattress", "pillow", "shade")


def _paint(make, category, random):
    """Give captions, and a list of triples of a part, a surface and a colour."""
    name, pieces = make(random)
    for pattern, words in _WORDING:
        name = re.sub(pattern, words, name)
    word, color = finish(random, "wooden", "wooden", "painted", "metal")
    other = tint(random, pick(random, "wooden", "metal", "dark", word))
    cloth = finish(random)[1]
    alike = {pieces[0][0], "back", "frame", "boards"}
    colors = {part: color if part in alike else other for part, _ in pieces}
    colors |= dict.fromkeys(_SOFT, cloth)
    painted = [(part, surface, colors[part]) for part, surface in pieces]
    captions = [a(name), a(f"{word} {name}")] if category not in ("bed", "lamp") else [a(name)]
    return (*captions[::-1], a(category)), painted


# Each with its parts.
MAKERS = {
    name: (functools.partial(_paint, make, name), parts) for name, (make, parts) in KINDS.items()
}
