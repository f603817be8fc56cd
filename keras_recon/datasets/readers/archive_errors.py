"""What the libraries of zip archives raise."""

import contextlib
import zipfile
import zlib


@contextlib.contextmanager
def archive_errors():
    """Turn errors of the archive that is read in the body into a `ValueError`."""
    try:
        yield
    # A RuntimeError is that of an entry with a password, or of an unknown compression.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ValueError(f"no whole archive: {error}") from error
