"""Plants and fruit."""

from keras_recon.datasets.procedural.plants import (
    cactus,
    conifer,
    flower,
    fruit,
    mushroom,
    potted_plant,
    tree,
)

# Each with its parts.
MAKERS = {
    "cactus": (cactus.make_cactus, cactus.PARTS),
    "conifer": (conifer.make_conifer, conifer.PARTS),
    "flower": (flower.make_flower, flower.PARTS),
    "fruit": (fruit.make_fruit, fruit.PARTS),
    "mushroom": (mushroom.make_mushroom, mushroom.PARTS),
    "potted plant": (potted_plant.make_potted_plant, potted_plant.PARTS),
    "tree": (tree.make_tree, tree.PARTS),
}
