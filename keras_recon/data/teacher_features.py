"""Teachers' features as targets of distillation."""

import dataclasses

import numpy as np

from keras_recon.data.point_cloud_data import TEACHER_FEATURES

TEXT_SCALE = 10.0


def teacher_scaling(source):
    """Find what brings image and text features to a scale on which neither drowns the other.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`, the training split.

    Returns:
        Dict of what `scale_teacher_features` takes: `image_mean`, a float32 array `(D,)`, and
        `image_deviation`, the mean deviation of image features from it; `text_scale`, 10.
        Of features that are absent there is nothing.

    Example:

    ```python
    import keras_recon

    scaling = keras_recon.data.teacher_scaling(keras_recon.datasets.load_home3d("train"))
    scaling["image_mean"]  # (1280,)
    scaling["text_scale"]  # 10.0
    ```
    """
    scaling = {}
    image = source.image_features
    if image is not None:
        mean = mean_feature(image)
        deviation = float(abs(image[image.any(axis=-1)] - mean).mean())
        if deviation:  # there are different pictures
            scaling = {"image_mean": mean, "image_deviation": deviation}
    return scaling if source.text_features is None else scaling | {"text_scale": TEXT_SCALE}


def scale_teacher_features(source, scaling=None):
    """Bring image and text features to a scale on which neither drowns the other.

    Image features are centred, each by itself, and scaled to a mean deviation of 0.5; text
    features, of unit length as teachers give them, are multiplied by 10. Smooth L1 then stays near
    its quadratic part. Features that are absent stay absent, and rows of zeros, which stand for
    none, stay zeros. Features that a stream leaves on disk stay as they are: ReCon++ brings its
    targets to unit length itself.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`.
        scaling: What `teacher_scaling` gives of the training split; taken from `source` if not
            given.

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
    scaling = teacher_scaling(source) if scaling is None else scaling
    features = {name: getattr(source, name) for name in TEACHER_FEATURES}
    scaled = {
        name: None if rows is None else scale_rows(name, rows, scaling)
        for name, rows in features.items()
    }
    return dataclasses.replace(source, **scaled)


def scale_rows(name, rows, scaling):
    """Scale features of one teacher.

    Args:
        name: `"image_features"` or `"text_features"`.
        rows: Float array of shape `(..., D)`.
        scaling: As of `scale_teacher_features`; what it doesn't tell stays as it is.
    """
    if name == "text_features":
        return scaling.get("text_scale", 1) * rows
    if "image_mean" not in scaling:
        return rows
    there = rows.any(axis=-1, keepdims=True)
    centred = rows - np.asarray(scaling["image_mean"], rows.dtype)
    return there * (0.5 * centred / scaling["image_deviation"])


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
