"""The shapes that OpenShape and ReCon++ are trained on, with what OpenCLIP makes of each."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_stream import PointCloudStream
from keras_recon.datasets.openshape.colored_cloud import colored_cloud
from keras_recon.datasets.openshape.entries import read_entries, read_object, shape_path
from keras_recon.datasets.openshape.objaverse_lvis import load_objaverse_lvis
from keras_recon.datasets.text_files import require_file
from keras_recon.files import parse_json

_LISTS = {
    "train": "train_all.json",
    "train_no_lvis": "train_no_lvis.json",
    "train_shapenet": "ablation/train_shapenet_only.json",
}
# Twelve renderings and, in Objaverse, a thumbnail; a text, a caption and a retrieved text.
NUM_IMAGES, NUM_TEXTS = 13, 3
# Features of a text are the mean over prompts, but for those of retrieved ones.
_TEXT, _RETRIEVED = "prompt_avg", "original"


def load_openshape(folder, split, seed=0):
    """Load OpenShape's training shapes: 10,000 coloured points, pictures and texts as features.

    Each is a `.npy` file that is read when a batch needs it: `xyz`, y up, `rgb` from 0 to 1 and
    features of OpenCLIP's ViT-bigG/14 (1,280). All features go along as several targets of a
    shape, rows of zeros where there are fewer:

    - `image_features` of shape `(13, 1280)`: `image_feat` of twelve renderings and, in Objaverse,
      `thumbnail_feat`.
    - `text_features` of shape `(3, 1280)`, chosen as published whenever a shape is read: one of its
      `text_feat`, in Objaverse the first unless `gpt4_filtering.json` flags it `"N"`; the BLIP or
      the Azure caption, each as likely, if it isn't empty; one of `retrieval_text_feat`.

    The published code turns shapes by 90 degrees about z after it has augmented them, to train
    but not to test. This loader doesn't.

    Args:
        folder: Folder that holds `meta_data` and `objaverse-processed`.
        split: `"train"` for the four data sets; `"train_no_lvis"` without the test shapes of
            Objaverse-LVIS; `"train_shapenet"` for ShapeNet alone; or `"test"`, for what
            `load_objaverse_lvis` gives.
        seed: Seed of what is drawn. It depends on the seed, the shape and how often the shape was
            read before, so that a run that goes on after a stop draws others than an unbroken one.

    Returns:
        A `PointCloudStream` with colours, without labels; its features stay on disk. Feed it to
        `point_cloud_dataset` with `features=["image_targets", "text_targets"]`.

    Raises:
        ValueError: If the split is unknown, or a file is damaged or laid out otherwise: those of
            shapes when they are read.
        FileNotFoundError: If a list is missing; when it is read, if a shape is.

    Example:

    ```python
    import json
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_openshape

    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "meta_data" / "split").mkdir(parents=True)
    entry = {"id": "a1", "dataset": "ABO", "data_path": "/mnt/data/a1.npy"}
    (folder / "meta_data" / "split" / "train_all.json").write_text(json.dumps([entry]))
    text = {"prompt_avg": np.ones((1, 1280)), "original": np.ones((1, 1280))}
    shape = {"xyz": np.eye(3), "rgb": np.zeros((3, 3)), "image_feat": np.ones((12, 1280))}
    shape |= {"text": ["a chair"], "text_feat": [text], "blip_caption": "", "msft_caption": ""}
    np.save(folder / "a1.npy", {**shape, "retrieval_text": []}, allow_pickle=True)
    train = load_openshape(folder, "train")
    train.read_shapes(np.array([0]))["text_features"].any(axis=-1)  # [[True, False, False]]
    ```

    Reference:
        - [Liu et al., OpenShape, 2023](https://arxiv.org/abs/2305.10764), `README.md` and
          `src/data.py` of https://github.com/Colin97/OpenShape_code
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766),
          `ReConV2/datasets/OpenShape.py` of https://github.com/qizekun/ShapeLLM
    """
    if split == "test":
        return load_objaverse_lvis(folder)
    if split not in _LISTS:
        raise ValueError(f"`split` must be among {[*_LISTS, 'test']}. Received: {split!r}")
    meta = pathlib.Path(folder) / "meta_data"
    entries = read_entries(meta / "split" / _LISTS[split], ("id", "dataset", "data_path"))
    shapes = _Shapes(folder, entries, _flagged(meta, entries), seed)
    return PointCloudStream(
        read=shapes.read,
        num_points=shapes.num_points,
        labels=np.full(len(entries), -1),
        class_names=(),
        names=[entry["id"] for entry in entries],
        colored=True,
        feature_shapes={
            "image_features": (NUM_IMAGES, shapes.dim),
            "text_features": (NUM_TEXTS, shapes.dim),
        },
    )


def _flagged(meta, entries):
    """Ids of the shapes whose texts say nothing about them."""
    if not any(entry["dataset"] == "Objaverse" for entry in entries):
        return frozenset()
    path = require_file(meta / "gpt4_filtering.json", "which texts tell something")
    try:
        flags = parse_json(path.read_text(encoding="utf-8"))
        return frozenset(name for name, facts in flags.items() if facts["flag"] == "N")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            "The file must be a JSON object from each shape's id to an object with `flag` "
            f"({type(error).__name__}: {error}). Received: {path}"
        ) from error


class _Shapes:
    """Shapes in files, and how often each was read."""

    def __init__(self, folder, entries, flagged, seed):
        self.entries, self.flagged, self.seed = entries, flagged, seed
        self.paths = [shape_path(folder, entry["data_path"]) for entry in entries]
        self.times_read = np.zeros(len(entries), "int64")
        first = read_object(self.paths[0], ("xyz", "image_feat"))
        self.num_points, self.dim = len(first["xyz"]), np.shape(first["image_feat"])[-1]

    def read(self, index):
        read = [self._read_shape(i) for i in index]
        return {name: np.stack([shape[name] for shape in read]) for name in read[0]}

    def _read_shape(self, i):
        path, of_objaverse = self.paths[i], self.entries[i]["dataset"] == "Objaverse"
        random = np.random.default_rng((self.seed, i, self.times_read[i]))
        self.times_read[i] += 1
        shape = read_object(path, ("xyz", "rgb", "image_feat", "text_feat"))
        points = colored_cloud(shape["xyz"], shape["rgb"], path, num_points=self.num_points)
        try:
            images = [*shape["image_feat"]]
            if of_objaverse:
                images.insert(0, np.ravel(shape["thumbnail_feat"]))
            texts = self._choose_texts(shape, of_objaverse, self.entries[i]["id"], random)
            return {
                "points": points,
                "image_features": self._rows(images, NUM_IMAGES),
                "text_features": self._rows(texts, NUM_TEXTS),
            }
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ValueError(
                f"The file must hold features of up to {NUM_IMAGES} pictures and of texts, "
                f"{self.dim} numbers each ({type(error).__name__}: {error}). Received: {path}"
            ) from error

    def _choose_texts(self, shape, of_objaverse, name, random):
        chosen, texts = [], shape["text_feat"]
        if of_objaverse and name not in self.flagged:
            chosen.append(texts[0][_TEXT])
        elif not of_objaverse:
            chosen.append(texts[random.integers(len(texts))][_TEXT])
        caption = "blip_caption" if random.random() < 0.5 else "msft_caption"
        if shape[caption]:
            chosen.append(shape[f"{caption}_feat"][_TEXT])
        if shape["retrieval_text"]:
            retrieved = shape["retrieval_text_feat"]
            chosen.append(retrieved[random.integers(len(retrieved))][_RETRIEVED])
        return [np.ravel(feature) for feature in chosen]

    def _rows(self, features, count):
        rows = np.zeros((count, self.dim), "float32")
        if features:
            rows[: len(features)] = np.stack(features)
        return rows
