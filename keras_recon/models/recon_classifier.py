"""Classification of shapes."""

import keras
from keras import ops

from keras_recon.layers import BatchNormalization
from keras_recon.layers.dense import dense
from keras_recon.models.built_optimizer import BuiltOptimizer
from keras_recon.models.input_checks import InputChecks
from keras_recon.models.preset_mixin import TaskPresetMixin
from keras_recon.models.recon_backbone import QUERIES, ReConBackbone
from keras_recon.validation import check_points

HEADS = ("full", "linear", "mlp3")
HEAD_WIDTH = 256


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConClassifier(InputChecks, BuiltOptimizer, TaskPresetMixin, keras.Model):
    """Classifier on the class, image and text query and the maximum of the patches' tokens.

    Args:
        backbone: A `ReConBackbone`.
        num_classes: Number of classes.
        head: `"full"`: three dense layers with batch norm and dropout, everything is trained;
            `"linear"`: one dense layer, everything is trained; `"mlp3"`: the three layers of
            `"full"` on a frozen backbone, which then runs in inference mode.
        dropout: Share of the head's hidden features dropped while training.
        preprocessor: `PointCloudPreprocessor` that makes raw points what the model accepts.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, as `preprocessor` gives them.
        training: Whether batch statistics, stochastic depth and dropout are on.

    Returns:
        Logits: float tensor of shape `(B, num_classes)`.

    Raises:
        ValueError: If `head` is not one of the above or the points are not as described.

    Example:

    ```python
    import keras
    import numpy as np
    import keras_recon

    classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (4, 512, 3)).astype("float32")
    classifier.compile(
        optimizer=keras.optimizers.AdamW(1e-4),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    classifier.fit(points, np.array([0, 1, 2, 3]), verbose=0)
    classifier.predict(points, verbose=0)  # (4, 10)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    backbone_class = ReConBackbone
    weight_options = ("num_classes", "head")

    def __init__(
        self, backbone, num_classes, head="full", dropout=0.5, preprocessor=None, **kwargs
    ):
        if head not in HEADS:
            raise ValueError(f"`head` must be one of {HEADS}. Received: head={head!r}")
        if not isinstance(backbone, self.backbone_class):
            raise ValueError(
                f"`backbone` of a {type(self).__name__} must be a {self.backbone_class.__name__}. "
                f"Received: a {type(backbone).__name__}"
            )
        kwargs.setdefault("dtype", backbone.dtype_policy)
        super().__init__(autocast=False, **kwargs)
        self.num_classes = num_classes
        self.head_type = head
        self.dropout = dropout
        self.preprocessor = preprocessor

        # === Layers ===
        self.backbone = backbone
        self.backbone.trainable = head != "mlp3"
        self.head = keras.Sequential(name="head")
        for index in range(0 if head == "linear" else 2):
            self.head.add(dense(HEAD_WIDTH, self.dtype_policy, f"dense_{index}"))
            self.head.add(BatchNormalization(dtype=self.dtype_policy, name=f"norm_{index}"))
            self.head.add(keras.layers.ReLU(dtype=self.dtype_policy))
            self.head.add(keras.layers.Dropout(dropout, dtype=self.dtype_policy))
        self.head.add(dense(num_classes, self.dtype_policy, "logits"))
        self.build()

    def build(self, input_shape=None):
        if not self.built:
            self.head.build((None, self.num_features))
            self.built = True

    def call(self, points, training=False):
        # A frozen backbone keeps its running statistics and drops nothing.
        features = self.features(points, training=training and self.backbone.trainable)
        return self.head(features, training=training)

    @property
    def num_features(self):
        """Number of features that the head reads."""
        return (len(QUERIES) + 1) * self.backbone.dim

    def features(self, points, training=False):
        """What the head reads: float tensor of shape `(B, num_features)`."""
        outputs = self.backbone(points, training=training)
        pooled = ops.max(outputs["group_tokens"], axis=1)
        return ops.concatenate([*(outputs[query] for query in QUERIES), pooled], axis=-1)

    def check_inputs(self, inputs):
        check_points(inputs, self.backbone.minimum_points)

    def compute_output_spec(self, points, training=False):
        self.check_inputs(points)
        return keras.KerasTensor((points.shape[0], self.num_classes), self.compute_dtype)

    def get_config(self):
        return {
            "name": self.name,
            "backbone": keras.saving.serialize_keras_object(self.backbone),
            "num_classes": self.num_classes,
            "head": self.head_type,
            "dropout": self.dropout,
            "preprocessor": keras.saving.serialize_keras_object(self.preprocessor),
        }
