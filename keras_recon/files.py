"""Files and folders that are written as a whole or not at all."""

import contextlib
import json
import os
import tempfile
from pathlib import Path


@contextlib.contextmanager
def replacing(path):
    """Give a temporary path to write, which takes the place of `path` when the body is done.

    Args:
        path: Path of a file, which is replaced if it is there, or of a folder, which must be new.
            The folder that it lies in is made if need be.

    Yields:
        Path to write the file or the folder to. If the body raises, `path` stays as it was and
        nothing is left behind.

    Example:

    ```python
    import pathlib
    import tempfile
    from keras_recon.files import replacing

    path = pathlib.Path(tempfile.mkdtemp()) / "metrics.json"
    with replacing(path) as partial:
        partial.write_text("{}")
    path.read_text()  # "{}"
    ```
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as work:
        partial = Path(work) / path.name
        yield partial
        os.replace(partial, path)


def user_cache(name):
    """Name a folder for what may be kept from one run to the next, in `KERAS_HOME` or `~/.keras`.

    Args:
        name: Name of the folder there.

    Returns:
        Its path, or None where the user can't write.

    Example:

    ```python
    from keras_recon.files import user_cache

    user_cache("shapes").name  # "shapes"
    ```
    """
    folder = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder / "keras_recon" / name if os.access(folder, os.W_OK) else None


def parse_json(text):
    """Parse JSON that nobody vouches for.

    Args:
        text: String or bytes.

    Returns:
        What `json.loads` gives.

    Raises:
        ValueError: If it is no JSON, or nested too deep.

    Example:

    ```python
    from keras_recon.files import parse_json

    parse_json("[1, 2]")  # [1, 2]
    ```
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def write_json(path, content):
    """Write a JSON file as a whole.

    Args:
        path: Path of the file, which is replaced if it is there.
        content: What `json.dumps` takes.

    Example:

    ```python
    import tempfile
    from keras_recon.files import write_json

    write_json(tempfile.mkdtemp() + "/metrics.json", {"accuracy": 0.5})
    ```
    """
    with replacing(path) as partial:
        partial.write_text(json.dumps(content, indent=2) + "\n")
