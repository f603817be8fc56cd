"""Tables to read on a terminal."""


def text_table(rows):
    r"""Align the columns of a table.

    Args:
        rows: Sequences of strings, all of one length.

    Returns:
        A text, a line a row.

    Example:

    ```python
    from keras_recon.text_table import text_table

    text_table([("name", "size"), ("a", "12")])  # "name  size\na     12\n"
    ```
    """
    rows = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def printable(text):
    """Replace what would move the cursor or end the line: names of files may have anything.

    Args:
        text: A string.

    Returns:
        A string of the same length.

    Example:

    ```python
    from keras_recon.text_table import printable

    printable("a chair.obj")  # "a chair.obj"
    ```
    """
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
