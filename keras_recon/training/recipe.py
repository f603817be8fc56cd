"""The settings of a script: the published ones by name, and what was taken, on record."""

import sys

_SHAPENET55 = {
    "dataset": "shapenet55",
    "stream": True,
    "probe": False,
    "preset": "recon_base",
    "num_points": 1024,
    "batch_size": 128,
    "epochs": 300,
    "learning_rate": 5e-4,
    "warmup_epochs": 10.0,
}
# Chosen on shapes and categories that were held out: examples/results/pretraining.csv.
_SHAPES = {
    "dataset": "shards",
    "stochastic_depth": 0.0,
    "stop_gradient": False,
    "mask_ratio": 0.3,
    "augmentation": "rotation_scale",
    "learning_rate": 2e-3,
    "epochs": 10,
    "warmup_epochs": 0.7,
}
_OPENSHAPE = {
    "dataset": "openshape",
    "probe": False,
    "preset": "recon2_base",
    "num_points": 10000,
    "batch_size": 512,
    "epochs": 300,
    "learning_rate": 1e-4,
    "warmup_epochs": 10.0,
}
_MODELNET = {
    "dataset": "modelnet40",
    "preset": "recon_base",
    "num_groups": 64,
    "num_points": 1024,
    "farthest_of": 1200,
    "learning_rate": 1e-5,
    "epochs": 300,
    "warmup_epochs": 10.0,
    "augmentation": "scale_shift",
    "view_augmentation": "scale",
}
_SCANOBJECTNN = {
    **_MODELNET,
    "num_groups": 128,
    "num_points": 2048,
    "farthest_of": 2400,
    "learning_rate": 2e-5,
    "augmentation": "rotation",
    "view_augmentation": "none",
}
_HARDEST = {**_SCANOBJECTNN, "dataset": "scanobjectnn_hardest", "view_augmentation": "rotation"}
_TWO_TOWER = {"preset": "two_tower_base", "learning_rate": 5e-5}
_FEW_SHOT = {
    "dataset": "modelnet40_few_shot",
    "preset": "recon_base",
    "num_groups": 64,
    "num_points": 1024,
    "farthest_of": 1200,
    "finetune": True,
    "learning_rate": 5e-4,
    "epochs": 150,
    "warmup_epochs": 10.0,
    "stochastic_depth": 0.1,
    "augmentation": "rotation",
}
_ZERO_SHOT = {
    "dataset": "modelnet40",
    "preset": "recon_base",
    "num_groups": 64,
    "group_size": 32,
    "num_points": 1024,
    "mode": "full",
    "text_weight": 0.25,
}
_ZERO_SHOT_SCANS = {**_ZERO_SHOT, "group_size": 64, "num_points": 2048}
_RECON2_ZERO_SHOT = {
    "preset": "recon2_base",
    "num_points": 10000,
    "mode": "full",
    "prompts": "ulip",
}
_PROBE = {name: _MODELNET[name] for name in ("dataset", "preset", "num_groups", "num_points")}
_SHAPENETPART = {
    "dataset": "shapenetpart",
    "preset": "recon_base",
    "num_groups": 128,
    "num_points": 2048,
    "batch_size": 16,
    "learning_rate": 1e-4,
    "epochs": 300,
    "warmup_epochs": 10.0,
    "stochastic_depth": 0.1,
    "dropout": 0.5,
    "head_widths": ["1536", "1024", "512", "256"],
}

