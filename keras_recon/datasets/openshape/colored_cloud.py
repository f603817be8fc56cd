"""Points and colours as OpenShape's files have them."""

import numpy as np

from keras_recon.datasets.unit_sphere import fit_unit_sphere


def colored_cloud(xyz, rgb, name, largest=1, num_points=None):
    """Check the points and colours of a shape, and fit the points to the unit sphere.

    Args:
        xyz: What should be a finite float array of shape `(points, 3)`.
        rgb: What should be an array of the same shape, from 0 to `largest`; None for no colours.
        name: What to call the shape in an error.
        largest: What stands for full red, green or blue: 1 or 255.
        num_points: Points to keep, drawn at random but always the same, before they are fitted;
            all if not given.

    Returns:
        float32 array of shape `(num_points, 6)`, colours from 0 to 1; without colours of shape
        `(num_points, 3)`.

    Raises:
        ValueError: If the points or colours are not as described, or too few.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.openshape.colored_cloud import colored_cloud

    xyz = np.array([[0.0, 0, 0], [0, 4, 0]])
    colored_cloud(xyz, np.full((2, 3), 51), "a pole", largest=255)[0]
    # [0, -1, 0, 0.2, 0.2, 0.2]
    ```
    """
    xyz = _array(xyz)
    of_points = xyz.ndim == 2 and xyz.shape[1] == 3 and xyz.dtype.kind == "f"
    if not of_points or not np.isfinite(xyz).all() or len(xyz) < (num_points or 1):
        raise ValueError(
            "`xyz` must be finite floats of shape (points, 3), at least "
            f"{num_points or 1} points. Received: {xyz.dtype} of shape {xyz.shape}, "
            f"{_not_finite(xyz)} not finite, in {name}"
        )
    kept = slice(None)
    if num_points is not None and num_points < len(xyz):
        kept = np.random.default_rng(0).permutation(len(xyz))[:num_points]
    points = fit_unit_sphere(xyz[kept])
    if rgb is None:
        return points
    rgb = _array(rgb)
    of_colors = rgb.shape == xyz.shape and rgb.dtype.kind in "fiu"
    # What is not a number is neither.
    if not of_colors or not (rgb.min() >= 0 and rgb.max() <= largest):
        span = f"from {rgb.min():g} to {rgb.max():g}" if of_colors else "no such numbers"
        raise ValueError(
            f"`rgb` must be numbers of shape {xyz.shape}, from 0 to {largest}. Received: "
            f"{rgb.dtype} of shape {rgb.shape}, {span}, {_not_finite(rgb)} not finite, in {name}"
        )
    colors = rgb[kept].astype("float32") / largest
    return np.concatenate([points, colors], axis=-1)


def _array(value):
    return np.asarray(value if isinstance(value, np.ndarray) else None)


def _not_finite(values):
    return np.count_nonzero(~np.isfinite(values)) if values.dtype.kind == "f" else 0
