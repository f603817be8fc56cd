"""What the command line accepts."""

import argparse

from keras_recon.cli import export, predict, presets, search
from keras_recon.version import __version__


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line.

    Example:

    ```python
    from keras_recon.cli.parser import Parser

    parser = Parser(prog="keras-recon")
    parser.add_argument("--count", type=int)
    parser.parse_args(["--count=3"]).count  # 3
    ```
    """

    def error(self, message):
        self.exit(2, f"error: {message} ({self.prog} --help says what is accepted)\n")


def parse_arguments(arguments=None):
    """Parse a command; a wrong one, or a call for help, ends the process.

    Args:
        arguments: List of strings; those that the process was started with if not given.

    Returns:
        An `argparse.Namespace`, whose `run` is the function to call with it.

    Example:

    ```python
    from keras_recon.cli.parser import parse_arguments

    parse_arguments(["search", "a", "chair", "--count=3"]).count  # 3
    ```
    """
    parser = Parser(
        prog="keras-recon",
        description="Tell what 3D shapes are, find them, and take models elsewhere.",
    )
    parser.add_argument("--version", action="version", version=f"keras-recon {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for module in (predict, search, presets, export):
        name = module.__name__.rpartition(".")[2]
        command = commands.add_parser(
            name,
            help=module.HELP,
            description=module.DESCRIPTION,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    if options.command == "search":
        search.check(commands.choices["search"], options)
    return options
