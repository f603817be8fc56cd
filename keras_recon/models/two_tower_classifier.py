"""Classification of shapes by the two-tower ablation."""

import keras
from keras import ops

from keras_recon.layers import LearnedTokens
from keras_recon.models.recon_classifier import ReConClassifier
from keras_recon.models.two_tower_backbone import TwoTowerBackbone
from keras_recon.ops import largest_token

STREAMS = ("all", "reconstruction", "contrast")


@keras.saving.register_keras_serializable(package="keras_recon")
class TwoTowerClassifier(ReConClassifier):
    """Classifier on both towers of a `TwoTowerBackbone`, or on one of them.

    The reconstruction tower gets a class query, and gives its token and the maximum of the
    patches' tokens but for the first two; the contrast tower gives the image and text token.

    Args:
        backbone: A `TwoTowerBackbone`.
        num_classes: Number of classes; may be left out where `class_names` are given.
        head: As of `ReConClassifier`: `"mlp"` or `"linear"`.
        freeze_backbone: Whether to freeze both towers.
        stream: `"all"`, or the tower to classify by: `"reconstruction"` or `"contrast"`. The
            other one is frozen.
        dropout: Share of the head's hidden features dropped while training.
        preprocessor: `PointCloudPreprocessor` that makes raw points what the model accepts.
        class_names: As of `ReConClassifier`.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, as `preprocessor` gives them.
        training: Whether batch statistics, stochastic depth and dropout are on.

    Returns:
        Logits: float tensor of shape `(B, num_classes)`.

    Raises:
        ValueError: If `head` or `stream` is not one of the above or the points are not as
            described.

    Example:

    ```python
    import numpy as np
    import keras_recon

    classifier = keras_recon.TwoTowerClassifier.from_preset(
        "two_tower_nano", num_classes=10, stream="reconstruction"
    )
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (4, 512, 3)).astype("float32")
    classifier.predict(points, verbose=0)  # (4, 10)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    backbone_class = TwoTowerBackbone
    needed_queries = ()

    def __init__(self, backbone, num_classes=None, stream="all", **kwargs):
        if stream not in STREAMS:
            raise ValueError(f"`stream` must be one of {STREAMS}. Received: stream={stream!r}")
        # The head's width follows from it.
        self.stream = stream
        super().__init__(backbone, num_classes, **kwargs)

    def build_layers(self):
        self.class_query = LearnedTokens(
            1, self.backbone.dim, with_positions=True, dtype=self.dtype_policy, name="class_query"
        )
        self.class_query.build()
        super().build_layers()

    def layers_to_freeze(self):
        backbone = self.backbone
        unused = {
            "all": [],
            "contrast": [self.class_query, backbone.reconstruction_tower],
            "reconstruction": [backbone.queries, backbone.contrast_tower],
        }
        return [*super().layers_to_freeze(), *unused[self.stream]]

    @property
    def num_features(self):
        return (4 if self.stream == "all" else 2) * self.backbone.dim

    def features(self, points, training=False):
        backbone, features = self.backbone, []
        patches, centers = backbone.group(points)
        if self.stream != "contrast":
            tokens = backbone.reconstruction_tower(
                patches, centers, queries=self.class_query(points), training=training
            )
            # The published code leaves out two patches, as if it skipped two more queries.
            features += [tokens[:, 0], largest_token(tokens[:, 3:])]
        if self.stream != "reconstruction":
            queries = backbone.encode_queries(patches, centers, training=training)
            features += queries.values()
        return ops.concatenate(features, axis=-1)

    def get_config(self):
        return {**super().get_config(), "stream": self.stream}
