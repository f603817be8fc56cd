"""Home3D: furnished-home models as points, icons, names and frozen teachers' features."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData

# Coordinates lie in [-1, 1] and are stored as whole numbers of 1 / POINT_STEPS.
POINT_STEPS = 5100

# File of the text teacher's features of the class names, for `teachers.load_class_features`.
CLASS_FEATURES = pathlib.Path(__file__).parent / "files" / "home3d_class_features.npz"
_PATH = pathlib.Path(__file__).parent / "files" / "home3d.npz"
_SPLITS = ("train", "test", "all")


def load_home3d(split):
    """Load Home3D, which ships with the package.

    820 models of furniture and of other things in and around a home, from the model libraries of
    Sweet Home 3D (CC0 and CC-BY 3.0; `files/home3d_attribution.md` beside this module names every
    author). Each has 2,048 points sampled evenly over its surface, a rendered picture, a name, and
    features of two frozen teachers: EfficientNet-Lite0's 1,280 pooled ImageNet features of the
    picture and MiniLM's embedding of the name, of unit length.

    443 models carry one of 23 classes. All 132 of the test split do.

    Args:
        split: `"train"` (688 models), `"test"` (132) or `"all"` (820).

    Returns:
        A `PointCloudData`: `points` `(n, 2048, 3)`, centred on their mean, the furthest at distance
        1, y up, in random order, so that the first k are a sample of the surface too; `labels`
        `(n,)`, -1 where a model has no class; `image_features` `(n, 1280)` and `text_features`
        `(n, 384)`, both as the teacher gives them; `icons` `(n, 64, 64, 3)`.

    Raises:
        ValueError: If `split` is unknown or the data file is damaged.
        FileNotFoundError: If the data file is missing.

    Example:

    ```python
    from keras_recon.datasets import load_home3d

    train = load_home3d("train")
    train.points.shape  # (688, 2048, 3)
    labelled = train.select(train.labels >= 0)
    ```
    """
    if split not in _SPLITS:
        raise ValueError(f'`split` must be "train", "test" or "all". Received: {split!r}')
    data, in_test = _read(_PATH)
    if split == "all":
        return data
    return data.select(in_test if split == "test" else ~in_test)


def _read(path):
    if not path.is_file():
        raise FileNotFoundError(
            f"The Home3D data file is missing; install keras-recon again. Received: {path}"
        )
    try:
        with np.load(path, allow_pickle=False) as file:
            # The high and low bytes are stored apart because they compress better so.
            steps = (file["points_high"].astype("int16") << 8) | file["points_low"]
            points = steps.transpose(0, 2, 1).astype("float32") / POINT_STEPS
            # Rounding moved the furthest point off the unit sphere by up to 1e-4.
            points /= np.linalg.norm(points, axis=-1).max(axis=-1)[:, None, None]
            data = PointCloudData(
                points=points,
                labels=file["labels"],
                class_names=tuple(file["class_names"].tolist()),
                names=tuple(file["names"].tolist()),
                image_features=file["image_features"].astype("float32"),
                text_features=file["text_features"].astype("float32"),
                icons=file["icons"],
            )
            return data, file["in_test"]
    except Exception as error:  # which one depends on the byte that is wrong
        raise ValueError(
            f"The Home3D data file is damaged ({error}); install keras-recon again. "
            f"Received: {path}"
        ) from error
