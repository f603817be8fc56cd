"""ScanObjectNN: scanned objects of 15 classes."""

import pathlib

import h5py
import numpy as np

from keras_recon.data.point_cloud_stream import BlockReader, PointCloudStream
from keras_recon.datasets.text_files import require_file

CLASS_NAMES = (
    "bag",
    "bin",
    "box",
    "cabinet",
    "chair",
    "desk",
    "display",
    "door",
    "shelf",
    "table",
    "bed",
    "pillow",
    "sink",
    "sofa",
    "toilet",
)
_FILES = {
    "obj_bg": "main_split/{}_objectdataset.h5",
    "obj_only": "main_split_nobg/{}_objectdataset.h5",
    "hardest": "main_split/{}_objectdataset_augmentedrot_scale75.h5",
}
# How many bytes DEFLATE makes of one.
_MOST_COMPRESSED = 1032
_SPLITS = {"train": "training", "test": "test"}


def load_scanobjectnn(folder, variant, split, stream=False):
    """Load ScanObjectNN from its HDF5 files.

    Points are as the files have them, neither centred nor scaled, for that is how the method was
    trained and tested on them.

    Args:
        folder: Folder that holds `main_split` and `main_split_nobg`.
        variant: `"obj_bg"` (objects with background), `"obj_only"` (without) or `"hardest"`
            (PB_T50_RS: shifted, rotated and scaled boxes).
        split: `"train"` or `"test"`.
        stream: Whether points stay in the file until a batch needs them.

    Returns:
        A `PointCloudData`, or a `PointCloudStream`: points `(n, 2048, 3)`, labels of 15 classes;
        a shape's name is that of its class.

    Raises:
        ValueError: If an argument is unknown or the file is damaged or laid out otherwise.
        FileNotFoundError: If the file is missing.

    Example:

    ```python
    import pathlib
    import tempfile

    import h5py
    import numpy as np
    from keras_recon.datasets import load_scanobjectnn

    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "main_split").mkdir()
    with h5py.File(folder / "main_split" / "training_objectdataset.h5", "w") as file:
        file["data"] = np.zeros((4, 2048, 3), "float32")
        file["label"] = np.array([0, 4, 4, 14])
    load_scanobjectnn(folder, "obj_bg", "train").points.shape  # (4, 2048, 3)
    ```

    Reference:
        - [Uy et al., ScanObjectNN, 2019](https://arxiv.org/abs/1908.04616)
    """
    if variant not in _FILES:
        raise ValueError(f"`variant` must be among {[*_FILES]}. Received: {variant!r}")
    if split not in _SPLITS:
        raise ValueError(f'`split` must be "train" or "test". Received: {split!r}')
    path = pathlib.Path(folder) / _FILES[variant].format(_SPLITS[split])
    require_file(path, "points `data` and classes `label`")
    shape, chunks, labels = _read_header(path)
    points = PointCloudStream(
        read=_reader(path, chunks),
        num_points=shape[1],
        labels=labels,
        class_names=CLASS_NAMES,
        names=[CLASS_NAMES[label] for label in labels],
        block_size=chunks,
    )
    return points if stream else points.load()


def _read_header(path):
    """Return the shape of the points, the shapes a chunk of the file holds, and the labels."""
    accepted = (
        "The file must be whole and hold `data`, floats (n, points, 3), and `label`, whole "
        f"numbers (n,) from 0 to {len(CLASS_NAMES) - 1}"
    )
    try:
        with h5py.File(path) as file:
            data, label = file["data"], file["label"]
            if not all(_is_written(array, file) for array in (data, label)):
                raise ValueError("arrays that are not in the file as a whole")
            shape, kind = data.shape, data.dtype.kind
            chunks = data.chunks[0] if data.chunks else 1
            labels = label[:]
    except Exception as error:  # which one depends on the byte that is wrong
        raise ValueError(f"{accepted} ({error}). Received: {path}") from error
    fits = len(shape) == 3 and shape[0] > 0 and shape[2] == 3 and kind == "f"
    if not fits or labels.shape != shape[:1] or labels.dtype.kind not in "iuf":
        raise ValueError(
            f"{accepted}. Received: {path} with data of shape {shape} and label of shape "
            f"{labels.shape}, types {kind} and {labels.dtype.kind}"
        )
    whole = labels.astype("int32")
    if (whole != labels).any() or whole.min() < 0 or whole.max() >= len(CLASS_NAMES):
        raise ValueError(f"{accepted}. Received: {path} with labels {np.unique(labels)}")
    return shape, chunks, whole


def _is_written(array, file):
    """Whether the file itself has the numbers, not another one, and not zeros for what is not."""
    if array.file != file or array.external or array.shape is None:
        return False
    return array.nbytes <= _MOST_COMPRESSED * array.id.get_storage_size()


def _reader(path, chunks):
    def read_rows(rows):
        try:
            with h5py.File(path) as file:
                data = file["data"]
                return data[rows] if isinstance(rows, slice) else np.stack([data[i] for i in rows])
        except Exception as error:  # which one depends on the byte that is wrong
            raise ValueError(
                f"The points must be readable, and the file whole ({error}). Received: {path}"
            ) from error

    if chunks == 1:
        return read_rows
    # Of a chunk, one shape costs as much as all.
    return BlockReader(lambda start, stop: read_rows(slice(start, stop)), chunks)
