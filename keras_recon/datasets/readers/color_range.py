"""Colours, whatever numbers a file writes them in."""

import numpy as np

OUT_OF_RANGE = "colours, of which some are outside of 0..1, 0..255 and 0..65535"


def to_unit_range(colors):
    """Scale colours to 0..1; the largest number tells what they are counted in.

    Args:
        colors: Array of shape `(n, 3)` in 0..1 (if not whole by type), 0..255 or 0..65535. Some may
            be NaN.

    Returns:
        float32 array of shape `(n, 3)`, or None if some are outside of all these ranges.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.color_range import to_unit_range

    to_unit_range(np.array([[255, 0, 51]]))  # [[1, 0, 0.2]]
    ```
    """
    limits = (1, 255, 65535) if colors.dtype.kind == "f" else (255, 65535)
    known = colors[~np.isnan(colors)]
    if known.size and known.min() < 0:
        return None
    for limit in limits:
        if not known.size or known.max() <= limit:
            return (colors / limit).astype("float32")
    return None


def are_bytes(columns):
    """Whether columns without names are colours in 0..255: whole, and not all of them 0 or 1.

    Args:
        columns: Float array of shape `(n, 3)`.
    """
    with np.errstate(invalid="ignore"):  # some NaN are signals
        whole = (columns >= 0) & (columns <= 255) & (columns == np.floor(columns))
    return bool(whole.all() and (columns > 1).any())
