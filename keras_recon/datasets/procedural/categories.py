"""The categories of objects, each with its maker and the names of its parts."""

from keras_recon.datasets.procedural import (
    buildings,
    creatures,
    devices,
    furnishings,
    instruments,
    letters,
    plants,
    things,
    tools,
    vehicles,
    vessels,
)

# A maker takes a NumPy generator, and gives captions and a list of triples of a part's name, a
# surface and its colour.
_GROUPS = (
    *(furnishings, vessels, tools, vehicles, buildings, plants),
    *(devices, instruments, letters, creatures, things),
)
MAKERS = dict(sorted((name, made) for group in _GROUPS for name, made in group.MAKERS.items()))
CATEGORIES = tuple(MAKERS)
# Of all categories, in their order, such as "chair legs".
PART_NAMES = tuple(f"{name} {part}" for name, (_, parts) in MAKERS.items() for part in parts)
CLASS_PARTS = tuple(
    tuple(PART_NAMES.index(f"{name} {part}") for part in parts)
    for name, (_, parts) in MAKERS.items()
)
