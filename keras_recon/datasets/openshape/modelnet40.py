"""ModelNet40's test shapes as OpenShape sampled them."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.openshape.colored_cloud import colored_cloud
from keras_recon.datasets.openshape.entries import labels_of, read_entries
from keras_recon.datasets.restricted_unpickler import load_restricted_npy
from keras_recon.datasets.text_files import require_file


def load_openshape_modelnet40(folder):
    """Load ModelNet40's 2,468 test shapes as OpenShape published them, of 10,000 points.

    `meta_data/modelnet40/test_split.json` lists them, with `name` and `category`; `test_pc.npy`
    holds, in that order, a dict of `xyz`, y up, and `rgb` from 0 to 255 each. The shapes have no
    colours: `rgb` is 100 everywhere, near the 0.4 that stands for none in training, and so it is
    100/255 here, as published. Unlike OpenShape's own evaluation, that of ReCon++ swaps no axes.

    Args:
        folder: Folder that holds `meta_data`.

    Returns:
        A `PointCloudData` with colours: points `(n, 10000, 3)`, fitted to the unit sphere; labels
        of the categories in alphabetical order.

    Raises:
        ValueError: If a file is damaged or laid out otherwise, or colours are not finite, from 0
            to 255, or as those from 0 to 1 would be.
        FileNotFoundError: If a file is missing.

    Example:

    ```python
    import json
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_openshape_modelnet40

    folder = pathlib.Path(tempfile.mkdtemp())
    root = folder / "meta_data" / "modelnet40"
    root.mkdir(parents=True)
    (root / "test_split.json").write_text(json.dumps([{"name": "sofa_1", "category": "sofa"}]))
    shape = {"xyz": np.eye(3), "rgb": np.full((3, 3), 100)}
    np.save(root / "test_pc.npy", np.array([shape], dtype=object), allow_pickle=True)
    (255 * load_openshape_modelnet40(folder).colors[0, 0]).round()  # [100, 100, 100]
    ```

    Reference:
        - [Liu et al., OpenShape, 2023](https://arxiv.org/abs/2305.10764), `src/data.py` of
          https://github.com/Colin97/OpenShape_code
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766), `ReConV2/datasets/data.py`
          of https://github.com/qizekun/ShapeLLM
    """
    root = pathlib.Path(folder) / "meta_data" / "modelnet40"
    entries = read_entries(root / "test_split.json", ("name", "category"))
    path = require_file(root / "test_pc.npy", "points and colours of the shapes listed")
    shapes = load_restricted_npy(path)
    there = [isinstance(shape, dict) and {"xyz", "rgb"} <= shape.keys() for shape in shapes.flat]
    if shapes.shape != (len(entries),) or not all(there):
        raise ValueError(
            f"The file must hold dicts of xyz and rgb for the {len(entries)} shapes that "
            f"`test_split.json` lists. Received: {path} with {there.count(True)}, of shape "
            f"{shapes.shape}"
        )
    clouds = []
    for entry, shape in zip(entries, shapes, strict=True):
        name = f"{entry['name']} in {path}"
        num_points = len(clouds[0]) if clouds else None
        clouds.append(colored_cloud(shape["xyz"], shape["rgb"], name, 255, num_points))
        shape.clear()  # of what is read twice there would be twice as much
    clouds = np.stack(clouds)
    colors = clouds[..., 3:]
    if 0 < colors.max() <= 1 / 255:
        raise ValueError(
            "`rgb` must be from 0 to 255, as published. Received: from "
            f"{255 * colors.min():g} to {255 * colors.max():g} in {path}"
        )
    labels, class_names = labels_of(entries)
    return PointCloudData(
        clouds[..., :3],
        labels,
        class_names,
        [entry["name"] for entry in entries],
        colors=colors,
    )
