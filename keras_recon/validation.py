"""Checks of what users hand in, at the boundary, with errors that say what is accepted.

Shapes and dtypes are known inside a compiled function too. To look at values costs a copy from
the device, so it is asked for, with `values=True`, where data come in.
"""

import types

import keras
import numpy as np

from keras_recon.ops.farthest_point_sample import MINIMUM_SQUARED_NORM

LAST_AXIS = {3: "x, y, z", 6: "x, y, z, red, green, blue"}


def is_array(x):
    """Whether `x` is an array, a tensor or a dict of these, and not a source of batches.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import is_array

    is_array({"points": np.zeros((2, 64, 3))})  # True
    ```
    """
    return isinstance(x, dict) or hasattr(x, "shape")


def first_batch(source):
    """Look at the first batch of a data set or a generator.

    Args:
        source: A `tf.data.Dataset`, a `keras.utils.PyDataset`, a PyTorch `DataLoader` or a
            generator.

    Returns:
        The first batch, None where `source` is none of these, and the source to read instead,
        which still has that batch.

    Raises:
        ValueError: If a generator gives nothing.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import first_batch

    batch, batches = first_batch(np.zeros((2, 64, 3)) for _ in range(5))
    len(list(batches))  # 5
    ```
    """
    if isinstance(source, types.GeneratorType):
        first = next(source, None)
        if first is None:
            raise ValueError("A generator must give at least one batch. Received: none")

        def whole():
            yield first
            yield from source

        return first, whole()
    if isinstance(source, keras.utils.PyDataset):
        return source[0], source
    if hasattr(source, "take") or hasattr(source, "batch_sampler"):
        epoch = getattr(source, "next_epoch", None)
        number = None if epoch is None else epoch.numpy()
        first = next(iter(source), None)
        if epoch is not None:
            # To look is not to read, in a data set that counts its epochs.
            epoch.assign(number)
        return first, source
    return None, source


