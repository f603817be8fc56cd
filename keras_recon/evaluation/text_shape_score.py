"""How well shapes fit texts."""

import numpy as np


def text_shape_score(classifier, points, text_features, mode=None):
    """Compare each shape with its text, for those who measure generated shapes.

    The score is the cosine between what the model makes of the shape and what the text teacher,
    in whose space the model was pretrained, makes of the text.

    Args:
        classifier: A `ReConZeroShotClassifier`; its classes don't matter.
        points: Float array of raw points `(n, N, 3)`.
        text_features: Float array of shape `(n, D)`, the teacher's features of a text each.
        mode: As of `ReConZeroShotClassifier.embed`.

    Returns:
        float32 array of shape `(n,)`, from -1 to 1.

    Raises:
        ValueError: If the numbers of shapes and texts or the widths differ.

    Example:

    ```python
    import numpy as np
    import keras_recon

    test = keras_recon.datasets.load_home3d("test").select(np.arange(4))
    classifier = keras_recon.ReConZeroShotClassifier.from_preset(
        "recon_nano_home3d", class_names=test.names, class_features=test.text_features
    )
    score = keras_recon.evaluation.text_shape_score
    score(classifier, test.points, test.text_features)  # (4,)
    ```
    """
    shapes, texts = classifier.embed(points, mode), np.asarray(text_features, "float32")
    if shapes.shape != texts.shape:
        raise ValueError(
            f"`text_features` must be of shape {shapes.shape}, one for each shape and as wide as "
            f"the projection. Received: shape {texts.shape}"
        )
    shapes, texts = (
        features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12)
        for features in (shapes, texts)
    )
    return (shapes * texts).sum(axis=1)
