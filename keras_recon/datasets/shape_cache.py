"""Points of files that were read before."""

import hashlib
import json
import pathlib
import zipfile

import numpy as np

from keras_recon.datasets.readers.read_file import Shape
from keras_recon.files import replacing

# To be raised when a reader gives other points of the same file.
VERSION = 1


class ShapeCache:
    """Files' points by the content of the files, those that they refer to included.

    Args:
        folder: Where they are kept; made if it isn't there. It may be deleted at any time.

    Example:

    ```python
    import tempfile

    import numpy as np
    from keras_recon.datasets.readers.read_file import read_file
    from keras_recon.datasets.shape_cache import ShapeCache

    folder = tempfile.mkdtemp()
    np.save(folder + "/scan.npy", np.random.default_rng(0).normal(size=(3000, 3)))
    cache = ShapeCache(folder + "/cache")
    cache.read(folder + "/scan.npy", 2048, 0, read_file).points.shape  # (2048, 3)
    ```
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def read(self, path, num_points, seed, read):
        """Read a file, or what was read of it before.

        Args:
            path: The file.
            num_points: As of `read_file`, and so is the following.
            seed: Integer or sequence of integers.
            read: Function `(path, num_points, seed)` that reads it.

        Returns:
            A `Shape`.
        """
        path = pathlib.Path(path)
        content = _digest(path)
        key = json.dumps([VERSION, content, path.suffix.lower(), num_points, seed])
        entry = self.folder / f"{hashlib.sha256(key.encode()).hexdigest()}.npz"
        shape = _load(entry)
        if shape is None:
            shape = read(path, num_points, seed)
            _store(entry, shape)
        return shape


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _store(entry, shape):
    colors = np.zeros((0, 3), "float32") if shape.colors is None else shape.colors
    sides = [[path, _digest(path)] for path in shape.side_files]
    facts = {"left_out": shape.left_out, "repeated": shape.repeated, "sides": sides}
    with replacing(entry) as partial, open(partial, "wb") as file:
        np.savez(file, points=shape.points, colors=colors, facts=json.dumps(facts))


def _load(entry):
    """The shape, or None where there is none or a file beside it has changed."""
    try:
        with np.load(entry) as content:
            points, colors = content["points"], content["colors"]
            facts = json.loads(content["facts"].item())
        if any(_digest(path) != digest for path, digest in facts["sides"]):
            return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Shape(
        points,
        colors if len(colors) else None,
        tuple(facts["left_out"]),
        facts["repeated"],
        tuple(path for path, _ in facts["sides"]),
    )
