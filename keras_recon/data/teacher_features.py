"""Teachers' features as targets of distillation."""

import dataclasses

import numpy as np


def scale_teacher_features(source):
    """Bring image and text features to a scale on which neither drowns the other.

    Image features are centred, each by itself, and scaled to a mean deviation of 0.5; text
    features, of unit length as teachers give them, are multiplied by 10. Smooth L1 then stays near
    its quadratic part. Features that are absent stay absent, and rows of zeros, which stand for
    none, stay zeros. Features that a stream leaves on disk stay as they are: ReCon++ brings its
    targets to unit length itself.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`, the training split: all figures are
            taken from it.

    Returns:
        The same with other `image_features` and `text_features`.

    Example:

    ```python
    import keras_recon

    train = keras_recon.datasets.load_home3d("train")
    scaled = keras_recon.data.scale_teacher_features(train)
    abs(scaled.image_features).mean()  # 0.5
    ```
    """
    image, text = source.image_features, source.text_features
    if image is not None:
        there = image.any(axis=-1)
        centred = image[there] - mean_feature(image)
        image = np.zeros_like(image)
        image[there] = 0.5 * centred / abs(centred).mean()
    if text is not None:
        text = 10 * text
    return dataclasses.replace(source, image_features=image, text_features=text)


def mean_feature(features):
    """Average features of a teacher, but for rows of zeros, which stand for none.

    A network that was pretrained on scaled features answers for a picture whose feature is less
    by this mean.

    Args:
        features: Float array of shape `(n, D)` or `(n, views, D)`.

    Returns:
        Float array of shape `(D,)`.

    Example:

    ```python
    import keras_recon

    train = keras_recon.datasets.load_home3d("train")
    keras_recon.data.mean_feature(train.image_features)  # (1280,)
    ```
    """
    return features[features.any(axis=-1)].mean(axis=0)
