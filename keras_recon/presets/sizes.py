"""The built-in sizes: configurations of the backbone, without weights."""

_PUBLISHED = {
    "depth": 12,
    "num_groups": 64,
    "group_size": 32,
    "patch_widths": (128, 256, 512),
}

SIZES = {
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

# What the tasks of a size have that isn't their default.
TASKS = {"recon_nano": {"ReConPretrainer": {"decoder_depth": 2}}}
