"""Data sets by name."""

import pathlib

from keras_recon.data import PointCloudShards
from keras_recon.datasets.furniture import load_furniture_parts
from keras_recon.datasets.home3d import load_home3d
from keras_recon.datasets.modelnet import load_modelnet, pickle_path
from keras_recon.datasets.openshape import (
    load_objaverse_lvis,
    load_openshape,
    load_openshape_modelnet40,
    load_openshape_scanobjectnn,
)
from keras_recon.datasets.procedural import load_procedural_shapes
from keras_recon.datasets.scanobjectnn import load_scanobjectnn
from keras_recon.datasets.shape_folder import load_shape_folder
from keras_recon.datasets.shapenet55 import load_shapenet55
from keras_recon.datasets.shapenetpart import load_shapenetpart
from keras_recon.files import user_cache


def _modelnet(num_classes):
    def load(folder, split):
        # Reading the text files takes minutes.
        pickled = pickle_path(folder, split, num_classes).is_file()
        return load_modelnet(folder, split, num_classes, pickled=pickled)

    return load


def _scanobjectnn(variant):
    return lambda folder, split, **options: load_scanobjectnn(folder, variant, split, **options)


def _test_alone(load):
    def load_split(folder, split, **options):
        if split != "test":
            raise ValueError(f'`split` must be "test", the only one. Received: {split!r}')
        return load(folder, **options)

    return load_split


_LOADERS = {
    "home3d": lambda folder, split, **options: load_home3d(split, **options),
    "furniture": lambda folder, split: load_furniture_parts(split),
    "procedural": lambda folder, split, **options: load_procedural_shapes(split, **options),
    "modelnet40": _modelnet(40),
    "modelnet10": _modelnet(10),
    "scanobjectnn_obj_bg": _scanobjectnn("obj_bg"),
    "scanobjectnn_obj_only": _scanobjectnn("obj_only"),
    "scanobjectnn_hardest": _scanobjectnn("hardest"),
    "shapenet55": load_shapenet55,
    "shapenetpart": load_shapenetpart,
    "openshape": load_openshape,
    "objaverse_lvis": _test_alone(load_objaverse_lvis),
    "openshape_modelnet40": _test_alone(load_openshape_modelnet40),
    "openshape_scanobjectnn": _test_alone(load_openshape_scanobjectnn),
    "folder": load_shape_folder,
    "shards": lambda folder, split: PointCloudShards(pathlib.Path(folder) / split),
}
DATASETS = tuple(_LOADERS)
# What a data set of one's own is cut from, so that training draws other points in every epoch.
DRAWN_FROM = 2048
_STREAMED = ("scanobjectnn", "shapenet55", "objaverse_lvis", "procedural")
_STREAMABLE = [name for name in DATASETS if name.startswith(_STREAMED)]
_WITHOUT_FOLDER = ("home3d", "furniture", "procedural")
# Which data set an option is for, but for those of a folder.
_OPTION_OF = {"all_views": "home3d"} | dict.fromkeys(
    ("num_shapes", "categories", "held_out", "captions"), "procedural"
)


def load_dataset(name, split, folder=None, stream=None, num_points=None, up_axis=None, **options):
    """Load a data set by its name.

    Args:
        name: `"home3d"`; `"furniture"`, see `load_furniture_parts`; `"procedural"`, see
            `load_procedural_shapes`; `"modelnet40"` or `"modelnet10"`, read from the pickles where
            they are there; `"scanobjectnn_obj_bg"`, `"scanobjectnn_obj_only"` or
            `"scanobjectnn_hardest"`; `"shapenet55"`; `"shapenetpart"`; `"openshape"`, which
            ReCon++ is trained on, see `load_openshape`; `"objaverse_lvis"`,
            `"openshape_modelnet40"` and `"openshape_scanobjectnn"`, which it is tested on;
            `"folder"` for your own shapes, see `load_shape_folder`; or `"shards"`, a folder of
            folders that `write_tfrecords` wrote, each named for its split.
        split: `"train"`, `"test"`, or another one that the data set has.
        folder: Where the data set is; `"home3d"`, `"furniture"` and `"procedural"` need none.
        stream: Whether points stay on disk until a batch needs them, which ShapeNet55,
            Objaverse-LVIS and ScanObjectNN can do, or are made then, of `"procedural"` shapes; if
            not given, those of all but ScanObjectNN do. OpenShape's always do.
        num_points: Points of each shape that will be used. Shapes in a `"folder"` get 2,048
            points to draw from or, if a cloud has fewer, as many as it has but this many at
            least; `"procedural"` ones 2,048 or, if more will be used, as many. The other data sets
            have the points that they have.
        up_axis: The axis that is up in the files of a `"folder"`; y if not given.
        **options: `all_views` of `load_home3d` for `"home3d"`; `num_shapes`, `categories`,
            `held_out` and `captions` of `load_procedural_shapes` for `"procedural"`; further
            arguments of `load_shape_folder` for a `"folder"`. Points of its files are kept in
            `KERAS_HOME`, or else in `~/.keras`, unless `cache_dir` says otherwise.

    Returns:
        A `PointCloudData`; a `PointCloudStream` where points stay on disk; a `PointCloudShards` of
        shards.

    Raises:
        ValueError: If a name or a split is unknown, the folder is not given, the data set can't
            be streamed or has no such options, or a file is damaged.
        FileNotFoundError: If a file is missing.

    Example:

    ```python
    from keras_recon.datasets import load_dataset

    load_dataset("home3d", "test").points.shape  # (132, 2048, 3)
    ```
    """
    if name not in DATASETS:
        raise ValueError(f"`name` must be among {list(DATASETS)}. Received: {name!r}")
    if stream and name not in _STREAMABLE:
        raise ValueError(
            f"`stream` can be set for {_STREAMABLE}. Received: stream={stream} for {name!r}"
        )
    if folder is None and name not in _WITHOUT_FOLDER:
        raise ValueError(f"`folder` must be given for {name!r}. Received: folder=None")
    if up_axis is not None:
        options["up_axis"] = up_axis
    if name == "folder":
        options = {"cache_dir": user_cache("shapes"), **_sizes(num_points), **options}
    for option in options:
        of = _OPTION_OF.get(option, "folder")
        if name != of:
            raise ValueError(f"`{option}` can be set for {of!r}. Received: {name!r}")
    if name == "procedural":
        options["num_points"] = max(DRAWN_FROM, num_points or 0)
    if stream is not None and name in _STREAMABLE:
        options["stream"] = stream
    return _LOADERS[name](folder, split, **options)


def _sizes(num_points):
    if num_points is None:
        return {}
    return {"num_points": max(DRAWN_FROM, num_points), "minimum_points": num_points}
