"""Where a command's answer goes."""

import sys

from keras_recon.files import replacing
from keras_recon.text_table import printable

FORMATS = ("table", "json", "csv")


def add_output_arguments(parser, formats=FORMATS):
    """Add the arguments that say how and where to write."""
    parser.add_argument("--format", choices=formats, default="table", help="default: table")
    parser.add_argument("--output", metavar="FILE", help="write there, not to the terminal")


def write_output(text, path=None):
    r"""Write a text to a file, as a whole, or to the standard output.

    Args:
        text: The text. In names of files in it, bytes that are no UTF-8 stay as they are.
        path: Path of the file; None for the standard output.

    Example:

    ```python
    from keras_recon.cli.output import write_output

    write_output("chair.obj\n")
    ```
    """
    if path is None:
        sys.stdout.write(text)
        return
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")


def tell_notes(sentences):
    """Say on the standard error what a user should know.

    Args:
        sentences: What to say.
    """
    for sentence in sentences:
        print(f"note: {printable(sentence)}", file=sys.stderr)


def tell_unreadable(sentences):
    """Say on the standard error which files can't be read.

    Args:
        sentences: The reason for each.

    Returns:
        What the process shall end with: 1 if there is one, else 0.
    """
    for sentence in sentences:
        print(f"error: {printable(sentence)}", file=sys.stderr)
    return 1 if sentences else 0
