"""Home3D: furnished-home models as coloured points, icons, names and teachers' features."""

import dataclasses
import pathlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData

# Coordinates lie in [-1, 1] and are stored as whole numbers of 1 / POINT_STEPS.
POINT_STEPS = 5100

_FOLDER = pathlib.Path(__file__).parent / "files"
# File of the text teacher's features of the class names, for `teachers.load_class_features`.
CLASS_FEATURES = _FOLDER / "home3d_class_features.npz"
_SPLITS = ("train", "test", "all")


def load_home3d(split, all_views=False):
    """Load Home3D, which ships with the package.

    820 models of furniture and of other things in and around a home, from the model libraries of
    Sweet Home 3D (CC0 and CC-BY 3.0; `files/home3d_attribution.md` beside this module names every
    author). Each has 2,048 points sampled evenly over its surface with the colours of its materials
    and textures, at most 32 a model; a rendered picture, a name, and features of two frozen
    teachers: EfficientNet-Lite0's 1,280 pooled ImageNet features of the picture and MiniLM's
    embedding of the name, of unit length.

    With all views there are also the features of four pictures from all around, drawn by
    `render_shape`, and of the name in two of the published prompts; none tells the class. They
    are stored as whole numbers of 8 bits: the cosine to the teacher's own is at least 0.9999.

    443 models carry one of 23 classes. All 132 of the test split do.

    Args:
        split: `"train"` (688 models), `"test"` (132) or `"all"` (820).
        all_views: Whether to give the features of all pictures and captions, not only of one each.

    Returns:
        A `PointCloudData`: `points` `(n, 2048, 3)`, centred on their mean, the furthest at distance
        1, y up, in random order, so that the first k are a sample of the surface too; `colors`
        `(n, 2048, 3)` from 0 to 1; `labels` `(n,)`, -1 where a model has no class;
        `image_features` `(n, 1280)` and `text_features` `(n, 384)`, both as the teacher gives
        them; `icons` `(n, 64, 64, 3)`. With `all_views`, `image_features` `(n, 5, 1280)`, the
        icon's first; `text_features` `(n, 3, 384)`, the name's first; and the texts themselves as
        `captions`, three for each model.

    Raises:
        ValueError: If `split` is unknown or a data file is damaged.
        FileNotFoundError: If a data file is missing.

    Example:

    ```python
    from keras_recon.datasets import load_home3d

    train = load_home3d("train")
    train.points.shape  # (688, 2048, 3)
    labelled = train.select(train.labels >= 0)
    load_home3d("train", all_views=True).image_features.shape  # (688, 5, 1280)
    ```
    """
    if split not in _SPLITS:
        raise ValueError(f'`split` must be "train", "test" or "all". Received: {split!r}')
    data, in_test = _read("home3d.npz", _decode_data)
    data = dataclasses.replace(data, colors=_read("home3d_colors.npz", _decode_colors))
    if all_views:
        data = _add_views(data, *_read("home3d_views.npz", _decode_views))
    if split == "all":
        return data
    return data.select(in_test if split == "test" else ~in_test)


def _decode_data(file):
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


def _decode_colors(file):
    # The models' palettes are one after another.
    sizes = file["palette_sizes"].astype("int64")
    starts = np.cumsum(sizes) - sizes
    return file["palettes"][starts[:, None] + file["places"]]


def _decode_views(file):
    image_features = file["image_features"] * file["image_scales"][..., None]
    text_features = file["text_features"] * file["text_scales"][..., None]
    return image_features, text_features, file["templates"].tolist()


def _add_views(data, image_features, text_features, templates):
    def append(first, others):
        return np.concatenate([first[:, None], others], axis=1)

    return dataclasses.replace(
        data,
        image_features=append(data.image_features, image_features),
        text_features=append(data.text_features, text_features),
        captions=[
            (name, *(template.replace("{}", name) for template in templates)) for name in data.names
        ],
    )


def _read(name, decode):
    path = _FOLDER / name
    if not path.is_file():
        raise FileNotFoundError(
            f"A Home3D data file is missing; install keras-recon again. Received: {path}"
        )
    try:
        with np.load(path, allow_pickle=False) as file:
            return decode(file)
    except Exception as error:  # which one depends on the byte that is wrong
        raise ValueError(
            f"A Home3D data file is damaged ({error}); install keras-recon again. Received: {path}"
        ) from error
