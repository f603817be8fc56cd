"""Run a command."""

import sys
import warnings

from keras_recon.cli.output import tell_notes
from keras_recon.cli.parser import parse_arguments


def main(arguments=None):
    """Run a command of the command line.

    Args:
        arguments: List of strings; those that the process was started with if not given.

    Returns:
        What the process shall end with: 0, or 1 if some files could not be read, or 2 if something
        else that was asked for can't be done. Wrong usage ends the process, with 2.

    Example:

    ```python
    from keras_recon.cli import main

    main(["presets", "recon_nano"])  # 0
    ```
    """
    options = parse_arguments(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        # Names of files may be any bytes.
        sys.stdout.reconfigure(errors="surrogateescape")
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: tell_notes([str(message)])
        try:
            return options.run(options)
        except (ValueError, OSError, ImportError, RuntimeError) as error:
            print("error:", *str(error).split(), file=sys.stderr)
            return 2
