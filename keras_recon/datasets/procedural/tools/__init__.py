"""Tools, cutlery and things like them."""

from keras_recon.datasets.procedural.tools import (
    axe,
    broom,
    fork,
    gear,
    hammer,
    key,
    knife,
    ladder,
    pair_of_scissors,
    pencil,
    rake,
    saw,
    screwdriver,
    spade,
    spoon,
    wrench,
)

# Each with its parts.
MAKERS = {
    "axe": (axe.make_axe, axe.PARTS),
    "broom": (broom.make_broom, broom.PARTS),
    "fork": (fork.make_fork, fork.PARTS),
    "gear": (gear.make_gear, gear.PARTS),
    "hammer": (hammer.make_hammer, hammer.PARTS),
    "key": (key.make_key, key.PARTS),
    "knife": (knife.make_knife, knife.PARTS),
    "ladder": (ladder.make_ladder, ladder.PARTS),
    "pair of scissors": (pair_of_scissors.make_scissors, pair_of_scissors.PARTS),
    "pencil": (pencil.make_pencil, pencil.PARTS),
    "rake": (rake.make_rake, rake.PARTS),
    "saw": (saw.make_saw, saw.PARTS),
    "screwdriver": (screwdriver.make_screwdriver, screwdriver.PARTS),
    "spade": (spade.make_spade, spade.PARTS),
    "spoon": (spoon.make_spoon, spoon.PARTS),
    "wrench": (wrench.make_wrench, wrench.PARTS),
}
