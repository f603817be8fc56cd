"""Files that a file names: materials, textures, buffers."""

import io
import os
import pathlib

import numpy as np

from .optional_import import optional_import

# Pillow has others, for one of which it runs Ghostscript.
_PICTURES = ("PNG", "JPEG", "WEBP", "AVIF", "BMP", "GIF", "TGA", "TIFF", "DDS", "PPM")


class SideFiles:
    r"""Find the files that a file names, and remember which were read and which were not.

    Names are of the file's own folder, and below it or of the folder above, `../textures/x.png`.
    Of one elsewhere, `C:\wood\x.png`, the file of its name beside the own one is read, if there is
    one. Nothing is fetched from an address.

    Args:
        path: The `pathlib.Path` of the file that names others.

    Example:

    ```python
    import pathlib

    from keras_recon.datasets.readers.side_files import SideFiles

    files = SideFiles(pathlib.Path("shapes/chair.obj"))
    files.image("wood.png")  # None
    files.left_out  # ["the texture wood.png, which is missing"]
    ```
    """

    def __init__(self, path):
        self._folder = os.path.abspath(path.parent)
        self._suffix = path.suffix
        self._images = {}
        self.read = []
        self.left_out = []

    def bytes(self, name):
        """Read a file, or raise a ValueError that tells the file and what is the matter."""
        place = name.replace("\\", "/")
        path = os.path.normpath(os.path.join(self._folder, place))
        above = os.path.dirname(self._folder)
        if above == os.path.dirname(above):  # all files are below the root
            above = self._folder
        if ":" in name or os.path.isabs(place) or os.path.commonpath([path, above]) != above:
            path = os.path.join(self._folder, os.path.basename(place))
            if "://" in name or not os.path.isfile(path):
                raise ValueError(f"{name}, which is outside the folder")
        if not os.path.isfile(path):
            raise ValueError(f"{name}, which is missing")
        content = pathlib.Path(path).read_bytes()
        if path not in self.read:
            self.read.append(path)
        return content

    def image(self, name, content=None):
        """A texture as a `PIL.Image.Image`, or None if it can't be had, which is noted.

        Args:
            name: Its file.
            content: Its bytes, if they are not in that file.
        """
        key = name, hash(content)  # several may have one name
        if key not in self._images:
            self._images[key] = self._open(name, content)
        return self._images[key]

    def _open(self, name, content):
        image = optional_import("PIL.Image", "mesh", self._suffix)
        try:
            content = self.bytes(name) if content is None else content
        except ValueError as error:
            self.left_out.append(f"the texture {error}")
            return None
        try:
            picture = image.open(io.BytesIO(content), formats=_PICTURES)
            if picture.mode.startswith("I"):  # 16 bits, which Pillow would clip
                picture = image.fromarray((np.asarray(picture) / 257).astype("uint8"))
            return picture.convert("RGB")
        except Exception as error:  # each format of images has its own, and a limit of its size
            reason = "can't be read" if isinstance(error, OSError) else f"{error}"
            self.left_out.append(f"the texture {name}: {reason}")
            return None
