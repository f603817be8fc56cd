"""Points of files that were read before."""

import hashlib
import json
import os
import pathlib

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
    entry, shape = cache.find(folder + "/scan.npy", 2048, 0)  # shape is None
    cache.keep(entry, folder + "/scan.npy", read_file(folder + "/scan.npy", 2048, 0))
    cache.find(folder + "/scan.npy", 2048, 0)[1].points.shape  # (2048, 3)
    ```
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def find(self, path, num_points, seed):
        """Look for what was read of a file.

        Args:
            path: The file.
            num_points: As of `read_file`, and so is the following.
            seed: Integer or sequence of integers.

        Returns:
            The entry to keep it as, and the `Shape` or None. Both None if there is no such file.
        """
        path = pathlib.Path(path)
        try:
            content = file_digest(path)
        except OSError:
            return None, None
        key = json.dumps([VERSION, content, path.suffix.lower(), num_points, seed])
        entry = self.folder / f"{hashlib.sha256(key.encode()).hexdigest()}.npz"
        return entry, _load(entry, path.parent, num_points)

    def keep(self, entry, path, shape):
        """Keep the `Shape` of a file as an entry that `find` gave.

        One that was read without a texture or a material that is missing isn't kept: it may come.
        """
        if any("which is missing" in reason for reason in shape.left_out):
            return
        colors = np.zeros((0, 3), "float32") if shape.colors is None else shape.colors
        folder = os.path.dirname(path)
        # The same file in another folder has other files beside it.
        sides = [[os.path.relpath(side, folder), file_digest(side)] for side in shape.side_files]
        facts = {"left_out": shape.left_out, "repeated": shape.repeated, "sides": sides}
        with replacing(entry) as partial, open(partial, "wb") as file:
            np.savez(file, points=shape.points, colors=colors, facts=json.dumps(facts))


def check_apart(cache_dir, folder):
    """Raise unless what is kept isn't taken for shapes.

    Args:
        cache_dir: Folder of a cache, whose files are arrays as shapes may be.
        folder: Folder of shapes.

    Raises:
        ValueError: If the cache lies in the folder and isn't hidden.
    """
    cache_dir, folder = pathlib.Path(cache_dir).resolve(), pathlib.Path(folder).resolve()
    inner = cache_dir.relative_to(folder).parts if cache_dir.is_relative_to(folder) else (".",)
    if not any(part.startswith(".") for part in inner):
        raise ValueError(
            "`cache_dir` must lie outside of `folder`, or be hidden in it: its files would be "
            f"taken for shapes. Received: {cache_dir}"
        )


def file_digest(path):
    """Return the SHA-256 of a file's content, in hexadecimal digits, or raise an `OSError`."""
    if not os.path.isfile(path):  # a pipe would be waited for
        raise FileNotFoundError(f"A path must be that of a file. Received: {path}")
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load(entry, folder, num_points):
    """The shape, or None where there is none or a file beside it has changed."""
    if not entry.is_file():
        return None
    try:
        with np.load(entry) as content:
            points, colors = content["points"], content["colors"]
            facts = json.loads(content["facts"].item())
        if points.shape != (num_points or len(points), 3) or points.dtype != "float64":
            return None
        if colors.shape not in ((0, 3), points.shape) or colors.dtype != "float32":
            return None
        sides = [(os.path.normpath(folder / side), digest) for side, digest in facts["sides"]]
        if any(file_digest(side) != digest for side, digest in sides):
            return None
        return Shape(
            points,
            colors if len(colors) else None,
            tuple(facts["left_out"]),
            facts["repeated"],
            tuple(side for side, _ in sides),
        )
    except Exception:  # which one depends on the byte that is wrong
        return None
