"""Classification of shapes."""

import types

import keras
from keras import ops

from keras_recon.layers import BatchNormalization, Dropout
from keras_recon.layers.dense import dense
from keras_recon.models import recon2_backbone, recon_backbone
from keras_recon.models.task import Task
from keras_recon.training.adamw import AdamW
from keras_recon.validation import check_indices

HEADS = ("mlp", "linear")
HEAD_WIDTH = 256
# What heads were called when freezing was a part of the name.
EARLIER_HEADS = {"full": ("mlp", False), "mlp3": ("mlp", True)}


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConClassifier(Task):
    """Classifier on the queries and the maximum of the patches' tokens.

    Of ReCon these are the class, image and text query; of ReCon++ the maximum of its image queries
    and that of its text queries.

    Args:
        backbone: A `ReConBackbone`, a `ReCon2Backbone`, or another `Backbone` with the queries of
            one of them.
        num_classes: Number of classes; may be left out where `class_names` are given.
        head: `"mlp"`: three dense layers with batch norm and dropout; `"linear"`: one dense layer.
        freeze_backbone: Whether to freeze the backbone, which then runs in inference mode.
            Otherwise it is as frozen as it is handed in.
        dropout: Share of the head's hidden features dropped while training.
        preprocessor: `PointCloudPreprocessor` that makes raw points what the model accepts.
        class_names: The names of the classes, in the order of the logits. If not given, those of
            the data set that `fit` gets.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        points: Float tensor of shape `(B, N, D)`, D the backbone's `channels`, as `preprocessor`
            gives them.
        training: Whether batch statistics, stochastic depth and dropout are on.

    Returns:
        Logits: float tensor of shape `(B, num_classes)`.

    Raises:
        TypeError: If neither the number of the classes nor their names are given.
        ValueError: If `head` is not one of the above, names and number of the classes differ,
            among themselves or from those of a data set, or the points are not as described.
            Whether they are finite is looked at in `fit`, `evaluate` and `predict`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (4, 512, 3)).astype("float32")
    classifier.compile()  # as published for few shots
    classifier.fit(points, np.array([0, 1, 2, 3]), verbose=0)
    classifier.predict(points, verbose=0)  # (4, 10)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766)
    """

    needed_queries = (recon_backbone.QUERIES, recon2_backbone.QUERIES)
    named = types.MappingProxyType({"class_names": "num_classes"})

    def __init__(
        self,
        backbone,
        num_classes=None,
        head="mlp",
        freeze_backbone=False,
        dropout=0.5,
        preprocessor=None,
        class_names=None,
        **kwargs,
    ):
        if num_classes is None and class_names is None:
            raise TypeError("`num_classes` or `class_names` must be given. Received: neither")
        if head not in HEADS:
            raise ValueError(f"`head` must be one of {HEADS}. Received: head={head!r}")
        super().__init__(backbone, preprocessor, **kwargs)
        self.num_classes = len(class_names) if num_classes is None else num_classes
        self.set_names(class_names=class_names)
        self.head_type = head
        self.freeze_backbone = freeze_backbone
        self.dropout = dropout

        # === Layers ===
        self.head = keras.Sequential(name="head")
        for index in range(0 if head == "linear" else 2):
            self.head.add(dense(HEAD_WIDTH, self.dtype_policy, f"dense_{index}"))
            self.head.add(BatchNormalization(dtype=self.dtype_policy, name=f"norm_{index}"))
            self.head.add(keras.layers.ReLU(dtype=self.dtype_policy))
            self.head.add(Dropout(dropout, dtype=self.dtype_policy))
        self.head.add(dense(self.num_classes, self.dtype_policy, "logits"))
        self.build()

    def build_layers(self):
        self.head.build((None, self.num_features))

    def layers_to_freeze(self):
        return [self.backbone] if self.freeze_backbone else []

    def call(self, points, training=False):
        # A frozen backbone keeps its running statistics and drops nothing.
        features = self.features(points, training=training and self.backbone.trainable)
        return self.head(features, training=training)

    @property
    def num_features(self):
        """Number of features that the head reads."""
        return (len(self.backbone.query_names) + 1) * self.backbone.dim

    def features(self, points, training=False):
        """What the head reads: float tensor of shape `(B, num_features)`."""
        outputs = self.backbone(points, training=training)
        pooled = ops.max(outputs["group_tokens"], axis=1)
        return ops.concatenate([*self.backbone.pool_queries(outputs), pooled], axis=-1)

    # === Training ===

    def default_optimizer(self, learning_rate=5e-4):
        # Published are 2e-5 on ScanObjectNN, 5e-4 on few shots: as measured, small data need the
        # latter.
        return AdamW(learning_rate, rate_multipliers={"head": 10}, global_clipnorm=10)

    def default_loss(self):
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def default_metrics(self):
        return ["accuracy"]

    def check_inputs(self, inputs, values=False):
        self.backbone.check_points(inputs, values)

    def check_targets(self, targets, inputs):
        if isinstance(getattr(self, "loss", None), keras.losses.SparseCategoricalCrossentropy):
            check_indices(targets, "y", self.num_classes, values=True)

    def compute_output_spec(self, points, training=False):
        self.check_inputs(points)
        return keras.KerasTensor((points.shape[0], self.num_classes), self.compute_dtype)

    # === Saving ===

    def get_config(self):
        return {
            **super().get_config(),
            "num_classes": self.num_classes,
            "head": self.head_type,
            "freeze_backbone": self.freeze_backbone,
            "dropout": self.dropout,
            "class_names": self.class_names,
        }

    @classmethod
    def from_config(cls, config):
        if config.get("head") in EARLIER_HEADS:
            head, frozen = EARLIER_HEADS[config["head"]]
            config = {"freeze_backbone": frozen, **config, "head": head}
        return super().from_config(config)
