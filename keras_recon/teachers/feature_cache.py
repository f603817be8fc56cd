"""Features that a teacher gave before."""

import collections
import hashlib
import json
import pathlib
import re

import numpy as np

from keras_recon.files import replacing

# To be raised when a teacher prepares pictures or texts otherwise.
VERSION = 1


class FeatureCache:
    """One teacher's features by the content of pictures or texts, in files that are written whole.

    Args:
        folder: Where the features of all teachers are kept; made if it isn't there. It may be
            deleted at any time. None to keep them in memory.
        teacher: What tells the teacher from others, as `teacher_identity` gives it.
        kind: `"pictures"` or `"texts"`.

    Attributes:
        folder: Where those of this teacher are, or None.

    Example:

    ```python
    import tempfile

    import numpy as np
    from keras_recon.teachers.feature_cache import FeatureCache
    from keras_recon.teachers.texts import text_key

    folder, key = tempfile.mkdtemp(), text_key("a chair")
    FeatureCache(folder, "mine", "texts").keep([key], np.ones((1, 4)))
    cache = FeatureCache(folder, "mine", "texts")
    key in cache  # True
    cache.read([key])  # [[1, 1, 1, 1]]
    ```
    """

    def __init__(self, folder, teacher, kind):
        self._places, self._memory = {}, {}
        self.folder = None
        if folder is None:
            return
        facts = json.dumps([VERSION, teacher, kind])
        words = re.sub(r"\W+", "_", teacher)[:40].strip("_")
        name = f"{words}-{kind}-{hashlib.sha256(facts.encode()).hexdigest()[:16]}"
        self.folder = pathlib.Path(folder) / name
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(self.folder.glob("*.npz")):
            keys, _ = _read_shard(path)
            self._places.update((key, (path, row)) for row, key in enumerate(keys))

    def __contains__(self, key):
        return key in self._places

    def read(self, keys):
        """Read features.

        Args:
            keys: Keys of 32 bytes, all of them in the cache, at least one.

        Returns:
            float32 array of shape `(len(keys), D)`.
        """
        rows_of = collections.defaultdict(list)
        for number, key in enumerate(keys):
            shard, row = self._places[key]
            rows_of[shard].append((number, row))
        features = [None] * len(keys)
        for shard, pairs in rows_of.items():
            values = self._memory[shard] if self.folder is None else _read_shard(shard)[1]
            for number, row in pairs:
                features[number] = values[row]
        return np.stack(features)

    def keep(self, keys, features):
        """Keep features, as one file.

        Args:
            keys: Keys of 32 bytes.
            features: Float array of shape `(len(keys), D)`.
        """
        name = hashlib.sha256(b"".join(keys)).hexdigest()[:32]
        features = np.asarray(features, "float32")
        if self.folder is None:
            shard = name
            self._memory[shard] = features
        else:
            shard = self.folder / f"{name}.npz"
            keys_array = np.frombuffer(b"".join(keys), "uint8").reshape(len(keys), -1)
            with replacing(shard) as partial, open(partial, "wb") as file:
                np.savez(file, keys=keys_array, features=features)
        self._places.update((key, (shard, row)) for row, key in enumerate(keys))


def _read_shard(path):
    """Keys and features; none of a damaged file, whose features are then made anew."""
    if not path.is_file():
        return [], None
    try:
        with np.load(path, allow_pickle=False) as shard:
            keys, features = shard["keys"], shard["features"]
        fits = features.dtype == "float32" and features.ndim == 2 and np.isfinite(features).all()
        if not fits or keys.shape != (len(features), 32):
            raise ValueError("other arrays")
        return [key.tobytes() for key in keys], features
    except Exception:  # which one depends on the byte that is wrong
        return [], None
