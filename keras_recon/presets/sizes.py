"""The built-in sizes: configurations of the backbone, without weights."""

_PUBLISHED = {
    "depth": 12,
    "num_groups": 64,
    "group_size": 32,
    "patch_widths": (128, 256, 512),
}

_RECON = {
    "recon_base": {**_PUBLISHED, "dim": 384, "num_heads": 6},
    "recon_small": {**_PUBLISHED, "dim": 256, "num_heads": 4},
    "recon_tiny": {**_PUBLISHED, "dim": 192, "num_heads": 3},
    "recon_nano": {
        "dim": 96,
        "depth": 6,
        "num_heads": 4,
        "num_groups": 32,
        "group_size": 16,
        "patch_widths": (32, 64, 128),
    },
}
_TWO_TOWER = {
    "two_tower_base": _RECON["recon_base"],
    "two_tower_nano": _RECON["recon_nano"],
}

SIZES = {**_RECON, **_TWO_TOWER}
BACKBONE_CLASSES = {
    **dict.fromkeys(_RECON, "ReConBackbone"),
    **dict.fromkeys(_TWO_TOWER, "TwoTowerBackbone"),
}

# What the tasks of a size have that isn't their default.
_NANO = {"ReConPretrainer": {"decoder_depth": 2}}
TASKS = {"recon_nano": _NANO, "two_tower_nano": _NANO}
