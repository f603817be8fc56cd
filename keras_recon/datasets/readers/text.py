"""Text files of points: .xyz .txt .csv .pts .asc."""

import array
import itertools

import numpy as np

from .color_range import are_bytes, to_unit_range
from .content import Cloud
from .text_layout import COMMENTS, MOST_WRONG, find_count, find_layout, is_aside


def read_text(path):
    r"""Read a table of points, a point a row.

    White space, tabs, commas or semicolons part numbers, which may have decimal commas. Above the
    rows may be their number, titles, comments that begin with # or //, and names of the columns.
    Columns x y z and r g b, or red green blue, are found by name. Without names the first three
    are coordinates, and of six the others colours if they are whole, in 0..255 and not all 0 or 1;
    else they are taken for normals. A .pts of seven columns has the colours in the last three.

    Args:
        path: A `pathlib.Path`.

    Returns:
        A `Cloud`.

    Raises:
        ValueError: If it is no text, no table of points, or more than a tenth of the rows are
            without three numbers.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.readers.text import read_text

    path = pathlib.Path(tempfile.mkdtemp(), "two.csv")
    path.write_text("name;x;y;z\na;0,5;0;0\nb;1;2;3\n")
    read_text(path).points  # [[0.5, 0, 0], [1, 2, 3]]
    ```

    Reference:
        - [Leica's PTS](https://paulbourke.net/dataformats/pts/)
    """
    layout = find_layout(path)
    places = layout.columns + layout.color_columns
    with open(path, encoding=layout.encoding, errors="replace") as file:
        lines = (layout.replace(line) for line in file) if layout.replaced else file
        try:
            table = np.loadtxt(
                itertools.islice(lines, layout.first, None),
                delimiter=layout.separator,
                comments=COMMENTS,
                usecols=places,
                ndmin=2,
            )
            wrong, count = 0, layout.count
        except ValueError:
            file.seek(0)
            table, wrong, count = _read_irregular(file, layout)
    left_out = []
    if wrong:
        left_out.append(f"{wrong} rows without three numbers")
    if count and count > len(table) + wrong:
        missing = count - len(table) - wrong
        left_out.append(f"{missing} of {count} rows, which the file counts but doesn't have")
    colors = table[:, 3:] if layout.color_columns else None
    if colors is not None and not layout.named:
        colors = colors if are_bytes(colors[~np.isnan(colors).any(axis=1)]) else None
    if colors is not None:
        colors = to_unit_range(colors, left_out)
    return Cloud(table[:, :3], colors, left_out)


def holds_points(path):
    """Whether a text file is a table of points, as far as its beginning tells.

    Args:
        path: A `pathlib.Path`.
    """
    try:
        # A folder may have thousands: a look at a few lines takes a millisecond.
        find_layout(path, 4096)
    except (ValueError, OSError):
        return False
    return True


def _read_irregular(file, layout):
    """Return the rows that can be read, the number of others, and how many there should be."""
    numbers, wrong, count = array.array("d"), 0, layout.count or 0
    for line in itertools.islice(file, layout.first, None):
        if is_aside(line):
            continue
        row = layout.numbers(line)
        if row is not None:
            numbers.extend(row)
        elif find_count(line) is not None:
            count += find_count(line)  # of the next scan
        else:
            wrong += 1
    table = np.frombuffer(numbers).reshape(-1, 3 + len(layout.color_columns))
    if wrong > MOST_WRONG * (wrong + len(table)):
        raise ValueError(f"{wrong} of {wrong + len(table)} rows without three numbers")
    return table, wrong, count
