"""Farthest point sampling of whole data sets, once."""

import dataclasses
import functools

import keras
import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.ops import farthest_point_sample

# Shapes that are sampled together.
BATCH = 64


def keep_farthest(source, num_points):
    """Keep the points of each shape that farthest point sampling picks, in that order.

    The sampling starts at a shape's first point and so picks the same points in every epoch. The
    first k of them are what it picks if asked for k. On two cores, 1,200 of 2,048 points take some
    5 to 15 ms a shape, of 8,192 three times as long.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`. Of a stream the indices of the points
            are kept in memory, two bytes for each.
        num_points: Points to keep.

    Returns:
        A `PointCloudData` or a `PointCloudStream` with `num_points` points a shape.

    Raises:
        ValueError: If `num_points` is below 1 or above the points of each shape.

    Example:

    ```python
    import keras_recon

    test = keras_recon.datasets.load_home3d("test")
    keras_recon.data.keep_farthest(test, 256).points.shape  # (132, 256, 3)
    ```

    Reference:
        - [Qi et al., PointNet++, 2017](https://arxiv.org/abs/1706.02413)
    """
    in_memory = isinstance(source, PointCloudData)
    available = source.num_points
    if not 1 <= num_points <= available:
        raise ValueError(
            f"`num_points` must be at least 1 and at most {available}, the points of each shape. "
            f"Received: num_points={num_points}"
        )
    sampler = _sampler(num_points)
    kept = np.empty((len(source), num_points), np.min_scalar_type(available - 1))
    for start in range(0, len(source), BATCH):
        index = np.arange(start, min(start + BATCH, len(source)))
        points = source.points[index] if in_memory else source.read_points(index)
        kept[index] = sampler.predict_on_batch(points)

    if in_memory:
        parts = source.part_labels
        return dataclasses.replace(
            source,
            points=np.take_along_axis(source.points, kept[..., None], axis=1),
            part_labels=None if parts is None else np.take_along_axis(parts, kept, axis=1),
        )

    def read(index):
        return np.take_along_axis(source.read_points(index), kept[index][..., None], axis=1)

    return dataclasses.replace(source, read=read, num_points=num_points)


def keep_at_most(source, num_points=None):
    """Keep the farthest points as `keep_farthest` does; all where there are no more.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`.
        num_points: Points to keep; all if not given.

    Returns:
        What `keep_farthest` gives, or `source` itself.

    Raises:
        ValueError: If `num_points` is below 1.

    Example:

    ```python
    import keras_recon

    test = keras_recon.datasets.load_home3d("test")
    keras_recon.data.keep_at_most(test, 4800) is test  # True, it has 2,048
    ```
    """
    if num_points is None or num_points >= source.num_points:
        return source
    return keep_farthest(source, num_points)


@functools.cache
def _sampler(num_points):
    # Kept, so that train and test, or the folds of a protocol, are compiled for once.
    return _Sampler(num_points)


class _Sampler(keras.Model):
    """Compiles the sampling where the backend compiles; in float32, whatever the policy is."""

    def __init__(self, num_points):
        super().__init__(name="farthest_points", dtype="float32")
        self.num_points = num_points

    def call(self, points):
        return farthest_point_sample(points, self.num_points)
