"""ScanObjectNN's test shapes as OpenShape published them."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.openshape.colored_cloud import colored_cloud
from keras_recon.datasets.openshape.entries import read_object
from keras_recon.datasets.scanobjectnn import CLASS_NAMES
from keras_recon.datasets.text_files import require_file


def load_openshape_scanobjectnn(folder):
    """Load ScanObjectNN's test shapes as OpenShape published them.

    `meta_data/scanobjectnn/xyz_label.npy` holds a dict: `xyz`, the points of each shape, y up, and
    `label`, its class; if there is `rgb`, colours from 0 to 1. Unlike OpenShape's own evaluation,
    that of ReCon++ swaps no axes.

    Args:
        folder: Folder that holds `meta_data`.

    Returns:
        A `PointCloudData`, with colours where the file has some: points `(n, num_points, 3)`,
        fitted to the unit sphere, as many as the smallest shape has, of others drawn at random;
        labels of 15 classes.

    Raises:
        ValueError: If the file is damaged or laid out otherwise, or colours are not finite, from 0
            to 1.
        FileNotFoundError: If the file is missing.

    Example:

    ```python
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_openshape_scanobjectnn

    folder = pathlib.Path(tempfile.mkdtemp())
    root = folder / "meta_data" / "scanobjectnn"
    root.mkdir(parents=True)
    shapes = {"xyz": [np.eye(3)], "label": np.array([4])}
    np.save(root / "xyz_label.npy", shapes, allow_pickle=True)
    data = load_openshape_scanobjectnn(folder)
    data.class_names[data.labels[0]], data.colors  # ("chair", None)
    ```

    Reference:
        - [Liu et al., OpenShape, 2023](https://arxiv.org/abs/2305.10764), `src/data.py` of
          https://github.com/Colin97/OpenShape_code
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766), `ReConV2/datasets/data.py`
          of https://github.com/qizekun/ShapeLLM
    """
    path = pathlib.Path(folder) / "meta_data" / "scanobjectnn" / "xyz_label.npy"
    content = read_object(require_file(path, "points and classes"), ("xyz", "label"))
    clouds, colors = content["xyz"], content.get("rgb")
    try:
        labels = np.array([int(np.asarray(label).item()) for label in content["label"]])
        sizes = [len(cloud) for cloud in clouds]
        fits = len(labels) == len(sizes) == len(sizes if colors is None else colors) > 0
        if not fits or labels.min() < 0 or labels.max() >= len(CLASS_NAMES):
            raise ValueError(f"{len(sizes)} shapes, labels {np.unique(labels)}")
    except (TypeError, ValueError) as error:
        raise ValueError(
            "The file must hold `xyz`, the points of each shape, `label`, whole numbers from 0 to "
            f"{len(CLASS_NAMES) - 1}, and may hold `rgb`, as many as shapes ({error}). "
            f"Received: {path}"
        ) from error
    colors = [None] * len(labels) if colors is None else colors
    read = np.stack(
        [
            colored_cloud(xyz, rgb, f"shape {number} of {path}", num_points=min(sizes))
            for number, (xyz, rgb) in enumerate(zip(clouds, colors, strict=True))
        ]
    )
    return PointCloudData(
        read[..., :3],
        labels,
        CLASS_NAMES,
        [CLASS_NAMES[label] for label in labels],
        colors=read[..., 3:] if read.shape[-1] == 6 else None,
    )
