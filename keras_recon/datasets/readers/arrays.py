"""Files of NumPy arrays: .npy and .npz."""

import math
import zipfile

import numpy as np

from .archive_errors import archive_errors
from .color_range import are_bytes, to_unit_range
from .content import Cloud

# A byte of a zip file stands for at most so many.
_LARGEST_EXPANSION = 1032
_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def read_npy(path):
    """Read an array of points.

    An array of numbers `(n, 3 or more)` begins with x, y and z. If it has six columns, the others
    are colours in two cases: they are whole, in 0..255 and not all 0 or 1; or they are in 0..1, and
    most are not of length 1 as normals are. The fields of an array of records are found by name:
    x y z, and r g b or red green blue.

    Args:
        path: A `pathlib.Path`.

    Returns:
        A `Cloud`.

    Raises:
        ValueError: If it is no such array, or the file is not whole. Nothing is unpickled.

    Example:

    ```python
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets.readers.arrays import read_npy

    path = pathlib.Path(tempfile.mkdtemp(), "cloud.npy")
    np.save(path, np.eye(3))
    read_npy(path).points  # [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    ```
    """
    with open(path, "rb") as file:
        _check_header(file, path.stat().st_size, "an array")
    return _to_cloud(np.load(path, mmap_mode="r", allow_pickle=False))


def read_npz(path):
    """Read an archive of arrays: `points`, or the only one, as in a .npy, and `colors` if given.

    Args:
        path: A `pathlib.Path`.

    Returns:
        A `Cloud`.

    Raises:
        ValueError: If there is no such array, or the file is not whole. Nothing is unpickled.

    Example:

    ```python
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets.readers.arrays import read_npz

    path = pathlib.Path(tempfile.mkdtemp(), "cloud.npz")
    np.savez(path, points=np.eye(3), colors=np.full((3, 3), 255, "uint8"))
    read_npz(path).colors  # [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
    ```
    """
    with archive_errors(), zipfile.ZipFile(path) as archive:
        entries = archive.namelist()
        names = [name.removesuffix(".npy") for name in entries if name.endswith(".npy")]
        others = [name for name in names if name != "colors"]
        if "points" not in names and len(others) != 1:
            raise ValueError(f"entries {', '.join(entries)}, of which none is `points.npy`")
        cloud = _to_cloud(_read_member(archive, "points" if "points" in names else others[0]))
        if "colors" in names:
            _add_colors(cloud, _read_member(archive, "colors"))
    return cloud


def _read_member(archive, name):
    """Read an array, if the file can hold what its headers say."""
    entry = archive.getinfo(f"{name}.npy")
    if entry.file_size > _LARGEST_EXPANSION * (entry.compress_size + 1):
        raise ValueError(f"{entry.compress_size} compressed bytes that can't be {entry.file_size}")
    with archive.open(entry) as file:
        _check_header(file, entry.file_size, f"`{name}`")
    with archive.open(entry) as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _check_header(file, available, name):
    """Compare what a header says with the bytes that there are, before there is an array."""
    if file.read(6) != b"\x93NUMPY":
        raise ValueError(f"{name} without NumPy's header")
    version = (*file.read(2),)
    if version not in _HEADERS:
        raise ValueError(f"{name} of the unknown version {version}")
    try:
        shape, _, dtype = _HEADERS[version](file)
    except Exception as error:  # it is parsed as Python; some errors advise to trust it
        raise ValueError(f"{name} whose header can't be read") from error
    if dtype.hasobject:
        raise ValueError(f"{name} of Python objects, which are not unpickled")
    if 0 in shape:
        raise ValueError(f"no point in {name} of shape {shape}")
    size = file.tell() + math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or size > available:
        raise ValueError(f"{name} of shape {shape}, {available} bytes in place of {size}")


def _to_cloud(array):
    if array.dtype.names:
        return _from_records(array)
    if array.dtype.kind not in "fiu":
        raise ValueError(f"values of type {array.dtype}, not numbers")
    if array.ndim != 2 or array.shape[1] < 3:
        raise ValueError(f"an array of shape {array.shape}, not (n, 3 or more)")
    if len(array) == 3 and array.shape[1] > 12:
        raise ValueError(f"an array of shape {array.shape}: a point must be a row, not a column")
    cloud = Cloud(np.array(array[:, :3]))
    if array.shape[1] == 6 and _are_colors(array[:, 3:]):
        cloud.colors = to_unit_range(array[:, 3:], cloud.left_out)
    return cloud


def _are_colors(columns):
    if not ((columns >= 0) & (columns <= 1)).all():
        return are_bytes(columns)
    lengths = np.linalg.norm(columns.astype("float64"), axis=1)
    return bool((np.abs(lengths - 1) < 1e-3).mean() < 0.5)


def _from_records(array):
    names = {name.lower(): name for name in array.dtype.names}

    def columns(*wanted):
        if not {*wanted} <= {*names}:
            return None
        stacked = np.stack([array[names[name]] for name in wanted], axis=-1)
        if stacked.ndim != 2 or stacked.dtype.kind not in "fiu":
            raise ValueError(
                f"fields {', '.join(wanted)} of type {array.dtype}, not rows of numbers"
            )
        return stacked

    points, colors = columns("x", "y", "z"), columns("r", "g", "b")
    if points is None:
        raise ValueError(f"fields {', '.join(array.dtype.names)} without x, y and z")
    cloud = Cloud(points)
    colors = columns("red", "green", "blue") if colors is None else colors
    if colors is not None:
        _add_colors(cloud, colors)
    return cloud


def _add_colors(cloud, colors):
    if colors.shape == cloud.points.shape and colors.dtype.kind in "fiu":
        cloud.colors = to_unit_range(colors, cloud.left_out)
    else:
        cloud.left_out.append(
            f"colours of type {colors.dtype} and shape {colors.shape}, not (n, 3)"
        )
