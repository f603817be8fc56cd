"""Buildings and what stands outdoors."""

from keras_recon.datasets.procedural.buildings import (
    bridge,
    castle,
    church,
    fence,
    house,
    lighthouse,
    skyscraper,
    staircase,
    tent,
    tower,
    windmill,
)

# Each with its parts.
MAKERS = {
    "bridge": (bridge.make_bridge, bridge.PARTS),
    "castle": (castle.make_castle, castle.PARTS),
    "church": (church.make_church, church.PARTS),
    "fence": (fence.make_fence, fence.PARTS),
    "house": (house.make_house, house.PARTS),
    "lighthouse": (lighthouse.make_lighthouse, lighthouse.PARTS),
    "skyscraper": (skyscraper.make_skyscraper, skyscraper.PARTS),
    "staircase": (staircase.make_stairs, staircase.PARTS),
    "tent": (tent.make_tent, tent.PARTS),
    "tower": (tower.make_tower, tower.PARTS),
    "windmill": (windmill.make_windmill, windmill.PARTS),
}
