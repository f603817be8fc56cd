"""Few-shot tasks drawn from a data set."""

import dataclasses

import numpy as np


def few_shot_task(train, test, ways, shots, fold=0, queries=20, seed=0):
    """Draw some classes, some training shapes of each to learn from, and test shapes as queries.

    Classes are drawn among those with enough training shapes and at least one test shape. The
    draws depend on the seed and the fold alone; folds overlap. Queries come from the test split,
    so that no network that was trained on the training split, with labels or without,
    has seen it. A class has up to `queries` of its test shapes, all if it has fewer.

    Args:
        train: `PointCloudData` to draw the shots from; shapes of label -1 are left out.
        test: `PointCloudData` of the same classes to draw the queries from.
        ways: Number of classes.
        shots: Training shapes of each class.
        fold: Number of the task, from 0.
        queries: Most test shapes of each class; published tasks have 20.
        seed: Seed of all folds.

    Returns:
        Two `PointCloudData`, to learn from and to test on, with labels from 0 to `ways - 1`.

    Raises:
        ValueError: If a number is out of range, the classes differ, or too few classes have enough
            shapes.

    Example:

    ```python
    from keras_recon.datasets import few_shot_task, load_home3d

    train, test = few_shot_task(load_home3d("train"), load_home3d("test"), ways=5, shots=10)
    len(train), len(train.class_names)  # 50, 5
    ```
    """
    if min(ways, shots, queries) < 1 or fold < 0:
        raise ValueError(
            "`ways`, `shots` and `queries` must be at least 1, `fold` at least 0. "
            f"Received: ways={ways}, shots={shots}, queries={queries}, fold={fold}"
        )
    if train.class_names != test.class_names:
        raise ValueError(
            "`train` and `test` must be of the same classes. "
            f"Received: {train.class_names} and {test.class_names}"
        )
    eligible = [
        label
        for label in range(len(train.class_names))
        if (train.labels == label).sum() >= shots and (test.labels == label).any()
    ]
    if len(eligible) < ways:
        raise ValueError(
            f"`ways` must be at most {len(eligible)}, the classes with {shots} shapes to train on "
            f"and one to test on. Received: ways={ways}"
        )
    random = np.random.default_rng([seed, fold])
    classes = random.choice(eligible, ways, replace=False)

    def draw(data, count):
        shapes, labels = [], []
        for number, label in enumerate(classes):
            drawn = random.permutation(np.flatnonzero(data.labels == label))[:count]
            shapes.extend(drawn)
            labels.extend([number] * len(drawn))
        names = [data.class_names[label] for label in classes]
        parts = data.class_parts and [data.class_parts[label] for label in classes]
        return dataclasses.replace(
            data.select(np.array(shapes)), labels=labels, class_names=names, class_parts=parts
        )

    return draw(train, shots), draw(test, queries)
