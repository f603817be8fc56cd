"""Embeddings of files that were embedded before."""

import collections
import hashlib
import json
import os
import pathlib

import numpy as np

from keras_recon.datasets.shape_cache import file_digest
from keras_recon.files import replacing


class EmbeddingCache:
    """One model's embeddings of files by their content, in blocks that are written as a whole.

    Args:
        folder: Where they are kept; made if it isn't there. It may be deleted at any time.

    Example:

    ```python
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.search.embedding_cache import EmbeddingCache

    folder = pathlib.Path(tempfile.mkdtemp())
    np.save(folder / "scan.npy", np.zeros((8, 3)))
    cache = EmbeddingCache(folder / "cache")
    key, found = cache.find(folder / "scan.npy")  # found is None
    entry = cache.entry(folder / "scan.npy", key, side_files=())
    cache.keep([entry], np.ones((1, 4), "float32"), np.zeros((1, 8, 3), "float16"))
    _, (embedding, thumbnail) = EmbeddingCache(folder / "cache").find(folder / "scan.npy")
    embedding  # [1, 1, 1, 1]
    ```
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        # Files of one content may refer to others, which differ.
        self.rows = collections.defaultdict(list)
        for path in sorted(self.folder.glob("*.npz")):
            for key, *row in _read_block(path):
                self.rows[key].append(row)

    def find(self, path):
        """Look for what was made of a file.

        Args:
            path: The file.

        Returns:
            The key of its content, and its embedding `(D,)` and thumbnail `(P, 3)` or None. Both
            None if there is no such file.
        """
        path = pathlib.Path(path)
        try:
            key = file_digest(path) + path.suffix.lower()
        except OSError:
            return None, None
        for sides, embedding, thumbnail in self.rows.get(key, ()):
            if all(_has_content(path.parent / side, digest) for side, digest in sides):
                return key, (embedding, thumbnail)
        return key, None

    def entry(self, path, key, side_files):
        """Describe a file for `keep`.

        Args:
            path: The file.
            key: What `find` gave.
            side_files: Paths of the files that were read with it.

        Returns:
            A dict for JSON.
        """
        parent = pathlib.Path(path).parent
        sides = [[os.path.relpath(side, parent), file_digest(side)] for side in side_files]
        return {"key": key, "sides": sides}

    def keep(self, entries, embeddings, thumbnails):
        """Keep a block of embeddings.

        Args:
            entries: List of what `entry` gave.
            embeddings: Float array of shape `(len(entries), D)`.
            thumbnails: Float array of shape `(len(entries), P, 3)`.
        """
        facts = json.dumps(entries)
        name = hashlib.sha256(facts.encode()).hexdigest()[:32]
        with replacing(self.folder / f"{name}.npz") as partial, open(partial, "wb") as file:
            np.savez(file, embeddings=embeddings, thumbnails=thumbnails, entries=facts)


def _read_block(path):
    """Keys, files beside, embeddings and thumbnails; none of a damaged block, then made anew."""
    if not path.is_file():
        return []
    try:
        with np.load(path, allow_pickle=False) as block:
            entries = json.loads(block["entries"].item())
            rows = zip(entries, block["embeddings"], block["thumbnails"], strict=True)
            return [
                (str(entry["key"]), [(str(side), digest) for side, digest in entry["sides"]], *row)
                for entry, *row in rows
            ]
    except Exception:  # which one depends on the byte that is wrong
        return []


def _has_content(path, digest):
    try:
        return file_digest(path) == digest
    except OSError:
        return False
