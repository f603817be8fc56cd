"""The built-in sizes: configurations of the backbone, without weights."""

_PUBLISHED = {
    "depth": 12,
    "num_groups": 64,
    "group_size": 32,
    "patch_widths": (128, 256, 512),
}
_BASE = {**_PUBLISHED, "dim": 384, "num_heads": 6}
_NANO = {
    "dim": 96,
    "depth": 6,
    "num_heads": 4,
    "num_groups": 32,
    "group_size": 16,
    "patch_widths": (32, 64, 128),
}
_RECON2_PUBLISHED = {
    "channels": 6,
    "num_groups": 512,
    "group_size": 32,
    "patch_widths": (128, 256, 512),
}
_RECON, _TWO_TOWER = "keras_recon>ReConBackbone", "keras_recon>TwoTowerBackbone"
_RECON2 = "keras_recon>ReCon2Backbone"

# For each size the registered name of its backbone, the arguments, and what it is.
SIZES = {
    "recon_base": (
        _RECON,
        _BASE,
        {
            "description": "The published network: 12 blocks, 384 wide; no weights.",
            "parameter_count": 43108352,
        },
    ),
    "recon_small": (
        _RECON,
        {**_PUBLISHED, "dim": 256, "num_heads": 4},
        {
            "description": "The published small network: 12 blocks, 256 wide; no weights.",
            "parameter_count": 19401472,
        },
    ),
    "recon_tiny": (
        _RECON,
        {**_PUBLISHED, "dim": 192, "num_heads": 3},
        {
            "description": "The published tiny network: 12 blocks, 192 wide; no weights.",
            "parameter_count": 11086976,
        },
    ),
    "recon_nano": (
        _RECON,
        _NANO,
        {
            "description": "A network for a laptop: 6 blocks, 96 wide; no weights.",
            "parameter_count": 1384064,
        },
    ),
    "two_tower_base": (
        _TWO_TOWER,
        _BASE,
        {
            "description": "The paper's ablation with a tower for each stream, of recon_base's "
            "size; no weights.",
            "parameter_count": 43654144,
        },
    ),
    "two_tower_nano": (
        _TWO_TOWER,
        _NANO,
        {
            "description": "The paper's ablation with a tower for each stream, of recon_nano's "
            "size; no weights.",
            "parameter_count": 1428736,
        },
    ),
    "recon2_small": (
        _RECON2,
        {**_RECON2_PUBLISHED, "dim": 384, "depth": 12, "num_heads": 6, "layer_scale": 1e-5},
        {
            "description": "The published small ReCon++: 12 blocks, 384 wide; no weights.",
            "parameter_count": 43159424,
        },
    ),
    "recon2_base": (
        _RECON2,
        {**_RECON2_PUBLISHED, "dim": 768, "depth": 12, "num_heads": 12},
        {
            "description": "The published ReCon++: 12 blocks, 768 wide; no weights.",
            "parameter_count": 170916992,
        },
    ),
    "recon2_large": (
        _RECON2,
        {**_RECON2_PUBLISHED, "dim": 1024, "depth": 24, "num_heads": 16},
        {
            "description": "The published large ReCon++: 24 blocks, 1024 wide; no weights.",
            "parameter_count": 605596288,
        },
    ),
    "recon2_giant": (
        _RECON2,
        {
            **_RECON2_PUBLISHED,
            "dim": 1408,
            "depth": 40,
            "num_heads": 16,
            "mlp_ratio": 48 / 11,
        },
        {
            "description": "The published giant ReCon++: 40 blocks, 1408 wide; no weights.",
            "parameter_count": 2021245824,
        },
    ),
    "recon2_nano": (
        _RECON2,
        {**_NANO, "channels": 6},
        {
            "description": "A ReCon++ for a laptop: 6 blocks, 96 wide; no weights.",
            "parameter_count": 1388768,
        },
    ),
}
# Points of each shape that tasks of a size take from raw ones, where these may lack a color.
NUM_POINTS = {
    **dict.fromkeys(("recon2_small", "recon2_base", "recon2_large", "recon2_giant"), 10_000),
    "recon2_nano": 512,
}
# What the tasks of a size have that isn't their default.
_SHALLOW_DECODER = {"keras_recon>ReConPretrainer": {"decoder_depth": 2}}
TASKS = {
    "recon_nano": _SHALLOW_DECODER,
    "two_tower_nano": _SHALLOW_DECODER,
    "recon2_nano": {"keras_recon>ReCon2Pretrainer": {"decoder_depth": 2}},
}
