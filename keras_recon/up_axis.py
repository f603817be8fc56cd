"""Axes: which one is up."""

import numpy as np

# Where the new x, y and z come from, and their signs, for the turn that brings an axis up along y.
_TURNS = {
    "y": ((0, 1), (1, 1), (2, 1)),
    "-y": ((0, 1), (1, -1), (2, -1)),
    "z": ((0, 1), (2, 1), (1, -1)),
    "-z": ((0, 1), (2, -1), (1, 1)),
    "x": ((1, -1), (0, 1), (2, 1)),
    "-x": ((1, 1), (0, -1), (2, 1)),
}
UP_AXES = tuple(_TURNS)


def check_up_axis(up_axis, name="up_axis"):
    """Raise unless `up_axis` is an axis and its direction.

    Args:
        up_axis: What a user gave.
        name: What it is called, for the error.

    Raises:
        ValueError: If it is none of `UP_AXES`.

    Example:

    ```python
    from keras_recon.up_axis import check_up_axis

    check_up_axis("-z")
    ```
    """
    if up_axis not in UP_AXES:
        raise ValueError(f"`{name}` must be one of {UP_AXES}. Received: {name}={up_axis!r}")


def turn(points, up_axis, to="y", numpy=np):
    """Turn points that are upright along one axis so that they are upright along another.

    The turn is by multiples of 90°, so coordinates change places and signs and nothing is rounded:
    from z to y, `(x, y, z)` becomes `(x, z, -y)`.

    Args:
        points: Float array or tensor of shape `(..., 3)`.
        up_axis: The axis that is up in them: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or `"-z"`.
        to: The axis that will be up.
        numpy: `keras.ops` for tensors.

    Returns:
        The points, of the same shape and dtype.

    Raises:
        ValueError: If an axis is none of these.

    Example:

    ```python
    import numpy as np
    from keras_recon.up_axis import turn

    turn(np.array([[1.0, 2.0, 3.0]]), up_axis="z")  # [[1, 3, -2]]
    ```
    """
    check_up_axis(up_axis)
    check_up_axis(to, "to")
    if up_axis == to:
        return points
    upright = [(sign, points[..., axis]) for axis, sign in _TURNS[up_axis]]
    turned = [None] * 3
    for (axis, sign), (upright_sign, values) in zip(_TURNS[to], upright, strict=True):
        turned[axis] = values if sign == upright_sign else -values
    return numpy.stack(turned, axis=-1)
