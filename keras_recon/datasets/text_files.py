"""Lists and tables of numbers in text files, as published data sets have them."""

import os
import pathlib

import numpy as np


def require_file(path, content):
    """Return a path, or raise an error that says what was expected there.

    Args:
        path: A path.
        content: What the file should hold, for the error.

    Raises:
        FileNotFoundError: If there is no such file.
    """
    path = pathlib.Path(path)
    if not os.path.isfile(path):  # not that of pathlib, which raises for a name that is too long
        raise FileNotFoundError(
            f"`{path.name}` ({content}) must be in {path.parent}. Received: no file {path}"
        )
    return path


def read_lines(path, content):
    """Read the lines of a text file that are not blank, stripped.

    Args:
        path: The file.
        content: What it should hold, for errors.

    Returns:
        A list of strings, not empty.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is no text or has no line.
    """
    try:
        text = require_file(path, content).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"A file must hold {content}, as UTF-8. Received: {path}") from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError(f"A file must hold {content}. Received: {path} without a line")
    return lines


def read_columns(path, columns, delimiter=None, max_rows=None):
    """Read a table of numbers.

    Args:
        path: The file.
        columns: The names of its columns.
        delimiter: What stands between numbers; white space if not given.
        max_rows: Rows to read; all if not given.

    Returns:
        float64 array of shape `(rows, len(columns))`.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If a column is missing, a row is incomplete or there is none.
    """
    content = f"rows of {len(columns)} numbers: {', '.join(columns)}"
    if require_file(path, content).stat().st_size == 0:
        raise ValueError(f"A file must hold {content}. Received: {path}, which is empty")
    try:
        table = np.loadtxt(path, delimiter=delimiter, ndmin=2, max_rows=max_rows)
    except ValueError as error:
        raise ValueError(f"A file must hold {content} ({error}). Received: {path}") from error
    if table.shape[1] != len(columns):
        raise ValueError(
            f"A file must hold {content}. Received: {path} with {table.shape[1]} columns"
        )
    return table
