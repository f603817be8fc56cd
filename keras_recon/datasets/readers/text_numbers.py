"""Numbers of text files."""

import re

import numpy as np

# How the runtimes of compilers write what is no number: -nan, nan(ind), 1.#QNAN, -1.#IND.
_NOT_A_NUMBER = re.compile(rb"[-+]?(nan|\d\.#)\S*", re.IGNORECASE)


def read_numbers(words):
    """Read numbers as float64.

    Args:
        words: List of bytes.

    Returns:
        float64 array of shape `(words,)`; NaN whichever way it is written.

    Raises:
        ValueError: If one is neither a number nor NaN.

    Example:

    ```python
    from keras_recon.datasets.readers.text_numbers import read_numbers

    read_numbers([b"1.5", b"-2e1"])  # [1.5, -20.0]
    ```
    """
    try:
        return np.array(list(map(float, words)))
    except ValueError:
        words = [b"nan" if _NOT_A_NUMBER.fullmatch(word) else word for word in words]
        return np.array(list(map(float, words)))
