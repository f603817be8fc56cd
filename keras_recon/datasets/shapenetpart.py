"""ShapeNetPart: shapes of 16 classes, each point with its part."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.text_files import read_columns, read_lines, require_file
from keras_recon.datasets.unit_sphere import fit_unit_sphere
from keras_recon.files import parse_json

_ROOT = "shapenetcore_partanno_segmentation_benchmark_v0_normal"
_COLUMNS = ("x", "y", "z", "nx", "ny", "nz", "part")
_NUM_PARTS = {
    "Airplane": 4,
    "Bag": 2,
    "Cap": 2,
    "Car": 4,
    "Chair": 4,
    "Earphone": 3,
    "Guitar": 3,
    "Knife": 2,
    "Lamp": 4,
    "Laptop": 2,
    "Motorbike": 6,
    "Mug": 2,
    "Pistol": 3,
    "Rocket": 3,
    "Skateboard": 3,
    "Table": 3,
}
_SPLITS = {"train": ["train"], "val": ["val"], "test": ["test"], "trainval": ["train", "val"]}
PART_NAMES = tuple(f"{name} {i}" for name, count in _NUM_PARTS.items() for i in range(count))


def load_shapenetpart(folder, split, num_points=None, seed=0):
    """Load ShapeNetPart, each cloud fitted to the unit sphere.

    The shapes have some 500 to 3,000 points. Where one has fewer than `num_points`, some of its
    points, or all, come more than once, each as often as any other or once more; where it has
    more, some are left out. Which, and the order of all, is random.

    Args:
        folder: Folder that holds `shapenetcore_partanno_segmentation_benchmark_v0_normal`.
        split: `"train"`, `"val"`, `"test"`, or `"trainval"` for the first two, on which
            published models are trained.
        num_points: Points of each shape; as many as the largest has if not given, so that
            `point_cloud_dataset(..., num_points=2048)` can draw others in each epoch.
        seed: Seed of the draws.

    Returns:
        A `PointCloudData`: points `(n, num_points, 3)`, part labels `(n, num_points)` of 50
        parts, `class_parts` that tell those of each of the 16 classes; the data set does not name
        the parts, so they are `Airplane 0` and so on.

    Raises:
        ValueError: If an argument is unknown, or a file is damaged or laid out otherwise.
        FileNotFoundError: If a file is missing.

    Example:

    ```python
    import json
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_shapenetpart

    folder = pathlib.Path(tempfile.mkdtemp())
    root = folder / "shapenetcore_partanno_segmentation_benchmark_v0_normal"
    for name in ("train_test_split", "03642806"):
        (root / name).mkdir(parents=True)
    (root / "synsetoffset2category.txt").write_text("Laptop 03642806")
    split = root / "train_test_split" / "shuffled_val_file_list.json"
    split.write_text(json.dumps(["shape_data/03642806/1a2b"]))
    table = np.concatenate([np.eye(6), np.full((6, 1), 28)], axis=1)
    np.savetxt(root / "03642806" / "1a2b.txt", table)
    load_shapenetpart(folder, "val").part_labels  # [[28, 28, 28, 28, 28, 28]]
    ```

    Reference:
        - [Yi et al., A Scalable Active Framework for Region Annotation in 3D Shape Collections,
          2016](https://doi.org/10.1145/2980179.2980238)
    """
    if split not in _SPLITS:
        raise ValueError(f"`split` must be among {[*_SPLITS]}. Received: {split!r}")
    if num_points is not None and num_points < 1:
        raise ValueError(f"`num_points` must be at least 1. Received: {num_points}")
    root = pathlib.Path(folder) / _ROOT
    class_of = _read_classes(root / "synsetoffset2category.txt")
    class_names = [*class_of.values()]
    class_parts = [_parts_of(name) for name in class_names]
    shapes, labels, names = [], [], []
    for part in _SPLITS[split]:
        for synset, name in _read_split(root, part, class_of):
            label = class_names.index(class_of[synset])
            shapes.append(_read_shape(root / synset / f"{name}.txt", class_parts[label]))
            labels.append(label)
            names.append(name)

    count = num_points or max(len(cloud) for cloud, _ in shapes)
    points = np.empty((len(shapes), count, 3), "float32")
    parts = np.empty((len(shapes), count), "int32")
    for i, (cloud, cloud_parts) in enumerate(shapes):
        chosen = _draw(len(cloud), count, np.random.default_rng([seed, i]))
        points[i], parts[i] = cloud[chosen], cloud_parts[chosen]
    return PointCloudData(
        points,
        np.array(labels),
        class_names,
        names,
        part_labels=parts,
        part_names=PART_NAMES,
        class_parts=class_parts,
    )


def _read_classes(path):
    """Return the name of the class of each synset."""
    lines = [line.split() for line in read_lines(path, "a class and its synset a line")]
    wrong = [line for line in lines if len(line) != 2 or line[0] not in _NUM_PARTS]
    if wrong:
        raise ValueError(
            f"A line must be one of the classes {[*_NUM_PARTS]} and its synset. "
            f"Received: {wrong[0]} in {path}"
        )
    return {synset: name for name, synset in lines}


def _parts_of(class_name):
    return tuple(i for i, part in enumerate(PART_NAMES) if part.split()[0] == class_name)


def _read_split(root, split, class_of):
    path = root / "train_test_split" / f"shuffled_{split}_file_list.json"
    require_file(path, "shapes of the split")
    try:
        entries = [entry.split("/")[-2:] for entry in parse_json(path.read_text())]
        if not entries or any(synset not in class_of for synset, _ in entries):
            raise ValueError("no entry, or one of an unknown synset")
        return entries
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(
            f'The file must be a JSON list of "shape_data/<synset>/<name>" with the synsets '
            f"{[*class_of]} ({error}). Received: {path}"
        ) from error


def _read_shape(path, parts):
    table = read_columns(path, _COLUMNS)
    if not np.isin(table[:, 6], parts).all():
        raise ValueError(
            f"The last column must be among the parts {parts} of the shape's class. "
            f"Received: {np.unique(table[:, 6])} in {path}"
        )
    return fit_unit_sphere(table[:, :3]), table[:, 6].astype("int32")


def _draw(available, count, random):
    """Draw indices in random order, each as often as any other or once more."""
    rounds = [random.permutation(available) for _ in range(-(-count // available))]
    return np.concatenate(rounds)[:count]
