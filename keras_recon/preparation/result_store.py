"""Results that are kept by what they depend on."""

import hashlib
import json
import zipfile

import numpy as np

from keras_recon.preparation.addresses import open_filesystem, replacing_at


class ResultStore:
    """Arrays and facts under keys, a file each that is written as a whole.

    Args:
        address: Path or address of the folder that they are in.

    Example:

    ```python
    import tempfile

    import numpy as np
    from keras_recon.preparation.result_store import ResultStore

    store = ResultStore(tempfile.mkdtemp())
    key = store.key_of("chair", 2048)
    store.facts(key)  # None
    store.keep(key, {"points": np.zeros((2048, 3))}, {"repeated": 0})
    store.facts(key)  # {"repeated": 0}
    store.read(key)["points"]  # (2048, 3)
    ```
    """

    def __init__(self, address):
        self.filesystem, self.folder = open_filesystem(address)

    @staticmethod
    def key_of(*dependencies):
        """Return the key of what depends on these, which JSON can tell."""
        return hashlib.sha256(json.dumps(dependencies).encode()).hexdigest()

    def facts(self, key):
        """Return the facts, or None where nothing is kept or it is damaged."""
        try:
            return json.loads(self.read(key, ["facts"])["facts"].item())
        except (FileNotFoundError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def read(self, key, names=None):
        """Read arrays.

        Args:
            key: A key that was kept.
            names: Which arrays; all if not given.

        Returns:
            Dict of them.
        """
        with self.filesystem.open(self._path(key), "rb") as file, np.load(file) as arrays:
            return {name: arrays[name] for name in (names or arrays.files)}

    def keep(self, key, arrays, facts):
        """Keep arrays and facts: the same ones as the same bytes."""
        with replacing_at(self.filesystem, self._path(key)) as partial, open(partial, "wb") as file:
            np.savez(file, facts=json.dumps(facts), **arrays)

    def _path(self, key):
        return f"{self.folder}/{key[:2]}/{key}.npz"