def check_points(points, minimum=1, values=False, sampled=True, channels=3):
    """Raise unless `points` are floats of shape `(B, N, channels)` with N at least `minimum`.

    Args:
        points: What a user gave: an array or a tensor, symbolic or not.
        minimum: Smallest number of points accepted.
        values: Whether they must be finite, too, and if `sampled` not all near the origin.
        sampled: Whether they are for farthest point sampling as they are. It takes points within
            0.03 of the origin for padding, and of a shape without others the first alone.
        channels: 3 for coordinates alone; 6 for a colour too, red, green, blue from 0 to 1; or
            several numbers, of which one will do.

    Raises:
        ValueError: If the rank, the last axis, the dtype, the number of points or a value is
            wrong.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import check_points

    check_points(np.zeros((2, 100, 3), "float32"))
    ```
    """
    shape = tuple(getattr(points, "shape", ()))
    channels = (channels,) if isinstance(channels, int) else channels
    if len(shape) != 3 or shape[-1] not in channels:
        has_shape = hasattr(points, "shape")
        received = f"points of shape {shape}" if has_shape else f"a {type(points).__name__}"
        accepted = (f"(batch, points, {count}): {LAST_AXIS[count]} last" for count in channels)
        raise ValueError(
            f"`points` must have the shape {', or '.join(accepted)}. Received: {received}"
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
    if not values:
        return
    array = _floats(points)
    finite = np.isfinite(array)
    if not finite.all():
        wrong = int((~finite).any(axis=(1, 2)).sum())
        raise ValueError(
            "`points` must be finite. Received: NaN or infinity in "
            f"{wrong} of the {len(finite)} shapes"
        )
    colors = array[..., 3:]
    if colors.size and not (colors.min() >= 0 and colors.max() <= 1):
        raise ValueError(
            "Colors of `points` must lie from 0 to 1: divide those from 0 to 255 by 255. "
            f"Received: from {colors.min():.3g} to {colors.max():.3g}"
        )
    if not sampled:
        return
    squared = np.square(array[..., :3], dtype="float64").sum(axis=2).max(axis=1)
    near = squared <= MINIMUM_SQUARED_NORM
    if near.any():
        raise ValueError(
            f"`points` must reach beyond {MINIMUM_SQUARED_NORM**0.5:.2f} of the origin, or all "
            "patches have the same center: the unit is wrong, or set `normalize=True` in the "
            "preprocessor; or the points of a shape all coincide. Received: "
            f"{np.count_nonzero(near)} of the {len(near)} shapes with all points within "
            f"{squared[near].max() ** 0.5:.3g}"
        )


def check_features(features, name, width, values=False, several=False):
    """Raise unless `features`, a teacher's output, have the shape `(B, width)`.

    Args:
        features: What a user gave, or None where it is missing.
        name: Its key among the inputs, for the error.
        width: The number of features that the model was built for.
        values: Whether they must be finite, too.
        several: Whether there are several for a shape: `(B, T, width)`.

    Raises:
        ValueError: If they are missing, of another width or not finite.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import check_features

    check_features(np.zeros((2, 768), "float32"), "image_features", 768)
    ```
    """
    accepted = f"`{name}` must be an array of shape (batch, {'targets, ' * several}{width})"
    if features is None:
        raise ValueError(f"{accepted}: the model was built with that teacher. Received: no {name}")
    if len(features.shape) != 2 + several or features.shape[-1] != width:
        raise ValueError(f"{accepted}. Received: {name} of shape {tuple(features.shape)}")
    if values and not np.isfinite(_floats(features)).all():
        raise ValueError(f"{accepted}, all finite. Received: {name} with NaN or infinity")


def check_mask(mask, num_groups, num_hidden, values=False):
    """Raise unless `mask` hides `num_hidden` of `num_groups` patches in every row.

    Args:
        mask: What a user gave.
        num_groups: Patches a shape.
        num_hidden: Hidden patches a shape that the model was built for.
        values: Whether to count them.

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
    counts = {*_numpy(mask).sum(1).tolist()} if values else {num_hidden}
    if counts != {num_hidden}:
        raise ValueError(f"{accepted}. Received: rows with {sorted(counts)} hidden patches")


def check_indices(indices, name, count, rank=1, values=False):
    """Raise unless `indices` are integers of that rank, from 0 to `count - 1`.

    Args:
        indices: What a user gave, or None where it is missing: labels, classes, parts.
        name: What they are called, for the error.
        count: The number of classes that the model was built for; None for any number.
        rank: 1 for a number a shape, 2 for one a point.
        values: Whether to look at their range.

    Raises:
        ValueError: If they are missing or the shape, the dtype or a value is wrong.

    Example:

    ```python
    import numpy as np
    from keras_recon.validation import check_indices

    check_indices(np.array([0, 15]), "shape_class", count=16, values=True)
    ```
    """
    shape = "(batch,)" if rank == 1 else "(batch, points)"
    limit = "" if count is None else f", from 0 to {count - 1}"
    accepted = f"`{name}` must be integers of shape {shape}{limit}"
    if not hasattr(indices, "shape"):
        received = f"no {name}" if indices is None else f"a {type(indices).__name__}"
        raise ValueError(f"{accepted}. Received: {received}")
    dtype = keras.backend.standardize_dtype(indices.dtype)
    if len(indices.shape) != rank or "int" not in dtype:
        raise ValueError(
            f"{accepted}. Received: {name} of shape {tuple(indices.shape)}, dtype {dtype}"
        )
    if values and 0 not in indices.shape:
        array = _numpy(indices)
        if array.min() < 0 or (count is not None and array.max() >= count):
            raise ValueError(f"{accepted}. Received: values from {array.min()} to {array.max()}")


def _numpy(x):
    return np.asarray(keras.ops.convert_to_numpy(x))


def _floats(x):
    array = _numpy(x)
    # NumPy knows the finite numbers of its own floats alone, not of bfloat16.
    return array if array.dtype.kind == "f" else array.astype("float32")
