"""Where the points are in a text file: its separators, its columns, its first row."""

import dataclasses
import re

_PEEK = 1 << 16
_MOST_TITLES = 10
_MOST_ABOVE_NAMES = 100
MOST_WRONG = 0.1
COMMENTS = ("#", "//")
_AXES = (("x", "y", "z"), ("pos_x", "pos_y", "pos_z"), ("points:0", "points:1", "points:2"))
_COLORS = (("r", "g", "b"), ("red", "green", "blue"), ("rf", "gf", "bf"))
# What parts numbers, None for white space, and what to replace before. Of those that make rows of a
# file, the first is its own: 1,5 is one number where something else parts numbers, else two.
_SEPARATORS = (
    (";", {}),
    (";", {",": "."}),
    ("\t", {}),
    ("\t", {",": "."}),
    (",", {}),
    (None, {}),
    (None, {",": "."}),
    (None, {",": " ", ";": " "}),
)


@dataclasses.dataclass(frozen=True)
class TextLayout:
    """How to read a table of points.

    Args:
        encoding: Of the text.
        separator: What parts numbers; None for white space.
        replaced: Characters to replace before, and by what.
        first: Lines above the first row.
        columns: Places of x, y and z.
        color_columns: Places of red, green and blue, or what may be them; may be empty.
        named: Whether a header tells that they are colours.
        count: Rows there should be, if a line above the first one tells.

    Example:

    ```python
    from keras_recon.datasets.readers.text_layout import TextLayout

    TextLayout("utf-8", ";", {",": "."}).numbers("0,5;1;2;255;0;0")  # [0.5, 1, 2]
    ```
    """

    encoding: str
    separator: str | None = None
    replaced: dict = dataclasses.field(default_factory=dict)
    first: int = 0
    columns: tuple = (0, 1, 2)
    color_columns: tuple = ()
    named: bool = False
    count: int | None = None

    def replace(self, line):
        """Replace what needs it."""
        for old, new in self.replaced.items():
            line = line.replace(old, new)
        return line

    def split(self, line):
        """Part a line; separators at its end are nothing."""
        return self.replace(line).rstrip(f" \t\n{self.separator or ''}").split(self.separator)

    def numbers(self, line):
        """The coordinates of a line, then colours, NaN if there are none; None if it has none."""
        fields = self.split(line)
        try:
            point = [float(fields[column]) for column in self.columns]
        except (ValueError, IndexError):
            return None
        try:
            return point + [float(fields[column]) for column in self.color_columns]
        except (ValueError, IndexError):
            return point + [float("nan")] * len(self.color_columns)


def is_aside(line):
    """Whether a line is blank or a comment."""
    return not line.strip() or line.lstrip().startswith(COMMENTS)


def find_count(line):
    """The number that is alone in a line, which counts the rows below, or None."""
    return int(line) if line.strip().isdecimal() else None


def find_layout(path, characters=_PEEK):
    """Find out how a text file lays out points, from its beginning.

    A row has numbers for x, y and z: in the columns of these names if a line above has names, with
    or without a comment's sign, or else in the first three.

    Args:
        path: A `pathlib.Path`.
        characters: How many of the beginning to look at.

    Returns:
        A `TextLayout`.

    Raises:
        ValueError: If it is no text or not a table of points.
    """
    encoding, lines = _peek(path, characters)
    if lines[0].lower().startswith("ncols"):
        raise ValueError("a grid of heights, not points")
    in_pts = path.suffix.lower() == ".pts"
    for names, widths in _find_names(lines):
        layouts = [TextLayout(encoding, *separator) for separator in _SEPARATORS]
        layouts = [_fit(layout, lines, names, widths, in_pts) for layout in layouts]
        layouts = [layout for layout in layouts if layout]
        if layouts:
            # A row 0,5;1;2 looks like a title to one that has no decimal commas.
            return min(layouts, key=lambda layout: layout.first)
    raise ValueError("no rows of three numbers, or columns of other names than x, y and z")


def _peek(path, characters):
    with open(path, "rb") as file:
        wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    encoding = "utf-16" if wide else "utf-8-sig"
    with open(path, encoding=encoding, errors="replace") as file:
        text = file.read(characters)
    if "\0" in text:
        raise ValueError("a binary file, not a text")
    lines = text.split("\n")
    if len(text) == characters:
        lines.pop()  # it isn't whole
    if not lines:
        raise ValueError(f"a line of more than {characters} characters")
    return encoding, lines


def _find_names(lines):
    """Return each set of names to try, and how many columns a row may have then."""
    for line in lines[:_MOST_ABOVE_NAMES]:
        in_comment = line.lstrip().startswith(COMMENTS)
        separator = next((character for character in ";\t," if character in line), None)
        fields = line.strip(" \t\n,;/#").split(separator)
        # X [m] and "x" are x.
        names = [re.sub(r"[\[(].*", "", field).strip(" \"'").lower() for field in fields]
        if any({*axes} <= {*names} for axes in _AXES):
            if not in_comment:
                return [(names, range(len(names) + 1))]
            if separator:
                return [(names, range(_PEEK))]
            # It may be a sentence that has these letters.
            return [(names, [len(names)]), ((), range(_PEEK))]
    return [((), range(_PEEK))]


def _fit(layout, lines, names, widths, in_pts):
    """Return the layout with the places of all, or None if it isn't that of these lines."""
    columns, colors = _places(names, _AXES) or (0, 1, 2), _places(names, _COLORS)
    layout = dataclasses.replace(
        layout, columns=columns, color_columns=colors, named=len(colors) > 0
    )
    lines = [(place, line) for place, line in enumerate(lines) if not is_aside(line)]
    are_rows = [layout.numbers(line) is not None for _, line in lines]
    if True not in are_rows:
        return None
    start = are_rows.index(True)
    first, row = lines[start]
    width = len(layout.split(row))
    titles = [line for _, line in lines[:start] if find_count(line) is None]
    counts = [find_count(line) for _, line in lines[:start] if find_count(line) is not None]
    wrong = [line for _, line in lines[start:] if layout.numbers(line) is None]
    wrong = [line for line in wrong if find_count(line) is None]
    if len(titles) > _MOST_TITLES or len(wrong) > MOST_WRONG * len(lines[start:]):
        return None
    if width not in widths:
        return None
    if not names:
        # A word above each column names it.
        if titles and len(layout.split(titles[-1])) == width:
            return None
        colors = {6: (3, 4, 5), 7: (4, 5, 6) if in_pts else ()}.get(width, ())
    count = counts[-1] if counts else None
    return dataclasses.replace(layout, first=first, color_columns=colors, count=count)


def _places(names, triples):
    for triple in triples:
        if {*triple} <= {*names}:
            return tuple(names.index(name) for name in triple)
    return ()
