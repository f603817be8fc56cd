"""Furniture."""

from keras_recon.datasets.procedural.furnishings import (
    bathtub,
    bench,
    cabinet,
    desk,
    door,
    generated,
    mirror,
    sofa,
    stool,
    toilet,
    wardrobe,
)

# Each with its parts.
MAKERS = {
    **generated.MAKERS,
    "bathtub": (bathtub.make_bathtub, bathtub.PARTS),
    "bench": (bench.make_bench, bench.PARTS),
    "cabinet": (cabinet.make_cabinet, cabinet.PARTS),
    "desk": (desk.make_desk, desk.PARTS),
    "door": (door.make_door, door.PARTS),
    "mirror": (mirror.make_mirror, mirror.PARTS),
    "sofa": (sofa.make_sofa, sofa.PARTS),
    "stool": (stool.make_stool, stool.PARTS),
    "toilet": (toilet.make_toilet, toilet.PARTS),
    "wardrobe": (wardrobe.make_wardrobe, wardrobe.PARTS),
}
