"""PLY files."""

import numpy as np

from .color_range import to_unit_range
from .content import Cloud, Surface
from .parts import Part
from .ply_rows import read_rows
from .polygons import check_indices, triangulate_polygons, triangulate_strip
from .side_files import SideFiles

_COLORS = (
    ("red", "green", "blue"),
    ("r", "g", "b"),
    ("diffuse_red", "diffuse_green", "diffuse_blue"),
)
_UV = (("texture_u", "texture_v"), ("u", "v"), ("s", "t"))
_HARMONICS = ("f_dc_0", "f_dc_1", "f_dc_2")
_INDICES = ("vertex_indices", "vertex_index")


def read_ply(path):
    r"""Read the polygons and strips of a PLY file, or its points if it has none.

    Colours are those of the texture, `comment TextureFile`, or else of the vertices, or else of
    the faces; of Gaussian splats, those of all directions' mean.

    Args:
        path: The `pathlib.Path`. A texture is read if it lies below its folder or the one above.

    Returns:
        A `Surface` or a `Cloud`.

    Raises:
        ValueError: If rows are missing, there is no vertex, or an index is out of range.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.readers.ply import read_ply

    path = pathlib.Path(tempfile.mkdtemp(), "point.ply")
    header = "ply\nformat ascii 1.0\nelement vertex 1\n"
    names = "xyz", ("red", "green", "blue")
    header += "".join(f"property double {name}\n" for name in names[0])
    header += "".join(f"property uchar {name}\n" for name in names[1])
    path.write_text(header + "end_header\n1 2 3 255 0 0\n")
    cloud = read_ply(path)
    cloud.points  # [[1, 2, 3]]
    cloud.colors  # [[1, 0, 0]]
    ```

    Reference:
        - [PLY - Polygon File Format](https://paulbourke.net/dataformats/ply/)
    """
    elements, comments = read_rows(path.read_bytes())
    files = SideFiles(path)
    others = [name for name in elements if name not in ("vertex", "face", "tristrips")]
    if others:
        files.left_out.append(f"the elements {', '.join(others)}")
    vertex = elements.get("vertex")
    vertices = None if vertex is None else _columns(vertex, [("x", "y", "z")])
    if vertices is None:
        raise ValueError("no vertices with x, y and z")
    if not len(vertices):
        raise ValueError("no vertex")
    vertices, colors = vertices.astype("float64"), _colors(vertex, files.left_out)
    corners, lengths = _find_list(elements.get("face"), _INDICES)
    strips, strip_lengths = _find_list(elements.get("tristrips"), _INDICES)
    if not len(lengths) and not len(strip_lengths):
        return Cloud(vertices, colors, files.left_out, files.read)
    check_indices(corners, len(vertices))
    places, polygons = triangulate_polygons(lengths, vertices[corners])
    strips = triangulate_strip(np.insert(strips, np.cumsum(strip_lengths), -1))
    check_indices(strips, len(vertices))
    faces = np.concatenate([corners[places], strips])
    uv, image = _columns(vertex, _UV), None
    if elements.get("face") is not None and not len(strips):
        corner_uv, uv_lengths = _find_list(elements["face"], ("texcoord",), False)
        if len(uv_lengths) and (uv_lengths == 2 * lengths).all():
            # A vertex may have another place on the texture in each face.
            uv, vertices = corner_uv.reshape(-1, 2)[places.ravel()], vertices[faces.ravel()]
            colors = None if colors is None else colors[faces.ravel()]
            faces = np.arange(len(vertices)).reshape(-1, 3)
    if uv is not None:
        image = _texture(comments, files)
    face_colors = None
    if colors is None and elements.get("face") is not None and not len(strips):
        face_colors = _colors(elements["face"], files.left_out)
        face_colors = None if face_colors is None else face_colors[polygons]
    if image is not None:
        colors = face_colors = None
    part = Part(vertices, faces, colors, face_colors, uv, image)
    return Surface([part], files.left_out, files.read)


def _columns(element, choices):
    for names in choices:
        if all(name in element.columns and name not in element.lengths for name in names):
            return np.stack([element.columns[name] for name in names], axis=1)
    return None


def _find_list(element, names, needed=True):
    """Items and lengths of a list, both empty if there are no rows."""
    if element is not None:
        for name in names:
            if name in element.lengths:
                return element.columns[name].astype(
                    "float64" if not needed else "int64"
                ), element.lengths[name]
        if needed and any(len(column) for column in element.columns.values()):
            raise ValueError(f"faces without {names[0]}")
    return np.empty(0, "int64"), np.empty(0, "int64")


def _colors(element, left_out):
    if (harmonics := _columns(element, [_HARMONICS])) is not None:
        # The constant of the spherical harmonics.
        return to_unit_range(0.5 + 0.5 / np.sqrt(np.pi) * harmonics, left_out, highest=1)
    for names in _COLORS:
        colors = _columns(element, [names])
        if colors is None:
            continue
        kind = element.types[names[0]]
        if kind.startswith(("float", "double")):
            return to_unit_range(colors, left_out)
        # Some write bytes in a wider type.
        wide = kind in ("ushort", "uint16") and colors.max(initial=0) > 255
        return to_unit_range(colors, left_out, 65535 if wide else 255)
    return None


def _texture(comments, files):
    words = [comment.split(None, 1) for comment in comments]
    names = [
        word[1].strip() for word in words if len(word) > 1 and word[0].lower() == "texturefile"
    ]
    if len(names) > 1:
        files.left_out.append(f"{len(names)} textures, for only one is read")
        return None
    return files.image(names[0]) if names else None
