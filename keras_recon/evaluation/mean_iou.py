"""How well the parts of shapes are told."""

import numpy as np


def predict_parts(logits, shape_class, class_parts):
    """Pick for each point the best among the parts of its shape's own class.

    Args:
        logits: Float array of shape `(n, N, num_parts)`.
        shape_class: Integer array of shape `(n,)`.
        class_parts: For each class, the indices of its parts.

    Returns:
        int32 array of shape `(n, N)`: indices of parts.

    Raises:
        ValueError: If a class or a part is unknown.

    Example:

    ```python
    import numpy as np
    import keras_recon

    logits = np.array([[[0.0, 1.0, 9.0], [2.0, 1.0, 9.0]]])
    keras_recon.evaluation.predict_parts(logits, np.array([0]), [(0, 1), (2,)])  # [[1, 0]]
    ```
    """
    logits, shape_class = np.asarray(logits), np.asarray(shape_class)
    _check(shape_class, class_parts, logits.shape[:2], logits.shape[-1])
    allowed = np.zeros((len(class_parts), logits.shape[-1]), bool)
    for index, parts in enumerate(class_parts):
        allowed[index, list(parts)] = True
    masked = np.where(allowed[shape_class][:, None], logits, -np.inf)
    return masked.argmax(axis=-1).astype("int32")


def mean_iou(predicted, part_labels, shape_class, class_parts):
    r"""Mean intersection over union, over shapes and over classes.

    The figure of a shape is the mean, over the parts of its class, of

    $$\mathrm{IoU} = \frac{|\mathrm{predicted} \cap \mathrm{true}|}
      {|\mathrm{predicted} \cup \mathrm{true}|}$$

    and 1 for a part that is absent from both. Points without a part don't count.

    Args:
        predicted: Integer array of shape `(n, N)`: indices of parts.
        part_labels: Integer array of shape `(n, N)`: indices of parts, or -1 for none.
        shape_class: Integer array of shape `(n,)`.
        class_parts: For each class, the indices of its parts.

    Returns:
        A dict: `"instance"`, the mean over all shapes; `"class"`, the mean over the classes of
        the mean over their shapes, classes without a shape left out; `"per_class"`, the latter
        mean of each class, float array of shape `(classes,)`, NaN without a shape; and
        `"per_shape"`, float array of shape `(n,)`. All between 0 and 1.

    Raises:
        ValueError: If there is no shape, shapes don't fit, or a class or a part is unknown.

    Example:

    ```python
    import numpy as np
    import keras_recon

    truth, predicted = np.array([[0, 0, 1, 1]]), np.array([[0, 1, 1, 1]])
    scores = keras_recon.evaluation.mean_iou(predicted, truth, np.array([0]), [(0, 1, 2)])
    scores["instance"]  # (1/2 + 2/3 + 1) / 3
    ```

    Reference:
        - [Yi et al., A Scalable Active Framework for Region Annotation, 2016](
          https://dl.acm.org/doi/10.1145/2980179.2980238)
    """
    predicted, part_labels, shape_class = map(np.asarray, (predicted, part_labels, shape_class))
    if predicted.ndim != 2 or predicted.shape != part_labels.shape or not len(predicted):
        raise ValueError(
            "`predicted` and `part_labels` must have the same shape (n, N), n at least 1. "
            f"Received: {predicted.shape} and {part_labels.shape}"
        )
    highest = max((max(parts) for parts in class_parts if len(parts)), default=-1)
    _check(shape_class, class_parts, predicted.shape, highest + 1)
    known = part_labels >= 0
    per_shape = np.empty(len(predicted))
    for index, parts in enumerate(class_parts):
        chosen = shape_class == index
        wanted = part_labels[chosen]
        if not np.isin(wanted[wanted >= 0], parts).all():
            raise ValueError(
                f"`part_labels` of class {index} must be among its parts, {tuple(parts)}, or -1. "
                f"Received: {np.unique(wanted).tolist()}"
            )
        ious = []
        for part in parts:
            found = known[chosen] & (predicted[chosen] == part)
            union = (found | (wanted == part)).sum(axis=1)
            common = (found & (wanted == part)).sum(axis=1)
            ious.append(np.where(union > 0, common / np.maximum(union, 1), 1.0))
        per_shape[chosen] = np.mean(ious, axis=0)
    per_class = np.array(
        [
            per_shape[shape_class == index].mean() if (shape_class == index).any() else np.nan
            for index in range(len(class_parts))
        ]
    )
    return {
        "instance": float(per_shape.mean()),
        "class": float(np.nanmean(per_class)),
        "per_class": per_class,
        "per_shape": per_shape,
    }


def _check(shape_class, class_parts, shape, num_parts):
    if shape_class.shape != shape[:1] or not np.issubdtype(shape_class.dtype, np.integer):
        raise ValueError(
            f"`shape_class` must be integers of shape {shape[:1]}. "
            f"Received: shape {shape_class.shape}, dtype {shape_class.dtype}"
        )
    if not ((shape_class >= 0) & (shape_class < len(class_parts))).all():
        raise ValueError(
            f"`shape_class` must lie between 0 and {len(class_parts) - 1}: `class_parts` has "
            f"{len(class_parts)} classes. Received: {np.unique(shape_class).tolist()}"
        )
    for parts in class_parts:
        if not len(parts) or min(parts) < 0 or max(parts) >= num_parts:
            raise ValueError(
                f"`class_parts` must have for each class at least one part, from 0 to "
                f"{num_parts - 1}. Received: {tuple(parts)}"
            )
