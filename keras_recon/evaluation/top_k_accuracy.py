"""Accuracy where a few guesses are allowed."""

import numpy as np


def top_k_accuracy(scores, labels, k):
    """Share of examples whose class is among the `k` of the highest scores.

    Args:
        scores: Float array of shape `(n, classes)`.
        labels: Integer array of shape `(n,)`.
        k: Number of guesses. Of equal scores the one of the lower class is first.

    Returns:
        A number from 0 to 1.

    Raises:
        ValueError: If there is no example, shapes don't fit, a label is no class, a score is not a
            number or `k` is below 1.

    Example:

    ```python
    import numpy as np
    import keras_recon

    scores = np.array([[0.1, 0.6, 0.3], [0.5, 0.2, 0.3]])
    keras_recon.evaluation.top_k_accuracy(scores, np.array([2, 1]), k=2)  # 0.5
    ```
    """
    scores, labels = np.asarray(scores), np.asarray(labels)
    fits = scores.ndim == 2 and labels.shape == scores.shape[:1] and len(labels)
    if (
        not fits
        or not 0 <= labels.min() <= labels.max() < scores.shape[1]
        or np.isnan(scores).any()
    ):
        raise ValueError(
            "`scores` must be numbers of shape (n, classes) and `labels` n whole numbers below "
            f"classes, n at least 1. Received: shapes {scores.shape} and {labels.shape}, labels "
            f"{np.unique(labels)}, {np.count_nonzero(np.isnan(scores))} scores that are NaN"
        )
    if k < 1:
        raise ValueError(f"`k` must be at least 1. Received: k={k}")
    of_class = np.take_along_axis(scores, labels[:, None], axis=1)
    tied = (scores == of_class) & (np.arange(scores.shape[1]) < labels[:, None])
    return float((((scores > of_class) | tied).sum(axis=1) < k).mean())
