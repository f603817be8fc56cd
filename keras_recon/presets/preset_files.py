"""Folders that hold a preset: reading, writing and finding them."""

import contextlib
import difflib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from keras_recon.presets.sizes import BACKBONE_CLASSES, SIZES, TASKS

CONFIG, WEIGHTS, METADATA = "config.json", "model.weights.h5", "metadata.json"
TASK, TASK_WEIGHTS, PREPROCESSOR = "task.json", "task.weights.h5", "preprocessor.json"
FILES = (CONFIG, WEIGHTS, METADATA, TASK, TASK_WEIGHTS, PREPROCESSOR)

# Presets with weights that come with the package, each a folder beside this file.
_SHIPPED = Path(__file__).parent


@dataclass(frozen=True)
class Preset:
    """What a preset holds.

    Attributes:
        backbone: Arguments of the backbone.
        backbone_class: Name of the backbone's class.
        tasks: For each task class that it was saved from or that has options, its arguments.
        preprocessor: Arguments of the preprocessor, or None.
        metadata: How it came about; empty for a built-in size.
        weights: File of the backbone's weights, or None.
        task_weights: File of the weights of the task's own layers, or None.
    """

    backbone: dict
    backbone_class: str
    tasks: dict = field(default_factory=dict)
    preprocessor: dict | None = None
    metadata: dict = field(default_factory=dict)
    weights: Path | None = None
    task_weights: Path | None = None


def preset_names():
    """Names of the built-in presets: sizes, and those that ship with weights.

    Example:

    ```python
    from keras_recon.presets import preset_names

    preset_names()  # ['recon_base', 'recon_nano', ...]
    ```
    """
    shipped = (path.parent.name for path in _SHIPPED.glob(f"*/{CONFIG}"))
    return sorted([*SIZES, *shipped])


def read_preset(preset):
    """Read a preset, without its weights.

    Args:
        preset: A built-in name, or the path of a folder that `save_to_preset` wrote.

    Returns:
        A `Preset`.

    Raises:
        ValueError: If the name is unknown or a file is not what it should be.
        FileNotFoundError: If a file is missing from the folder.

    Example:

    ```python
    from keras_recon.presets import read_preset

    read_preset("recon_base").backbone["dim"]  # 384
    ```
    """
    name = os.fspath(preset)
    if name in SIZES:
        return Preset(
            backbone=dict(SIZES[name]),
            backbone_class=BACKBONE_CLASSES[name],
            tasks=TASKS.get(name, {}),
        )
    folder = _SHIPPED / name if name in preset_names() else Path(name)
    if not folder.is_dir():
        near = difflib.get_close_matches(name, preset_names(), n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise ValueError(
            f"A preset is one of {preset_names()} or a folder that `save_to_preset` wrote. "
            f"{hint}Received: {name!r}"
        )
    return _read_folder(folder)


def _read_folder(folder):
    config = _read_json(folder, CONFIG, {"class_name", "config"})
    metadata = _read_json(folder, METADATA)
    wanted, tasks, preprocessor = [WEIGHTS], {}, None
    if (folder / TASK).exists():
        task = _read_json(folder, TASK, {"class_name", "config"})
        tasks = {task["class_name"]: task["config"]}
        wanted.append(TASK_WEIGHTS)
    if (folder / PREPROCESSOR).exists():
        preprocessor = _read_json(folder, PREPROCESSOR, {"class_name", "config"})["config"]
    for name in wanted:
        _require(folder, name)
    return Preset(
        backbone=config["config"],
        backbone_class=config["class_name"],
        tasks=tasks,
        preprocessor=preprocessor,
        metadata=metadata,
        weights=folder / WEIGHTS,
        task_weights=folder / TASK_WEIGHTS if tasks else None,
    )


def _require(folder, name):
    if not (folder / name).is_file():
        there = sorted(path.name for path in folder.iterdir())
        raise FileNotFoundError(
            f"A preset's folder must hold {name}, as `save_to_preset` writes it. "
            f"Received: {folder} with {there}"
        )


def _read_json(folder, name, keys=frozenset()):
    _require(folder, name)
    try:
        content = json.loads((folder / name).read_text())
    except ValueError as error:
        raise ValueError(
            f"{name} of a preset must be JSON. Received: {folder / name}: {error}"
        ) from error
    fits = isinstance(content, dict) and keys <= content.keys()
    if not fits or not isinstance(content.get("config", {}), dict):
        raise ValueError(
            f"{name} of a preset must be a JSON object with the keys {sorted(keys)}, 'config' "
            f"an object too. Received: {folder / name}: {str(content)[:200]}"
        )
    return content


@contextlib.contextmanager
def write_preset(folder):
    """Give a temporary folder whose files become the preset when all of them are written.

    Args:
        folder: Path of the preset; made if it isn't there. Other files in it stay.

    Yields:
        Path of the folder to write to. If the body raises, `folder` stays as it was.

    Example:

    ```python
    import tempfile
    from keras_recon.presets import write_preset

    with write_preset(tempfile.mkdtemp()) as folder:
        (folder / "metadata.json").write_text("{}")
    ```
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield partial
        folder.mkdir(exist_ok=True)
        for name in FILES:
            if (partial / name).exists():
                os.replace(partial / name, folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
