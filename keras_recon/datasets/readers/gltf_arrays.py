"""The numbers of glTF files."""

import base64
import json
import struct
import urllib.parse

import numpy as np

_TYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_MESHOPT = ("EXT_meshopt_compression", "KHR_meshopt_compression")
_MOST_ZEROS = 2**24


class UnreadError(Exception):
    """A part that isn't read; the message says what it is.

    Example:

    ```python
    from keras_recon.datasets.readers.gltf_arrays import UnreadError

    str(UnreadError("parts compressed with meshopt"))  # "parts compressed with meshopt"
    ```
    """


class GltfArrays:
    """The JSON of a glTF file, and the arrays that it describes.

    Args:
        content: The bytes of the file, .gltf or .glb.
        files: A `SideFiles`, for the buffers that are files of their own.

    Raises:
        ValueError: If it is not whole, or not of version 2.

    Example:

    ```python
    import json
    import pathlib

    from keras_recon.datasets.readers.gltf_arrays import GltfArrays
    from keras_recon.datasets.readers.side_files import SideFiles

    tree = {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": 4, "uri": "data:;base64,AAECAw=="}],
        "bufferViews": [{"buffer": 0, "byteLength": 4}],
        "accessors": [{"bufferView": 0, "componentType": 5121, "count": 4, "type": "SCALAR"}],
    }
    arrays = GltfArrays(json.dumps(tree).encode(), SideFiles(pathlib.Path("x.gltf")))
    arrays.array(0)  # [[0], [1], [2], [3]]
    ```

    Reference:
        - [glTF 2.0](https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html)
    """

    def __init__(self, content, files):
        self._files = files
        self._buffers, self._binary = {}, None
        if content.startswith(b"glTF"):
            content = self._read_chunks(content)
        try:
            self.tree = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"JSON that can't be read: {error}") from error
        version = str(self.tree.get("asset", {}).get("version"))
        if not version.startswith("2."):
            raise ValueError(f"glTF of version {version}; 2.0 is read")

    def _read_chunks(self, content):
        version, size = struct.unpack("<II", content[4:12].ljust(8, b"\0"))
        if version != 2:
            raise ValueError(f"glTF of version {version}; 2.0 is read")
        if len(content) < size:
            raise ValueError(f"{len(content)} of {size} bytes")
        chunks, place = {}, 12
        while place + 8 <= size:
            length, kind = struct.unpack_from("<I4s", content, place)
            # The first of a kind counts; others are for extensions.
            chunks.setdefault(kind, content[place + 8 : place + 8 + length])
            place += 8 + length
        self._binary = chunks.get(b"BIN\0")
        return chunks.get(b"JSON", b"")

    def data(self, uri):
        """The bytes of an address, which is a file's name or has the data themselves."""
        if not uri.startswith("data:"):
            return self._files.bytes(self.file_name(uri))
        head, _, data = uri.partition(",")
        return (
            base64.b64decode(data)
            if head.endswith("base64")
            else urllib.parse.unquote_to_bytes(data)
        )

    @staticmethod
    def file_name(uri):
        """The name of a file, whose special characters an address has as %20."""
        return urllib.parse.unquote(uri)

    def view(self, index):
        """The bytes of a buffer view, a memoryview."""
        view = self.tree["bufferViews"][index]
        place, start, length = view["buffer"], view.get("byteOffset", 0), view["byteLength"]
        buffer = self.tree["buffers"][place]
        if place not in self._buffers:
            if "uri" in buffer:
                try:
                    self._buffers[place] = self.data(buffer["uri"])
                except ValueError as error:
                    raise ValueError(f"the buffer {error}") from error
            elif place == 0 and self._binary is not None:
                self._buffers[place] = self._binary
            elif any(name in view.get("extensions", {}) for name in _MESHOPT):
                raise UnreadError("parts compressed with meshopt")
            else:
                raise ValueError(f"no data for the buffer {place}")
        available = len(self._buffers[place])
        if start < 0 or length < 0 or start + length > available:
            raise ValueError(f"bytes {start} to {start + length} of a buffer of {available}")
        return memoryview(self._buffers[place])[start : start + length]

    def array(self, index):
        """An accessor's array of shape `(count, components)`; float64 if it is normalized."""
        accessor = self.tree["accessors"][index]
        count, dtype = accessor["count"], np.dtype(_TYPES[accessor["componentType"]])
        components = _COMPONENTS[accessor["type"]]
        if "bufferView" in accessor:
            array = self._strided(accessor, accessor["bufferView"], count, dtype, components)
        elif 0 <= count <= _MOST_ZEROS:
            array = np.zeros((count, components), dtype)
        else:
            raise ValueError(f"an accessor of {count} zeros")
        if "sparse" in accessor:
            sparse, array = accessor["sparse"], array.copy()
            places, values = sparse["indices"], sparse["values"]
            kind = np.dtype(_TYPES[places["componentType"]])
            rows = self._strided(places, places["bufferView"], sparse["count"], kind, 1)
            array[rows[:, 0]] = self._strided(
                values, values["bufferView"], sparse["count"], dtype, components
            )
        if accessor.get("normalized") and dtype.kind in "iu":
            array = np.maximum(array / np.iinfo(dtype).max, -1)
        return array

    def _strided(self, place, view, count, dtype, components):
        data, start = self.view(view), place.get("byteOffset", 0)
        size = components * dtype.itemsize
        stride = self.tree["bufferViews"][view].get("byteStride", size)
        if count < 1 or start < 0 or stride < size:
            raise ValueError(f"an accessor of {count} items at {start}, {stride} bytes apart")
        if start + (count - 1) * stride + size > len(data):
            raise ValueError(f"an accessor of {count} items in {len(data) - start} bytes")
        return np.ndarray((count, components), dtype, data, start, (stride, dtype.itemsize))
