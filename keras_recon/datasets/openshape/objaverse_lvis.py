"""Objaverse-LVIS: found objects of 1,156 classes, to test on."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_stream import PointCloudStream
from keras_recon.datasets.openshape.colored_cloud import colored_cloud
from keras_recon.datasets.openshape.entries import (
    labels_of,
    read_entries,
    read_object,
    shape_path,
)
from keras_recon.datasets.text_files import require_file


def load_objaverse_lvis(folder, stream=True):
    """Load Objaverse-LVIS as OpenShape published it: 46,832 shapes of 10,000 coloured points.

    `meta_data/split/lvis.json` lists them, each with its `category`, `uid` and `data_path`, a
    `.npy` file with `xyz`, y up, and `rgb` from 0 to 1. OpenShape's own evaluation swaps y and z,
    for its networks are z up; that of ReCon++ takes them as they are, and so does this loader.

    Args:
        folder: Folder that holds `meta_data` and `objaverse-processed`.
        stream: Whether points stay in their files until a batch needs them. In memory, all of
            them take 11 GB.

    Returns:
        A `PointCloudStream` with colours, or a `PointCloudData`: points `(n, 10000, 3)`, fitted to
        the unit sphere; labels of the categories in alphabetical order; names are the uids.

    Raises:
        ValueError: If a file is damaged or laid out otherwise: points and colours, which must be
            finite, from 0 to 1, when they are read.
        FileNotFoundError: If a file is missing.

    Example:

    ```python
    import json
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_objaverse_lvis

    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "meta_data" / "split").mkdir(parents=True)
    entry = {"uid": "a1", "category": "mug", "data_path": "/mnt/data/a1.npy"}
    (folder / "meta_data" / "split" / "lvis.json").write_text(json.dumps([entry]))
    shape = {"xyz": np.eye(3), "rgb": np.full((3, 3), 0.5)}
    np.save(folder / "a1.npy", shape, allow_pickle=True)
    load_objaverse_lvis(folder, stream=False).colors[0, 0]  # [0.5, 0.5, 0.5]
    ```

    Reference:
        - [Liu et al., OpenShape, 2023](https://arxiv.org/abs/2305.10764), `src/data.py` of
          https://github.com/Colin97/OpenShape_code
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766), `ReConV2/datasets/data.py`
          of https://github.com/qizekun/ShapeLLM
    """
    folder = pathlib.Path(folder)
    listing = folder / "meta_data" / "split" / "lvis.json"
    entries = read_entries(listing, ("data_path", "uid", "category"))
    labels, class_names = labels_of(entries)
    paths = [shape_path(folder, entry["data_path"]) for entry in entries]
    for path in paths:
        require_file(path, "points and colours of a shape")
    num_points = len(_read_cloud(paths[0]))
    data = PointCloudStream(
        read=lambda index: np.stack([_read_cloud(paths[i], num_points) for i in index]),
        num_points=num_points,
        labels=labels,
        class_names=class_names,
        names=[entry["uid"] for entry in entries],
        colored=True,
    )
    return data if stream else data.load()


def _read_cloud(path, num_points=None):
    shape = read_object(path, ("xyz", "rgb"))
    return colored_cloud(shape["xyz"], shape["rgb"], path, num_points=num_points)
