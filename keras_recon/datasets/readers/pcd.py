"""PCD files."""

import struct

import numpy as np

from .color_range import to_unit_range
from .content import Cloud
from .lzf import decompress_lzf

_KINDS = {"F": "f", "I": "i", "U": "u"}
_HEADER_BYTES = 1 << 16


def read_pcd(path):
    r"""Read a PCD file: ascii, binary or compressed.

    The coordinates are as they are stored: the pose of the sensor, `VIEWPOINT`, is not applied.

    Args:
        path: A `pathlib.Path`.

    Returns:
        A `Cloud`: the fields x y z in the type that the file has, and colours if it has `rgb`,
        `rgba` or r g b. Points that the sensor did not see are NaN.

    Raises:
        ValueError: If the file is truncated, has no x, y and z, or is no PCD file.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.readers.pcd import read_pcd

    path = pathlib.Path(tempfile.mkdtemp(), "two.pcd")
    header = "VERSION .7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nPOINTS 2\nDATA ascii\n"
    path.write_text(header + "0 0 0\n1 2 3\n")
    read_pcd(path).points  # [[0, 0, 0], [1, 2, 3]]
    ```

    Reference:
        - [The PCD file format](https://pointclouds.org/documentation/tutorials/pcd_file_format.html)
    """
    with open(path, "rb") as file:
        header = _read_header(file)
        count, fields = _number_of_points(header), _fields(header)
        form = " ".join(header["DATA"]).lower()
        available = path.stat().st_size - file.tell()
        if form == "ascii":
            columns = _read_ascii(file, available, count, fields)
        elif form in ("binary", "binary_compressed"):
            columns = _read_binary(file, available, count, fields, form != "binary")
        else:
            raise ValueError(f"data that are {form!r}")
    points = np.stack([columns[axis] for axis in "xyz"], axis=1)
    cloud = Cloud(points)
    cloud.colors = _find_colors(columns, form == "ascii", cloud.left_out)
    return cloud


def _read_header(file):
    header = {}
    while "DATA" not in header:
        line = file.readline(_HEADER_BYTES)
        if not line or file.tell() > _HEADER_BYTES:
            raise ValueError("a header without DATA")
        name, *values = line.decode("latin-1").split() or ["#"]
        if not name.startswith("#"):
            header[name] = values
    return header


def _number_of_points(header):
    try:
        if "POINTS" in header:
            count = int(header["POINTS"][0])
        else:
            count = int(header["WIDTH"][0]) * int(header.get("HEIGHT", ["1"])[0])
    except (KeyError, IndexError, ValueError):
        raise ValueError("a header without a number of points") from None
    if count < 1:
        raise ValueError(f"{count} points")
    return count


def _fields(header):
    """Return name, type and how many values a point has, of each field."""
    names = header.get("FIELDS", header.get("COLUMNS", []))  # the latter in old versions
    names = [name.lower() for name in names]
    if not {*"xyz"} <= {*names}:
        raise ValueError(f"fields {names} without x, y and z")
    sizes = header.get("SIZE", ["4"] * len(names))
    kinds = header.get("TYPE", ["F"] * len(names))
    numbers = header.get("COUNT", ["1"] * len(names))
    try:
        fields = [
            (name, np.dtype(f"<{_KINDS[kind]}{size}"), int(number))
            for name, size, kind, number in zip(names, sizes, kinds, numbers, strict=True)
        ]
    except (KeyError, ValueError, TypeError):
        raise ValueError("FIELDS, SIZE, TYPE and COUNT that don't go together") from None
    if any(number < 1 for *_, number in fields):
        raise ValueError("a field without values")
    return fields


def _read_ascii(file, available, count, fields):
    width = sum(number for *_, number in fields)
    # NumPy makes room for as many rows as it is asked for; a number takes two characters or more.
    most = min(count, available // (2 * width) + 1)
    lines = (line.replace(b",", b" ") for line in file if line.strip() and line[:1] != b"#")
    table = np.loadtxt(lines, ndmin=2, max_rows=most)
    if len(table) != count:
        raise ValueError(f"{len(table)} points of {count}")
    if table.shape[1] != width:
        raise ValueError(f"rows of {table.shape[1]} numbers for {width}")
    columns, place = {}, 0
    for name, _, number in fields:
        columns.setdefault(name, table[:, place])
        place += number
    return columns


def _read_binary(file, available, count, fields, compressed):
    record = sum(kind.itemsize * number for _, kind, number in fields)
    wanted = record * count
    data = _decompress(file, available, wanted) if compressed else file.read(min(available, wanted))
    if len(data) < wanted:
        raise ValueError(f"{len(data) // record} points of {count}")
    columns, place = {}, 0
    for name, kind, number in fields:
        size = kind.itemsize * number
        # In a compressed block, all values of a field stand together.
        start, step = (place * count, size) if compressed else (place, record)
        columns.setdefault(name, np.ndarray(count, kind, data, start, (step,)))
        place += size
    return columns


def _decompress(file, available, wanted):
    if available < 8:
        raise ValueError("no compressed data")
    compressed, size = struct.unpack("<II", file.read(8))
    if compressed > available - 8:
        raise ValueError(f"{available - 8} bytes of {compressed} compressed ones")
    if size > wanted:
        raise ValueError(f"{size} compressed bytes for points of {wanted}")
    return decompress_lzf(file.read(compressed), size)


def _find_colors(columns, in_text, left_out):
    for name in ("rgb", "rgba"):
        if name in columns:
            return _unpack(columns[name], in_text)
    for names in (("r", "g", "b"), ("red", "green", "blue")):
        if {*names} <= {*columns}:
            return to_unit_range(np.stack([columns[name] for name in names], axis=1), left_out)
    return None


def _unpack(packed, in_text):
    """Take three bytes out of a whole number, or out of the bits of a float."""
    # In text the field's type doesn't tell how it is written. A float with the bits of a colour is
    # far below 0 if it is opaque, nearly 0 if not: no number that a colour makes as a whole one.
    if packed.dtype.kind != "f" or (in_text and _are_whole(packed[~np.isnan(packed)])):
        bits = np.nan_to_num(packed).astype("uint32")
    else:
        bits = packed.astype("<f4").view("<u4")
    colors = np.stack([bits >> 16 & 255, bits >> 8 & 255, bits & 255], axis=1) / np.float32(255)
    if in_text:
        colors[np.isnan(packed)] = np.nan
    return colors


def _are_whole(numbers):
    return ((numbers == np.floor(numbers)) & (numbers >= 0) & (numbers < 2**32)).all()
