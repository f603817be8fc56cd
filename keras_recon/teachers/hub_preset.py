"""Reading presets of keras-hub."""

import os

from keras_recon.teachers.optional_import import optional_import


def load_hub_preset(class_names, preset, teacher):
    """Load objects of keras-hub from one preset.

    Args:
        class_names: Names of classes of `keras_hub.models`; the first is a backbone's, which
            comes frozen and in float32.
        preset: Built-in name of keras-hub, an address `kaggle://…` or `hf://…`, or a local folder.
        teacher: What asks, for the error of a missing library.

    Returns:
        List of the objects.

    Raises:
        ImportError: If keras-hub isn't installed.
        ConnectionError: If the preset can't be fetched.
        FileNotFoundError: If a file of it is missing.
        ValueError: If there is no such preset, it is of another model or damaged.

    Example:

    ```python
    import tempfile
    import keras_hub
    from keras_recon.teachers.hub_preset import load_hub_preset

    folder = tempfile.mkdtemp()
    keras_hub.models.ViTBackbone((32, 32, 3), 16, 1, 1, 8, 16).save_to_preset(folder)
    [backbone] = load_hub_preset(["ViTBackbone"], folder, "An example")
    backbone.hidden_dim  # 8
    ```
    """
    keras_hub = optional_import("keras_hub", "teachers", teacher)
    preset = os.fspath(preset)
    backbone_class, *others = [getattr(keras_hub.models, name) for name in class_names]
    built_in = backbone_class.presets
    try:
        backbone = backbone_class.from_preset(preset, dtype="float32")
        backbone.trainable = False
        return [backbone, *(cls.from_preset(preset) for cls in others)]
    except Exception as error:  # which one depends on where the preset lies and what is wrong
        kinds = {FileNotFoundError: FileNotFoundError, OSError: ConnectionError}
        kind = next((kinds[k] for k in kinds if isinstance(error, k)), ValueError)
        if os.path.isdir(preset) and kind is ConnectionError:
            kind = ValueError
        reason = str(error).partition("\n")[0]
        tried = built_in[preset]["kaggle_handle"] if preset in built_in else preset
        raise kind(
            f"{teacher} needs a preset with {', '.join(class_names)}: a built-in name "
            f"({', '.join(built_in)}), an address kaggle://… or hf://…, or, without a network, a "
            "local folder that such a preset was downloaded or saved to. Received: "
            f"{preset!r}; tried {tried}: {type(error).__name__}: {reason}"
        ) from error
