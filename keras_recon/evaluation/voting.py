"""Averaging what a model says of augmented views."""


def vote(predict, points, augmentations, num_views=10, seed=0):
    """Mean of the predictions for a fixed number of augmented views of each shape.

    The views depend on the seed alone. Published results take ten; that the number is fixed
    beforehand and the seed is not chosen by the outcome makes the figure an honest one.

    Args:
        predict: Callable from float32 points `(n, N, 3)`, prepared, to a NumPy array `(n, ...)`. A
            task with a preprocessor would prepare them again: give its `predict` a
            `prepared_dataset` of them. Published votes are means of logits.
        points: Float array of shape `(n, N, 3)`; or `(n, N, 6)` with colours, which stay with
            their points as they are.
        augmentations: Callables such as `RandomScale()`, applied in this order as
            `augmentation(points, seed)`; `RandomSample(num_points)` draws other points for each
            view.
        num_views: Number of views.
        seed: Seed of all views.

    Returns:
        Array of the shape that `predict` gives.

    Raises:
        ValueError: If `num_views` is below 1.

    Example:

    ```python
    import keras_recon
    from keras_recon.data import RandomRotation, RandomSample

    classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=23)
    points = keras_recon.datasets.load_home3d("test").points[:4]
    augmentations = [RandomSample(512), RandomRotation()]
    logits = keras_recon.evaluation.vote(classifier.predict, points, augmentations)  # (4, 23)
    ```

    Reference:
        - [Liu et al., Relation-Shape Convolutional Neural Network,
          2019](https://arxiv.org/abs/1904.07601)
    """
    import tensorflow as tf

    if num_views < 1:
        raise ValueError(f"`num_views` must be at least 1. Received: num_views={num_views}")
    total = 0.0
    for view in range(num_views):
        with tf.device("cpu"):
            moved = tf.constant(points, tf.float32)
            for number, augmentation in enumerate(augmentations):
                key = tf.random.experimental.stateless_fold_in((seed, view), number)
                moved = _augment(moved, augmentation, key)
        total = total + predict(moved.numpy())
    return total / num_views


def _augment(points, augmentation, key):
    import tensorflow as tf

    if points.shape[-1] == 3 or hasattr(augmentation, "choose"):
        return augmentation(points, key)
    return tf.concat([augmentation(points[..., :3], key), points[..., 3:]], axis=-1)
