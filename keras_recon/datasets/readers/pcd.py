"""Point clouds in PCD files."""

import numpy as np

_KINDS = {"F": "<f", "I": "<i", "U": "<u"}


def read_pcd(path):
    r"""Read the coordinates of a PCD file, ascii or binary.

    Args:
        path: The file.

    Returns:
        float32 array of shape `(points, 3)`; points that are not finite, by which the format
        marks invalid ones, are left out.

    Raises:
        ValueError: If the file is truncated, compressed, has no x, y and z, or is no PCD file.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.readers.pcd import read_pcd

    path = pathlib.Path(tempfile.mkdtemp(), "two.pcd")
    header = "VERSION .7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nPOINTS 2\nDATA ascii\n"
    path.write_text(header + "0 0 0\n1 2 3\n")
    read_pcd(path)  # [[0, 0, 0], [1, 2, 3]]
    ```

    Reference:
        - [The PCD file format](https://pointclouds.org/documentation/tutorials/pcd_file_format.html)
    """
    try:
        with open(path, "rb") as file:
            header = _read_header(file)
            form, count = header["DATA"][0].lower(), int(header["POINTS"][0])
            dtype = _record_type(header)
            if form == "binary":
                records = np.frombuffer(file.read(count * dtype.itemsize), dtype)
            elif form == "ascii":
                names = [name for name in dtype.names for _ in range(dtype[name].shape[0])]
                rows = np.loadtxt(file, ndmin=2, max_rows=count)
                if rows.shape[1] != len(names):
                    raise ValueError(f"rows of {rows.shape[1]} numbers for {len(names)} fields")
                records = {axis: rows[:, [names.index(axis)]] for axis in "xyz"}
            else:
                raise ValueError(f"data that are {form}")
            points = np.concatenate([records[axis] for axis in "xyz"], axis=1)
        if len(points) != count:
            raise ValueError(f"{len(points)} points of {count}")
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ValueError(
            "A PCD file must be whole, ascii or binary (not compressed), and have the fields x, y "
            f"and z ({type(error).__name__}: {error}). Received: {path}"
        ) from error
    points = points.astype("float32")
    return points[np.isfinite(points).all(axis=1)]


def _read_header(file):
    header = {}
    while "DATA" not in header:
        line = file.readline()
        if not line:
            raise ValueError("a header without DATA")
        if line.strip() and not line.startswith(b"#"):
            name, *values = line.decode("ascii").split()
            header[name] = values
    return header


def _record_type(header):
    """The type of a record; each field an array, for a field may have several numbers."""
    fields = header["FIELDS"]
    counts = header.get("COUNT", ["1"] * len(fields))
    entries = []
    for i, (name, size, kind, count) in enumerate(
        zip(fields, header["SIZE"], header["TYPE"], counts, strict=True)
    ):
        # Padding has the same name, _, wherever it is.
        name = name if name in ("x", "y", "z") else f"{i} {name}"
        entries.append((name, f"{_KINDS[kind]}{size}", (int(count),)))
    return np.dtype(entries)
