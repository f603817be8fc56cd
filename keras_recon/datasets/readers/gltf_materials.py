"""What glTF files say of colours."""

import numpy as np


def read_material(arrays, index, attributes, files):
    """Read the base colour of a material.

    Args:
        arrays: A `GltfArrays`.
        index: Which material, or None.
        attributes: Dictionary of arrays by the names of a primitive's attributes.
        files: A `SideFiles`, for textures.

    Returns:
        Dictionary of what there is among `base_color`, `image` and `uv`, for `Part`.

    Example:

    ```python
    import pathlib

    from keras_recon.datasets.readers.gltf_arrays import GltfArrays
    from keras_recon.datasets.readers.gltf_materials import read_material
    from keras_recon.datasets.readers.side_files import SideFiles

    files = SideFiles(pathlib.Path("x.gltf"))
    material = '{"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]}}'
    text = '{"asset": {"version": "2.0"}, "materials": [' + material + "]}"
    read_material(GltfArrays(text.encode(), files), 0, {}, files)  # {"base_color": [1, 0, 0]}
    ```

    Reference:
        - [Materials of glTF 2.0](https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#materials)
    """
    if index is None:
        return {}
    material = arrays.tree["materials"][index]
    look = material.get("pbrMetallicRoughness", {})
    color, texture = look.get("baseColorFactor"), look.get("baseColorTexture")
    gloss = material.get("extensions", {}).get("KHR_materials_pbrSpecularGlossiness")
    if gloss is not None:
        color, texture = gloss.get("diffuseFactor"), gloss.get("diffuseTexture")
    found = {} if color is None else {"base_color": color[:3]}
    if texture is not None:
        transform = texture.get("extensions", {}).get("KHR_texture_transform", {})
        place = transform.get("texCoord", texture.get("texCoord", 0))
        uv = attributes.get(f"TEXCOORD_{place}")
        image = None if uv is None else _read_image(arrays, texture["index"], files)
        if image is not None:
            found |= {"image": image, "uv": _transform(uv.astype("float64"), transform)}
    return found


def _read_image(arrays, index, files):
    texture = arrays.tree["textures"][index]
    sources = [texture, *texture.get("extensions", {}).values()]
    sources = [source["source"] for source in sources if "source" in source]
    if not sources:
        files.left_out.append(f"the texture {index}, which has no image")
        return None
    image = arrays.tree["images"][sources[0]]
    name = image.get("name") or f"number {sources[0]}"
    if "bufferView" in image:
        return files.image(name, bytes(arrays.view(image["bufferView"])))
    if image["uri"].startswith("data:"):
        return files.image(name, arrays.data(image["uri"]))
    return files.image(arrays.file_name(image["uri"]))


def _transform(uv, transform):
    """Coordinates on the image, from its lower left corner; glTF counts from the upper left."""
    uv = uv * transform.get("scale", [1, 1])
    angle = transform.get("rotation", 0)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    uv = uv @ turn.T + transform.get("offset", [0, 0])
    return np.stack([uv[:, 0], 1 - uv[:, 1]], axis=1)
