"""The shapes in a folder, with their classes and splits."""

import collections
import dataclasses
import os
import pathlib

from keras_recon.datasets.label_file import SPLITS, LabelledFile, read_label_file
from keras_recon.datasets.readers.formats import is_shape

LABEL_FILES = ("labels.csv", "labels.json")
# What systems and tools leave in folders.
_CLUTTER = {"__MACOSX", "__pycache__", "@eaDir", "Thumbs.db", "desktop.ini"}
# What shapes refer to, and notes.
_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tga", ".tif", ".tiff", ".webp", ".ktx2"}
_COMPANIONS = {".mtl", ".bin", ".md", *_PICTURES}


@dataclasses.dataclass(frozen=True)
class FoundShapes:
    """What is in a folder.

    Args:
        files: List of `LabelledFile`, in the order of their paths.
        class_names: Sorted names of all classes, whatever the split.
        left_out: What isn't among the files, a sentence each.

    Example:

    ```python
    from keras_recon.datasets.find_shapes import FoundShapes

    FoundShapes(files=[], class_names=("chair", "table"), left_out=())
    ```
    """

    files: list
    class_names: tuple[str, ...]
    left_out: tuple[str, ...]


def find_shapes(folder, labels=None, class_depth=1):
    """Find the shapes in a folder.

    Hidden files and folders, and what systems leave behind, are skipped.

    Args:
        folder: A `pathlib.Path`.
        labels: None for the file `labels.csv` or `labels.json` in the folder or, where there is
            none, for classes by folder: `class/…/name.obj`, with the splits, where they are
            folders, above (`train/class/…`) or directly below the classes (`class/train/…`);
            files in no folder have no class. `"folders"` for these in any case. The path of a
            CSV or JSON file, see `read_label_file`. False for no classes.
        class_depth: Number of nested folders that make the name of a class, `"chair/office"`
            with 2.

    Returns:
        A `FoundShapes`.

    Raises:
        FileNotFoundError: If the folder or the file of labels isn't there.
        ValueError: If the file of labels is none, or `class_depth` is below 1.

    Example:

    ```python
    import pathlib
    import tempfile
    from keras_recon.datasets.find_shapes import find_shapes

    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "chair" / "office").mkdir(parents=True)
    (folder / "chair" / "office" / "a.obj").touch()
    [file] = find_shapes(folder).files
    file.label  # "chair"
    ```
    """
    if class_depth < 1:
        raise ValueError(f"`class_depth` must be at least 1. Received: {class_depth}")
    if not folder.is_dir():
        raise FileNotFoundError(f"`folder` must be a folder. Received: {folder}")
    if labels is None:
        labels = next((folder / name for name in LABEL_FILES if (folder / name).is_file()), None)
    shapes, left_out = _walk(folder)
    if labels is False:
        files = [LabelledFile(path) for path in shapes]
    elif labels not in (None, "folders"):
        files = sorted(read_label_file(labels, folder), key=lambda file: file.path)
        unlisted = len({*shapes} - {file.path for file in files})
        if unlisted:
            left_out.append(f"{unlisted} shapes that {pathlib.Path(labels).name} doesn't list")
    else:
        files, without_place = label_by_folder(folder, shapes, class_depth)
        left_out += [f"{count} shapes in {place}" for place, count in without_place.items()]
    class_names = sorted({file.label for file in files} - {None})
    return FoundShapes(files, tuple(class_names), tuple(left_out))


def _walk(folder):
    """Sorted paths of the shapes, and how many files of which other kinds there are."""
    shapes, others, visited = [], collections.Counter(), set()
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not is_clutter(name)]
        real = os.path.realpath(place)
        if real in visited:  # a link to a folder above it
            folders.clear()
            continue
        visited.add(real)
        for name in names:
            path = pathlib.Path(place, name)
            if is_clutter(name) or (place == os.fspath(folder) and name in LABEL_FILES):
                continue
            if is_shape(path):
                shapes.append(path)
            elif path.suffix.lower() not in _COMPANIONS:
                others[path.suffix.lower() or "no suffix"] += 1
    kinds = ", ".join(f"{suffix}: {count}" for suffix, count in sorted(others.items()))
    return sorted(shapes), [f"{others.total()} files of other kinds ({kinds})"] if others else []


def is_clutter(name):
    """Whether a file or folder is hidden, or of those that systems leave behind."""
    return name.startswith(".") or name in _CLUTTER


def label_by_folder(folder, shapes, class_depth=1):
    """Take classes and splits from the folders that shapes are in, as `find_shapes` does.

    Args:
        folder: The folder of all, a path of `pathlib`; it isn't read.
        shapes: List of the paths of the shapes, below it.
        class_depth: Number of nested folders that make the name of a class.

    Returns:
        List of `LabelledFile`, and a `collections.Counter` of those left out, by where they are.
    """
    places = {path: path.relative_to(folder).parts[:-1] for path in shapes}
    nested = [parts for parts in places.values() if parts]
    if not nested:
        return [LabelledFile(path) for path in shapes], {}
    tops = {parts[0] for parts in nested}
    splits_above = {"train", "test"} <= tops or ("train" in tops and tops <= _SPLIT_NAMES)
    second = collections.defaultdict(set)
    for parts in nested:
        second[parts[0]].update(parts[1:2])
    splits_below = not splits_above and all("train" in names for names in second.values())

    files, left_out = [], collections.Counter()
    for path, parts in places.items():
        split, classes = None, parts
        if splits_above and parts:
            split, classes = parts[0], parts[1:]
        elif splits_below and parts:
            split, classes = (parts[1] if len(parts) > 1 else None), (parts[0], *parts[2:])
        if not classes and not splits_above:
            left_out["the folder itself, which have no class"] += 1
        elif (splits_above or splits_below) and split not in SPLITS:
            place = "no folder of a split" if split is None else f"{split}/"
            left_out[f"{place}, where splits are {', '.join(SPLITS)}"] += 1
        else:
            files.append(LabelledFile(path, "/".join(classes[:class_depth]) or None, split))
    return files, left_out


_SPLIT_NAMES = {*SPLITS, "valid", "validation", "eval", "dev"}
