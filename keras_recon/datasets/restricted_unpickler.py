"""Read pickles of NumPy arrays without running what else a pickle may hold."""

import math
import pickle
import re
import struct

import numpy as np

from keras_recon.datasets.text_files import require_file

# Numbers, booleans, strings and objects, which are looked at one by one; no records.
_DTYPE = re.compile(r"[<>|=]?([biufcSU]\d*|\?)|\|?O8?")
# Keys of dicts and members of sets: to hash a tuple of tuples can take for ever.
_KEYS = (str, bytes, int, float, np.generic, type(None))
# Values in a pickle, each as often as it is met on a walk through all.
_MOST_VALUES = 10**7


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
    return _load(path, "A pickle", _unpickle)


def load_restricted_npy(path):
    """Read what `numpy.save` wrote, an array of objects too, which it pickles.

    Args:
        path: The file.

    Returns:
        The array; of objects those that `load_restricted_pickle` knows. That of a single object,
        such as a dict, has no axes: `array.item()` is the object.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file holds anything else, is truncated, or is no `.npy`.

    Example:

    ```python
    import tempfile

    import numpy as np
    from keras_recon.datasets.restricted_unpickler import load_restricted_npy

    path = tempfile.mkdtemp() + "/shape.npy"
    np.save(path, {"xyz": np.zeros((5, 3)), "id": "a"}, allow_pickle=True)
    load_restricted_npy(path).item()["xyz"].shape  # (5, 3)
    ```
    """
    return _load(path, "A .npy file", _read_npy)


def _load(path, kind, read):
    try:
        with open(require_file(path, kind), "rb") as file:
            return read(file)
    except OSError:
        raise
    except Exception as error:  # a damaged pickle can raise anything
        raise ValueError(
            f"{kind} must be whole and hold NumPy arrays of numbers and containers alone "
            f"({type(error).__name__}: {error}). Received: {path}"
        ) from error


def _unpickle(file):
    # Python 2 stored the bytes of an array as a string.
    content = _Unpickler(file, encoding="latin1").load()
    if _count_values(content, {}) > _MOST_VALUES:
        raise pickle.UnpicklingError(f"more than {_MOST_VALUES} values, each as often as it is met")
    return content


def _count_values(value, counts):
    """How many values there are, were none of them shared: few bytes may stand for many."""
    if id(value) not in counts:
        counts[id(value)] = math.inf  # of what holds itself there is no end
        inner = value.values() if isinstance(value, dict) else value
        if isinstance(value, np.ndarray):
            inner = value.flat if value.dtype.kind == "O" else ()
        elif not isinstance(value, dict | list | tuple | set | frozenset):
            inner = ()
        counts[id(value)] = 1 + sum(_count_values(item, counts) for item in inner)
    return counts[id(value)]


def _read_npy(file):
    version, _ = np.lib.format.read_magic(file)
    read_header = getattr(np.lib.format, f"read_array_header_{version}_0")
    shape, fortran, dtype = read_header(file)
    if dtype.kind != "O":
        file.seek(0)
        return np.lib.format.read_array(file, allow_pickle=False)
    array = _unpickle(file)
    if not isinstance(array, _Array) or array.dtype.kind != "O":
        raise pickle.UnpicklingError(f"a {type(array).__name__} in place of an array of objects")
    return array.reshape(shape, order="F" if fortran else "C")


class _Unpickler(pickle._Unpickler):
    """The unpickler in Python: that in C takes as much memory as the largest number of an object.

    See https://github.com/python/cpython/issues/115952.
    """

    def find_class(self, module, name):
        module = module.replace("numpy.core", "numpy._core")
        try:
            return _ADMITTED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not admitted") from None

    def load_bytearray8(self):
        """Read first: the size may be any number."""
        (size,) = struct.unpack("<Q", self.read(8))
        self.append(bytearray(self.read(size)))


# Stands for `numpy.ndarray`, which a pickle names and must not call.
_ARRAY_TYPE = object()


