"""Which shapes there are, and where."""

import dataclasses
import pathlib
import posixpath
import tempfile

from keras_recon.datasets.captions_of_path import captions_of_path
from keras_recon.datasets.find_shapes import (
    LABEL_FILES,
    find_shapes,
    is_clutter,
    label_by_folder,
)
from keras_recon.datasets.label_file import LabelledFile, read_label_file
from keras_recon.datasets.readers.formats import SUFFIXES
from keras_recon.preparation.addresses import address_of, is_local, open_filesystem

# Elsewhere these would have to be read to tell points from notes: a list names them.
_TEXT = (".txt", ".csv")


@dataclasses.dataclass(frozen=True)
class ShapeSource:
    """A shape to prepare.

    Args:
        place: Where it is in its folder, or how the list names it.
        address: Where to read it.
        label: Name of its class, or None.
        split: `"train"`, `"test"` or `"val"`.
        texts: Tuple of texts about it.

    Example:

    ```python
    from keras_recon.preparation.shape_sources import ShapeSource

    ShapeSource("chairs/oak.obj", "s3://shapes/chairs/oak.obj").split  # "train"
    ```
    """

    place: str
    address: str
    label: str | None = None
    split: str = "train"
    texts: tuple[str, ...] = ()

    @property
    def name(self):
        """That of its file."""
        return pathlib.PurePosixPath(self.place).stem


def find_sources(address):
    r"""Find the shapes of a folder or a list.

    Args:
        address: Path or address of a folder, whose classes, splits and captions are found as
            `load_shape_folder` does it; of a table, a CSV or JSON file as `read_label_file` takes
            it; or of another text file with the path or the address of a shape on each line.
            Paths are relative to the folder of the table or the list.

    Returns:
        List of `ShapeSource`, sorted by place, those without a split in `"train"`; and sentences
        on what was left out.

    Raises:
        FileNotFoundError: If there is no such folder or list, or no shape.
        ValueError: If a table isn't one, or a list names a shape twice.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.preparation.shape_sources import find_sources

    path = pathlib.Path(tempfile.mkdtemp(), "shapes.txt")
    path.write_text("chairs/oak.obj\ns3://shapes/lamp.glb\n")
    [[first, second], left_out] = find_sources(path)
    first.texts, second.address  # (("oak", "chairs"), "s3://shapes/lamp.glb")
    ```
    """
    filesystem, root = open_filesystem(address)
    left_out = ()
    if filesystem.isdir(root):
        files, left_out = _of_folder(filesystem, root)
    elif filesystem.isfile(root):
        files, root = _of_list(filesystem, root), posixpath.dirname(root)
    else:
        raise FileNotFoundError(f"A folder or a list of shapes must be there. Received: {address}")
    if not files:
        raise FileNotFoundError(
            f"Shapes must be there, files with one of {' '.join(SUFFIXES)}. Received: {address}"
        )
    sources = [
        ShapeSource(
            place,
            place if _is_address(place) else address_of(filesystem, f"{root}/{place}"),
            file.label,
            file.split or "train",
            _texts(place, file.caption),
        )
        for place, file in files.items()
    ]
    return sorted(sources, key=lambda source: source.place), left_out


def _of_folder(filesystem, root):
    """`LabelledFile`s by their place, and what was left out."""
    if is_local(filesystem):
        found = find_shapes(pathlib.Path(root))
        files, left_out = found.files, found.left_out
    else:
        paths = map(pathlib.PurePosixPath, sorted(filesystem.find(root)))
        shapes = [path for path in paths if _is_shape(path.relative_to(root))]
        table = next((name for name in LABEL_FILES if filesystem.isfile(f"{root}/{name}")), None)
        if table is not None:
            return _of_list(filesystem, f"{root}/{table}"), ()
        files, without_place = label_by_folder(root, shapes)
        left_out = [f"{count} shapes in {place}" for place, count in without_place.items()]
    return {file.path.relative_to(root).as_posix(): file for file in files}, left_out


def _is_shape(place):
    suffix = place.suffix.lower()
    return suffix in SUFFIXES and suffix not in _TEXT and not any(map(is_clutter, place.parts))


def _of_list(filesystem, path):
    name = posixpath.basename(path)
    with tempfile.TemporaryDirectory() as folder:
        local = pathlib.Path(folder, name)
        filesystem.get_file(path, str(local))
        if local.suffix.lower() in (".csv", ".json"):
            files = read_label_file(local, folder)
            return {file.path.relative_to(folder).as_posix(): file for file in files}
        lines = [line.strip() for line in local.read_text(encoding="utf-8-sig").splitlines()]
    places = [line for line in lines if line]
    files = {place: LabelledFile(pathlib.PurePosixPath(place)) for place in places}
    if len(files) < len(places):
        twice = next(place for place in places if places.count(place) > 1)
        raise ValueError(f"A list must name each shape once. Received: {twice} twice in {path}")
    return files


def _is_address(place):
    return "://" in place or posixpath.isabs(place)


def _texts(place, caption):
    if caption is None:
        caption = captions_of_path(place)
    texts = (caption,) if isinstance(caption, str) else caption
    return tuple(text for text in texts if text.strip())
