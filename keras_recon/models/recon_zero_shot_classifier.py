"""Labels for shapes by the words of their classes."""

import types

import keras
import numpy as np
from keras import ops

from keras_recon.layers.dense import dense
from keras_recon.models.masked_pretrainer import MaskedPretrainer
from keras_recon.models.recon_backbone import ReConBackbone
from keras_recon.models.task import Task
from keras_recon.presets import read_preset

MODES = ("full", "text", "image")


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConZeroShotClassifier(Task):
    """Classifier by the similarity of a shape's queries to the features of class names.

    A pretrained image (text) query, through its projection, lies where the image (text) teacher
    puts pictures (texts). A shape is described by text_weight · text projection + image
    projection, or by one of the two, and its class is the one whose feature has the largest cosine:

        p(class) = softmax(cosine / temperature)

    Nothing is trained on labels. Made from a `ReConPretrainer`, whose projections it takes over,
    with `from_preset` or `from_pretrainer`.

    Args:
        backbone: A `ReConBackbone`.
        class_names: The names of the classes, in the order of the probabilities.
        class_features: Float array of shape `(num_classes, D)`: what the text teacher makes of
            prompts with the names, of any length. If not given, they are to be loaded with weights.
        image_dim: Width of the image projection, or None for none.
        text_dim: Width of the text projection, or None for none.
        mode: `"full"`, `"text"` or `"image"`. If not given, `"full"` where both projections are of
            one width, or else the one of them whose width the class features have.
        text_weight: Weight r of the text projection in `"full"`. Published: 0.25 for ModelNet40,
            0.2 for ModelNet10, 0.05, 0.1 and 0.15 for ScanObjectNN hardest, OBJ-BG and OBJ-ONLY.
        temperature: Of the softmax; the class doesn't depend on it. CLIP's is 0.01.
        preprocessor: `PointCloudPreprocessor` that makes raw points what the model accepts.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, as `preprocessor` gives them.
        training: Has no effect: there is nothing to train.

    Returns:
        Probabilities: float tensor of shape `(B, num_classes)`.

    Raises:
        ValueError: If names, features, widths and mode don't go together, or the points are not as
            described.

    Example:

    ```python
    import numpy as np
    import keras_recon

    test = keras_recon.datasets.load_home3d("test").select(np.arange(4))
    classifier = keras_recon.ReConZeroShotClassifier.from_preset(
        "recon_nano_home3d",
        class_names=test.names,
        class_features=test.text_features,  # of a frozen text teacher
    )
    classifier.predict(test.points, verbose=0)  # (4, 4)
    classifier.embed(test.points)  # (4, 384)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
        - [Radford et al., CLIP, 2021](https://arxiv.org/abs/2103.00020)
    """

    backbone_class = ReConBackbone
    named = types.MappingProxyType({"class_names": "num_classes"})

    def __init__(
        self,
        backbone,
        class_names,
        class_features=None,
        image_dim=None,
        text_dim=None,
        mode=None,
        text_weight=0.25,
        temperature=0.01,
        preprocessor=None,
        **kwargs,
    ):
        super().__init__(backbone, preprocessor, **kwargs)
        self.num_classes = len(class_names)
        self.set_names(class_names=class_names)
        self.image_dim = image_dim
        self.text_dim = text_dim
        self.text_weight = text_weight
        self.temperature = temperature
        features = None if class_features is None else np.asarray(class_features, "float32")
        self.mode = self._find_mode(mode, features)
        self.feature_dim = image_dim if self.mode == "image" else text_dim

        # === Layers ===
        if image_dim:
            self.image_projection = dense(image_dim, self.dtype_policy, "image_projection")
        if text_dim:
            self.text_projection = dense(text_dim, self.dtype_policy, "text_projection")
        # Its kernel is the classes' features, of unit length.
        self.similarity = keras.layers.Dense(
            self.num_classes, use_bias=False, dtype="float32", name="similarity"
        )
        self.build()
        if features is not None:
            self.set_class_features(features)

    def _find_mode(self, mode, features):
        dims = {"image": self.image_dim, "text": self.text_dim}
        there = [name for name, dim in dims.items() if dim]
        if len(there) == 2 and self.image_dim == self.text_dim:
            there = [*MODES]
        width = None if features is None else features.shape[-1]
        fitting = [name for name in there if width in (None, dims.get(name, self.text_dim))]
        if mode is None and fitting:
            mode = fitting[0] if "full" in fitting else fitting[-1]
        if mode not in fitting:
            raise ValueError(
                f"`mode` must be one of {MODES}, of projections that the model has and that are as "
                f'wide as `class_features`; "full" needs both, of one width. Received: {mode=}, '
                f"image_dim={self.image_dim}, text_dim={self.text_dim}, class features {width} wide"
            )
        return mode

    def set_class_features(self, features):
        """Set what shapes are compared with.

        Args:
            features: Float array of shape `(num_classes, D)`, of any length but 0.

        Raises:
            ValueError: If they are of another shape, not finite or 0.
        """
        features = np.asarray(features, "float32")
        wanted = (self.num_classes, self.feature_dim)
        lengths = np.linalg.norm(features, axis=-1, keepdims=True)
        if features.shape != wanted or not np.isfinite(lengths).all() or not lengths.all():
            raise ValueError(
                f"`class_features` must be finite numbers of shape {wanted}, none of them all 0. "
                f"Received: shape {features.shape}"
            )
        self.similarity.kernel.assign((features / lengths).T)

    def build_layers(self):
        for name in ("image", "text"):
            if getattr(self, f"{name}_dim"):
                getattr(self, f"{name}_projection").build((None, self.backbone.dim))
        self.similarity.build((None, self.feature_dim))

    def layers_to_freeze(self):
        return [self.similarity]

    def call(self, points, training=False):
        self.check_inputs(points)
        return self.probabilities(self.features(points))

    def probabilities(self, features):
        """Probabilities `(B, num_classes)` of the classes, from what `features` gives."""
        cosines = self.similarity(ops.normalize(ops.cast(features, "float32")))
        return ops.cast(ops.softmax(cosines / self.temperature), self.compute_dtype)

    def features(self, points, mode=None):
        """What is compared with the classes' features: float tensor of shape `(B, D)`."""
        mode = mode or self.mode
        outputs = self.backbone(points)
        names = ("image", "text") if mode == "full" else (mode,)
        projected = {name: self.project(outputs, name) for name in names}
        if mode == "full":
            return self.text_weight * projected["text"] + projected["image"]
        return projected[mode]

    def project(self, outputs, name):
        """Describe shapes in the space of one teacher.

        Args:
            outputs: What the backbone gives.
            name: `"image"` or `"text"`.

        Returns:
            Float tensor of shape `(B, D)`.
        """
        return getattr(self, f"{name}_projection")(outputs[f"{name}_token"])

    def embed(self, points, mode=None, batch_size=64):
        """Describe shapes in the space of the teachers.

        Args:
            points: Float array of raw points `(n, N, 3)`, in any unit.
            mode: `"full"`, `"text"` or `"image"`; the model's own if not given.
            batch_size: Shapes in a batch.

        Returns:
            float32 array of shape `(n, D)`, of no certain length.

        Raises:
            ValueError: If the points are not as described, or the mode asks for what isn't there.
        """
        mode = self.mode if mode is None else self._find_mode(mode, None)
        points = self.prepare(points)
        embed = _Embedding(self, mode)
        # Whole batches only: another size would be compiled anew.
        padded = np.resize(points, (-(-len(points) // batch_size) * batch_size, *points.shape[1:]))
        features = embed.predict(padded, batch_size=batch_size, verbose=0)
        return features[: len(points)].astype("float32")

    def check_inputs(self, inputs, values=False):
        self.backbone.check_points(inputs, values)

    def compute_output_spec(self, points, training=False):
        self.check_inputs(points)
        return keras.KerasTensor((points.shape[0], self.num_classes), self.compute_dtype)

    def default_metrics(self):
        return ["accuracy"]

    def default_loss(self):
        return keras.losses.SparseCategoricalCrossentropy()

    # === Saving ===

    @classmethod
    def from_pretrainer(cls, pretrainer, class_names, class_features, **kwargs):
        """Take over the backbone, the projections and the preprocessor of a pretrainer.

        Args:
            pretrainer: A `ReConPretrainer` or a `ReCon2Pretrainer` with an image or a text term.
            class_names: As of the class.
            class_features: As of the class.
            **kwargs: Further arguments of the class.

        Returns:
            A `ReConZeroShotClassifier`, of the subclass that the backbone asks for.

        Raises:
            ValueError: If the pretrainer has neither projection, or arguments don't fit.
        """
        kwargs.setdefault("preprocessor", pretrainer.preprocessor)
        classes = [c for c in (cls, *cls.__subclasses__()) if c.accepts(type(pretrainer.backbone))]
        classifier = (classes or [cls])[0](
            pretrainer.backbone,
            class_names,
            class_features,
            image_dim=pretrainer.image_dim,
            text_dim=pretrainer.text_dim,
            **kwargs,
        )
        for name in ("image_projection", "text_projection"):
            if hasattr(pretrainer, name):
                getattr(classifier, name).set_weights(getattr(pretrainer, name).get_weights())
        return classifier

    @classmethod
    def from_preset(cls, preset, load_weights=True, **kwargs):
        """Build the classifier from a preset of its own, or from that of a pretrainer.

        Args:
            preset: A built-in name, a folder, or an address such as `hf://org/name`.
            load_weights: Whether to load the preset's weights.
            **kwargs: Arguments of the class; those of a pretrainer's preset need `class_names` and
                `class_features`.

        Returns:
            A `ReConZeroShotClassifier`.

        Raises:
            ValueError: If the preset is unknown or of another task, or arguments don't fit.
            FileNotFoundError: If a file is missing from the folder.
        """
        task = read_preset(preset).task
        saved_from = task and keras.saving.get_registered_object(task.registered_name)
        if not (isinstance(saved_from, type) and issubclass(saved_from, MaskedPretrainer)):
            classifier = super().from_preset(preset, load_weights, **kwargs)
            if kwargs.get("class_features") is not None:
                # Of as many classes, those of the preset were loaded.
                classifier.set_class_features(kwargs["class_features"])
            return classifier
        given = {
            name: kwargs.pop(name)
            for name in ("mode", "text_weight", "temperature", "preprocessor")
            if name in kwargs
        }
        names, features = kwargs.pop("class_names", ()), kwargs.pop("class_features", None)
        if features is None or len(names) != len(features):
            raise ValueError(
                "The preset of a pretrainer needs `class_names`, and `class_features` of as many. "
                f"Received: {len(names)} names, class_features={features!r:.60}"
            )
        pretrained = saved_from.from_preset(preset, load_weights, **kwargs)
        return cls.from_pretrainer(pretrained, names, features, **given)

    def get_config(self):
        return {
            **super().get_config(),
            "class_names": self.class_names,
            "image_dim": self.image_dim,
            "text_dim": self.text_dim,
            "mode": self.mode,
            "text_weight": self.text_weight,
            "temperature": self.temperature,
        }


class _Embedding(keras.Model):
    """The features of a zero-shot classifier, for `predict`."""

    def __init__(self, classifier, mode):
        # A name of one's own would begin with an underscore, which TensorFlow refuses.
        super().__init__(autocast=False, name="embedding")
        self.classifier = classifier
        self.mode = mode
        self.built = True

    def call(self, points):
        return self.classifier.features(points, self.mode)
