"""Object File Format, OFF."""

import re

import numpy as np

from .color_range import to_unit_range
from .content import Cloud, Surface
from .parts import Part
from .polygons import check_indices, triangulate_polygons
from .text_numbers import read_integers, read_numbers

_HEADER = re.compile(rb"\s*(ST)?(C)?(N)?(4)?(n)?OFF[ \t]*(BINARY)?", re.ASCII)


def read_off(path):
    r"""Read the polygons of an OFF file, or else its vertices.

    Colours are those of the vertices, `COFF`, or else those behind the faces' indices.

    Args:
        path: The `pathlib.Path`.

    Returns:
        A `Surface`; or a `Cloud` if there is no face.

    Raises:
        ValueError: If it is binary or of another dimension, lines are missing, or an index is out
            of range.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.readers.off import read_off

    path = pathlib.Path(tempfile.mkdtemp(), "square.off")
    path.write_text("OFF 4 1 0 # a square\n0 0 0\n2 0 0\n2 2 0\n0 2 0\n4 0 1 2 3\n")
    read_off(path).parts[0].triangles.shape  # (2, 3, 3)
    ```

    Reference:
        - [OFF](http://www.geomview.org/docs/html/OFF.html)
    """
    content = path.read_bytes()
    if b"#" in content:
        content = re.sub(rb"#[^\r\n]*", b"", content)
    header = _HEADER.match(content)
    if not header:
        raise ValueError("no line that begins with OFF")
    texture, color, normal, homogeneous, dimension, binary = header.groups()
    if binary or dimension:
        raise ValueError("a binary OFF file" if binary else "an OFF file of other dimensions, nOFF")
    rows = [line.split() for line in content[header.end() :].splitlines()]
    rows = [row for row in rows if row]
    if not rows or len(rows[0]) < 2:
        raise ValueError("no line of counts")
    count, face_count = read_integers(rows[0][:2]).tolist()
    if count < 1 or face_count < 0:
        raise ValueError(f"{count} vertices and {face_count} faces")
    if len(rows) - 1 < count + face_count:
        raise ValueError(f"{len(rows) - 1} of {count} lines of vertices and {face_count} of faces")
    left_out = []
    numbers = _read_vertices(rows[1 : count + 1])
    start = 4 if homogeneous else 3
    vertices = numbers[:, :3]
    if homogeneous:
        with np.errstate(divide="ignore", invalid="ignore"):
            vertices = vertices / numbers[:, 3:4]
    start += 3 if normal else 0
    colors = None
    if color and numbers.shape[1] - start - (2 if texture else 0) >= 3:
        colors = to_unit_range(numbers[:, start : start + 3], left_out)
    if not face_count:
        return Cloud(vertices, colors, left_out)
    rows = rows[count + 1 : count + 1 + face_count]
    faces, face_colors = _read_faces(rows, vertices, left_out)
    if colors is not None:
        face_colors = None
    return Surface([Part(vertices, faces, colors, face_colors)], left_out)


def _read_vertices(rows):
    widths = {len(row) for row in rows}
    if len(widths) > 1 or min(widths) < 3:
        raise ValueError(f"lines of vertices with {sorted(widths)} numbers")
    return read_numbers([word for row in rows for word in row]).reshape(len(rows), -1)


def _read_faces(rows, vertices, left_out):
    lengths = read_integers([row[0] for row in rows])
    widths = np.array([len(row) - 1 for row in rows])
    if (lengths < 0).any() or (widths < lengths).any():
        wrong = np.flatnonzero((lengths < 0) | (widths < lengths))[0]
        raise ValueError(f"a face of {lengths[wrong]} corners with {widths[wrong]} numbers")
    corners = read_integers([word for row in rows for word in row[1 : int(row[0]) + 1]])
    check_indices(corners, len(vertices))
    places, polygons = triangulate_polygons(lengths, vertices[corners])
    if (lengths < 3).any():
        left_out.append(f"{np.count_nonzero(lengths < 3)} faces of fewer than three corners")
    # One number is a place in a map of colours, which files don't have.
    colored = widths - lengths >= 3
    if not colored.all():
        if colored.any():
            left_out.append("colours, which some faces don't have")
        return corners[places], None
    ends = [row[int(row[0]) + 1 :][:3] for row in rows]
    colors = read_numbers([word for end in ends for word in end]).reshape(-1, 3)
    colors = to_unit_range(colors, left_out)
    return corners[places], None if colors is None else colors[polygons]
