"""ModelNet40 and ModelNet10: CAD models of 40 and of 10 classes."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.restricted_unpickler import load_restricted_pickle
from keras_recon.datasets.text_files import read_columns, read_lines, require_file
from keras_recon.datasets.unit_sphere import fit_unit_sphere

_ROOT = "modelnet40_normal_resampled"
_COLUMNS = ("x", "y", "z", "nx", "ny", "nz")


def pickle_path(folder, split, num_classes):
    """Where the published code leaves a split as a pickle, a `pathlib.Path`."""
    return pathlib.Path(folder) / _ROOT / f"modelnet{num_classes}_{split}_8192pts_fps.dat"


def load_modelnet(folder, split, num_classes=40, num_points=None, pickled=False):
    """Load ModelNet40 or ModelNet10, y up, each cloud fitted to the unit sphere.

    Args:
        folder: Folder that holds `modelnet40_normal_resampled`.
        split: `"train"` or `"test"`.
        num_classes: 40 or 10.
        num_points: Points to keep of each shape, the first ones; all if not given.
        pickled: Whether to read `modelnet40_train_8192pts_fps.dat` or its like, which the
            published code writes: 8,192 points, in the order in which farthest point sampling
            picked them. It is read in seconds; the text files, of 10,000 points, take some
            hundredth of a second each.

    Returns:
        A `PointCloudData`: points `(n, num_points, 3)`, without the normals; labels of
        `num_classes` classes; names such as `airplane_0001`.

    Raises:
        ValueError: If an argument is unknown, or a file is damaged or laid out otherwise.
        FileNotFoundError: If a file is missing.

    Example:

    ```python
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_modelnet

    folder = pathlib.Path(tempfile.mkdtemp())
    root = folder / "modelnet40_normal_resampled"
    (root / "sofa").mkdir(parents=True)
    (root / "modelnet10_shape_names.txt").write_text("sofa")
    (root / "modelnet10_test.txt").write_text("sofa_0001")
    np.savetxt(root / "sofa" / "sofa_0001.txt", np.eye(6), delimiter=",")
    load_modelnet(folder, "test", num_classes=10).points.shape  # (1, 6, 3)
    ```

    Reference:
        - [Wu et al., 3D ShapeNets, 2015](https://arxiv.org/abs/1406.5670)
    """
    if split not in ("train", "test"):
        raise ValueError(f'`split` must be "train" or "test". Received: {split!r}')
    if num_classes not in (10, 40):
        raise ValueError(f"`num_classes` must be 40 or 10. Received: {num_classes}")
    root = pathlib.Path(folder) / _ROOT
    kind = f"modelnet{num_classes}"
    class_names = read_lines(root / f"{kind}_shape_names.txt", "the name of a class a line")
    names = read_lines(root / f"{kind}_{split}.txt", "the name of a shape, airplane_0001, a line")
    classes = [name.rpartition("_")[0] for name in names]
    unknown = sorted({*classes} - {*class_names})
    if unknown:
        raise ValueError(
            f"A shape's name must begin with one of the {len(class_names)} classes of {kind}, and "
            f"a line. Received: shapes of {unknown} in {root / f'{kind}_{split}.txt'}"
        )
    labels = np.array([class_names.index(name) for name in classes])
    if pickled:
        clouds = _read_pickle(pickle_path(folder, split, num_classes), labels)
    else:
        paths = [root / group / f"{name}.txt" for group, name in zip(classes, names, strict=True)]
        clouds = (read_columns(path, _COLUMNS, ",", num_points) for path in paths)
    points = stack_clouds(clouds, names, num_points)
    return PointCloudData(points, labels, class_names, names)


def stack_clouds(clouds, names, num_points=None):
    """Fit clouds to the unit sphere, of the first points and without further columns.

    Args:
        clouds: Iterable of float arrays of shape `(rows, 3 or more)`.
        names: What to call each in an error.
        num_points: Rows to keep; all if not given, and then all clouds must have the same.

    Returns:
        float32 array of shape `(n, num_points, 3)`.

    Raises:
        ValueError: If a cloud has another shape or too few points.
    """
    points = []
    for cloud, name in zip(clouds, names, strict=True):
        cloud = np.asarray(cloud)
        wanted = num_points or (len(points[0]) if points else None)
        fits = cloud.ndim == 2 and cloud.shape[1] >= 3 and cloud.dtype.kind == "f" and len(cloud)
        if not fits or len(cloud[:num_points]) != (wanted or len(cloud)):
            raise ValueError(
                f"A cloud must be floats of shape ({wanted or 'points'}, 3 or more), of as many "
                f"points as asked for or as the first one. Received: {name} of shape "
                f"{cloud.shape}, dtype {cloud.dtype}"
            )
        points.append(fit_unit_sphere(cloud[:num_points, :3]))
    return np.stack(points)


def _read_pickle(path, labels):
    content = load_restricted_pickle(require_file(path, "pickled points and labels"))
    accepted = f"A pickle must be [list of (points, 6) arrays, list of {len(labels)} labels]"
    try:
        clouds, stored = content
        stored = np.array([int(np.asarray(label).item()) for label in stored])
    except (TypeError, ValueError) as error:
        raise ValueError(f"{accepted} ({error}). Received: {path}") from error
    if not isinstance(clouds, (list, np.ndarray)) or not len(clouds) == len(stored) == len(labels):
        raise ValueError(f"{accepted}. Received: {path} with {len(stored)} labels")
    if (stored != labels).any():
        raise ValueError(
            "The labels of a pickle must be those of the list of shapes beside it. "
            f"Received: {path}, which differs in {np.count_nonzero(stored != labels)}"
        )
    return clouds
