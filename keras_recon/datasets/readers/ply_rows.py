"""The header and the rows of PLY files."""

import dataclasses
import re
import struct

import numpy as np

from .text_numbers import read_numbers

_TYPES = {
    **{"char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4"},
    **{"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4"},
    **{"int64": "i8", "uint64": "u8", "float16": "f2", "float": "f4", "float32": "f4"},
    **{"double": "f8", "float64": "f8"},
}
_STRUCT_CODES = {
    **{"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q"},
    **{"f2": "e", "f4": "f", "f8": "d"},
}
_ORDERS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}


@dataclasses.dataclass
class Element:
    """The rows of one kind, such as the vertices.

    Args:
        types: Dictionary of the properties' types by their names, as in the file.
        columns: Dictionary of arrays by the properties' names, of shape `(rows,)`; of a list, all
            rows' items one after another.
        lengths: Dictionary of int64 arrays of shape `(rows,)` by the lists' names.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.ply_rows import Element

    Element({"x": "float"}, {"x": np.zeros(3)}, {}).columns["x"].shape  # (3,)
    ```
    """

    types: dict
    columns: dict
    lengths: dict


def read_rows(content):
    r"""Read what a PLY file holds.

    Args:
        content: The bytes of the file.

    Returns:
        Dictionary of an `Element` by the name of each, and the list of the comments.

    Raises:
        ValueError: If the header or a number can't be read, or rows are missing.

    Example:

    ```python
    from keras_recon.datasets.readers.ply_rows import read_rows

    header = "ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nend_header\n"
    elements, comments = read_rows(header.encode() + b"0.5\n1.5\n")
    elements["vertex"].columns["x"]  # [0.5, 1.5]
    ```

    Reference:
        - [PLY - Polygon File Format](https://paulbourke.net/dataformats/ply/)
    """
    form, layouts, comments, start = _read_header(content)
    if form not in _ORDERS:
        raise ValueError(f"the format {form!r}; known are {' '.join(_ORDERS)}")
    if form != "ascii":
        return _read_elements(content, start, layouts, _ORDERS[form])[0], comments
    lines = content[start:].splitlines()
    try:
        body = _as_doubles(b" ".join(lines).split())
        elements, end = _read_elements(body, 0, layouts, None)
        if end == len(body):
            return elements, comments
    except ValueError:
        pass
    # Some rows have more numbers than the header tells.
    body = _as_doubles(_needed_words(lines, layouts))
    return _read_elements(body, 0, layouts, None)[0], comments


def _as_doubles(words):
    """The numbers of a text laid out as in a binary file, each a double."""
    return read_numbers(words).tobytes()


def _needed_words(lines, layouts):
    words, rows = [], (row for row in map(bytes.split, lines) if row)
    for name, count, types in layouts:
        for i in range(count):
            row, needed = next(rows, None), 0
            if row is None:
                raise ValueError(f"{i} of {count} rows of the element {name}")
            for kinds in types.values():
                needed += 1 + (int(row[needed]) if len(kinds) > 1 and needed < len(row) else 0)
            if len(row) < needed:
                raise ValueError(
                    f"{i} of {count} rows of the element {name}; "
                    f"the next has {len(row)} of {needed} numbers"
                )
            words += row[:needed]
    return words


def _read_elements(body, place, layouts, order):
    elements = {}
    for name, count, types in layouts:
        properties = {
            key: [np.dtype(order + _TYPES[kind] if order else "<f8") for kind in kinds]
            for key, kinds in types.items()
        }
        columns, lengths, place = _read_element(body, place, name, count, properties)
        elements[name] = Element({key: kinds[-1] for key, kinds in types.items()}, columns, lengths)
    return elements, place


