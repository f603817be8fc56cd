"""Lists of shapes, and the files that they name."""

import pathlib

import numpy as np

from keras_recon.datasets.restricted_unpickler import load_restricted_npy
from keras_recon.datasets.text_files import require_file
from keras_recon.files import parse_json

# Where the lists have the data; published code puts the user's folder in its place.
MOUNT = "/mnt/data/"


def read_entries(path, fields):
    """Read a list of shapes.

    Args:
        path: A JSON file.
        fields: Names of the texts that each entry must have.

    Returns:
        A list of dicts, not empty.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is laid out otherwise.
    """
    accepted = f"The file must be a JSON list of objects, with the texts {', '.join(fields)} each"
    require_file(path, f"a list of shapes with {', '.join(fields)}")
    try:
        entries = parse_json(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{accepted} ({error}). Received: {path}") from error
    if not isinstance(entries, list) or not entries:
        raise ValueError(f"{accepted}. Received: {path}, which has none")
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict) or not all(isinstance(entry.get(f), str) for f in fields):
            raise ValueError(f"{accepted}. Received: {path} with entry {number}: {entry!r:.200}")
    return entries


def labels_of(entries):
    """Number the categories of a list of shapes in alphabetical order.

    Args:
        entries: What `read_entries` gives, with `category`.

    Returns:
        Integer array with the label of each shape, and a list of the names of the classes.
    """
    categories = [entry["category"] for entry in entries]
    class_names, labels = np.unique(categories, return_inverse=True)
    return labels, class_names.tolist()


def shape_path(folder, data_path):
    """Find the file of a shape that a list names.

    Args:
        folder: The user's folder of the data.
        data_path: Path as the list has it, below `/mnt/data`.

    Returns:
        A `pathlib.Path`; whether there is such a file isn't looked at.

    Raises:
        ValueError: If the path leads out of the folder.
    """
    relative = pathlib.PurePosixPath(data_path.removeprefix(MOUNT))
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(
            f"A `data_path` must lie below {MOUNT}, for which the folder of the data stands. "
            f"Received: {data_path!r}"
        )
    return pathlib.Path(folder) / relative


def read_object(path, fields=()):
    """Read the dict that a `.npy` file holds.

    Args:
        path: The file.
        fields: Names that must be in it.

    Returns:
        A dict.

    Raises:
        ValueError: If the file holds something else.
    """
    content = load_restricted_npy(path)
    content = content.item() if content.ndim == 0 else content
    if not isinstance(content, dict) or not content.keys() >= {*fields}:
        there = sorted(map(str, content)) if isinstance(content, dict) else type(content).__name__
        raise ValueError(
            f"The file must hold a dict, saved by NumPy, with {', '.join(fields) or 'entries'}. "
            f"Received: {path} with {there!r:.200}"
        )
    return content
