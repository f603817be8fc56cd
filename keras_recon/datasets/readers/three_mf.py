"""3MF files."""

import posixpath
import zipfile

import numpy as np

from .archive_errors import archive_errors
from .content import Surface
from .parts import Part, Size
from .polygons import check_indices
from .three_mf_model import MOST_OBJECTS, read_model

_MOST_BYTES = 2**30
_UNCOLORED = (102, 102, 102)


def read_3mf(path):
    """Read the objects of a 3MF file that are to be built, in the file's unit.

    Colours are those of base materials and of colour groups; textures aren't read.

    Args:
        path: The `pathlib.Path`.

    Returns:
        A `Surface`, a part for each object each time that it is built.

    Raises:
        ValueError: If it is no 3MF file, more than 1 GiB unpacked, or an object is missing.

    Example:

    ```python
    import pathlib
    import tempfile
    import zipfile

    from keras_recon.datasets.readers.three_mf import read_3mf

    model = '''<model><resources><object id="1"><mesh><vertices><vertex x="0" y="0" z="0"/>
    <vertex x="2" y="0" z="0"/><vertex x="0" y="2" z="0"/></vertices><triangles>
    <triangle v1="0" v2="1" v3="2"/></triangles></mesh></object></resources>
    <build><item objectid="1"/></build></model>'''
    path = pathlib.Path(tempfile.mkdtemp(), "triangle.3mf")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("3D/3dmodel.model", model)
    read_3mf(path).parts[0].triangles.shape  # (1, 3, 3)
    ```

    Reference:
        - [3MF core specification](https://github.com/3MFConsortium/spec_core)
    """
    try:
        return _read(path)
    except (LookupError, AttributeError, OverflowError) as error:
        # A file may leave out any entry, or have it elsewhere.
        raise ValueError(f"an entry that is missing, out of place or too large: {error}") from error


def _read(path):
    left_out, parts, models, visits, size = {}, [], {}, 0, Size()
    with archive_errors(), zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > _MOST_BYTES:
            raise ValueError(f"{unpacked} bytes unpacked; at most {_MOST_BYTES} are read")
        names = {name.lower().lstrip("/"): name for name in archive.namelist()}

        def model_at(place):
            place = posixpath.normpath(place.lower()).lstrip("/")
            if place not in models:
                if place not in names:
                    raise ValueError(f"no model {place} in the archive")
                models[place] = read_model(archive.read(names[place]))
            return place, models[place]

        root, model = model_at(_root(archive, names))
        waiting = [(root, item, np.eye(4)) for item in reversed(model.items)]
        while waiting:
            visits += 1
            if visits > MOST_OBJECTS:
                raise ValueError(f"more than {MOST_OBJECTS} objects, or objects in themselves")
            place, component, outer = waiting.pop()
            place, model = model_at(component.path or place)
            if component.identity not in model.objects:
                raise ValueError(f"no object {component.identity}")
            thing = model.objects[component.identity]
            # Points are rows: the inner transform comes first.
            matrix = component.matrix @ outer
            waiting += [(place, inner, matrix) for inner in reversed(thing.components)]
            if thing.triangles:
                size.add(len(thing.vertices) // 3, len(thing.triangles) // 3)
                parts.append(_part(thing, model, matrix))
    for model in models.values():
        for kind, count in model.left_out.items():
            left_out[kind] = left_out.get(kind, 0) + count
    return Surface(parts, [f"{count} {kind}" for kind, count in left_out.items()])


def _root(archive, names):
    """The name of the model that holds what is built."""
    if "_rels/.rels" in names:
        found = read_model(archive.read(names["_rels/.rels"])).root
        if found:
            return found
    return "3d/3dmodel.model"


def _part(thing, model, matrix):
    vertices = np.array(thing.vertices).reshape(-1, 3) @ matrix[:3, :3] + matrix[3, :3]
    faces = np.array(thing.triangles).reshape(-1, 3)
    check_indices(faces, len(vertices))
    colors = [model.corner_colors(thing, *looks) for looks in thing.looks]
    if not any(any(corners) for corners in colors):
        return Part(vertices, faces)
    colors = np.array([color or _UNCOLORED for corners in colors for color in corners]) / 255
    corners = np.arange(faces.size).reshape(-1, 3)
    return Part(vertices[faces.ravel()], corners, colors)
