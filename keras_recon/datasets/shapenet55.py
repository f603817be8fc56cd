"""ShapeNet55: models of 55 classes with renderings and texts, to pretrain on."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_stream import PointCloudStream
from keras_recon.datasets.text_files import read_lines, require_file
from keras_recon.datasets.unit_sphere import fit_unit_sphere
from keras_recon.files import parse_json


def load_shapenet55(folder, split, stream=True):
    """Load ShapeNet55, y up, each cloud fitted to the unit sphere.

    Args:
        folder: Folder that holds `ShapeNet-55`, `shapenet_pc`, `shapenet55.json` and, if the
            pictures are wanted, `shapenet_img`.
        split: `"train"`, `"test"`, or `"all"` for both.
        stream: Whether points stay in their files until a batch needs them. In memory, all of
            them take 5 GB.

    Returns:
        A `PointCloudStream`, or a `PointCloudData`: points `(n, 8192, 3)`; a label is the row of
        `shapenet55.json`, a caption its text, a class name too; names such as
        `02691156-1a04e3eab45ca15dd86060f189eb133`; image paths where there is `shapenet_img`.

    Raises:
        ValueError: If an argument is unknown, or a file is damaged or laid out otherwise; points
            of a stream are checked when they are read.
        FileNotFoundError: If a file is missing.

    Example:

    ```python
    import json
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_shapenet55

    folder = pathlib.Path(tempfile.mkdtemp())
    for name in ("ShapeNet-55", "shapenet_pc"):
        (folder / name).mkdir()
    (folder / "ShapeNet-55" / "test.txt").write_text("02691156-1a04.npy")
    np.save(folder / "shapenet_pc" / "02691156-1a04.npy", np.eye(3))
    table = {"catalogue": {"0": 2691156}, "describe": {"0": "airplane, plane"}}
    (folder / "shapenet55.json").write_text(json.dumps(table))
    load_shapenet55(folder, "test").captions  # ("airplane, plane",)
    ```

    Reference:
        - [Chang et al., ShapeNet, 2015](https://arxiv.org/abs/1512.03012)
    """
    splits = {"train": ["train"], "test": ["test"], "all": ["train", "test"]}
    if split not in splits:
        raise ValueError(f'`split` must be "train", "test" or "all". Received: {split!r}')
    folder = pathlib.Path(folder)
    files = []
    for part in splits[split]:
        files += read_lines(folder / "ShapeNet-55" / f"{part}.txt", "the name of a .npy a line")
    rows, texts = _read_classes(folder / "shapenet55.json")
    try:
        labels = np.array([rows[file.split("-")[0]] for file in files])
    except KeyError as error:
        raise ValueError(
            "A line of the list must be a synset, a dash, the model's name and .npy, and its "
            f"synset one of those in shapenet55.json. Received: {error.args[0]!r}"
        ) from error
    paths = [require_file(folder / "shapenet_pc" / file, "points") for file in files]
    names = [pathlib.Path(file).stem for file in files]
    pictures = folder / "shapenet_img"
    image_paths = None
    if pictures.is_dir():
        image_paths = [require_file(pictures / f"{name}.png", "a rendering") for name in names]
    num_points = len(_read_cloud(paths[0]))
    data = PointCloudStream(
        read=lambda index: np.stack([_read_cloud(paths[i], num_points) for i in index]),
        num_points=num_points,
        labels=labels,
        class_names=texts,
        names=names,
        image_paths=image_paths,
        captions=[texts[label] for label in labels],
    )
    return data if stream else data.load()


def _read_classes(path):
    """Return the row of each synset and the text of each row."""
    require_file(path, "a synset and a text for each class")
    try:
        table = parse_json(path.read_text(encoding="utf-8"))
        synsets, texts = table["catalogue"], table["describe"]
        order = sorted(synsets, key=int)
        if [*map(int, order)] != [*range(len(order))] or {*texts} != {*synsets}:
            raise ValueError("rows must be numbered from 0, the same in both columns")
        rows = {f"{int(synsets[row]):08d}": int(row) for row in order}
        return rows, [str(texts[row]) for row in order]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            "The file must be a JSON object of the columns `catalogue`, synsets by row, and "
            f"`describe`, texts by row ({type(error).__name__}: {error}). Received: {path}"
        ) from error


def _read_cloud(path, num_points=None):
    accepted = f"The file must hold finite floats of shape ({num_points or 'points'}, 3)"
    try:
        cloud = np.load(path, allow_pickle=False)
    except Exception as error:  # which one depends on the byte that is wrong
        raise ValueError(f"{accepted} ({error}). Received: {path}") from error
    fits = isinstance(cloud, np.ndarray) and cloud.ndim == 2 and cloud.dtype.kind == "f"
    if not fits or cloud.shape != (num_points or len(cloud), 3) or not np.isfinite(cloud).all():
        raise ValueError(f"{accepted}. Received: {path} of shape {np.shape(cloud)}")
    return fit_unit_sphere(cloud)
