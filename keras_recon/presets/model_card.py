"""Model cards: what a preset is, how it came about and how to load it."""

import json
from pathlib import Path

from keras_recon.presets.layout import CONFIG, METADATA, PREPROCESSOR, TASK
from keras_recon.presets.sources import is_address


def model_card(folder, address):
    """Write the model card of a preset from its metadata.

    Entries of `metadata.json` that the card knows are "description", "parameter_count",
    "command", "recipe", "metrics", "metrics_of_weights", of the run whose weights these are,
    "measured" (how), "limits", "license", "datasets" and "data" (whose); none of them is needed.
    Classes and parts are those of the task, what becomes of points is what the preprocessor does.

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
    origin += [metadata["data"]] if "data" in metadata else []
    origin += [f"Licence of the data and the weights: {license}."] if license else []
    command, config = metadata.get("command"), stored[0].get("config", {})
    figures = metadata.get("metrics", {})
    figures = figures | {"of these weights": metadata.get("metrics_of_weights", {})}
    parts = {
        "How to use it": _example(name, config, address),
        "Points": _points(folder),
        "What it reached": _paragraphs(
            metadata.get("measured"), _table("Figure", "Value", figures)
        ),
        "What it can't do": metadata.get("limits"),
        "How it was trained": _paragraphs(
            f"```\n{command}\n```" if command else "",
            _table("Setting", "Value", metadata.get("recipe", {})),
        ),
        "Data and licence": "\n".join(origin),
        # Early presets have them beside the figures.
        "Classes": ", ".join(config.get("class_names") or metadata.get("class_names", [])),
        "Parts": ", ".join(config.get("part_names") or []),
    }
    # What JSON has is YAML, too.
    lines = ["---", *(f"{key}: {json.dumps(value)}" for key, value in header.items() if value)]
    lines += ["---", f"# {address.rpartition('://')[2]}", ""]
    lines += [f"{what}: a preset of Keras ReCon, for TensorFlow, JAX and PyTorch."]
    lines += ["", metadata["description"]] if "description" in metadata else []
    for title, text in parts.items():
        lines += ["", f"## {title}", "", text] if text else []
    return "\n".join(lines) + "\n"


def _class_of(content):
    """Package and name of a stored class, which early presets store without its package."""
    registered_name = content.get("registered_name", f"keras_recon>{content['class_name']}")
    return registered_name.rpartition(">")[::2]


_OF_BACKBONE = 'model.predict(points)["group_tokens"]'
_OF_CLASSIFIER = "model.predict(points)  # (4, {num_classes})"
# How a model is asked about `points`.
_USES = {
    "ReConBackbone": _OF_BACKBONE,
    "TwoTowerBackbone": _OF_BACKBONE,
    "ReConPretrainer": 'prepared = model.prepare({{"points": points}})["points"]\n'
    'model.backbone.predict(prepared)["group_tokens"]',
    "ReConClassifier": _OF_CLASSIFIER,
    "TwoTowerClassifier": _OF_CLASSIFIER,
    "ReConPartSegmenter": 'inputs = {{"points": points, "shape_class": np.zeros(4, "int32")}}\n'
    "model.predict(inputs)  # (4, 2048, {num_parts})",
}


def _example(name, config, address):
    """How to ask the model about shapes that every installation has."""
    use = _USES.get(name, "model.summary()")
    lines = ["import numpy as np"] if "np." in use else []
    lines += ["import keras_recon"]
    lines[-1] += '  # pip install "keras-recon[hub]"' if is_address(address) else ""
    lines += ["", f'model = keras_recon.{name}.from_preset("{address}")']
    if name in _USES:
        lines += ['points = keras_recon.datasets.load_home3d("test").points[:4]']
    return "\n".join(["```python", *lines, use.format(**config), "```"])


def _points(folder):
    path = folder / PREPROCESSOR
    if not path.exists():
        return ""
    config = json.loads(path.read_text())["config"]
    axis, given = (config.get(key, "y") for key in ("trained_up_axis", "up_axis"))
    kept = "centred and scaled to the unit sphere"
    if not config.get("normalize", True):
        kept = "in the unit and place of the training shapes"
    color = config.get("default_color")
    counts = "Coordinates alone count, no colours and no normals"
    if color is not None:
        counts = f"Colours from 0 to 1 count, {color} where there are none, and no normals"
    return (
        f"Raw points, upright along {given}, of any number, {kept}; of each shape "
        f"{config.get('num_points')} are taken by farthest point sampling. Trained on shapes "
        f"upright along {axis}. {counts}."
    )


def _paragraphs(*texts):
    return "\n\n".join(text for text in texts if text)


def _table(first, second, entries):
    rows = [f"| {key} | {value} |" for key, value in _flat(entries)]
    return "\n".join([f"| {first} | {second} |", "|---|---|", *rows]) if rows else ""


def _flat(entries, prefix=""):
    for key, value in entries.items():
        if value is None:
            continue
        if isinstance(value, dict) and "standard_deviation" in value:
            yield f"{prefix}{key}", _spread(value)
        elif isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", f"{value:.4g}" if isinstance(value, float) else _words(value)


def _words(value):
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _spread(figure):
    """Mean and deviation as `keras_recon.evaluation.mean_and_deviation` gives them."""
    values = ", ".join(f"{value:.4g}" for value in figure["values"])
    deviation = figure["standard_deviation"]
    return values if deviation is None else f"{figure['mean']:.4g} ± {deviation:.2g} ({values})"
