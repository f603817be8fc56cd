"""Wavefront OBJ files."""

import codecs
import collections
import re

import numpy as np

from .content import Cloud, Surface
from .mtl import read_materials
from .parts import color_bytes, make_part
from .polygons import check_indices, triangulate_polygons
from .side_files import SideFiles

_LEFT_OUT = {
    b"l": "line elements",
    b"p": "point elements",
    b"curv": "curves",
    b"curv2": "curves",
    b"surf": "free-form surfaces",
}


def read_obj(path):
    r"""Read the polygons of an OBJ file, or else its vertices.

    Colours are those of the vertices, `v x y z r g b`, or else the materials' `Kd`, times their
    textures, `map_Kd`. A texture whose `Kd` is black stands alone.

    Args:
        path: The `pathlib.Path`. Materials and textures are read if they lie below its folder or
            the one above.

    Returns:
        A `Surface`, a part for each material; or a `Cloud` if there is no polygon.

    Raises:
        ValueError: If there is no vertex, a number can't be read, or an index is out of range.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.readers.obj import read_obj

    path = pathlib.Path(tempfile.mkdtemp(), "square.obj")
    path.write_text("v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nf -4 -3 -2 -1\nl 1 3\n")
    surface = read_obj(path)
    surface.parts[0].area  # 4.0
    surface.left_out  # ["1 line elements"]
    ```

    Reference:
        - [Object files](https://paulbourke.net/dataformats/obj/)
    """
    lines = _read_lines(path)
    if not lines.vertices:
        raise ValueError("no vertex")
    files = SideFiles(path)
    files.left_out += [f"{count} {kind}" for kind, count in lines.left_out.items()]
    vertices, colors = _read_vertices(lines.vertices, files.left_out)
    if not lines.faces:
        colors = None if colors is None else colors / np.float32(255)
        return Cloud(vertices, colors, files.left_out, files.read)
    indices, uv_indices, lengths = _read_corners(lines)
    if (lengths < 3).any():
        files.left_out.append(f"{np.count_nonzero(lengths < 3)} faces of fewer than three corners")
    check_indices(indices, len(vertices))
    corners, faces = triangulate_polygons(lengths, vertices[indices])
    uv, has_uv = _read_uv(lines.uv, uv_indices, files.left_out)
    used = np.array(lines.materials)[np.searchsorted(lines.starts, faces, side="right") - 1]
    has_uv = has_uv[corners].all(axis=1)
    materials = _find_materials(lines.libraries, files)
    parts = []
    # A texture is for the faces that say where on it they are.
    for key in np.unique(2 * used + has_uv):
        own = corners[2 * used + has_uv == key].ravel()
        image, base_color = _look_of(materials, lines.names[key // 2], key % 2, files)
        vertex_colors = None if colors is None else colors[indices[own]]
        if vertex_colors is not None:
            base_color = None
        parts.append(
            make_part(
                vertices[indices[own]],
                np.arange(len(own)).reshape(-1, 3),
                vertex_colors,
                uv=uv[own] if key % 2 else None,
                image=image,
                base_color=base_color,
            )
        )
    return Surface(parts, files.left_out, files.read)


class _Lines:
    """The lines of a file by what they are."""

    def __init__(self):
        self.vertices, self.uv, self.faces, self.libraries = [], [], [], []
        # From which face on a material is used.
        self.names, self.materials, self.starts = [None], [0], [0]
        # How many vertices and texture coordinates come before a face that counts back from it.
        self.before = {}
        self.left_out = collections.Counter()


def _read_lines(path):
    lines = _Lines()
    vertices, uv, faces = lines.vertices, lines.uv, lines.faces
    text = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = text.decode("utf-16").encode()
    for line in re.sub(rb"\\\r?\n", b" ", text).splitlines():
        key = line[:2]
        if key not in (b"v ", b"f "):
            key = (line.split(None, 1) or [b"#"])[0]
        if key in (b"v ", b"v"):
            vertices.append(line)
        elif key in (b"f ", b"f"):
            if b"-" in line:
                lines.before[len(faces)] = len(vertices), len(uv)
            faces.append(line)
        elif key == b"vt":
            uv.append(line)
        elif key == b"usemtl":
            name = _name_of(line)
            if name not in lines.names:
                lines.names.append(name)
            lines.materials.append(lines.names.index(name))
            lines.starts.append(len(faces))
        elif key == b"mtllib":
            lines.libraries.append(_name_of(line))
        elif key in _LEFT_OUT:
            lines.left_out[_LEFT_OUT[key]] += 1
    return lines


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
    numbers = np.array(list(map(float, words)))
    columns = (np.cumsum(lengths) - lengths)[:, None] + np.arange(3)
    if lengths.max() < 6:
        return numbers[columns], None
    if lengths.min() < 6:
        left_out.append("colours, which some vertices don't have")
        return numbers[columns], None
    return numbers[columns], color_bytes(numbers[columns + 3], None, left_out)


def _read_corners(lines):
    """Indices of vertices and texture coordinates, from 0, the latter -1 where none is; lengths."""
    corners, lengths = _split(lines.faces)
    joined = b" ".join(corners).replace(b"//", b"/0/")
    numbers = joined.replace(b"/", b" ").split()
    slashes = joined.partition(b" ")[0].count(b"/")
    alike = b" ".join([b"/" * slashes] * len(corners)) == joined.translate(None, b"-0123456789")
    if not alike or len(numbers) != len(corners) * (slashes + 1):
        numbers = [(corner + b"/0").split(b"/")[:2] for corner in corners]
        numbers, slashes = [number or b"0" for pair in numbers for number in pair], 1
    numbers = np.array(list(map(int, numbers))).reshape(len(corners), slashes + 1)
    numbers = numbers[:, :2] if slashes else np.pad(numbers, [(0, 0), (0, 1)])
    before = np.zeros((len(lengths), 2), "int64")
    for face, counts in lines.before.items():
        before[face] = counts
    # Indices count from 1; those below 0 count back from where the face stands.
    numbers = np.where(numbers < 0, numbers + np.repeat(before, lengths, axis=0), numbers - 1)
    return numbers[:, 0], numbers[:, 1], lengths


def _read_uv(lines, indices, left_out):
    """Texture coordinates of each corner, and whether it has any."""
    if not lines or indices.max() >= len(lines) or indices.min() < -1:
        if indices.max() >= 0:
            left_out.append(f"texture coordinates, of which {len(lines)} are fewer than are used")
        return None, np.zeros(len(indices), bool)
    words, lengths = _split(
        [line.partition(b"#")[0] + b" 0" for line in lines]
    )  # the second may be missing
    numbers = np.array(list(map(float, words)))
    columns = (np.cumsum(lengths) - lengths)[:, None] + np.arange(2)
    return numbers[columns][indices], indices >= 0


def _find_materials(libraries, files):
    """The materials of all libraries; None for a library that is missing, which is noted."""
    materials = {}
    for names in dict.fromkeys(libraries):
        try:
            materials |= read_materials(files.bytes(names).decode("utf-8", "replace"))
        except ValueError as error:
            # A space may belong to a name, or be between two.
            several = names.split()
            if len(several) > 1:
                materials |= _find_materials(several, files)
            else:
                files.left_out.append(f"the materials {error}")
    return materials


def _look_of(materials, name, has_uv, files):
    """The image and the colour of a material."""
    material = materials.get(name)
    if material is None:
        return None, None
    image = files.image(material.texture) if material.texture and has_uv else None
    if image is not None and material.options:
        files.left_out.append(f"the options {material.options} of the texture {material.texture}")
    if image is not None and material.color and not any(material.color):
        return image, None
    return image, material.color
