"""Labels for shapes by the words of their classes, with ReCon++."""

import keras
from keras import ops

from keras_recon.models.recon2_backbone import ReCon2Backbone
from keras_recon.models.recon_zero_shot_classifier import ReConZeroShotClassifier
from keras_recon.ops import unit_length


@keras.saving.register_keras_serializable(package="keras_recon")
class ReCon2ZeroShotClassifier(ReConZeroShotClassifier):
    """`ReConZeroShotClassifier` on a `ReCon2Backbone`.

    Several queries describe a shape: each projection goes to unit length, and their mean stands for
    the projection of the one query of ReCon.

    Args:
        backbone: A `ReCon2Backbone`.
        class_names: The names of the classes, in the order of the probabilities.
        class_features: As of `ReConZeroShotClassifier`; for the published weights those of OpenCLIP
            ViT-bigG/14.
        image_dim: Width of the image projection, or None for none.
        text_dim: Width of the text projection, or None for none.
        mode: As of `ReConZeroShotClassifier`.
        text_weight: Weight r of the text tokens in `"full"`. Published: 0.5 for Objaverse-LVIS and
            ModelNet40, 0.3 for ScanObjectNN.
        **kwargs: `temperature`, `preprocessor`, `name` and the like, as of
            `ReConZeroShotClassifier`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    pretrainer = keras_recon.ReCon2Pretrainer.from_preset("recon2_nano", image_dim=8, text_dim=8)
    classifier = keras_recon.ReConZeroShotClassifier.from_pretrainer(
        pretrainer, class_names=["chair", "table"], class_features=np.eye(2, 8)
    )
    type(classifier).__name__  # "ReCon2ZeroShotClassifier"
    points = np.random.default_rng(0).uniform(0, 0.5, (4, 512, 6)).astype("float32")
    classifier.embed(points)  # (4, 8)
    ```

    Reference:
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766)
    """

    backbone_class = ReCon2Backbone

    def __init__(
        self,
        backbone,
        class_names,
        class_features=None,
        image_dim=None,
        text_dim=None,
        mode=None,
        text_weight=0.5,
        **kwargs,
    ):
        super().__init__(
            backbone, class_names, class_features, image_dim, text_dim, mode, text_weight, **kwargs
        )

    def project(self, outputs, name):
        tokens = getattr(self, f"{name}_projection")(outputs[f"{name}_queries"])
        return ops.mean(unit_length(tokens), axis=1)
