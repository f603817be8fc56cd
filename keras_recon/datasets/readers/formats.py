"""Which format a file has."""

from .arrays import read_npy, read_npz
from .gltf import read_gltf
from .las import read_las
from .obj import read_obj
from .off import read_off
from .pcd import read_pcd
from .ply import read_ply
from .stl import read_stl
from .text import holds_points, read_text
from .three_mf import read_3mf

_READERS = {
    ".obj": read_obj,
    ".ply": read_ply,
    ".stl": read_stl,
    ".off": read_off,
    ".glb": read_gltf,
    ".gltf": read_gltf,
    ".3mf": read_3mf,
    ".npy": read_npy,
    ".npz": read_npz,
    ".pcd": read_pcd,
    ".las": read_las,
    ".laz": read_las,
    ".xyz": read_text,
    ".txt": read_text,
    ".csv": read_text,
    ".pts": read_text,
    ".asc": read_text,
}
SUFFIXES = tuple(_READERS)
# What files begin with, whatever they are called.
_MAGIC = {
    b"ply\n": read_ply,
    b"ply\r": read_ply,
    b"glTF": read_gltf,
    b"LASF": read_las,
    b"\x93NUMPY": read_npy,
    b"# .PCD": read_pcd,
}


def is_shape(path):
    """Whether a file may hold a shape: by its name, of text by its first lines too.

    Args:
        path: A `pathlib.Path`.
    """
    suffix = path.suffix.lower()
    if suffix not in (".txt", ".csv"):
        return suffix in _READERS
    return path.is_file() and holds_points(path)  # a pipe would be waited for


def find_reader(path):
    """The function that reads a file, by what it begins with, or else by its name.

    Args:
        path: A `pathlib.Path`.

    Raises:
        ValueError: If the file is empty or of no known format.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for, a device never ends
        raise ValueError("a folder, a pipe or a device, not a file")
    with open(path, "rb") as file:
        start = file.read(40)
    if not start:
        raise ValueError("an empty file")
    if start.startswith(b"version https://git-lfs"):
        raise ValueError("a pointer of Git LFS, not the file: `git lfs pull` fetches it")
    for magic, reader in _MAGIC.items():
        if start.startswith(magic):
            return reader
    try:
        return _READERS[path.suffix.lower()]
    except KeyError:
        raise ValueError(f"of no known format; known are {' '.join(SUFFIXES)}") from None
