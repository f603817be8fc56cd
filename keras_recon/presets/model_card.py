"""Model cards: what a preset is, how it came about and how to load it."""

import json
from pathlib import Path

from keras_recon.presets.layout import CONFIG, METADATA, PREPROCESSOR, TASK


def model_card(folder, address):
    """Write the model card of a preset from its metadata.

    Entries of `metadata.json` that the card knows are "parameter_count", "recipe", "metrics",
    "license" and "datasets"; none of them is needed. Classes are those of the task, the axis that
    is up that of the preprocessor.

    Args:
        folder: Path of the preset.
        address: Where it can be loaded from, such as `hf://organization/name`.

    Returns:
        Markdown, headed by the YAML that the Hugging Face Hub reads.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.presets.model_card import model_card

    folder = tempfile.mkdtemp()
    backbone = keras_recon.ReConBackbone.from_preset("recon_nano")
    backbone.save_to_preset(folder, metadata={"license": "cc-by-3.0", "datasets": ["home3d"]})
    print(model_card(folder, "hf://organization/name"))
    ```
    """
    folder = Path(folder)
    metadata = json.loads((folder / METADATA).read_text())
    paths = [folder / name for name in (TASK, CONFIG) if (folder / name).exists()]
    stored = [json.loads(path.read_text()) for path in paths]
    classes = [_class_of(content) for content in stored]
    of_task = len(classes) > 1
    license, datasets = metadata.get("license"), metadata.get("datasets", [])
    header = {
        "library_name": "keras-recon",
        "license": license and license.lower(),
        "datasets": datasets,
        "pipeline_tag": None if of_task else "feature-extraction",
        "tags": ["keras", "keras-recon", "point-cloud", "3d"],
    }
    count = metadata.get("parameter_count", metadata.get("parameters"))
    what = " on ".join(f"`{name}`" for _, name in classes)
    what += f", {count:,} parameters" if count else ""
    package, name = classes[0]
    if package != "keras_recon":
        name = "Task" if of_task else "Backbone"
    origin = [f"Data: {', '.join(datasets)}."] if datasets else []
    origin += [f"Licence of the data and the weights: {license}."] if license else []
    parts = {
        "How to load it": f'```python\nimport keras_recon  # pip install "keras-recon[hub]"\n\n'
        f'model = keras_recon.{name}.from_preset("{address}")\nmodel.summary()\n```',
        "Points": _points(folder),
        "How it was trained": _table("Setting", "Value", metadata.get("recipe", {})),
        "What it reached": _table("Figure", "Value", metadata.get("metrics", {})),
        "Data and licence": "\n".join(origin),
        "Classes": ", ".join(_class_names(stored[0], metadata)),
    }
    # What JSON has is YAML, too.
    lines = ["---", *(f"{key}: {json.dumps(value)}" for key, value in header.items() if value)]
    lines += ["---", f"# {address.partition('://')[2]}", ""]
    lines += [f"{what}: a preset of Keras ReCon, for TensorFlow, JAX and PyTorch."]
    for title, text in parts.items():
        lines += ["", f"## {title}", "", text] if text else []
    return "\n".join(lines) + "\n"


def _class_of(content):
    """Package and name of a stored class, which early presets store without its package."""
    registered_name = content.get("registered_name", f"keras_recon>{content['class_name']}")
    return registered_name.rpartition(">")[::2]


def _points(folder):
    path = folder / PREPROCESSOR
    if not path.exists():
        return ""
    config = json.loads(path.read_text())["config"]
    axis = config.get("trained_up_axis", "y")
    return f"{config.get('num_points')} a shape; trained on shapes upright along {axis}."


def _class_names(content, metadata):
    # Early presets have them beside the figures.
    return content.get("config", {}).get("class_names") or metadata.get("class_names", [])


def _table(first, second, entries):
    rows = [f"| {key} | {value} |" for key, value in _flat(entries)]
    return "\n".join([f"| {first} | {second} |", "|---|---|", *rows]) if rows else ""


def _flat(entries, prefix=""):
    for key, value in entries.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", f"{value:.4g}" if isinstance(value, float) else value
