"""Furniture with exact part labels, made up by a program."""

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.furniture import bed, chair, lamp, shelf, table
from keras_recon.datasets.furniture.surfaces import sample
from keras_recon.datasets.unit_sphere import fit_unit_sphere

NUM_POINTS = 2048
# Number of shapes, and the seed that they are drawn from.
_SPLITS = {"train": (1000, 0), "test": (200, 1)}
_KINDS = {
    "bed": (bed.make_bed, bed.PARTS),
    "chair": (chair.make_chair, chair.PARTS),
    "lamp": (lamp.make_lamp, lamp.PARTS),
    "shelf": (shelf.make_shelf, shelf.PARTS),
    "table": (table.make_table, table.PARTS),
}


def load_furniture_parts(split):
    """Make up furniture of which every point's part is known.

    Beds, chairs, lamps, shelves and tables, as many of each, of random proportions, styles and
    numbers of legs, slats, boards: chairs on four legs, a pedestal or runners, with a solid,
    slatted or no back; round and square tops; lamps that stand, lean or hang; bunk beds. Parts
    meet and go over into one another (a rear leg becomes a post of the back), and neither height
    nor form alone tells them apart. Points are drawn evenly over the parts' surfaces, those hidden
    inside another part too.

    Always the same shapes; those of training and test come from different seeds. Takes a few
    seconds.

    Args:
        split: `"train"` (1,000 shapes) or `"test"` (200).

    Returns:
        A `PointCloudData`: `points` `(n, 2048, 3)`, centred on their mean, the furthest at distance
        1, y up, in random order, so that the first k are a sample of the surface too; `labels`
        `(n,)` of five classes; `part_labels` `(n, 2048)` of the 18 `part_names`, such as
        `"chair legs"`; `class_parts`; and `names` that tell the style.

    Raises:
        ValueError: If `split` is unknown.

    Example:

    ```python
    from keras_recon.datasets import load_furniture_parts

    test = load_furniture_parts("test")
    test.part_labels.shape  # (200, 2048)
    [test.part_names[part] for part in test.class_parts[test.labels[0]]]
    ```
    """
    if split not in _SPLITS:
        raise ValueError(f'`split` must be "train" or "test". Received: {split!r}')
    count, seed = _SPLITS[split]
    class_names = tuple(_KINDS)
    part_names = tuple(f"{name} {part}" for name, (_, parts) in _KINDS.items() for part in parts)
    points = np.empty((count, NUM_POINTS, 3), "float32")
    part_labels = np.empty((count, NUM_POINTS), "int32")
    names = []
    for index in range(count):
        random = np.random.default_rng((seed, index))
        class_name = class_names[index % len(class_names)]
        make, _ = _KINDS[class_name]
        name, pieces = make(random)
        sampled, piece = sample([surface for _, surface in pieces], NUM_POINTS, random)
        points[index] = fit_unit_sphere(_turn(sampled, random.normal(0, np.radians(10))))
        indices = [part_names.index(f"{class_name} {part}") for part, _ in pieces]
        part_labels[index] = np.array(indices)[piece]
        names.append(name)
    return PointCloudData(
        points=points,
        labels=np.arange(count) % len(class_names),
        class_names=class_names,
        names=tuple(names),
        part_labels=part_labels,
        part_names=part_names,
        class_parts=tuple(
            tuple(part_names.index(f"{name} {part}") for part in parts)
            for name, (_, parts) in _KINDS.items()
        ),
    )


def _turn(points, angle):
    """Turn points about the vertical axis."""
    x, y, z = points.T
    return np.stack(
        [np.cos(angle) * x + np.sin(angle) * z, y, np.cos(angle) * z - np.sin(angle) * x], axis=-1
    )
