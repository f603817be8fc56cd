"""What the names of a file and its folders say."""

import pathlib
import re

# Lower letters after another case, or a run of letters of one case, also of other scripts.
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# What says nothing about a shape.
_EMPTY = {"mesh", "meshes", "model", "models", "normalized", "obj", "object", "objects", "scan"}
_EMPTY |= {"scans", "shape", "shapes", "untitled", "train", "test", "val"}


def captions_of_path(place):
    """Make captions of the name of a file and of the nearest folder whose name has words.

    Numbers, identifiers and names such as `model` and `train` are no words.

    Args:
        place: Path of a file, relative to the folder of all shapes.

    Returns:
        Tuple of at most two different strings in lower case, that of the file first.

    Example:

    ```python
    from keras_recon.datasets.captions_of_path import captions_of_path

    captions_of_path("chairs/OakArmchair_02.obj")  # ("oak armchair", "chairs")
    captions_of_path("floor-lamp/train/0001.off")  # ("floor lamp",)
    ```
    """
    place = pathlib.PurePath(place)
    folders = map(_words, reversed(place.parts[:-1]))
    captions = (_words(place.stem), next(filter(None, folders), ""))
    return tuple(dict.fromkeys(filter(None, captions)))


def _words(name):
    words = []
    for token in re.split(r"[\W_]+", name):
        # A number behind a word is one of many alike; letters among digits are an identifier.
        token = token.rstrip("0123456789")
        if _WORD.fullmatch(token):
            words += _HUMP.sub(" ", token).lower().split()
    return " ".join(word for word in words if len(word) > 1 and word not in _EMPTY)
