"""Read pickles of NumPy arrays without running what else a pickle may hold."""

import pickle
import re

import numpy as np

# Numbers, booleans and strings; neither objects nor records.
_DTYPE = re.compile(r"[<>|=]?([biufcSU]\d*|\?)")


def load_restricted_pickle(path):
    """Read a pickle of NumPy arrays and scalars, containers, strings and numbers.

    A pickle may name any function for the reader to call. This reader calls none of those: it
    knows how arrays, scalars and types are stored by NumPy 1 and 2, protocols 0 to 5, Python 2
    included, and rejects all other names.

    Args:
        path: The file.

    Returns:
        What was stored.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the pickle holds anything else, is truncated, or is no pickle.

    Example:

    ```python
    import pathlib
    import pickle
    import tempfile

    import numpy as np
    from keras_recon.datasets.restricted_unpickler import load_restricted_pickle

    path = pathlib.Path(tempfile.mkdtemp(), "points.pkl")
    path.write_bytes(pickle.dumps([np.zeros((5, 3))]))
    load_restricted_pickle(path)[0].shape  # (5, 3)
    ```
    """
    try:
        with open(path, "rb") as file:
            # Python 2 stored the bytes of an array as a string.
            return _Unpickler(file, encoding="latin1").load()
    except OSError:
        raise
    except Exception as error:  # a damaged pickle can raise anything
        raise ValueError(
            "A pickle must be whole and hold NumPy arrays of numbers and containers alone "
            f"({type(error).__name__}: {error}). Received: {path}"
        ) from error


class _Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        module = module.replace("numpy.core", "numpy._core")
        try:
            return _ADMITTED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not admitted") from None


class _ArrayType:
    """Stands for `numpy.ndarray`, which a pickle names and must not call."""


def _empty_array(kind, shape, code):
    """What `ndarray.__setstate__` fills afterwards."""
    if kind is not _ArrayType:
        raise pickle.UnpicklingError("an array of a foreign type")
    return np.zeros(0, "int8")


def _dtype(code, align=False, copy=False):
    if not isinstance(code, str) or not _DTYPE.fullmatch(code):
        raise pickle.UnpicklingError(f"an array of the type {code!r} is not admitted")
    return np.dtype(code)


def _scalar(dtype, content):
    if isinstance(content, str):
        content = content.encode("latin1")
    return np.frombuffer(content, dtype, count=1)[0]


def _array_of_buffer(content, dtype, shape, order):
    return np.frombuffer(content, dtype).reshape(shape, order=order).copy(order)


def _encode(text, encoding="latin1"):
    """How protocols 0 to 2 store bytes; other codecs could do more than encode."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"the encoding {encoding!r} is not admitted")
    return text.encode("latin1")


def _no_bytes():
    return b""


_ADMITTED = {
    ("numpy", "ndarray"): _ArrayType,
    ("numpy", "dtype"): _dtype,
    ("numpy._core.multiarray", "_reconstruct"): _empty_array,
    ("numpy._core.multiarray", "scalar"): _scalar,
    ("numpy._core.numeric", "_frombuffer"): _array_of_buffer,
    ("_codecs", "encode"): _encode,
    **{
        (module, name): value
        for module in ("builtins", "__builtin__")
        for name, value in {"bytes": _no_bytes, "set": set, "frozenset": frozenset}.items()
    },
}
