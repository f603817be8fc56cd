"""Checks of what users hand in, at the boundary, with errors that say what is accepted."""

import keras
import numpy as np


def concrete_values(x):
    """Return `x` as a NumPy array, or None where it has no values yet (inside a traced function).

    Example:

    ```python
    from keras_recon.validation import concrete_values

    concrete_values([[1.0, 2.0]])  # array([[1., 2.]])
    ```
    """
    try:
        return np.asarray(keras.ops.convert_to_numpy(x))
    except Exception:  # every backend has its own exception for a symbolic tensor
        return None


def check_points(points, minimum=1):
    """Raise unless `points` are finite floats of shape `(B, N, 3)` with N at least `minimum`.

    Args:
        points: What a user gave: an array or a tensor, symbolic or not.
        minimum: Smallest number of points accepted.

    Raises:
        ValueError: If the rank, the last axis, the dtype, the number of points or, where the
            values are known, their finiteness is wrong.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import check_points

    check_points(np.zeros((2, 100, 3), "float32"))
    ```
    """
    shape = tuple(points.shape)
    if len(shape) != 3 or shape[-1] != 3:
        raise ValueError(
            "`points` must have the shape (batch, points, 3): x, y, z last. "
            f"Received: points of shape {shape}"
        )
    dtype = keras.backend.standardize_dtype(points.dtype)
    if "float" not in dtype:
        raise ValueError(
            f"`points` must be floating point (float32 is best). Received: points of dtype {dtype}"
        )
    if shape[1] is not None and shape[1] < minimum:
        raise ValueError(
            f"`points` must hold at least {minimum} points a shape, as many as the model's "
            f"`num_groups` and `group_size` ask for. Received: {shape[1]} points"
        )
    values = concrete_values(points)
    if values is not None and not np.isfinite(values).all():
        wrong = int((~np.isfinite(values)).any(axis=(1, 2)).sum())
        raise ValueError(
            "`points` must be finite. Received: NaN or infinity in "
            f"{wrong} of the {len(values)} shapes"
        )


def check_features(features, name, width):
    """Raise unless `features`, a teacher's output, have the shape `(B, width)` and are finite.

    Args:
        features: What a user gave, or None where it is missing.
        name: Its key among the inputs, for the error.
        width: The number of features that the model was built for.

    Raises:
        ValueError: If they are missing, of another width or not finite.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import check_features

    check_features(np.zeros((2, 768), "float32"), "image_features", 768)
    ```
    """
    accepted = f"`{name}` must be an array of shape (batch, {width})"
    if features is None:
        raise ValueError(f"{accepted}: the model was built with that teacher. Received: no {name}")
    if len(features.shape) != 2 or features.shape[-1] != width:
        raise ValueError(f"{accepted}. Received: {name} of shape {tuple(features.shape)}")
    values = concrete_values(features)
    if values is not None and not np.isfinite(values.astype("float32")).all():
        raise ValueError(f"{accepted}, all finite. Received: {name} with NaN or infinity")


def check_mask(mask, num_groups, num_hidden):
    """Raise unless `mask` hides `num_hidden` of `num_groups` patches in every row.

    Args:
        mask: What a user gave.
        num_groups: Patches a shape.
        num_hidden: Hidden patches a shape that the model was built for.

    Raises:
        ValueError: If the shape or the dtype is wrong or a row hides another number.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import check_mask

    check_mask(np.array([[True, False, True]]), num_groups=3, num_hidden=2)
    ```
    """
    accepted = (
        f"`mask` must be boolean, of shape (batch, {num_groups}), "
        f"True for exactly {num_hidden} hidden patches in every row"
    )
    dtype = keras.backend.standardize_dtype(mask.dtype)
    if len(mask.shape) != 2 or mask.shape[-1] != num_groups or dtype != "bool":
        raise ValueError(f"{accepted}. Received: mask of shape {tuple(mask.shape)}, dtype {dtype}")
    values = concrete_values(mask)
    if values is not None and (values.sum(1) != num_hidden).any():
        counts = sorted(set(values.sum(1).tolist()))
        raise ValueError(f"{accepted}. Received: rows with {counts} hidden patches")


def check_shape_class(shape_class, num_shape_classes):
    """Raise unless `shape_class` are integers of shape `(B,)` in `[0, num_shape_classes)`.

    Args:
        shape_class: What a user gave.
        num_shape_classes: The number of classes that the model was built for.

    Raises:
        ValueError: If the shape, the dtype or, where the values are known, their range is wrong.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import check_shape_class

    check_shape_class(np.array([0, 15]), num_shape_classes=16)
    ```
    """
    accepted = (
        f"`shape_class` must be integers of shape (batch,), from 0 to {num_shape_classes - 1}"
    )
    shape = tuple(shape_class.shape)
    dtype = keras.backend.standardize_dtype(shape_class.dtype)
    if len(shape) != 1 or "int" not in dtype:
        raise ValueError(f"{accepted}. Received: shape_class of shape {shape}, dtype {dtype}")
    values = concrete_values(shape_class)
    if (
        values is not None
        and values.size
        and not 0 <= values.min() <= values.max() < num_shape_classes
    ):
        raise ValueError(f"{accepted}. Received: values from {values.min()} to {values.max()}")
