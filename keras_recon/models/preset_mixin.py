"""Loading models from presets and saving them to presets."""

import inspect
import json

import keras
from keras import ops

from keras_recon.layers import PointCloudPreprocessor
from keras_recon.presets import preset_files, read_preset, write_preset
from keras_recon.version import __version__


class PresetMixin:
    """Mixin of the backbone: `from_preset` and `save_to_preset`."""

    @classmethod
    def from_preset(cls, preset, load_weights=True, **kwargs):
        """Build the backbone of a preset.

        Args:
            preset: A built-in name, or a folder that `save_to_preset` wrote, from any backend.
            load_weights: Whether to load the preset's weights, where it has some.
            **kwargs: Arguments of the class that override those of the preset.

        Returns:
            The backbone.

        Raises:
            ValueError: If the preset is unknown or of another backbone, an argument is unknown,
                or the weights don't fit.
            FileNotFoundError: If a file is missing from the folder.

        Example:

        ```python
        import keras_recon

        backbone = keras_recon.ReConBackbone.from_preset("recon_tiny", depth=6)
        ```
        """
        name, preset = preset, read_preset(preset)
        if preset.backbone_class != cls.__name__:
            raise ValueError(
                f"A preset of {cls.__name__} must be of that class. "
                f"Received: {name!r}, of {preset.backbone_class}"
            )
        backbone = _build(cls, {**preset.backbone, **kwargs})
        if load_weights and preset.weights:
            _load_weights(backbone, preset.weights)
        return backbone

    def save_to_preset(self, folder, metadata=None):
        """Save configuration and weights to a folder that every backend can load.

        Nothing is replaced before all files are written.

        Args:
            folder: Path of the folder; made if it isn't there.
            metadata: Dict of further entries for `metadata.json`: the recipe, figures reached.

        Example:

        ```python
        import tempfile
        import keras_recon

        folder = tempfile.mkdtemp()
        keras_recon.ReConBackbone.from_preset("recon_nano").save_to_preset(folder)
        keras_recon.ReConBackbone.from_preset(folder)
        ```
        """
        with write_preset(folder) as partial:
            self._write_preset(partial, metadata)

    def _write_preset(self, folder, metadata):
        _write_config(folder / preset_files.CONFIG, self)
        self.save_weights(folder / preset_files.WEIGHTS)
        facts = {
            "keras_recon_version": __version__,
            "keras_version": keras.__version__,
            "parameters": self.count_params(),
        }
        _write_json(folder / preset_files.METADATA, {**facts, **(metadata or {})})


class TaskPresetMixin:
    """Mixin of tasks, which hold a `backbone` and layers of their own.

    `weight_options` names the arguments on which the weights of these layers depend.
    """

    weight_options = ()

    @classmethod
    def from_preset(cls, preset, load_weights=True, **kwargs):
        """Build this task on the backbone of a preset.

        Layers of the task itself get the preset's weights where it was saved from the same
        task and nothing that these weights depend on is overridden; they start anew otherwise.

        Args:
            preset: A built-in name, or a folder that `save_to_preset` wrote, from any backend.
            load_weights: Whether to load the preset's weights, where it has some.
            **kwargs: Arguments of the class, or of its backbone, that override the preset's.

        Returns:
            The task, with the preset's preprocessor.

        Raises:
            ValueError: If the preset is unknown, an argument is, or the weights don't fit.
            FileNotFoundError: If a file is missing from the folder.

        Example:

        ```python
        import keras_recon

        classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
        ```
        """
        from keras_recon.models import ReConBackbone, TwoTowerBackbone

        stored = read_preset(preset)
        own = inspect.signature(cls.__init__).parameters
        for_backbone = {k: kwargs.pop(k) for k in [*kwargs] if k not in own and k != "name"}
        two_towers = stored.backbone_class == TwoTowerBackbone.__name__
        backbone_class = TwoTowerBackbone if two_towers else ReConBackbone
        backbone = backbone_class.from_preset(preset, load_weights, **for_backbone)
        if stored.preprocessor:
            kwargs.setdefault("preprocessor", _build(PointCloudPreprocessor, stored.preprocessor))
        saved = stored.tasks.get(cls.__name__, {})
        task = _build(cls, {"backbone": backbone, **saved, **kwargs})
        before = {k: saved.get(k, own[k].default) for k in cls.weight_options}
        kept = all(_same(kwargs.get(k, before[k]), before[k]) for k in before)
        if load_weights and saved and stored.task_weights and kept:
            _load_weights(_OwnLayers(task), stored.task_weights)
        return task

    def save_to_preset(self, folder, metadata=None):
        """Save backbone, task and preprocessor to a folder that every backend can load.

        Nothing is replaced before all files are written.

        Args:
            folder: Path of the folder; made if it isn't there.
            metadata: Dict of further entries for `metadata.json`: the recipe, figures reached.

        Example:

        ```python
        import tempfile
        import keras_recon

        classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
        folder = tempfile.mkdtemp()
        classifier.save_to_preset(folder)
        keras_recon.ReConClassifier.from_preset(folder)
        ```
        """
        with write_preset(folder) as partial:
            self.backbone._write_preset(partial, metadata)
            _write_config(partial / preset_files.TASK, self)
            _OwnLayers(self).save_weights(partial / preset_files.TASK_WEIGHTS)
            if self.preprocessor is not None:
                _write_config(partial / preset_files.PREPROCESSOR, self.preprocessor)

    @classmethod
    def from_config(cls, config):
        parts = {
            name: keras.saving.deserialize_keras_object(config[name])
            for name in ("backbone", "preprocessor")
        }
        return cls(**{**config, **parts})


class _OwnLayers(keras.Model):
    """The layers of a task but for its backbone, so that they are saved by themselves."""

    def __init__(self, task):
        super().__init__()
        for layer in task.layers:
            if layer is not task.backbone and layer is not task.preprocessor:
                setattr(self, layer.name, layer)
        self.built = True


def _same(given, saved):
    # JSON has lists where users write tuples.
    return (list(given) if isinstance(given, tuple) else given) == saved


def _build(cls, config):
    parameters = inspect.signature(cls.__init__).parameters
    accepted = [name for name in parameters if name not in ("self", "kwargs")] + ["name", "dtype"]
    message = f"{cls.__name__} accepts {accepted}. Received: {sorted(config)}"
    if not config.keys() <= {*accepted}:
        raise ValueError(message)
    try:
        return cls(**config)
    except TypeError as error:
        raise ValueError(f"{message} ({error})") from error


def _write_config(path, model):
    # Names and dtypes are the caller's choice at loading; parts have files of their own.
    left_out = ("name", "dtype", "trainable", "backbone", "preprocessor")
    config = {k: v for k, v in model.get_config().items() if k not in left_out}
    _write_json(path, {"class_name": type(model).__name__, "config": config})


def _write_json(path, content):
    path.write_text(json.dumps(content, indent=2) + "\n")


def _load_weights(model, path):
    # Seeds of dropout and masks are part of the file, but a preset must not fix them.
    weights = {id(variable) for variable in model.weights}
    seeds = [v for v in model.variables if id(v) not in weights]
    values = [ops.convert_to_numpy(seed) for seed in seeds]
    try:
        model.load_weights(path)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(
            "The weights of a preset must fit its configuration and the arguments given. "
            f"Received: {path}: {error}"
        ) from error
    for seed, value in zip(seeds, values, strict=True):
        seed.assign(value)
