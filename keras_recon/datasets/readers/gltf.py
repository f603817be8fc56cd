"""glTF files, .glb and .gltf."""

import collections

import numpy as np

from .color_range import to_unit_range
from .content import Cloud, Surface
from .gltf_arrays import GltfArrays, UnreadError
from .gltf_materials import read_material
from .gltf_scene import walk_scene
from .optional_import import optional_import
from .parts import Part, Size
from .polygons import check_indices, triangulate_fans, triangulate_strip
from .side_files import SideFiles

_EXTENSIONS = (
    "KHR_mesh_quantization",
    "KHR_draco_mesh_compression",
    "EXT_meshopt_compression",
    "KHR_meshopt_compression",
    "EXT_mesh_gpu_instancing",
    "KHR_texture_transform",
    "EXT_texture_webp",
    "KHR_texture_basisu",
    "KHR_lights_punctual",
    "EXT_texture_avif",
    "KHR_technique_webgl",
    "KHR_techniques_webgl",
)
_DRACO = "KHR_draco_mesh_compression"
_POINTS, _TRIANGLES, _STRIP, _FAN = 0, 4, 5, 6


def read_gltf(path):
    """Read the triangles of a glTF file's default scene, or its points if it has none.

    Shapes stand in their rest pose: skins and morph targets aren't applied. Colours are those of
    the material, its texture and the vertices, multiplied.

    Args:
        path: The `pathlib.Path`. Buffers and textures are read if they lie below its folder or
            the one above.

    Returns:
        A `Surface`, a part for each primitive of each node; or a `Cloud`.

    Raises:
        ValueError: If the file needs an extension that is unknown, a buffer is missing, an index
            is out of range, or there is nothing that is read.

    Example:

    ```python
    import pathlib
    import tempfile

    import trimesh  # writes the file, reading needs none
    from keras_recon.datasets.readers.gltf import read_gltf

    path = pathlib.Path(tempfile.mkdtemp(), "box.glb")
    trimesh.creation.box((1, 2, 3)).export(path)
    read_gltf(path).parts[0].triangles.shape  # (12, 3, 3)
    ```

    Reference:
        - [glTF 2.0](https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html)
    """
    try:
        return _read(path)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        # A file may leave out any entry, or give it any type.
        raise ValueError(f"an entry that is missing or of another type: {error}") from error


def _read(path):
    files = SideFiles(path)
    arrays = GltfArrays(path.read_bytes(), files)
    unknown = [
        name
        for name in arrays.tree.get("extensionsRequired", [])
        if name not in _EXTENSIONS and not name.startswith("KHR_materials_")
    ]
    if unknown:
        raise ValueError(f"needs the extension {', '.join(unknown)}, which isn't read")
    left_out, parts, clouds, meshes, size = collections.Counter(), [], [], {}, Size()
    for node, matrix in walk_scene(arrays):
        index = node["mesh"]
        if index not in meshes:
            meshes[index] = _read_mesh(arrays, index, files)
        primitives, unread = meshes[index]
        left_out += unread
        left_out["skins, without which the shape stands in its rest pose"] += "skin" in node
        for vertices, faces, colors, look in primitives:
            size.add(len(vertices), 0 if faces is None else len(faces))
            with np.errstate(invalid="ignore"):  # some may be infinite
                vertices = vertices @ matrix[:3, :3].T + matrix[:3, 3]
            if faces is None:
                clouds.append((vertices, colors))
            else:
                parts.append(Part(vertices, faces, colors, **look))
    left_out["other scenes"] = len(arrays.tree.get("scenes", [None])) - 1
    if parts and clouds:
        left_out["parts of points"] += len(clouds)
    said = [f"{count} {kind}" for kind, count in left_out.items() if count > 0]
    said += dict.fromkeys(files.left_out)
    if parts:
        return Surface(parts, said, files.read)
    if not clouds:
        raise ValueError(" and ".join(["no triangle or point in the scene", *said]))
    points = np.concatenate([points for points, _ in clouds])
    colored = all(colors is not None for _, colors in clouds)
    colors = np.concatenate([colors for _, colors in clouds]) if colored else None
    return Cloud(points, colors, said, files.read)


def _read_mesh(arrays, index, files):
    """Primitives as vertices, faces (None of points), colours and look; what isn't read."""
    mesh, primitives, unread = arrays.tree["meshes"][index], [], collections.Counter()
    size = Size()
    for primitive in mesh["primitives"]:
        try:
            primitives.append(_read_primitive(arrays, primitive, files))
            vertices, faces, *_ = primitives[-1]
            size.add(len(vertices), 0 if faces is None else len(faces))
            unread["morph targets"] += len(primitive.get("targets", []))
        except UnreadError as error:
            unread[str(error)] += 1
    return primitives, unread


def _read_primitive(arrays, primitive, files):
    mode = primitive.get("mode", _TRIANGLES)
    if mode not in (_POINTS, _TRIANGLES, _STRIP, _FAN):
        raise UnreadError("parts of lines")
    compressed = primitive.get("extensions", {}).get(_DRACO)
    if compressed:
        attributes, indices = _decode_draco(arrays, primitive, compressed)
    else:
        attributes = primitive["attributes"]
        used = [name for name in attributes if name.startswith(("POSITION", "COLOR_0", "TEXCOORD"))]
        attributes = {name: arrays.array(attributes[name]) for name in used}
        indices = arrays.array(primitive["indices"]).ravel() if "indices" in primitive else None
    vertices = attributes["POSITION"].astype("float64")
    indices = np.arange(len(vertices)) if indices is None else indices.astype("int64")
    check_indices(indices, len(vertices))
    colors = attributes.get("COLOR_0")
    if colors is not None:
        colors = to_unit_range(colors[:, :3], files.left_out, highest=1)
    if mode == _POINTS:
        return vertices[indices], None, None if colors is None else colors[indices], {}
    if mode == _STRIP:
        faces = triangulate_strip(indices)
    elif mode == _FAN:
        faces = indices[triangulate_fans([len(indices)])[0]]
    else:
        faces = indices[: len(indices) // 3 * 3].reshape(-1, 3)
    return (
        vertices,
        faces,
        colors,
        read_material(arrays, primitive.get("material"), attributes, files),
    )


def _decode_draco(arrays, primitive, compressed):
    draco = optional_import("DracoPy", "mesh", "a mesh compressed with Draco")
    decoded = draco.decode(bytes(arrays.view(compressed["bufferView"])))
    names = {identity: name for name, identity in compressed["attributes"].items()}
    attributes = {}
    for attribute in decoded.attributes:
        name = names.get(attribute["unique_id"])
        if name is None:
            continue
        data = np.asarray(attribute["data"])
        data = data.reshape(len(data), -1)
        accessor = arrays.tree["accessors"][primitive["attributes"][name]]
        if accessor.get("normalized") and data.dtype.kind in "iu":
            data = np.maximum(data / np.iinfo(data.dtype).max, -1)
        attributes[name] = data
    return attributes, np.asarray(decoded.faces).ravel()
