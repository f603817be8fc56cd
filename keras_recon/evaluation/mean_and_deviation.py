"""What several runs come to."""

import numpy as np


def mean_and_deviation(values):
    """Mean and sample standard deviation over runs, seeds or folds.

    Args:
        values: Sequence of numbers, at least one.

    Returns:
        Dict of `"mean"`, `"standard_deviation"` (None of one value alone) and `"values"`, for a
        `metrics.json`.

    Raises:
        ValueError: If there is no value, or more than a sequence of them.

    Example:

    ```python
    import keras_recon

    keras_recon.evaluation.mean_and_deviation([0.5, 0.75])  # mean 0.625, deviation 0.177
    ```
    """
    values = np.asarray(values, "float64")
    if values.ndim != 1 or not len(values):
        raise ValueError(f"`values` must be one number or more. Received: shape {values.shape}")
    return {
        "mean": float(values.mean()),
        "standard_deviation": float(values.std(ddof=1)) if len(values) > 1 else None,
        "values": values.tolist(),
    }
