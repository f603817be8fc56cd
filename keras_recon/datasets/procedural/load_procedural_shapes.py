"""As many objects as one likes, as a data set."""

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.data.point_cloud_stream import PointCloudStream
from keras_recon.datasets.procedural.categories import CATEGORIES, CLASS_PARTS, PART_NAMES
from keras_recon.datasets.procedural.procedural_shape import SPLITS, generate_shape

# Of each split, if not told otherwise: as many training shapes as ShapeNet55 has.
NUM_SHAPES = {"train": 52_470, "test": 2_000, "val": 2_000}


def load_procedural_shapes(
    split,
    num_shapes=None,
    num_points=2048,
    seed=0,
    categories=None,
    held_out=(),
    stream=True,
    captions=True,
):
    """Make objects of many everyday categories, with captions, colours and part labels.

    Furniture, vessels, tools, vehicles, buildings, plants, devices, instruments, letters, animals
    and other things, as many of each category, see `generate_shape`. Shape i is the same however
    many there are, and of other categories' selection only its place changes. The shapes of
    different splits come from different seeds.

    Args:
        split: `"train"`, `"test"` or `"val"`.
        num_shapes: How many, without limit; 52,470 for training if not given, as in ShapeNet55,
            or else 2,000.
        num_points: Points of each shape.
        seed: An integer, at least 0; another one gives other shapes.
        categories: Names of the categories to make, in their order; all `CATEGORIES` if not given.
        held_out: Names of categories to leave out, for example to test on.
        stream: Whether points are made when a batch needs them, in some milliseconds a shape, and
            forgotten again; or all of them now, with part labels.
        captions: Whether shapes get captions. A stream has to make all shapes once for them, in
            about a minute for 50,000.

    Returns:
        A coloured `PointCloudStream`, or a `PointCloudData` with part labels too. Points are
        `(num_points, 3)` for each shape, centred on their mean, the furthest at distance 1, y up;
        names tell category and number, such as `"teapot 12"`, and captions, one to four for each
        shape, what it looks like.

    Raises:
        ValueError: If an argument is out of range or a name unknown.

    Example:

    ```python
    from keras_recon.data import point_cloud_dataset
    from keras_recon.datasets import load_procedural_shapes

    train = load_procedural_shapes("train", num_shapes=1000, held_out=["teapot"], captions=False)
    next(iter(point_cloud_dataset(train, batch_size=8, shuffle=True)))  # (8, 2048, 3)
    unseen = load_procedural_shapes("test", 4, categories=["teapot"], stream=False)
    unseen.part_labels.shape  # (4, 2048)
    ```
    """
    if split not in SPLITS:
        raise ValueError(f"`split` must be among {list(SPLITS)}. Received: {split!r}")
    num_shapes = NUM_SHAPES[split] if num_shapes is None else num_shapes
    if num_shapes < 1 or num_points < 1:
        raise ValueError(
            "`num_shapes` and `num_points` must be at least 1. Received: "
            f"num_shapes={num_shapes}, num_points={num_points}"
        )
    categories = CATEGORIES if categories is None else tuple(categories)
    unknown = sorted({*categories, *held_out} - {*CATEGORIES})
    categories = tuple(name for name in categories if name not in {*held_out})
    if unknown or not categories:
        raise ValueError(
            f"`categories` and `held_out` must be among {list(CATEGORIES)} and leave some. "
            f"Received: {unknown or 'none left'}"
        )

    def make(index):
        number, place = divmod(int(index), len(categories))
        return generate_shape(categories[place], number, split, seed)

    index = np.arange(num_shapes)
    fields = {
        "labels": index % len(categories),
        "class_names": categories,
        "names": [f"{categories[i % len(categories)]} {i // len(categories)}" for i in index],
    }
    if not stream:
        return _load(make, num_shapes, num_points, fields, captions)
    if captions:
        fields["captions"] = [make(i).captions for i in index]

    def read(index):
        sampled = [make(i).sample(num_points) for i in index]
        return np.stack([np.concatenate([points, colors], 1) for points, _, colors in sampled])

    return PointCloudStream(read, num_points, colored=True, **fields)


def _load(make, num_shapes, num_points, fields, captions):
    points, colors = np.empty((2, num_shapes, num_points, 3), "float32")
    part_labels = np.empty((num_shapes, num_points), "int32")
    texts = []
    for i in range(num_shapes):
        shape = make(i)
        points[i], part_labels[i], colors[i] = shape.sample(num_points)
        texts.append(shape.captions)
    class_parts = [CLASS_PARTS[CATEGORIES.index(name)] for name in fields["class_names"]]
    return PointCloudData(
        points=points,
        part_labels=part_labels,
        part_names=PART_NAMES,
        class_parts=class_parts,
        colors=colors,
        captions=texts if captions else None,
        **fields,
    )
