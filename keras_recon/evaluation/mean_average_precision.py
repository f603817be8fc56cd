"""How well shapes are found."""

import numpy as np


def mean_average_precision(index, queries, labels):
    r"""Mean over the classes of the average precision of searching their shapes.

    For each class all shapes are ranked by their cosine with its query. Its average precision is
    the mean, over its n shapes, of the share of its shapes among those ranked as high or higher:

    $$\mathrm{AP} = \frac{1}{n} \sum_{i \in \mathrm{class}}
      \frac{|\{j \in \mathrm{class} : s_j \ge s_i\}|}{|\{j : s_j \ge s_i\}|}$$

    It is 1 where they are all ahead of the others.

    Args:
        index: A `ShapeIndex` of n shapes, or what has `embeddings` of unit length `(n, D)`.
        queries: Float array of shape `(classes, D)`, such as a text teacher's features of the
            names of the classes; of any length.
        labels: Integer array of shape `(n,)`: an index into `queries`, or -1 for none.

    Returns:
        A dict: `"mean"` over the classes that have a shape, and `"per_class"`, float array of
        shape `(classes,)`, NaN without a shape. All between 0 and 1.

    Raises:
        ValueError: If shapes don't fit, a label is out of range or no shape has one.

    Example:

    ```python
    import numpy as np
    import keras_recon

    index = keras_recon.ShapeIndex(np.array([[1.0, 0], [0.8, 0.6], [0.6, 0.8]]), names="abc")
    queries, labels = np.array([[1.0, 0.0]]), np.array([0, -1, 0])
    precision = keras_recon.evaluation.mean_average_precision(index, queries, labels)
    precision["mean"]  # (1 + 2 / 3) / 2
    ```
    """
    embeddings, queries = index.embeddings, np.asarray(queries, "float32")
    labels = np.asarray(labels)
    if queries.ndim != 2 or embeddings.shape[1] != queries.shape[1]:
        raise ValueError(
            f"`queries` must be floats of shape (classes, {embeddings.shape[1]}), of the space of "
            f"the index. Received: shape {queries.shape}"
        )
    if labels.shape != embeddings.shape[:1] or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"`labels` must be integers of shape {embeddings.shape[:1]}. "
            f"Received: shape {labels.shape}, dtype {labels.dtype}"
        )
    if not (labels >= 0).any() or labels.min() < -1 or labels.max() >= len(queries):
        raise ValueError(
            f"`labels` must be -1 (none) or from 0 to {len(queries) - 1}, an index into `queries`, "
            f"and not all -1. Received: {np.unique(labels).tolist()}"
        )
    per_class = np.full(len(queries), np.nan)
    for label in np.unique(labels[labels >= 0]):
        scores = embeddings @ queries[label]
        order = np.argsort(-scores)
        scores, hits = scores[order], labels[order] == label
        # How many are ranked as high or higher: of equal scores all.
        ahead = np.searchsorted(-scores, -scores, side="right")
        precision = np.cumsum(hits)[ahead - 1] / ahead
        per_class[label] = precision[hits].mean()
    return {"mean": float(np.nanmean(per_class)), "per_class": per_class}
