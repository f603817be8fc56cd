"""LAS and LAZ files."""

import struct

import numpy as np

from .color_range import to_unit_range
from .content import Cloud
from .laszip import check_laszip
from .optional_import import optional_import

_CHUNK_BYTES = 1 << 26
_SHORTEST_HEADER = 227
_ENTRY_BYTES = 54  # of the header of what stands between the file's header and the points


def read_las(path):
    """Read a LAS file or a compressed one, LAZ.

    Args:
        path: A `pathlib.Path`.

    Returns:
        A `Cloud`: float64 coordinates in the units of the file's reference system, and colours if
        the format of its points has them and not all are black.

    Raises:
        ValueError: If there are fewer points than the header says, or none.
        ImportError: If laspy is missing.

    Example:

    ```python
    import pathlib
    import tempfile

    import laspy
    import numpy as np
    from keras_recon.datasets.readers.las import read_las

    data = laspy.create()
    data.header.scales = [0.01, 0.01, 0.01]
    data.xyz = np.eye(3)
    path = pathlib.Path(tempfile.mkdtemp(), "cloud.las")
    data.write(path)
    read_las(path).points  # [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    ```

    Reference:
        - [LAS Specification 1.4](https://www.asprs.org/wp-content/uploads/2019/07/LAS_1_4_r15.pdf)
    """
    laspy = optional_import("laspy", "las", path.suffix)
    _check_header(path)
    points, colors = [], []
    with laspy.open(path, read_evlrs=False) as file:
        count = file.header.point_count
        if file.header.are_points_compressed:
            check_laszip(path, file.header)
        try:
            for chunk in file.chunk_iterator(max(1, _CHUNK_BYTES // file.header.point_format.size)):
                points.append(np.stack([chunk.x, chunk.y, chunk.z], axis=1))
                if "red" in chunk.point_format.dimension_names:
                    colors.append(np.stack([chunk.red, chunk.green, chunk.blue], axis=1))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # lazrs has its own, and "panics" that are no Exception
            raise ValueError(f"{sum(map(len, points))} points of {count}: {error}") from error
    number = sum(map(len, points))
    if number < count or not number:
        raise ValueError(f"{number} points of {count}")
    cloud = Cloud(np.concatenate(points))
    colors = np.concatenate(colors) if colors else np.zeros(0)
    if colors.any():
        cloud.colors = to_unit_range(colors, cloud.left_out)
    return cloud


def _check_header(path):
    """Compare sizes with the file's, as laspy makes room for what they say."""
    available = path.stat().st_size
    with open(path, "rb") as file:
        header = file.read(255)
    if len(header) < _SHORTEST_HEADER or header[:4] != b"LASF":
        raise ValueError("no LAS header")
    size, start, entries, form, record, count = struct.unpack_from("<HIIBHI", header, 94)
    if header[25] >= 4 and len(header) == 255:
        (count,) = struct.unpack_from("<Q", header, 247)
    if size < _SHORTEST_HEADER:
        raise ValueError(f"a header of {size} bytes")
    if size + _ENTRY_BYTES * entries > start or start > available:
        raise ValueError(f"{entries} entries and points from byte {start} on, in {available} bytes")
    is_compressed = form & 0b11000000
    if not is_compressed and start + record * count > available:
        raise ValueError(f"{(available - start) // max(1, record)} points of {count}")
