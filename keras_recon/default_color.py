"""Points with a colour, also where there is none."""

import numpy as np

# Red, green and blue, from 0 to 1, of what has no colour, as published for ReCon++.
DEFAULT_COLOR = 0.4


def check_default_color(default_color):
    """Raise a `ValueError` unless it is a number from 0 to 1, or None."""
    if default_color is not None and not 0 <= default_color <= 1:
        raise ValueError(
            "`default_color` must be a number from 0 to 1, or None. "
            f"Received: default_color={default_color}"
        )


def add_colors(points, colors, default_color=DEFAULT_COLOR):
    """Let colours follow coordinates.

    Args:
        points: Float array of shape `(..., 3)`.
        colors: Float array of the same shape, from 0 to 1, or None.
        default_color: A number from 0 to 1, for points without a colour; None for coordinates
            alone.

    Returns:
        Array of shape `(..., 6)`, of coordinates alone `points` itself.

    Example:

    ```python
    import numpy as np
    from keras_recon.default_color import add_colors

    add_colors(np.ones((1, 3)), None)  # [[1, 1, 1, 0.4, 0.4, 0.4]]
    ```
    """
    if default_color is None:
        return points
    colors = np.full_like(points, default_color) if colors is None else colors
    return np.concatenate([points, colors], axis=-1)
