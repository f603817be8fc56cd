"""A few labelled shapes of each class."""

import numpy as np


def keep_labels(data, count, seed=0):
    """Keep some of the labelled shapes of each class, drawn at random, and no others.

    Args:
        data: `PointCloudData`; shapes of label -1 are left out.
        count: Number of shapes of each class; all are kept of a class that has fewer.
        seed: Seed of the draw.

    Returns:
        A `PointCloudData` of the same classes, in the order of `data`.

    Raises:
        ValueError: If `count` is below 1.

    Example:

    ```python
    import keras_recon

    train = keras_recon.datasets.load_home3d("train")
    few = keras_recon.data.keep_labels(train, count=5)
    len(few), len(few.class_names)  # 114, 23
    ```
    """
    if count < 1:
        raise ValueError(f"`count` must be at least 1. Received: count={count}")
    random = np.random.default_rng(seed)
    drawn = [
        random.permutation(np.flatnonzero(data.labels == label))[:count]
        for label in range(len(data.class_names))
    ]
    return data.select(np.sort(np.concatenate(drawn)))
