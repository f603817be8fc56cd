"""Wavefront OBJ files."""

import numpy as np

from .content import Cloud, Surface
from .mtl import Material, read_materials
from .obj_lines import read_lines
from .parts import Part
from .polygons import check_indices, triangulate_polygons
from .side_files import SideFiles


def read_obj(path):
    r"""Read the polygons of an OBJ file, or else its vertices.

    Colours are those of the materials' textures, `map_Kd`, times their `Kd` unless that is black;
    where there is no texture, those of the vertices, `v x y z r g b`, or else `Kd`.

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
    surface.parts[0].triangles.shape  # (2, 3, 3)
    surface.left_out  # ["1 line elements"]
    ```

    Reference:
        - [Object files](https://paulbourke.net/dataformats/obj/)
    """
    content, files = read_lines(path.read_bytes()), SideFiles(path)
    vertices, colors, lengths = content.vertices, content.colors, content.lengths
    files.left_out += content.left_out
    if not len(lengths):
        return Cloud(vertices, colors, files.left_out, files.read)
    if (lengths < 3).any():
        files.left_out.append(f"{np.count_nonzero(lengths < 3)} faces of fewer than three corners")
    check_indices(content.indices, len(vertices))
    corners, faces = triangulate_polygons(lengths, vertices[content.indices])
    materials, parts = _find_materials(content.libraries, files), []
    # A texture is for the faces that say where on it they are.
    has_uv = content.has_uv[corners].all(axis=1)
    looks = 2 * content.face_materials[faces] + has_uv
    order = np.argsort(looks, kind="stable")
    for own in np.split(order, np.flatnonzero(np.diff(looks[order])) + 1) if len(order) else []:
        name, textured = content.materials[looks[own[0]] // 2], has_uv[own[0]]
        material = materials.get(name, Material())
        image, base_color = _look_of(material, textured, files)
        own = corners[own].ravel()
        vertex_colors = (
            None if colors is None or image is not None else colors[content.indices[own]]
        )
        parts.append(
            Part(
                vertices[content.indices[own]],
                np.arange(len(own)).reshape(-1, 3),
                vertex_colors,
                uv=None if image is None else content.uv[own] * material.scale + material.offset,
                image=image,
                base_color=base_color if vertex_colors is None else None,
            )
        )
    return Surface(parts, [*dict.fromkeys(files.left_out)], files.read)


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


def _look_of(material, has_uv, files):
    """The image and the colour of a material."""
    image = files.image(material.texture) if material.texture and has_uv else None
    if image is not None and material.color and not any(material.color):
        return image, None
    return image, material.color
