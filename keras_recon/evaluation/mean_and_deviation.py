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


def percent(figure):
    """Write out what `mean_and_deviation` gives.

    Args:
        figure: A dict of `"mean"` and `"standard_deviation"`, shares of 1.

    Returns:
        A string such as `"62.5 ± 17.7 %"`, or `"62.5 %"` of one value alone.

    Example:

    ```python
    from keras_recon.evaluation import mean_and_deviation, percent

    percent(mean_and_deviation([0.5, 0.75]))  # "62.5 ± 17.7 %"
    ```
    """
    deviation = figure["standard_deviation"]
    spread = "" if deviation is None else f" ± {100 * deviation:.1f}"
    return f"{100 * figure['mean']:.1f}{spread} %"
