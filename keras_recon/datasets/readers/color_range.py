"""Colours, whatever numbers a file writes them in."""

import numpy as np


def to_unit_range(colors, left_out, highest=None):
    """Scale colours to 0..1.

    Args:
        colors: Number array of shape `(n, 3)`. Some may be NaN.
        left_out: List of what is left out, to which colours are added that have no known range.
        highest: What stands for all of a colour. If not given, the largest number there tells
            whether it is 1 (unless numbers are whole by type), 255 or 65535.

    Returns:
        float32 array of shape `(n, 3)`, or None if some are outside of all these ranges.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.color_range import to_unit_range

    to_unit_range(np.array([[255, 0, 51]]), left_out=[])  # [[1, 0, 0.2]]
    ```
    """
    colors = np.asarray(colors)
    if highest is None:
        limits = (1, 255, 65535) if colors.dtype.kind == "f" else (255, 65535)
        known = colors[~np.isnan(colors)]
        low, high = known.min(initial=0), known.max(initial=0)
        # Some compute colours, and round.
        fitting = [limit for limit in limits if high <= 1.001 * limit]
        if low < -0.001 or not fitting:
            left_out.append("colours, of which some are outside of 0..1, 0..255 and 0..65535")
            return None
        highest = fitting[0]
    return np.clip(colors / highest, 0, 1).astype("float32")


def are_bytes(columns):
    """Whether columns without names are colours in 0..255: whole, and not all of them 0 or 1.

    Args:
        columns: Float array of shape `(n, 3)`.
    """
    with np.errstate(invalid="ignore"):  # some NaN are signals
        whole = (columns >= 0) & (columns <= 255) & (columns == np.floor(columns))
    return bool(whole.all() and (columns > 1).any())
