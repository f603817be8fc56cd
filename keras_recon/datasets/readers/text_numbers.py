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
        return np.array(_convert(words, float, "a number"))


def read_integers(words):
    """Read whole numbers as int64.

    Args:
        words: List of bytes.

    Returns:
        int64 array of shape `(words,)`.

    Raises:
        ValueError: If one isn't a whole number, or has more than 64 bits.

    Example:

    ```python
    from keras_recon.datasets.readers.text_numbers import read_integers

    read_integers([b"1", b"-2"])  # [1, -2]
    ```
    """
    try:
        return np.array(_convert(words, int, "a whole number"), "int64")
    except OverflowError:
        raise ValueError("a whole number of more than 64 bits") from None


def _convert(words, kind, name):
    numbers = []
    try:
        for word in words:
            numbers.append(kind(word))
    except ValueError:
        text = words[len(numbers)][:40].decode("utf-8", "replace")
        raise ValueError(f"{text!r} in place of {name}") from None
    return numbers
