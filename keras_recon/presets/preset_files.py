"""Folders that hold a preset: what is in them, reading and writing."""

import contextlib
import datetime
import difflib
import os
import re
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import keras
from keras import ops

from keras_recon.files import parse_json, write_json
from keras_recon.presets.layout import (
    CONFIG,
    FILES,
    METADATA,
    PREPROCESSOR,
    TASK,
    TASK_WEIGHTS,
    WEIGHTS,
    check_whole,
)
from keras_recon.presets.sizes import NUM_POINTS, SIZES, TASKS
from keras_recon.presets.sources import preset_folder
from keras_recon.presets.stored_object import StoredObject
from keras_recon.sublayers import sublayers
from keras_recon.version import __version__

# Attributes of a task that have files of their own.
PARTS = ("backbone", "preprocessor")

# Presets with weights that come with the package, each a folder beside this file.
_SHIPPED = Path(__file__).parent


@dataclass(frozen=True)
class Preset:
    """What a preset holds.

    Attributes:
        backbone: The backbone, a `StoredObject`.
        task: The task that it was saved from, a `StoredObject`, or None.
        options: For each registered task with options in a built-in size, its arguments.
        preprocessor: The preprocessor, a `StoredObject`, or None.
        metadata: What it is and how it came about.
        weights: File of the backbone's weights, or None.
        task_weights: File of the weights of the task's own layers, or None.
        early: Whether only classes are named, not registered names, and weights are keyed as
            Keras does, with a task's layers by their names.
    """

    backbone: StoredObject
    task: StoredObject | None = None
    options: dict = field(default_factory=dict)
    preprocessor: StoredObject | None = None
    metadata: dict = field(default_factory=dict)
    weights: Path | None = None
    task_weights: Path | None = None
    early: bool = False


def preset_names():
    """Names of the built-in presets: sizes, and those that ship with weights.

    Example:

    ```python
    from keras_recon.presets import preset_names

    preset_names()  # ['recon2_base', 'recon2_giant', ...]
    ```
    """
    shipped = (path.parent.name for path in _SHIPPED.glob(f"*/{CONFIG}"))
    return sorted([*SIZES, *shipped])


