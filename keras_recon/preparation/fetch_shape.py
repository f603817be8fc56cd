"""A shape's file, and the files that it names, on this machine."""

import contextlib
import hashlib
import json
import os
import pathlib
import posixpath
import re
import urllib.parse

from keras_recon.datasets.readers.mtl import read_materials
from keras_recon.datasets.shape_cache import file_digest
from keras_recon.preparation.addresses import open_filesystem

_MATERIALS = re.compile(rb"^[ \t]*mtllib[ \t]+(.*\S)", re.MULTILINE)
_TEXTURE = re.compile(rb"^comment[ \t]+TextureFile[ \t]+(.*\S)", re.MULTILINE | re.IGNORECASE)
_URI = re.compile(rb'"uri"\s*:\s*("(?!data:)(?:[^"\\]|\\.)*")')


def fetch_shape(address, folder):
    r"""Copy a file and those that it names, which readers look for below the folder above it.

    Args:
        address: Path or address of the file.
        folder: Empty folder to copy to.

    Returns:
        Its `pathlib.Path` there, and a digest of the content and the names of all that came.

    Raises:
        OSError: If the file itself can't be had.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.preparation.fetch_shape import fetch_shape

    source, folder = pathlib.Path(tempfile.mkdtemp()), pathlib.Path(tempfile.mkdtemp())
    (source / "oak.mtl").write_text("newmtl oak\nKd 1 0.5 0\n")
    (source / "chair.obj").write_text("mtllib oak.mtl\nv 0 0 0\n")
    path, _ = fetch_shape(source / "chair.obj", folder)
    sorted(file.name for file in path.parent.iterdir())  # ["chair.obj", "oak.mtl"]
    ```
    """
    filesystem, source = open_filesystem(address)
    above, remote = pathlib.Path(folder), posixpath.dirname(source)
    path = above / "shape" / posixpath.basename(source)
    path.parent.mkdir()
    filesystem.get_file(source, str(path))
    places, read = [path], set()
    while places:
        file = places.pop()
        read.add(file)
        for place in _places_named_in(file):
            local = pathlib.Path(os.path.normpath(path.parent / place))
            if not local.is_relative_to(above) or local in read:
                continue
            local.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
                filesystem.get_file(posixpath.normpath(f"{remote}/{place}"), str(local))
                if local.is_file():
                    places.append(local)
    read.remove(path)
    sides = sorted([os.path.relpath(side, path.parent), file_digest(side)] for side in read)
    # By another name it is no other shape.
    contents = [path.suffix.lower(), file_digest(path), sides]
    return path, hashlib.sha256(json.dumps(contents).encode()).hexdigest()


def _places_named_in(path):
    """Where the files may be that a file names, from the folder of the shape."""
    places = []
    for name in dict.fromkeys(_names_in(path)):
        place = name.replace("\\", "/")
        # As readers do: of a name elsewhere, what lies beside the file.
        outside = ":" in name or posixpath.isabs(place)
        places.append(posixpath.basename(place) if outside else posixpath.normpath(place))
        places.append(posixpath.basename(place))
    return [place for place in dict.fromkeys(places) if place not in ("", ".", "..")]


def _names_in(path):
    suffix, content = path.suffix.lower(), path.read_bytes()
    if suffix in (".gltf", ".glb"):
        for text in _URI.findall(content):
            try:
                yield urllib.parse.unquote(json.loads(text))
            except ValueError:
                continue
    elif suffix == ".mtl":
        materials = read_materials(content.decode("utf-8", "replace"))
        yield from (material.texture for material in materials.values() if material.texture)
    else:
        for line in (_MATERIALS if suffix == ".obj" else _TEXTURE).findall(content):
            line = line.decode("utf-8", "replace")
            # A space may belong to a name, or be between two.
            yield from (line, *line.split())
