"""What a preset is, in plain words and numbers."""

from keras_recon.presets.preset_files import preset_names, read_preset

# Numbers for programs, of which there are hundreds.
_LONG = ("image_mean",)


def describe_preset(name):
    """Tell what a preset is.

    Args:
        name: As of `keras_recon.presets.read_preset`.

    Returns:
        A dict for JSON: `name`, `weights`, whether it has some, `backbone`, `task`, `classes`, a
        list of names or their number or None, `parameters`, those of the task or else of the
        backbone, None where the preset doesn't tell, `preprocessor` and `metadata`: of the
        built-in ones a `description`, of those with weights also how they were trained, what they
        reach, how that was measured, what they can't do and the licence of their data.

    Example:

    ```python
    from keras_recon.presets import describe_preset

    describe_preset("recon_nano_home3d")["task"]  # "ReConPretrainer"
    ```
    """
    preset = read_preset(name)
    config = preset.task.config if preset.task else {}
    classes = config.get("class_names") or config.get("num_classes")
    # Presets of the first format have "parameters".
    counts = [preset.metadata.get(key) for key in ("parameter_count", "parameters")]
    return {
        "name": str(name),
        "weights": preset.weights is not None,
        "backbone": _class_name(preset.backbone),
        "task": preset.task and _class_name(preset.task),
        "classes": [*classes] if isinstance(classes, list | tuple) else classes,
        "parameters": next((count for count in counts if count is not None), None),
        "preprocessor": preset.preprocessor and preset.preprocessor.config,
        "metadata": {k: v for k, v in preset.metadata.items() if k not in _LONG},
    }


def describe_presets(accepts):
    """Tell what each built-in preset is that a class of models can load.

    Args:
        accepts: Whether it can, a function of a `Preset`.

    Returns:
        A dict from name to what `describe_preset` gives.

    Example:

    ```python
    from keras_recon.presets import describe_presets

    with_weights = describe_presets(lambda preset: preset.weights is not None)
    with_weights["recon_nano_home3d_classifier"]["parameters"]  # 1556375
    ```
    """
    return {name: describe_preset(name) for name in preset_names() if accepts(read_preset(name))}


def _class_name(stored):
    return stored.registered_name.rpartition(">")[2]