def _read_header(content):
    begin = re.match(rb"ply[ \t]*(\r\n|\n|\r)", content)
    end = begin and re.search(begin[1] + rb"end_header[ \t]*(" + begin[1] + rb"|$)", content)
    if not end:
        raise ValueError("no header from ply to end_header")
    form, layouts, comments = None, [], []
    for line in content[: end.start()].decode("utf-8", "replace").splitlines()[1:]:
        key, *words = line.split() or [""]
        try:
            if key == "format":
                form = words[0]
            elif key == "element":
                layouts.append((words[0], int(words[1]), {}))
            elif key == "property":
                kinds = words[1:3] if words[0] == "list" else words[:1]
                if not all(kind in _TYPES for kind in kinds):
                    raise ValueError
                layouts[-1][2][words[-1]] = kinds
            elif key in ("comment", "obj_info"):
                comments.append(line.strip().partition(" ")[2])
        except (ValueError, IndexError):
            raise ValueError(f"a line of the header that can't be read: {line}") from None
    return form, layouts, comments, end.end()


def _read_element(body, start, name, count, properties):
    """Columns, lengths of lists, and where the rows end."""
    shortest = sum(kinds[0].itemsize for kinds in properties.values())
    # Before anything is made of that size.
    if count < 0 or count * shortest > len(body) - start:
        raise ValueError(f"{(len(body) - start) // shortest} of {count} rows of the element {name}")
    if not count or not properties:
        empty = {key: np.empty(0, kinds[-1]) for key, kinds in properties.items()}
        lists = [key for key, kinds in properties.items() if len(kinds) > 1]
        return empty, {key: np.empty(0, "int64") for key in lists}, start
    places, lengths, end = _walk(body, start, name, 1, properties)
    row = np.dtype(
        [
            (f"{len(kinds)} {part} {key}", kind, (lengths[key][0],) if part else ())
            for key, kinds in properties.items()
            for part, kind in enumerate(kinds if len(kinds) > 1 else [kinds[0]])
        ]
    )
    if count * row.itemsize <= len(body) - start:
        rows = np.frombuffer(body, row, count, start)
        if all((rows[f"2 0 {key}"] == lengths[key][0]).all() for key in lengths):
            columns = {
                key: rows[f"{len(kinds)} {len(kinds) - 1} {key}"].ravel()
                for key, kinds in properties.items()
            }
            lengths = {key: np.full(count, length[0]) for key, length in lengths.items()}
            return columns, lengths, start + count * row.itemsize
    places, lengths, end = _walk(body, start, name, count, properties)
    data = np.frombuffer(body, "uint8")
    columns = {}
    for key, kinds in properties.items():
        items = lengths.get(key, np.ones(count, "int64"))
        within = np.arange(items.sum()) - np.repeat(np.cumsum(items) - items, items)
        first = np.repeat(places[key], items) + within * kinds[-1].itemsize
        columns[key] = data[first[:, None] + np.arange(kinds[-1].itemsize)].view(kinds[-1]).ravel()
    return columns, lengths, end


def _walk(body, place, name, count, properties):
    """Where in the file each property of each row is: lists may have any length."""
    places = {key: [] for key in properties}
    lengths = {key: [] for key, kinds in properties.items() if len(kinds) > 1}
    steps = []
    for key, kinds in properties.items():
        order, code = kinds[0].str[0].replace("|", "<"), kinds[0].str[1:]
        length = struct.Struct(order + _STRUCT_CODES[code])
        steps.append((key, length.unpack_from if len(kinds) > 1 else None, kinds))
    steps = [(key, unpack, kinds[0].itemsize, kinds[-1].itemsize) for key, unpack, kinds in steps]
    for row in range(count):
        try:
            for key, unpack, size, item_size in steps:
                if unpack is None:
                    places[key].append(place)
                    place += size
                    continue
                length = unpack(body, place)[0]
                if not 0 <= length <= len(body):  # NaN isn't either
                    raise ValueError(f"a list of length {length} in the element {name}")
                length = int(length)
                place += size
                places[key].append(place)
                lengths[key].append(length)
                place += length * item_size
        except struct.error:
            place = len(body) + 1
        if place > len(body):
            raise ValueError(f"{row} of {count} rows of the element {name}")
    return (
        {key: np.array(value, "int64") for key, value in places.items()},
        {key: np.array(value, "int64") for key, value in lengths.items()},
        place,
    )
