"""The base class of tasks: models that hold a backbone."""

import types

import keras
from keras import ops, tree

from keras_recon.layers.initializers import undrawn
from keras_recon.models.backbone import Backbone
from keras_recon.models.class_property import class_property
from keras_recon.models.frozen_layers import freeze_layers, frozen_layers
from keras_recon.presets import (
    StoredObject,
    arguments_of,
    describe_presets,
    load_backbone_weights,
    load_task_weights,
    read_preset,
    write_preset,
)
from keras_recon.replicas import results_to_average
from keras_recon.training.adamw import AdamW
from keras_recon.validation import first_batch, is_array


@keras.saving.register_keras_serializable(package="keras_recon")
class Task(keras.Model):
    """Base class of models that do something with the tokens of a backbone.

    *Arrays are raw, data sets are prepared*: `fit`, `evaluate` and `predict` apply the
    preprocessor to arrays, and take a data set or a generator as it is. Calling the model, and
    `train_on_batch` and the like, take prepared points.

    A subclass makes its layers in `__init__`, which ends in `self.build()`, builds them in
    `build_layers`, says in `check_inputs` what it accepts, in `default_optimizer`, `default_loss`
    and `default_metrics` how it is compiled, and which backbones it takes in `backbone_class` and
    `needed_queries`, alternatives of which one must be among their queries.

    Args:
        backbone: A `Backbone`.
        preprocessor: `PointCloudPreprocessor` that makes raw points what the model accepts, with a
            colour where its points have one, whatever the `default_color`; or None: then arrays
            are taken as they are.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Raises:
        ValueError: If the backbone is none that the task takes.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.models import Task

    folder = tempfile.mkdtemp()
    keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10).save_to_preset(folder)
    Task.from_preset(folder)  # a ReConClassifier
    ```
    """

    backbone_class = Backbone
    needed_queries = ()
    # Attributes that name what is counted, in order, and those with the counts.
    named = types.MappingProxyType({})

    def __init__(self, backbone, preprocessor=None, **kwargs):
        if not (isinstance(backbone, keras.Model) and self.accepts(type(backbone))):
            queries = " or ".join(map(str, self.needed_queries))
            queries = f" with the queries {queries}" if queries else ""
            raise ValueError(
                f"`backbone` of a {type(self).__name__} must be a {self.backbone_class.__name__}"
                f"{queries}. Received: a {type(backbone).__name__}"
            )
        kwargs.setdefault("dtype", backbone.dtype_policy)
        super().__init__(autocast=False, **kwargs)
        self.backbone = backbone
        self.preprocessor = backbone.fit_preprocessor(preprocessor)

    @classmethod
    def accepts(cls, backbone_class):
        """Whether the task can be built on backbones of a class."""
        queries = {*getattr(backbone_class, "query_names", ())}
        has_queries = any({*needed} <= queries for needed in cls.needed_queries or [()])
        return has_queries and issubclass(backbone_class, cls.backbone_class)

    def build(self, input_shape=None):
        if not self.built:
            self.build_layers()
            self.built = True
            for layer in self.layers_to_freeze():
                layer.trainable = False

    def build_layers(self):
        """Build the layers, so that the weights are there before the first call."""
        raise NotImplementedError

    def layers_to_freeze(self):
        """Layers that the task's own arguments freeze."""
        return []

    # === Names ===

    def set_names(self, **names):
        """Keep names of classes or parts, in the order in which the task counts them.

        Args:
            **names: For each attribute in `named`, a sequence of strings, or None if unknown.

        Raises:
            ValueError: If there are more or fewer than the task counts, or one twice.
        """
        for field, values in names.items():
            count = getattr(self, self.named[field])
            values = None if values is None else tuple(map(str, values))
            if values is not None and not len(values) == len({*values}) == count:
                raise ValueError(
                    f"`{field}` must be {count} different names, as many as `{self.named[field]}`. "
                    f"Received: {field}={values}"
                )
            setattr(self, field, values)

    def check_names(self, batches):
        """Raise a `ValueError` unless a data set counts the same classes in the same order.

        Args:
            batches: What a user gave; names are known of what `point_cloud_dataset` returns.
        """
        for field in self.named:
            own, theirs = getattr(self, field), getattr(batches, field, None)
            if own is not None and theirs is not None and own != tuple(theirs):
                raise ValueError(
                    f"`{field}` of the data set must be those of the model, in their order: {own}. "
                    f"To train on others, give them to `from_preset` as `{field}`. "
                    f"Received: {tuple(theirs)}"
                )

    # === Training ===

    def default_optimizer(self, learning_rate=5e-4):
        """Return the published optimizer.

        Args:
            learning_rate: Float or schedule; a constant published rate if not given.
        """
        return AdamW(learning_rate)

    def default_loss(self):
        """The published loss, if it is one of outputs and targets."""

    def default_metrics(self):
        """What to report beside the loss."""

    def compile(self, optimizer="auto", loss="auto", metrics="auto", jit_compile="auto", **kwargs):
        """Configure training; without arguments, as published.

        Args:
            optimizer: As of `keras.Model.compile`; `"auto"` for `default_optimizer()`.
            loss: As of `keras.Model.compile`; `"auto"` for the task's own.
            metrics: As of `keras.Model.compile`; `"auto"` for the task's own.
            jit_compile: As of `keras.Model.compile`; `"auto"` for where Keras would, and for the
                training step on TensorFlow without a GPU too, which then takes some ten seconds
                before it runs.
            **kwargs: As of `keras.Model.compile`.
        """
        self._jit_compile_training = _is_auto(jit_compile)
        super().compile(
            optimizer=self.default_optimizer() if _is_auto(optimizer) else optimizer,
            loss=self.default_loss() if _is_auto(loss) else loss,
            metrics=self.default_metrics() if _is_auto(metrics) else metrics,
            jit_compile=jit_compile,
            **kwargs,
        )

    def get_compile_config(self):
        config = super().get_compile_config()
        if config and self._jit_compile_training:
            # Keras says what "auto" came to on this backend.
            config["jit_compile"] = "auto"
        return config

    def compile_from_config(self, config):
        # Keras asks for this where `compile` is overridden.
        self.compile(**keras.saving.deserialize_keras_object(config))
        if self.optimizer is not None:
            self.optimizer.build(self.trainable_variables)

    def make_train_function(self, force=False):
        # Left to the first step, TensorFlow traces it twice, once to make the optimizer's
        # variables: 30 s instead of 19 s until `recon_base` has trained four steps.
        self.optimizer.build(self.trainable_variables)
        jit_compile = self.jit_compile
        if self._jit_compile_training and keras.backend.backend() == "tensorflow":
            # Without a GPU Keras doesn't: a step of recon_nano's pretraining takes 0.20 s without
            # XLA and 0.09 s with it.
            self.jit_compile = not (self.run_eagerly or self._has_replicas())
        function = super().make_train_function(force=force)
        self.jit_compile = jit_compile
        return function

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        return results_to_average(super().compute_metrics(x, y, y_pred, sample_weight))

    def _maybe_symbolic_build(self, iterator=None, data_batch=None):
        if iterator is not None and self._has_replicas():
            # For its shapes Keras would take the mean of a batch over the replicas, which
            # TensorFlow refuses of a dict on several workers. Any replica's part has them.
            _, _, batches = next(iter(iterator))
            local = self.distribute_strategy.experimental_local_results
            iterator, data_batch = None, tree.map_structure(lambda x: local(x)[0], next(batches))
        elif keras.backend.backend() == "tensorflow" and not (iterator is None or self.run_eagerly):
            # Left to the first step, metrics make their variables in it, and TensorFlow traces it
            # twice: 42 s instead of 27 until `recon_nano` has learned to classify one batch.
            with self.distribute_strategy.scope():
                self._symbolic_build(data_batch=iterator._get_iterator().element_spec)
        super()._maybe_symbolic_build(iterator, data_batch)

    def fit(self, x=None, y=None, *args, **kwargs):
        x, y = self._arrays_or_batches(x, y)
        for field, count in self.named.items():
            names = getattr(x, field, None) or ()
            if getattr(self, field) is None and len({*names}) == len(names) == getattr(self, count):
                self.set_names(**{field: names})
        if not (is_array(x) or isinstance(x, keras.utils.PyDataset)):
            # Other sources have an order of their own, of which Keras would warn.
            kwargs.setdefault("shuffle", False)
        if kwargs.get("validation_data") is not None:
            kwargs["validation_data"] = self._validation_data(kwargs["validation_data"])
        if hasattr(x, "steps_per_epoch"):
            # What `training.Distribution.feed` gives has no end.
            kwargs.setdefault("steps_per_epoch", x.steps_per_epoch)
        kwargs["callbacks"] = _with_uncounted_looks(x, "on_train_begin", kwargs.get("callbacks"))
        return super().fit(x, y, *args, **kwargs)

    def evaluate(self, x=None, y=None, *args, **kwargs):
        if kwargs.get("_use_cached_eval_dataset"):
            # `fit` has prepared its validation data.
            return super().evaluate(x, y, *args, **kwargs)
        x, y = self._arrays_or_batches(x, y)
        kwargs["callbacks"] = _with_uncounted_looks(x, "on_test_begin", kwargs.get("callbacks"))
        return super().evaluate(x, y, *args, **kwargs)

    def predict(self, x, *args, **kwargs):
        x, _ = self._arrays_or_batches(x, with_targets=False)
        return super().predict(x, *args, **kwargs)

    def predict_files(
        self,
        paths,
        up_axis=None,
        batch_size=32,
        on_error="skip",
        num_workers=None,
        progress=None,
        num_points=None,
        **options,
    ):
        """Read meshes and point clouds, and tell what the task says of each.

        Of a `ReConClassifier` or a `ReConZeroShotClassifier` these are class names and
        probabilities, of a `ReConPartSegmenter` parts of points. Files are read as `read_shape`
        does, always with the same draws, and fitted to the unit sphere unless the preprocessor
        has `normalize=False`: then points are in the files' own unit. Of clouds with fewer points
        than the preprocessor picks some are repeated, and `notes` say so; those with fewer than
        the model's patches need can't be answered. Files are read and answered block by block, so
        that there may be any number of them.

        Args:
            paths: A path, or a list of paths, of files and folders. Of a folder all shapes in it
                are read, hidden files and folders aside.
            up_axis: The axis that is up in the files: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or
                `"-z"`. If not given, the one that is up in arrays given to `predict`, the
                preprocessor's `up_axis`.
            batch_size: Shapes in a batch.
            on_error: `"skip"` to give the reason for each file that can't be read, in its place;
                `"raise"` for an exception at the first one.
            num_workers: Processes that read; if not given, one, or of 64 files and more one for
                each processor. A file that takes one of them more than 6 GiB of memory (Linux
                keeps to that) or three minutes can't be read. 1 for this process without limits,
                which saves the start of another one, some tenths of a second.
            progress: Whether to show a bar; if not given, for 64 files and more on a terminal.
            num_points: Points to read of each file, of which the preprocessor picks; if not given,
                2,048 or, if that is more, twice as many as it picks.
            **options: Of a part segmenter: `shape_class`, name or number of the class that all of
                the shapes are of, needed where the model has several; `output_dir`, folder to
                write a PLY file of each shape to, with a colour and a `part` for each point;
                `keep_points=False` to leave points and labels out of the answers, as of many
                files they need much memory. If names of parts begin with those of classes
                (`"chair legs"`), a shape has none of other classes.

        Returns:
            A `keras_recon.prediction.FileAnswers`, in the order of the files: a sequence of
            `FilePrediction` (`path`, `name`, `probability`, `probabilities`, `error`; where the
            model has no class names their numbers, `"3"`) or of `FileParts` (`path`, `counts`,
            `points`, `labels`, `part_names`, `output`, `error`), with `to_table`, `to_json` and
            `to_csv`.

        Raises:
            ValueError: If the task is none of these or has no preprocessor, or an argument is out
                of range; with `on_error="raise"` also if a file can't be read.
            FileNotFoundError: With `on_error="raise"`, if a file isn't there.
            ImportError: With `on_error="raise"`, if a library is missing that reads a format.

        Example:

        ```python
        import tempfile

        import numpy as np
        import keras_recon

        classifier = keras_recon.ReConClassifier.from_preset(
            "recon_nano_home3d", class_names=["chair", "table"]
        )
        path = tempfile.mkdtemp() + "/scan.npy"
        np.save(path, np.random.default_rng(0).normal(size=(3000, 3)))
        answers = classifier.predict_files([path, "missing.obj"], up_axis="z")
        answers[0].name in ("chair", "table"), answers[1].error is None  # (True, False)
        print(answers)
        ```
        """
        from keras_recon.prediction import predict_files

        return predict_files(
            self,
            paths,
            up_axis=up_axis,
            batch_size=batch_size,
            on_error=on_error,
            num_workers=num_workers,
            progress=progress,
            num_points=num_points,
            **options,
        )

    def _has_replicas(self):
        # Trainers on other backends have no strategy.
        strategy = getattr(self, "distribute_strategy", None)
        return strategy is not None and strategy.num_replicas_in_sync > 1

    def _arrays_or_batches(self, x, y=None, with_targets=True):
        """Check and prepare arrays; of other sources, look at the first batch."""
        batch, x = ((x, y), x) if is_array(x) else first_batch(x)
        if batch is not None:
            inputs, targets, _ = keras.utils.unpack_x_y_sample_weight(batch)
            if is_array(x):
                x = inputs = self.prepare(x)
            else:
                self.check_inputs(inputs, values=True)
            if with_targets:
                self.check_targets(targets, inputs)
                self.check_names(x)
        return x, y

    def _validation_data(self, data):
        if not isinstance(data, list | tuple):
            return self._arrays_or_batches(data)[0]
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        return keras.utils.pack_x_y_sample_weight(*self._arrays_or_batches(x, y), sample_weight)

    def prepare(self, inputs):
        """Make raw arrays what the model accepts.

        Args:
            inputs: Float array of raw points `(B, N, 3)`, in any unit, where the model's have a
                colour also `(B, N, 6)`; or a dict of inputs with these as `"points"`.

        Returns:
            NumPy arrays in the same structure; the points as the preprocessor gives them.

        Raises:
            ValueError: If they are not what the task accepts, not finite, or all points of a shape
                lie within 0.03 of the origin, as the preprocessor leaves those that coincide.
        """
        if self.preprocessor is not None and (not isinstance(inputs, dict) or "points" in inputs):
            inputs = self.apply_preprocessor(inputs)
        self.check_inputs(inputs, values=True)
        return tree.map_structure(ops.convert_to_numpy, inputs)

    def apply_preprocessor(self, inputs):
        """Apply the preprocessor to the points of raw inputs."""
        if isinstance(inputs, dict):
            return {**inputs, "points": self.preprocessor(inputs["points"])}
        return self.preprocessor(inputs)

    def check_inputs(self, inputs, values=False):
        """Raise a `ValueError` unless `inputs` are as the class describes.

        Args:
            inputs: Prepared inputs.
            values: Whether to look at values too, at the cost of a copy from the device.
        """
        raise NotImplementedError

    def check_targets(self, targets, inputs):
        """Raise a `ValueError` unless there is, as it must be, what the loss compares with."""

    # === Saving ===

    def export(self, filepath, format="saved_model", preprocessor=None, precision="float32"):
        """Write the task as an artefact that takes raw points; see `keras_recon.export`."""
        from keras_recon.exporting import export

        return export(self, filepath, format, preprocessor, precision)

    @class_property
    def presets(cls):
        """The built-in presets that the class loads, a dict from name to `describe_preset`.

        Of those that were saved from another task, or from a backbone alone, it gets the backbone.
        """
        return describe_presets(lambda stored: cls._fitting_class(stored) is not None)

    @classmethod
    def from_preset(cls, preset, load_weights=True, **kwargs):
        """Build this task on the backbone of a preset.

        Layers of the task itself get the preset's weights where it was saved from the same task.
        If arguments are overridden, layers whose shapes change start anew, with a warning.

        Args:
            preset: A built-in name, a folder that `save_to_preset` wrote, from any backend, or an
                address such as `hf://org/name`.
            load_weights: Whether to load the preset's weights, where it has some.
            **kwargs: Arguments of the class, or of its backbone, that override the preset's.

        Returns:
            The task, with the preset's preprocessor; of a subclass, where that is what the preset
            was saved from or what its backbone asks for.

        Raises:
            ValueError: If the preset is unknown, an argument is, or the weights don't fit.
            FileNotFoundError: If a file is missing from the folder.

        Example:

        ```python
        import keras_recon

        classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
        ```
        """
        stored = read_preset(preset)
        cls = cls._class_for(stored, preset)
        name = keras.saving.get_registered_name(cls)
        saved = stored.task if stored.task and stored.task.registered_name == name else None
        config = dict(saved.config if saved else stored.options.get(name, {}))
        if "dtype" in kwargs:
            config.pop("dtype", None)
        own = {*arguments_of(cls)} - {"dtype"}
        own = {argument: value for argument, value in kwargs.items() if argument in own}
        if stored.preprocessor is not None:
            own.setdefault("preprocessor", stored.preprocessor.build())

        overrides = {name: value for name, value in kwargs.items() if name not in own}
        load_weights = load_weights and stored.weights
        partly = bool(kwargs.keys() - {"name", "dtype", "preprocessor"})
        with undrawn(load_weights):
            backbone = stored.backbone.build(**overrides)
        # Of the names and their number, one says the other.
        for pair in cls.named.items():
            count = len(own.get(pair[0]) or ()) or own.get(pair[1])
            if count is not None and count != config.get(pair[1]):
                config = {key: value for key, value in config.items() if key not in pair}
        with undrawn(load_weights and saved and not partly):
            task = StoredObject(name, {**config, "backbone": backbone}).build(**own)
        if load_weights:
            load_backbone_weights(backbone, stored)
        if load_weights and saved:
            load_task_weights(task, stored, partly)
        return task

    @classmethod
    def class_of_preset(cls, preset):
        """Find what `from_preset` makes: the class itself or the subclass that a preset asks for.

        Args:
            preset: As of `from_preset`.

        Returns:
            The class.

        Raises:
            ValueError: If the preset is unknown or none of the classes fits it.
            FileNotFoundError: If a file is missing from the folder.

        Example:

        ```python
        from keras_recon.models import MaskedPretrainer

        MaskedPretrainer.class_of_preset("recon2_nano")  # ReCon2Pretrainer
        ```
        """
        return cls._class_for(read_preset(preset), preset)

    @classmethod
    def _class_for(cls, stored, preset):
        """As `class_of_preset`, of a preset that is read already."""
        found = cls._fitting_class(stored)
        if found is None:
            backbone_class = stored.backbone.find_class(Backbone)
            raise ValueError(
                f"The preset of a {cls.__name__} must be saved from a task or name one's backbone: "
                "call `from_preset` of the task that you want, such as ReConClassifier. "
                f"Received: {preset!r}, with a {backbone_class.__name__}"
                + ("" if stored.task is None else f" and {stored.task.registered_name!r}")
            )
        return found

    @classmethod
    def _fitting_class(cls, stored):
        """The class itself or, where the preset asks for it, a subclass; None if none fits."""
        backbone_class = stored.backbone.find_class(Backbone)
        if stored.task is not None:
            found = keras.saving.get_registered_object(stored.task.registered_name)
            if isinstance(found, type) and issubclass(found, cls):
                return found
        candidates = [] if cls is Task else [cls, *cls.__subclasses__()]
        return next((c for c in candidates if c.accepts(backbone_class)), None)

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
        write_preset(folder, self.backbone, self, metadata)

    def get_config(self):
        config = {
            "name": self.name,
            "backbone": keras.saving.serialize_keras_object(self.backbone),
            "preprocessor": keras.saving.serialize_keras_object(self.preprocessor),
        }
        if self.dtype_policy != self.backbone.dtype_policy:
            config["dtype"] = keras.saving.serialize_keras_object(self.dtype_policy)
        # What the arguments freeze, they freeze again.
        if frozen := frozen_layers(self, besides=self.layers_to_freeze()):
            config["frozen"] = frozen
        return config

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        frozen = config.pop("frozen", [])
        for part in ("backbone", "preprocessor"):
            if isinstance(config.get(part), dict):
                config[part] = keras.saving.deserialize_keras_object(config[part])
        task = cls(**config)
        freeze_layers(task, frozen)
        return task


def _with_uncounted_looks(batches, event, callbacks):
    """Set back the epoch of a data set that counts them, once Keras has begun.

    To build metrics, Keras looks at the first batch on JAX and PyTorch, which is a whole epoch if
    there is no other.
    """
    epoch = getattr(batches, "next_epoch", None)
    if epoch is None:
        return callbacks
    number = epoch.numpy()
    reset = keras.callbacks.LambdaCallback(**{event: lambda logs: epoch.assign(number)})
    return [*(callbacks or []), reset]


def _is_auto(argument):
    return isinstance(argument, str) and argument == "auto"