def read_preset(preset):
    """Read a preset, without its weights.

    Args:
        preset: A built-in name, the path of a folder that `save_to_preset` wrote, or an address
            such as `hf://org/name` or `kaggle://org/model/keras/variation`.

    Returns:
        A `Preset`.

    Raises:
        ValueError: If the name is unknown or a file is not what it should be.
        FileNotFoundError: If a file is missing from the folder.

    Example:

    ```python
    from keras_recon.presets import read_preset

    read_preset("recon_base").backbone.config["dim"]  # 384
    ```
    """
    name = os.fspath(preset)
    if name in SIZES:
        registered_name, config, metadata = SIZES[name]
        backbone, preprocessor = StoredObject(registered_name, dict(config)), None
        if name in NUM_POINTS:
            options = {"num_points": NUM_POINTS[name]}
            preprocessor = StoredObject("keras_recon>PointCloudPreprocessor", options)
        return Preset(backbone, None, TASKS.get(name, {}), preprocessor, dict(metadata))
    if name in preset_names():
        return _read_folder(_SHIPPED / name)
    folder = preset_folder(name)
    if not os.path.isdir(folder):
        near = difflib.get_close_matches(name, preset_names(), n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise ValueError(
            f"A preset is one of {preset_names()}, a folder that `save_to_preset` wrote, or an "
            f"address that begins with hf:// or kaggle://. {hint}Received: {name!r}"
        )
    return _read_folder(folder)


def _read_folder(folder):
    check_whole(folder, os.fspath(folder))
    metadata = _read_json(folder, METADATA)
    backbone, early = _read_object(folder, CONFIG)
    has_task, has_preprocessor = ((folder / name).is_file() for name in (TASK, PREPROCESSOR))
    task = _read_object(folder, TASK)[0] if has_task else None
    if task and not task.config.keys().isdisjoint(PARTS):
        # There Keras would build objects of any of its classes.
        raise ValueError(
            f"{TASK} of a preset must hold none of {PARTS}, which have files of their own. "
            f"Received: {folder / TASK}: {sorted(task.config)}"
        )
    return Preset(
        backbone=backbone,
        task=task,
        preprocessor=_read_object(folder, PREPROCESSOR)[0] if has_preprocessor else None,
        metadata=metadata,
        weights=folder / WEIGHTS,
        task_weights=folder / TASK_WEIGHTS if has_task else None,
        early=early,
    )


def _read_object(folder, name):
    """Return the object, and whether only its class is named, as in early presets."""
    content = _read_json(folder, name, {"class_name", "config"})
    early = "registered_name" not in content
    registered_name = content.get("registered_name", f"keras_recon>{content['class_name']}")
    return StoredObject(registered_name, content["config"]), early


def _read_json(folder, name, keys=frozenset()):
    try:
        content = parse_json((folder / name).read_text())
    except ValueError as error:
        raise ValueError(
            f"{name} of a preset must be JSON. Received: {folder / name}: {error}"
        ) from error
    fits = isinstance(content, dict) and keys <= content.keys()
    types = {"config": dict, "class_name": str, "registered_name": str}
    if not fits or not all(isinstance(content.get(key, of()), of) for key, of in types.items()):
        raise ValueError(
            f"{name} of a preset must be a JSON object with the keys {sorted(keys)}, 'config' "
            f"an object too, names texts. Received: {folder / name}: {str(content)[:200]}"
        )
    return content


def write_preset(folder, backbone, task=None, metadata=None, preprocessor=None):
    """Write a backbone, or a task with its backbone, to a folder that every backend can load.

    Nothing is replaced before all files are written.

    Args:
        folder: Path of the preset; made if it isn't there. Other files in it stay.
        backbone: A `Backbone`.
        task: The `Task` that holds it, to be saved with its preprocessor; None for none.
        metadata: Dict of further entries for `metadata.json`: the recipe, figures reached.
        preprocessor: What to save as the preprocessor; that of the task, if not given.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.presets import write_preset

    write_preset(tempfile.mkdtemp(), keras_recon.ReConBackbone.from_preset("recon_nano"))
    ```
    """
    with staged(folder) as work:
        _write_objects(work, backbone, task, preprocessor or getattr(task, "preprocessor", None))
        write_json(work / METADATA, {**_facts(backbone, task), **(metadata or {})})


@contextlib.contextmanager
def staged(folder):
    """Give a folder for the files of a preset, which go to `folder` if the block ends well.

    Args:
        folder: Path of the preset; made if it isn't there. Other files in it stay.

    Yields:
        `pathlib.Path` of a folder that is gone after the block.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.presets.preset_files import staged

    with staged(tempfile.mkdtemp()) as work:
        keras_recon.ReConBackbone.from_preset("recon_nano").save_to_preset(work)
        keras_recon.ReConBackbone.from_preset(work)  # to look at it first
    ```
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as work:
        work = Path(work)
        yield work
        folder.mkdir(exist_ok=True)
        for name in FILES:
            if (work / name).exists():
                os.replace(work / name, folder / name)
            else:
                (folder / name).unlink(missing_ok=True)


def _write_objects(folder, backbone, task, preprocessor):
    # Names and dtypes are the caller's choice at loading.
    left_out = {"name", "dtype"}
    keras.saving.save_weights(_ByAttribute(backbone), folder / WEIGHTS)
    if preprocessor is not None:
        _write_object(folder / PREPROCESSOR, preprocessor, {*left_out, "trainable"})
    if task is None:
        _write_object(folder / CONFIG, backbone, left_out)
        return
    # What a task has frozen of its backbone, and a dtype other than its, are the task's.
    _write_object(folder / CONFIG, backbone, {*left_out, "frozen"})
    _write_object(folder / TASK, task, {"name", *PARTS})
    keras.saving.save_weights(_ByAttribute(task), folder / TASK_WEIGHTS)


def _write_object(path, stored, left_out):
    content = keras.saving.serialize_keras_object(stored)
    content["config"] = {k: v for k, v in stored.get_config().items() if k not in left_out}
    kept = ("module", "class_name", "registered_name", "config")
    write_json(path, {name: content[name] for name in kept})


def _facts(backbone, task):
    return {
        "keras_version": keras.__version__,
        "keras_recon_version": __version__,
        "parameter_count": (task or backbone).count_params(),
        "date_saved": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d@%H:%M:%S"),
        "tasks": [] if task is None else [keras.saving.get_registered_name(type(task))],
    }


def load_backbone_weights(backbone, preset):
    """Load the weights of a preset: each of the model's, and none may be left over.

    Args:
        backbone: A `Backbone`, built.
        preset: A `Preset` with weights.

    Raises:
        ValueError: If the file is damaged or of another shape.
    """
    _load(backbone if preset.early else _ByAttribute(backbone), preset.weights)


def load_task_weights(task, preset, partly=False):
    """Load the weights of a task's own layers.

    Args:
        task: A `Task`, built.
        preset: A `Preset` that was saved from a task of the same class.
        partly: Whether layers whose shapes aren't those of the file start anew, with a warning.

    Raises:
        ValueError: If the file is damaged or, unless `partly`, of another shape.
    """
    own = (_ByName if preset.early else _ByAttribute)(task)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _load(own, preset.task_weights, skip_mismatch=partly)
    for warning in caught:
        # Keras lists the layers after the values of their weights.
        _, marker, layers = str(warning.message).rpartition("List of objects")
        if marker:
            names = re.findall(r"name=(\w+)", layers)
            warnings.warn(
                f"Layers of {type(task).__name__} that start anew, because the preset's have "
                f"other shapes or are not there: {names}",
                stacklevel=3,
            )


class _ByAttribute(keras.layers.Layer):
    """A model's own layers by the attributes that lead to them: what a file of weights holds."""

    def __init__(self, model):
        super().__init__()
        for path, layer in sublayers(model).items():
            if path not in PARTS:
                setattr(self, path.replace("/", "_"), layer)
        self.built = True


class _ByName(keras.Model):
    """A task's own layers by name, in the order they were made: as early presets have them."""

    def __init__(self, task):
        super().__init__()
        for layer in task.layers:
            if layer not in (task.backbone, task.preprocessor):
                setattr(self, layer.name, layer)
        self.built = True


def _load(model, path, **options):
    # Seeds of dropout and masks are part of the file, but a preset must not fix them.
    weights = {id(variable) for variable in model.weights}
    seeds = [v for v in model.variables if id(v) not in weights]
    values = [ops.convert_to_numpy(seed) for seed in seeds]
    try:
        # Keras looks for each weight of the model in the file, but not the other way round.
        if not options.get("skip_mismatch") and (count := _count_weights(path)) > len(weights):
            raise ValueError(f"The file has {count} weights, the model {len(weights)}")
        keras.saving.load_weights(model, path, **options)
    except Exception as error:  # which one depends on the byte that is wrong
        raise ValueError(
            "The weights of a preset must fit its configuration and the arguments given. "
            f"Received: {path}: {error}"
        ) from error
    for seed, value in zip(seeds, values, strict=True):
        seed.assign(value)


def _count_weights(path):
    found = []
    with h5py.File(path) as file:
        file.visititems(lambda _, node: found.append(isinstance(node, h5py.Dataset)))
    return sum(found)
