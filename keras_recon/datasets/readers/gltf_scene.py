"""Where the meshes of glTF files stand."""

import numpy as np

_MOST_NODES = 100_000


def walk_scene(arrays):
    """Find the meshes of the default scene, or of all nodes if there are no scenes.

    Args:
        arrays: A `GltfArrays`.

    Returns:
        List of pairs: a node that has a mesh, and a float64 array of shape `(4, 4)`, by which
        points as columns are multiplied. A node is there once for each of its instances.

    Raises:
        ValueError: If nodes hold themselves.

    Example:

    ```python
    import pathlib

    from keras_recon.datasets.readers.gltf_arrays import GltfArrays
    from keras_recon.datasets.readers.gltf_scene import walk_scene
    from keras_recon.datasets.readers.side_files import SideFiles

    text = b'{"asset": {"version": "2.0"}, "nodes": [{"mesh": 0, "translation": [1, 2, 3]}]}'
    ((node, matrix),) = walk_scene(GltfArrays(text, SideFiles(pathlib.Path("x.gltf"))))
    matrix[:3, 3]  # [1, 2, 3]
    ```

    Reference:
        - [Scenes of glTF 2.0](https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#scenes)
    """
    nodes, scenes = arrays.tree.get("nodes", []), arrays.tree.get("scenes", [])
    if scenes:
        roots = scenes[arrays.tree.get("scene", 0)].get("nodes", [])
    else:
        children = {child for node in nodes for child in node.get("children", [])}
        roots = [i for i in range(len(nodes)) if i not in children]
    found, waiting, visits = [], [(root, np.eye(4)) for root in reversed(roots)], 0
    while waiting:
        visits += 1
        if visits > _MOST_NODES:
            raise ValueError(f"more than {_MOST_NODES} nodes, or nodes that hold themselves")
        index, parent = waiting.pop()
        node = nodes[index]
        if "matrix" in node:
            matrix = parent @ np.array(node["matrix"], "float64").reshape(4, 4).T
        else:
            matrix = parent @ _place(*(node.get(k) for k in ("translation", "rotation", "scale")))
        waiting += [(child, matrix) for child in reversed(node.get("children", []))]
        if "mesh" in node:
            found += [(node, matrix @ place) for place in _instances(arrays, node)]
            if len(found) > _MOST_NODES:
                raise ValueError(f"more than {_MOST_NODES} instances of meshes")
    return found


def _instances(arrays, node):
    extension = node.get("extensions", {}).get("EXT_mesh_gpu_instancing")
    if extension is None:
        return [np.eye(4)]
    columns = {name: arrays.array(i) for name, i in extension["attributes"].items()}
    columns = [columns.get(name) for name in ("TRANSLATION", "ROTATION", "SCALE")]
    count = max(len(column) for column in columns if column is not None)
    if count > _MOST_NODES:
        raise ValueError(f"{count} instances of a mesh; at most {_MOST_NODES} are read")
    return [_place(*(None if c is None else c[i] for c in columns)) for i in range(count)]


def _place(translation, rotation, scale):
    matrix = np.eye(4)
    if rotation is not None:
        quaternion = np.array(rotation, "float64")
        with np.errstate(divide="ignore", invalid="ignore"):
            x, y, z, w = quaternion / np.linalg.norm(quaternion)
        matrix[:3, :3] = [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    if scale is not None:
        matrix[:3, :3] *= scale
    if translation is not None:
        matrix[:3, 3] = translation
    return matrix
