"""The lines of OBJ files."""

import codecs
import collections
import contextlib
import dataclasses
import re

import numpy as np

from .color_range import to_unit_range
from .text_numbers import read_integers, read_numbers

_BLANKS = bytes.maketrans(b"f/", b"  ")
_LEFT_OUT = {
    b"l": "line elements",
    b"p": "point elements",
    b"curv": "curves",
    b"curv2": "curves",
    b"surf": "free-form surfaces",
}


@dataclasses.dataclass
class ObjContent:
    r"""What an OBJ file holds. Corners are those of all faces, one after another.

    Args:
        vertices: float64 array of shape `(vertices, 3)`.
        colors: float32 array of shape `(vertices, 3)` in 0..1, or None.
        lengths: Integer array of shape `(faces,)`: the corners of each.
        indices: Integer array of shape `(corners,)`: their vertices, counted from 0.
        uv: Float array of shape `(corners, 2)`, or None if there are none.
        has_uv: Bool array of shape `(corners,)`.
        materials: List of the materials' names, of which the first is None.
        face_materials: Integer array of shape `(faces,)`: the places in that list.
        libraries: List of the names of files of materials.
        left_out: List of what isn't read, a sentence each.

    Example:

    ```python
    from keras_recon.datasets.readers.obj_lines import read_lines

    content = read_lines(b"v 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl wood\nf -3 -2 -1\n")
    content.indices  # [0, 1, 2]
    content.materials  # [None, "wood"]
    ```
    """

    vertices: np.ndarray
    colors: np.ndarray | None
    lengths: np.ndarray
    indices: np.ndarray
    uv: np.ndarray | None
    has_uv: np.ndarray
    materials: list
    face_materials: np.ndarray
    libraries: list
    left_out: list


def read_lines(content):
    r"""Read an OBJ file.

    Args:
        content: The bytes of the file.

    Returns:
        An `ObjContent`.

    Raises:
        ValueError: If there is no vertex, or a number can't be read.

    Example:

    ```python
    from keras_recon.datasets.readers.obj_lines import read_lines

    read_lines(b"v 0 0 0\nl 1 1\n").left_out  # ["1 line elements"]
    ```

    Reference:
        - [Object files](https://paulbourke.net/dataformats/obj/)
    """
    vertices, uv, faces, libraries, left_out = [], [], [], [], collections.Counter()
    # The materials, and from which face on each is used.
    materials, used, starts = {None: 0}, [0], [0]
    # How many vertices and texture coordinates come before a face that counts back from it.
    before = {}
    for line in _decode(content).splitlines():
        key = line[:2]
        if key not in (b"v ", b"f "):
            key = (line.split(None, 1) or [b"#"])[0]
        if key in (b"v ", b"v"):
            vertices.append(line)
        elif key in (b"f ", b"f"):
            if b"-" in line:
                before[len(faces)] = len(vertices), len(uv)
            faces.append(line)
        elif key == b"vt":
            uv.append(line)
        elif key == b"usemtl":
            used.append(materials.setdefault(_name_of(line), len(materials)))
            starts.append(len(faces))
        elif key == b"mtllib":
            libraries.append(_name_of(line))
        elif key in _LEFT_OUT:
            left_out[_LEFT_OUT[key]] += 1
    if not vertices:
        raise ValueError("no vertex")
    left_out = [f"{count} {kind}" for kind, count in left_out.items()]
    vertices, colors = _read_vertices(vertices, left_out)
    places = np.searchsorted(starts, np.arange(len(faces)), side="right") - 1
    indices, uv_indices, lengths = _read_corners(faces, before)
    uv, has_uv = _read_uv(uv, uv_indices, left_out)
    face_materials = np.array(used)[places]
    return ObjContent(
        vertices,
        colors,
        lengths,
        indices,
        uv,
        has_uv,
        [*materials],
        face_materials,
        libraries,
        left_out,
    )


def _decode(content):
    content = content.removeprefix(codecs.BOM_UTF8)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16").encode()
    # A line may go on in the next.
    return re.sub(rb"\\\r?\n", b" ", content)


def _name_of(line):
    return (line.split(None, 1)[1:] or [b""])[0].strip().decode("utf-8", "replace")


def _split(lines):
    """What follows the lines' keys, in one list, and how much of it is of each line."""
    joined = b" ".join(lines)
    if b"#" in joined:
        lines = [line.partition(b"#")[0] for line in lines]
        joined = b" ".join(lines)
    words = joined.split()
    key, width = words[0], len(words) // len(lines)
    if len(words) == width * len(lines) == width * words[::width].count(key):
        del words[::width]
        return words, np.full(len(lines), width - 1)
    rows = [line.split()[1:] for line in lines]
    return [word for row in rows for word in row], np.array([len(row) for row in rows])


def _read_vertices(lines, left_out):
    words, lengths = _split(lines)
    if lengths.min() < 3:
        raise ValueError(f"a vertex of {lengths.min()} numbers")
    numbers = read_numbers(words)
    columns = (np.cumsum(lengths) - lengths)[:, None] + np.arange(3)
    if lengths.max() < 6:
        return numbers[columns], None
    if lengths.min() < 6:
        left_out.append("colours, which some vertices don't have")
        return numbers[columns], None
    return numbers[columns], to_unit_range(numbers[columns + 3], left_out)


def _read_corners(lines, before):
    """Indices of vertices and texture coordinates, from 0, the latter -1 where none is; lengths."""
    if not lines:
        return (np.empty(0, "int64"),) * 3
    joined = b" ".join(lines).replace(b"//", b"/0/")
    shape = joined.translate(None, b"-0123456789")
    first = shape.partition(b" f")[0]
    alike = False
    # A word that is no number is told below.
    with contextlib.suppress(ValueError):
        if shape == b" ".join([first] * len(lines)):  # all faces are written alike
            numbers = np.fromstring(joined.translate(_BLANKS), "int64", sep=" ")
            corners = len(numbers) // len(lines) - first.count(b"/")
            slashes = first.count(b"/") // max(corners, 1)
            alike = first.split() == [b"f", *[b"/" * slashes] * (corners if slashes else 0)]
    if alike:
        numbers = numbers.reshape(-1, slashes + 1)
        lengths = np.full(len(lines), corners)
    else:
        words, lengths = _split(lines)
        pairs = [(word + b"/0").split(b"/")[:2] for word in words]
        numbers = read_integers([number or b"0" for pair in pairs for number in pair])
        numbers = numbers.reshape(-1, 2)
    numbers = numbers[:, :2] if numbers.shape[1] > 1 else np.pad(numbers, [(0, 0), (0, 1)])
    earlier = np.zeros((len(lengths), 2), "int64")
    for face, counts in before.items():
        earlier[face] = counts
    # Indices count from 1; those below 0 count back from where the face stands.
    numbers = np.where(numbers < 0, numbers + np.repeat(earlier, lengths, axis=0), numbers - 1)
    return numbers[:, 0], numbers[:, 1], lengths


def _read_uv(lines, indices, left_out):
    """Texture coordinates of each corner, and whether it has any."""
    if not lines or not -1 <= indices.min(initial=0) <= indices.max(initial=0) < len(lines):
        if indices.max(initial=-1) >= 0:
            left_out.append(f"texture coordinates, of which {len(lines)} are fewer than are used")
        return None, np.zeros(len(indices), bool)
    words, lengths = _split(
        [line.partition(b"#")[0] + b" 0" for line in lines]
    )  # the second may be missing
    numbers = read_numbers(words)
    columns = (np.cumsum(lengths) - lengths)[:, None] + np.arange(2)
    return numbers[columns][indices], indices >= 0
