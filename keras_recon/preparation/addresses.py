"""Files and folders on this machine or elsewhere, by addresses such as `s3://bucket/shapes`."""

import contextlib
import pathlib
import shutil
import tempfile

from keras_recon.files import replacing
from keras_recon.teachers.optional_import import optional_import


def open_filesystem(address):
    """Find what serves an address.

    Args:
        address: A path, or an address that fsspec knows.

    Returns:
        A file system of fsspec, and the path there.

    Raises:
        ImportError: If fsspec is missing, or the library that serves such addresses.
    """
    core = optional_import("fsspec.core", "ray", "Preparing shapes")
    # Other machines write there too: a listing is out of date at once.
    filesystem, path = core.url_to_fs(str(address), use_listings_cache=False)
    return filesystem, path


def is_local(filesystem):
    """Whether a file system is this machine's."""
    from fsspec.implementations.local import LocalFileSystem

    return isinstance(filesystem, LocalFileSystem)


def address_of(filesystem, path):
    """Return the address of a path that `open_filesystem` gave, on this machine the path."""
    return path if is_local(filesystem) else filesystem.unstrip_protocol(path)


@contextlib.contextmanager
def replacing_at(filesystem, path):
    """Give a local path to write, which takes the place of a file when the body is done.

    Args:
        filesystem: As `open_filesystem` gives it.
        path: Path of the file there. Nobody sees a part of it.
    """
    if is_local(filesystem):
        with replacing(path) as partial:
            yield partial
        return
    with tempfile.TemporaryDirectory() as folder:
        partial = pathlib.Path(folder, "content")
        yield partial
        # An object is there when all of it has arrived.
        filesystem.put_file(str(partial), path)


def remove_partial(filesystem, folder):
    """Remove what processes that were killed in `replacing_at` left in a folder and two below.

    Args:
        filesystem: As `open_filesystem` gives it.
        folder: The folder there.
    """
    if is_local(filesystem):
        for depth in range(3):
            for path in pathlib.Path(folder).glob("*/" * depth + ".*-????????"):
                shutil.rmtree(path)
