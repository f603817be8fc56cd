"""Pictures of shapes as files, which tell what they were drawn from."""

import json
import os
import pathlib

from keras_recon.datasets.readers.optional_import import optional_import
from keras_recon.datasets.shape_cache import file_digest
from keras_recon.files import replacing

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
# To be raised when the same file and settings give other pictures.
VERSION = 1
_MARK = "Keras ReCon view"


def find_views(views_dir, places):
    """Find the pictures of shapes.

    Args:
        views_dir: Folder where each shape has one of its own, `views_dir/chair/a.obj/0.png`.
        places: For each shape the path of its file below the folder of shapes, `"chair/a.obj"`.

    Returns:
        Tuple with, for each place, the tuple of the paths of its pictures, PNG, JPEG or WebP, in
        the order of their numbers and names; an empty one where there are none.

    Raises:
        FileNotFoundError: If `views_dir` isn't a folder.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.views import find_views

    views_dir = pathlib.Path(tempfile.mkdtemp())
    (views_dir / "chair" / "a.obj").mkdir(parents=True)
    (views_dir / "chair" / "a.obj" / "front.jpg").touch()
    [len(views) for views in find_views(views_dir, ["chair/a.obj", "chair/b.obj"])]  # [1, 0]
    ```
    """
    views_dir = pathlib.Path(views_dir)
    if not views_dir.is_dir():
        raise FileNotFoundError(f"`views_dir` must be a folder. Received: {views_dir}")
    return tuple(tuple(map(str, list_pictures(views_dir / place))) for place in places)


def list_pictures(folder):
    """List the pictures in a folder: numbered ones in their order, then others by name."""
    if not folder.is_dir():
        return []
    pictures = [
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    ]
    return sorted(pictures, key=lambda path: (_number(path), path.name))


def _number(path):
    return int(path.stem) if path.stem.isdecimal() else float("inf")


def is_own(picture):
    """Whether a picture was drawn here, and isn't a user's."""
    return _read_mark(picture) is not None


def fit(pictures, path, settings):
    """Whether pictures are those of a file as it is now, drawn with these settings.

    Args:
        pictures: List of the paths of all pictures of the file.
        path: The file.
        settings: What the pictures depend on, of the types that JSON has, one list for each.
    """
    marks = [_read_mark(picture) for picture in pictures]
    names = [f"{number}.png" for number in range(len(settings))]
    if [picture.name for picture in pictures] != names or None in marks:
        return False
    if [mark.get("settings") for mark in marks] != [[VERSION, *each] for each in settings]:
        return False
    # What was missing then may have come.
    if not all(mark["whole"] for mark in marks):
        return False
    try:
        digests = {path: file_digest(path)}
        for mark in marks:
            for side, digest in [(path.name, mark["content"]), *mark["sides"]]:
                side = path.parent / side
                if side not in digests:
                    digests[side] = file_digest(side)
                if digests[side] != digest:
                    return False
    except OSError:
        return False
    return True


def write_pictures(folder, path, settings, drawing):
    """Write the pictures of a file, each as a whole, in place of those that were drawn before.

    Args:
        folder: The folder of its pictures.
        path: The file.
        settings: As of `fit`.
        drawing: A `Drawing`.
    """
    image = optional_import("PIL.Image", "render", "a shape", "Drawing")
    png = optional_import("PIL.PngImagePlugin", "render", "a shape", "Drawing")
    facts = {
        "content": file_digest(path),
        # The same file in another folder has other files beside it.
        "sides": [
            [os.path.relpath(side, path.parent), file_digest(side)] for side in drawing.side_files
        ],
        "whole": not any("which is missing" in reason for reason in drawing.left_out),
    }
    for number, (view, own) in enumerate(zip(drawing.views, settings, strict=True)):
        mark = png.PngInfo()
        mark.add_text(_MARK, json.dumps({"settings": [VERSION, *own], **facts}))
        with replacing(folder / f"{number}.png") as partial:
            image.fromarray(view).save(partial, format="PNG", pnginfo=mark)
    for picture in list_pictures(folder)[len(settings) :]:
        picture.unlink()


def remove_pictures(folder):
    """Remove what was drawn before of a file that can't be drawn now."""
    for picture in list_pictures(folder):
        picture.unlink()


def _read_mark(picture):
    """What was written to a picture that was drawn here, or None."""
    image = optional_import("PIL.Image", "render", "a shape", "Drawing")
    if picture.suffix != ".png":
        return None
    try:
        with image.open(picture) as opened:
            return json.loads(opened.info[_MARK])
    except (OSError, KeyError, ValueError, SyntaxError):
        return None
