"""The files that a user asks about."""

import dataclasses
import os
import pathlib

from keras_recon.datasets.find_shapes import find_shapes
from keras_recon.datasets.readers.formats import SUFFIXES


@dataclasses.dataclass(frozen=True)
class RequestedFile:
    """A file, or what there is instead.

    Args:
        path: Its path.
        place: Where in the folder that was asked for it is; its name, if it was itself.
        error: Why there is nothing to read, an exception, or None.

    Example:

    ```python
    import pathlib

    from keras_recon.prediction.requested_files import RequestedFile

    RequestedFile(pathlib.Path("meshes/a/chair.obj"), pathlib.PurePath("a/chair.obj"))
    ```
    """

    path: pathlib.Path
    place: pathlib.PurePath
    error: Exception | None = None


def requested_files(paths):
    """List the files that paths mean.

    Args:
        paths: A path or a list of paths. Of a folder all shapes in it are meant.

    Returns:
        List of `RequestedFile`, in the order of `paths` and in each folder of their paths; and a
        list of sentences on what is in the folders beside.

    Raises:
        ValueError: If `paths` are none.

    Example:

    ```python
    from keras_recon.prediction.requested_files import requested_files

    [file], left_out = requested_files("missing.obj")
    type(file.error).__name__  # "FileNotFoundError"
    ```
    """
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    paths = [*paths] if hasattr(paths, "__iter__") and not isinstance(paths, bytes) else [paths]
    wrong = [path for path in paths if not isinstance(path, str | os.PathLike)]
    if wrong:
        raise ValueError(
            f"`paths` must be a path or a list of paths. Received: a {type(wrong[0]).__name__}"
        )
    files, left_out = [], []
    for path in map(pathlib.Path, paths):
        if os.path.isdir(path):
            found, others = _of_folder(path)
            files += found
            left_out += [f"{path}: {sentence}" for sentence in others]
        else:
            files.append(_checked(path, pathlib.PurePath(path.name)))
    return files, left_out


def _of_folder(folder):
    try:
        found = find_shapes(folder, labels=False)
    except OSError as error:
        return [RequestedFile(folder, folder, error)], []
    if not found.files:
        error = FileNotFoundError(
            f"A folder must hold shapes, files with one of {' '.join(SUFFIXES)}. Received: {folder}"
        )
        return [RequestedFile(folder, folder, error)], found.left_out
    files = [_checked(file.path, file.path.relative_to(folder)) for file in found.files]
    return files, found.left_out


def _checked(path, place):
    error = None
    # What isn't a regular file, such as a pipe, may never end.
    if not os.path.isfile(path):
        there = os.path.lexists(path)
        kind, reason = (ValueError, "no file") if there else (FileNotFoundError, "not there")
        error = kind(f"A shape must be a file. Received: {path}, which is {reason}")
    return RequestedFile(path, place, error)
