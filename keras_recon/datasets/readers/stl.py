"""STL files."""

import re

import numpy as np

from .content import Surface
from .parts import Part
from .text_numbers import read_numbers

_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_START = 84  # a header of 80 bytes, and the number of triangles
# A solid's name may have the word too, but seldom three numbers behind it.
_VERTEX = re.compile(rb"\bvertex((?:\s+[-+]?(?:[.\d]|nan|inf)\S*){3})", re.IGNORECASE)


def read_stl(path):
    r"""Read the triangles of an STL file, binary or text, of all its solids.

    Colours are read where the header has the object's, `COLOR=`, as Magics writes it.

    Args:
        path: The `pathlib.Path`.

    Returns:
        A `Surface`.

    Raises:
        ValueError: If triangles are missing, or it is neither kind.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.readers.stl import read_stl

    path = pathlib.Path(tempfile.mkdtemp(), "triangle.stl")
    corners = "vertex 0 0 0\nvertex 2 0 0\nvertex 0 2 0\n"
    path.write_text(f"solid\nfacet normal 0 0 1\nouter loop\n{corners}endloop\nendfacet\n")
    read_stl(path).parts[0].triangles.shape  # (1, 3, 3)
    ```

    Reference:
        - [STL](https://en.wikipedia.org/wiki/STL_(file_format))
    """
    content = path.read_bytes()
    left_out = []
    colors = None
    if _is_text(content):
        numbers = read_numbers(b" ".join(_VERTEX.findall(content)).split())
        if len(numbers) % 9:
            left_out.append("the last triangle, which is not whole")
        corners = numbers[: len(numbers) // 9 * 9].reshape(-1, 3)
    else:
        records = _read_records(content, left_out)
        corners = records["corners"].reshape(-1, 3)
        colors = _read_colors(content[:80], records["attribute"], left_out)
    faces = np.arange(len(corners)).reshape(-1, 3)
    return Surface([Part(corners, faces, face_colors=colors)], left_out)


def _is_text(content):
    # The header of a binary file may begin with "solid" too, but then its length is right.
    if len(content) >= _START and len(content) == _START + _count(content) * _RECORD.itemsize:
        return False
    if not content[:80].lstrip().lower().startswith(b"solid"):
        return False
    return re.search(rb"\s(facet\s+normal|endsolid)\b", content, re.IGNORECASE) is not None


def _count(content):
    return int.from_bytes(content[80:_START], "little")


def _read_records(content, left_out):
    if len(content) < _START:
        raise ValueError(f"{len(content)} bytes, fewer than the header has")
    available, behind = divmod(len(content) - _START, _RECORD.itemsize)
    count = _count(content)
    if available < count:
        raise ValueError(f"{available} of {count} triangles")
    behind += (available - count) * _RECORD.itemsize
    if behind:
        left_out.append(f"{behind} bytes behind the triangles")
    return np.frombuffer(content, _RECORD, count, _START)


def _read_colors(header, attributes, left_out):
    stated = re.search(rb"COLOR=(...)", header, re.DOTALL)
    if not stated:
        if (attributes >> 15).any():
            left_out.append("the colours of the triangles")
        return None
    # Five bits each of red, green and blue, unless the highest says: as the object.
    bits = attributes[:, None] >> np.array([0, 5, 10], "uint16") & 31
    return np.where(attributes[:, None] >> 15, np.frombuffer(stated[1], "uint8") / 255, bits / 31)
