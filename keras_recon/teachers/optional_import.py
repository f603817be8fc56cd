"""Libraries that are not part of the base install."""

import importlib


def optional_import(module, extra, teacher):
    """Import a library, or say how to get it.

    Args:
        module: Its name, `"keras_hub"`.
        extra: The extra of the package that brings it.
        teacher: What needs it, for the error.

    Returns:
        The module.

    Raises:
        ImportError: If it is missing.

    Example:

    ```python
    from keras_recon.teachers.optional_import import optional_import

    optional_import("json", "teachers", "A teacher").dumps([1])  # "[1]"
    ```
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            f'{teacher} needs {module}: pip install "keras-recon[{extra}]". Received: {error}',
            name=error.name,
        ) from error