class _Array(np.ndarray):
    """An array that checks its parts: NumPy reads beyond the end of a list that is too short."""

    __slots__ = ()

    def __setstate__(self, state):
        version, shape, kind, fortran, content = state
        if not isinstance(kind, _Type) or not all(type(n) is int and n >= 0 for n in shape):
            raise pickle.UnpicklingError("an array of a foreign type or shape")
        if kind.dtype.kind == "O" and not (
            isinstance(content, list) and len(content) == math.prod(shape)
        ):
            raise pickle.UnpicklingError(f"an array of other objects than the shape {shape} has")
        super().__setstate__((version, shape, kind.dtype, fortran, content))


class _Type:
    """The type of an array: a `numpy.dtype` would take flags from a pickle that misuse memory."""

    __slots__ = ("dtype",)

    def __init__(self, code):
        if not isinstance(code, str) or not _DTYPE.fullmatch(code):
            raise pickle.UnpicklingError(f"an array of the type {_told(code)} is not admitted")
        self.dtype = np.dtype(code)

    def __setstate__(self, state):
        self.dtype = self.dtype.newbyteorder(state[1])


def _told(value):
    """What to call a value in an error: others than texts may be of any length."""
    return repr(value[:100]) if isinstance(value, str) else type(value).__name__


def _type(code, align=False, copy=False):
    return _Type(code)


def _empty_array(kind, shape, code):
    """What `__setstate__` fills afterwards."""
    if kind is not _ARRAY_TYPE:
        raise pickle.UnpicklingError("an array of a foreign type")
    return np.zeros(0, "int8").view(_Array)


def _scalar(kind, content):
    if isinstance(content, str):
        content = content.encode("latin1")
    return np.frombuffer(content, kind.dtype, count=1)[0]


def _array_of_buffer(content, kind, shape, order):
    return np.frombuffer(content, kind.dtype).reshape(shape, order=order).copy(order)


def _encode(text, encoding="latin1"):
    """How protocols 0 to 2 store bytes; other codecs could do more than encode."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"the encoding {_told(encoding)} is not admitted")
    return text.encode("latin1")


def _no_bytes():
    return b""


def _check_types(values, admitted):
    if not all(isinstance(value, admitted) for value in values):
        raise pickle.UnpicklingError("a key, a member of a set or a state is not admitted")


def _set(items):
    _check_types(items, _KEYS)
    return set(items)


def _frozenset(items):
    return frozenset(_set(items))


def _checked(load, part, admitted):
    def load_checked(unpickler):
        _check_types(unpickler.stack[part], admitted)
        load(unpickler)

    return load_checked


# Which part of the stack an instruction takes for keys, or for what it gives a state.
_CHECKED = {
    pickle.SETITEM: (slice(-2, -1), _KEYS),
    pickle.SETITEMS: (slice(0, None, 2), _KEYS),
    pickle.DICT: (slice(0, None, 2), _KEYS),
    pickle.ADDITEMS: (slice(None), _KEYS),
    pickle.FROZENSET: (slice(None), _KEYS),
    pickle.BUILD: (slice(-2, -1), (_Array, _Type)),
}
_Unpickler.dispatch = pickle._Unpickler.dispatch | {
    pickle.BYTEARRAY8[0]: _Unpickler.load_bytearray8,
    **{
        code[0]: _checked(pickle._Unpickler.dispatch[code[0]], *check)
        for code, check in _CHECKED.items()
    },
}


_ADMITTED = {
    ("numpy", "ndarray"): _ARRAY_TYPE,
    ("numpy", "dtype"): _type,
    ("numpy._core.multiarray", "_reconstruct"): _empty_array,
    ("numpy._core.multiarray", "scalar"): _scalar,
    ("numpy._core.numeric", "_frombuffer"): _array_of_buffer,
    ("_codecs", "encode"): _encode,
    **{
        (module, name): value
        for module in ("builtins", "__builtin__")
        for name, value in {"bytes": _no_bytes, "set": _set, "frozenset": _frozenset}.items()
    },
}
