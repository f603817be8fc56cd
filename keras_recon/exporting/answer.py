"""What an artefact computes of raw points, under the names that it has outside of Python."""

from keras import ops

from keras_recon.evaluation.probe_features import pool_tokens
from keras_recon.models import (
    Backbone,
    ReConClassifier,
    ReConPartSegmenter,
    ReConZeroShotClassifier,
)

MODELS = (ReConClassifier, ReConPartSegmenter, ReConZeroShotClassifier, Backbone)


def answer(model, preprocessor, points, shape_class=None):
    """Prepare points, run a model on them, and name what it gives.

    Args:
        model: One of `MODELS`.
        preprocessor: `PointCloudPreprocessor`, or None: the points are prepared.
        points: Float array or tensor of raw points `(B, N, D)`, D the backbone's `channels`.
        shape_class: int32 array or tensor of shape `(B,)`, for a part segmenter.

    Returns:
        A dict of tensors: `"logits"` of a classifier and of a part segmenter, of each raw point;
        `"probabilities"` of a zero-shot classifier; a backbone's own. But for a part segmenter
        also `"features"`, see `embed`.

    Example:

    ```python
    import numpy as np
    import keras_recon
    from keras_recon.exporting.answer import answer

    points = np.random.default_rng(0).normal(size=(2, 600, 3)).astype("float32")
    classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
    answer(classifier, keras_recon.layers.PointCloudPreprocessor(512), points)["logits"]  # (2, 10)
    ```
    """
    if isinstance(model, ReConPartSegmenter):
        inputs = {"points": points, "shape_class": shape_class}
        if preprocessor is not None:
            inputs["points"], inputs["all_points"] = preprocessor.prepare_all(points)
        return {"logits": model(inputs, training=False)}
    points = points if preprocessor is None else preprocessor(points)
    if isinstance(model, Backbone):
        outputs = model(points, training=False)
        return {**outputs, "features": pool_tokens(model, outputs, ops)}
    features = model.features(points)
    if isinstance(model, ReConZeroShotClassifier):
        return {"probabilities": model.probabilities(features), "features": features}
    return {"logits": model.head(features, training=False), "features": features}


def embed(model, preprocessor, points):
    """Prepare points and describe the shapes.

    Args:
        model: One of `MODELS`.
        preprocessor: `PointCloudPreprocessor`, or None: the points are prepared.
        points: Float array or tensor of raw points `(B, N, D)`, D the backbone's `channels`.

    Returns:
        A dict of `"features"`, a tensor of shape `(B, D)`: what a classifier's head reads, what a
        zero-shot classifier compares with its classes, and what `probe_features` gives of a
        backbone and of that of a part segmenter.

    Example:

    ```python
    import numpy as np
    import keras_recon
    from keras_recon.exporting.answer import embed

    backbone = keras_recon.ReConBackbone.from_preset("recon_nano")
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 512, 3)).astype("float32")
    embed(backbone, None, points)["features"]  # (2, 192)
    ```
    """
    if isinstance(model, ReConPartSegmenter):
        model = model.backbone
    return {"features": answer(model, preprocessor, points)["features"]}