# For each of the examples its recipes, by name; what isn't in one is as in the script.
RECIPES = {
    "pretrain": {
        "home3d": {},
        "shapes": _SHAPES,
        "shapenet55": _SHAPENET55,
        "openshape": _OPENSHAPE,
    },
    "finetune": {
        "home3d": {},
        "modelnet40": _MODELNET,
        "modelnet40_8k": {**_MODELNET, "num_groups": 512, "num_points": 8192, "farthest_of": 8192},
        "scanobjectnn_obj_bg": {**_SCANOBJECTNN, "dataset": "scanobjectnn_obj_bg"},
        "scanobjectnn_obj_only": {**_SCANOBJECTNN, "dataset": "scanobjectnn_obj_only"},
        "scanobjectnn_hardest": _HARDEST,
        "scanobjectnn_hardest_two_tower": {**_HARDEST, **_TWO_TOWER},
    },
    "few_shot": {"home3d": {}, "modelnet40": _FEW_SHOT},
    "linear_probe": {"home3d": {}, "modelnet40": _PROBE},
    "zero_shot": {
        "home3d": {},
        "modelnet40": _ZERO_SHOT,
        "modelnet10": {**_ZERO_SHOT, "dataset": "modelnet10", "text_weight": 0.2},
        "scanobjectnn_hardest": {
            **_ZERO_SHOT_SCANS,
            "dataset": "scanobjectnn_hardest",
            "text_weight": 0.05,
        },
        "scanobjectnn_obj_bg": {
            **_ZERO_SHOT_SCANS,
            "dataset": "scanobjectnn_obj_bg",
            "text_weight": 0.1,
        },
        "scanobjectnn_obj_only": {
            **_ZERO_SHOT_SCANS,
            "dataset": "scanobjectnn_obj_only",
            "num_groups": 32,
            "group_size": 128,
            "text_weight": 0.15,
        },
        "objaverse_lvis": {
            **_RECON2_ZERO_SHOT,
            "dataset": "objaverse_lvis",
            "text_weight": 0.5,
        },
        "modelnet40_recon2": {
            **_RECON2_ZERO_SHOT,
            "dataset": "openshape_modelnet40",
            "text_weight": 0.5,
        },
        "scanobjectnn_recon2": {
            **_RECON2_ZERO_SHOT,
            "dataset": "openshape_scanobjectnn",
            "text_weight": 0.3,
        },
    },
    "part_segmentation": {"parts": {}, "shapenetpart": _SHAPENETPART},
}
PATHS = ("output_dir", "data_dir")


def use_recipe(flags, script):
    """Take the settings of `--recipe` as the flags' defaults; flags that are given override them.

    Args:
        flags: The `absl.flags.FLAGS` of a script, parsed, with a flag `recipe`.
        script: Name of the example whose recipes are meant, such as `"pretrain"`.

    Raises:
        ValueError: If there is no such recipe.

    Example:

    ```python
    from absl import flags
    from keras_recon.training import use_recipe

    values = flags.FlagValues()
    flags.DEFINE_string("recipe", "modelnet40", "Settings.", flag_values=values)
    for name in ("dataset", "preset"):
        flags.DEFINE_string(name, None, "A setting.", flag_values=values)
    for name in ("num_groups", "num_points"):
        flags.DEFINE_integer(name, None, "A setting.", flag_values=values)
    values(["script.py"])
    use_recipe(values, "linear_probe")
    values.dataset  # "modelnet40"
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """
    known = RECIPES[script]
    if flags.recipe not in known:
        raise ValueError(f"--recipe must be among {[*known]}. Received: {flags.recipe!r}")
    for name, value in known[flags.recipe].items():
        flags.set_default(name, value)


def recipe_of(flags, left_out=()):
    """Return the settings of the running script, for `metrics.json` and a preset's metadata.

    Args:
        flags: The `absl.flags.FLAGS` of a script, parsed.
        left_out: Names of flags to leave out beside those of folders.

    Returns:
        A dict from the name of each flag that the script defines to its value.

    Example:

    ```python
    from absl import flags
    from keras_recon.training import recipe_of

    recipe_of(flags.FLAGS)  # {} in a script without flags of its own
    ```
    """
    own = flags.get_key_flags_for_module(sys.argv[0])
    return {flag.name: flag.value for flag in own if flag.name not in {*PATHS, *left_out}}
