"""Classes, splits and captions of files, in a table."""

import csv
import dataclasses
import pathlib

from keras_recon.datasets.text_files import require_file
from keras_recon.files import parse_json

SPLITS = ("train", "test", "val")
_COLUMNS = ("path", "label", "split", "caption")


@dataclasses.dataclass(frozen=True)
class LabelledFile:
    """A file, and what is known of it.

    Args:
        path: `pathlib.Path` of the file.
        label: Name of its class, or None.
        split: `"train"`, `"test"` or `"val"`, or None where that is to be drawn.
        caption: A text about it, a tuple of several, or None.

    Example:

    ```python
    import pathlib
    from keras_recon.datasets.label_file import LabelledFile

    LabelledFile(pathlib.Path("chair.obj"), label="chair").split  # None
    ```
    """

    path: pathlib.Path
    label: str | None = None
    split: str | None = None
    caption: str | tuple[str, ...] | None = None


def read_label_file(path, folder):
    r"""Read a table of files.

    Args:
        path: A CSV file (with commas, semicolons or tabs) whose first row names the columns `path`
            and, in any order and as far as there are any, `label`, `split` and `caption`; or a
            JSON file with a list of objects of these, or an object `{path: label}`. Other
            columns are not read; an empty entry is none. A caption in JSON may be a list of
            several.
        folder: The folder that paths in the table are relative to and below.

    Returns:
        List of `LabelledFile`, in their order.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the table has no path, one twice or one outside of the folder, an unknown
            split, or is no table.

    Example:

    ```python
    import pathlib
    import tempfile
    from keras_recon.datasets.label_file import read_label_file

    folder = pathlib.Path(tempfile.mkdtemp())
    path = folder / "labels.csv"
    path.write_text("path,label,split\nscans/a.ply,chair,train\nscans/b.ply,table,test\n")
    [first, second] = read_label_file(path, folder)
    first.label, second.split  # ("chair", "test")
    ```
    """
    path = require_file(path, "paths and labels")
    accepted = f"A file of labels must be a CSV or JSON file with the columns {_COLUMNS}, `path` at"
    accepted += " least"
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = _json_rows(text) if path.suffix.lower() == ".json" else _csv_rows(text)
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{accepted} ({error}). Received: {path}") from error
    files, seen = [], set()
    for number, row in enumerate(rows, start=1):
        row = {name: _text(name, row[name]) for name in _COLUMNS if row.get(name) not in (None, "")}
        place = pathlib.PurePosixPath(row.get("path", "").replace("\\", "/"))
        if not place.parts or place.is_absolute() or ".." in place.parts or place in seen:
            raise ValueError(
                f"{accepted}, each path once and below {folder}. "
                f"Received: {row.get('path', 'no path')!r} as entry {number} of {path}"
            )
        if row.get("split") not in (None, *SPLITS):
            raise ValueError(
                f"`split` of a file of labels must be one of {SPLITS} or empty. "
                f"Received: {row['split']!r} as entry {number} of {path}"
            )
        seen.add(place)
        values = (row.get(name) for name in _COLUMNS[1:])
        files.append(LabelledFile(pathlib.Path(folder) / place, *values))
    return files


def _text(name, value):
    if name == "caption" and isinstance(value, list):
        return tuple(str(text).strip() for text in value)
    return str(value).strip()


def _csv_rows(text):
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter, strict=True)
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if "path" not in reader.fieldnames:
        raise ValueError(f"no column `path` among {reader.fieldnames}")
    return list(reader)


def _json_rows(text):
    content = parse_json(text)
    if isinstance(content, dict):
        content = [{"path": path, "label": label} for path, label in content.items()]
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise ValueError("neither a list of objects nor an object of labels by path")
    return content
