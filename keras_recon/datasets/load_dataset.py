"""Data sets of labelled shapes, by name."""

from keras_recon.datasets.home3d import load_home3d
from keras_recon.datasets.modelnet import load_modelnet, pickle_path
from keras_recon.datasets.scanobjectnn import load_scanobjectnn
from keras_recon.datasets.shape_folder import load_shape_folder


def _load_modelnet(folder, split, num_classes):
    # Reading the text files takes minutes.
    pickled = pickle_path(folder, split, num_classes).is_file()
    return load_modelnet(folder, split, num_classes, pickled=pickled)


_LOADERS = {
    "home3d": lambda folder, split: load_home3d(split),
    "modelnet40": lambda folder, split: _load_modelnet(folder, split, 40),
    "modelnet10": lambda folder, split: _load_modelnet(folder, split, 10),
    "scanobjectnn_obj_bg": lambda folder, split: load_scanobjectnn(folder, "obj_bg", split),
    "scanobjectnn_obj_only": lambda folder, split: load_scanobjectnn(folder, "obj_only", split),
    "scanobjectnn_hardest": lambda folder, split: load_scanobjectnn(folder, "hardest", split),
    "folder": load_shape_folder,
}
DATASETS = tuple(_LOADERS)


def load_dataset(name, split, folder=None):
    """Load a data set for classification, whole, by its name.

    Args:
        name: `"home3d"`, `"modelnet40"`, `"modelnet10"`, `"scanobjectnn_obj_bg"`,
            `"scanobjectnn_obj_only"`, `"scanobjectnn_hardest"`, or `"folder"` for your own shapes,
            see `load_shape_folder`. ModelNet is read from the pickles where they are there.
        split: `"train"` or `"test"`.
        folder: Where the data set is; Home3D comes with the package and needs none.

    Returns:
        A `PointCloudData`.

    Raises:
        ValueError: If a name is unknown, the folder is not given, or a file is damaged.
        FileNotFoundError: If a file is missing.

    Example:

    ```python
    from keras_recon.datasets import load_dataset

    load_dataset("home3d", "test").points.shape  # (132, 2048, 3)
    ```
    """
    if name not in _LOADERS:
        raise ValueError(f"`name` must be among {list(DATASETS)}. Received: {name!r}")
    if split not in ("train", "test"):
        raise ValueError(f'`split` must be "train" or "test". Received: {split!r}')
    if folder is None and name != "home3d":
        raise ValueError(f"`folder` must be given for {name!r}. Received: folder=None")
    return _LOADERS[name](folder, split)
