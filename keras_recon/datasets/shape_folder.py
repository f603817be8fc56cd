"""Your own shapes: a folder of meshes and point clouds for each class."""

import math
import pathlib
import zipfile
import zlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.pcd_files import read_pcd
from keras_recon.datasets.unit_sphere import fit_unit_sphere

INSTALL_MESH = 'pip install "keras-recon[mesh]"'
_MESHES = (".obj", ".ply", ".stl", ".off", ".glb")
_CLOUDS = (".npy", ".npz", ".xyz", ".pcd")
_SPLITS = ("all", "train", "test", "val")


def load_shape_folder(folder, split="all", num_points=2048, test_share=0.2, seed=0):
    """Load `class/name.{obj,ply,stl,off,glb,npy,npz,xyz,pcd}`, each fitted to the unit sphere.

    Meshes are sampled evenly over their surface, so they need
    `pip install "keras-recon[mesh]"`; of clouds, a random subset is kept. The draws depend on the
    seed and on where in the folder a shape is, not on the others. Axes stay as they are: turn
    your shapes so that y is up.

    Args:
        folder: Folder of the classes; or of `train`, `test` and, if there is one, `val`, each a
            folder of classes.
        split: `"all"`, `"train"`, `"test"` or `"val"`. Where there are no folders `train` and
            `test`, a part of each class is drawn for the test, and there is no `"val"`.
        num_points: Points of each shape.
        test_share: Share of each class to test on, rounded up, if it is drawn.
        seed: Seed of all draws.

    Returns:
        A `PointCloudData`: points `(n, num_points, 3)`; classes and shapes in the order of their
        names; a shape's name is that of its file.

    Raises:
        ValueError: If an argument is out of range, or a file is damaged, has fewer points than
            `num_points` or another layout: an array `(points, 3 or more)`, in a .npz the only one
            or `points`; rows that begin with x y z in a .xyz; ascii or binary in a .pcd.
        FileNotFoundError: If there is no shape.
        ImportError: If there is a mesh and trimesh is missing.

    Example:

    ```python
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_shape_folder

    folder = pathlib.Path(tempfile.mkdtemp())
    for name in ("chair", "table"):
        (folder / name).mkdir()
        np.save(folder / name / "first.npy", np.random.default_rng(0).normal(size=(3000, 3)))
    data = load_shape_folder(folder)
    data.class_names, data.points.shape  # ("chair", "table"), (2, 2048, 3)
    ```
    """
    if split not in _SPLITS:
        raise ValueError(f"`split` must be among {list(_SPLITS)}. Received: {split!r}")
    if num_points < 1:
        raise ValueError(f"`num_points` must be at least 1. Received: {num_points}")
    if not 0 < test_share < 1:
        raise ValueError(f"`test_share` must be above 0 and below 1. Received: {test_share}")
    folder = pathlib.Path(folder)
    if (folder / "train").is_dir() and (folder / "test").is_dir():
        roots = [folder / name for name in _SPLITS[1:] if (folder / name).is_dir()]
        wanted = roots if split == "all" else [folder / split]
        paths = [path for root in wanted for path in _shapes_below(root)]
    else:
        roots = [folder]
        paths = _draw_split(_shapes_below(folder), split, test_share, seed)
    # The same classes whatever the split.
    class_names = sorted({path.parent.name for root in roots for path in _shapes_below(root)})
    if not paths:
        raise FileNotFoundError(
            f"A folder must hold shapes of the split {split!r} as class/name with one of "
            f"{[*_MESHES, *_CLOUDS]}. Received: {folder}"
        )
    points = np.empty((len(paths), num_points, 3), "float32")
    for i, path in enumerate(paths):
        place = zlib.crc32(path.relative_to(folder).as_posix().encode())
        points[i] = _read_points(path, num_points, [seed, place])
    labels = np.array([class_names.index(path.parent.name) for path in paths])
    return PointCloudData(
        fit_unit_sphere(points), labels, class_names, [path.stem for path in paths]
    )


def _shapes_below(root):
    return sorted(path for path in root.glob("*/*") if path.suffix.lower() in _MESHES + _CLOUDS)


def _draw_split(paths, split, test_share, seed):
    if split == "all":
        return paths
    if split == "val":
        return []
    tested = set()
    for name in sorted({path.parent.name for path in paths}):
        group = [path for path in paths if path.parent.name == name]
        random = np.random.default_rng([seed, zlib.crc32(name.encode())])
        tested |= {
            group[i] for i in random.permutation(len(group))[: math.ceil(test_share * len(group))]
        }
    return [path for path in paths if (path in tested) == (split == "test")]


def _read_points(path, num_points, seed):
    mesh = path.suffix.lower() in _MESHES
    try:
        if not path.stat().st_size:
            raise ValueError("an empty file")
        points = _sample_mesh(path, num_points, seed) if mesh else _read_cloud(path)
    except ImportError:
        raise
    except Exception as error:  # each format and library has its own
        raise ValueError(
            f"A shape must be a whole file of its format ({type(error).__name__}: {error}). "
            f"Received: {path}"
        ) from error
    fits = points.ndim == 2 and points.shape[1] >= 3 and points.dtype.kind in "fiu"
    if not fits or len(points) < num_points or not np.isfinite(points[:, :3]).all():
        raise ValueError(
            f"A shape must have at least {num_points} points, `num_points`, as finite numbers of "
            f"shape (points, 3 or more). Received: {path} of shape {points.shape}, dtype "
            f"{points.dtype}"
        )
    if len(points) == num_points:
        return points[:, :3]
    kept = np.random.default_rng(seed).choice(len(points), num_points, replace=False)
    return points[kept, :3]


def _read_cloud(path):
    kind = path.suffix.lower()
    if kind == ".pcd":
        return read_pcd(path)
    if kind == ".xyz":
        return np.loadtxt(path, "float32", ndmin=2)
    content = np.load(path, allow_pickle=False)
    if kind == ".npy":
        return content
    with content:
        name = "points" if "points" in content.files else content.files[0]
        if name != "points" and len(content.files) > 1:
            raise zipfile.BadZipFile(f"no array `points` among {content.files}")
        return content[name]


def _sample_mesh(path, num_points, seed):
    """Sample the surface by area; a file without faces is a cloud."""
    try:
        import trimesh
    except ImportError as error:
        raise ImportError(f"Reading {path.suffix} needs trimesh: {INSTALL_MESH}") from error

    scene = trimesh.load_scene(path, process=False)
    meshes = [part for part in scene.dump() if isinstance(part, trimesh.Trimesh)]
    if not meshes:
        return np.concatenate([part.vertices for part in scene.dump()])
    mesh = trimesh.util.concatenate(meshes)
    if not mesh.area > 0:
        raise ValueError("no surface")
    points, _ = trimesh.sample.sample_surface(mesh, num_points, seed=np.random.default_rng(seed))
    return np.asarray(points)
