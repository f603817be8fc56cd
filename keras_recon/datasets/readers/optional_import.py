"""Libraries that are not part of the base install."""

import importlib


def optional_import(module, extra, suffix, verb="Reading"):
    """Import a library, or say how to get it.

    Args:
        module: Its name, `"trimesh"`.
        extra: The extra of the package that brings it.
        suffix: The kind of file that needs it, for the error.
        verb: What is done with the file, for the error.

    Returns:
        The module.

    Raises:
        ImportError: If it is missing.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            f'{verb} {suffix} needs {module}: pip install "keras-recon[{extra}]"'
        ) from error
