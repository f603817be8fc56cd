"""Arrays that are prepared already, as a data set."""


def prepared_dataset(inputs, batch_size=32):
    """Batches of prepared arrays, in their order.

    A task applies its preprocessor to arrays and takes a data set as it is. Views whose scale is
    an augmentation, for example, must not be normalized again.

    Args:
        inputs: Array, dict or tuple of arrays with the same number of rows.
        batch_size: Rows in a batch; the last one may be smaller.

    Returns:
        A `tf.data.Dataset` of batches in the structure of `inputs`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (4, 512, 3)).astype("float32")
    classifier.predict(keras_recon.data.prepared_dataset(points), verbose=0)  # (4, 10)
    ```
    """
    import tensorflow as tf

    with tf.device("cpu"):
        return tf.data.Dataset.from_tensor_slices(inputs).batch(batch_size)
