"""Point clouds that stay on disk."""

import collections
import dataclasses
import threading
from collections.abc import Callable

import numpy as np

from keras_recon.data.point_cloud_data import (
    PointCloudData,
    check_color_range,
    check_precision,
)


def blocks_mixed(block_size):
    """Blocks among which a shuffle mixes shapes: at least 4, and about 1,024 shapes."""
    return max(4, 1024 // block_size)


@dataclasses.dataclass(frozen=True, eq=False)
class PointCloudStream:
    """Like a `PointCloudData`, but its points are read when a batch needs them.

    Feed it to `keras_recon.data.point_cloud_dataset` as you would the data themselves.

    Args:
        read: Function that takes an integer array of shape `(m,)` and returns the points of these
            shapes, a float array of shape `(m, num_points, 3)`; of coloured ones
            `(m, num_points, 6)`. Several threads call it.
        num_points: Points of each shape.
        labels: As of `PointCloudData`, and so are all the following fields but the last two.
        class_names: The name of each class.
        names: The name of each shape.
        image_features: Optional features of a frozen image teacher.
        text_features: Optional features of a frozen text teacher.
        image_paths: Optional paths of pictures, one or several of each shape.
        captions: Optional texts, likewise.
        block_size: Shapes, in their order, that are read at the cost of one. A shuffle brings
            blocks into random order and mixes the shapes of a few; with 1 it is a full one.
        colored: Whether `read` returns red, green and blue, from 0 to 1, after x, y and z, so that
            one reading gives both.

    Raises:
        ValueError: If a field does not fit; when reading, if points or colours do not.

    Example:

    ```python
    import numpy as np
    from keras_recon.data import PointCloudStream, point_cloud_dataset

    stream = PointCloudStream(
        read=lambda index: np.stack([np.full((1024, 3), 1.0 / (1 + i)) for i in index]),
        num_points=1024,
        labels=np.arange(100) % 2,
        class_names=("chair", "table"),
        names=[f"object {i}" for i in range(100)],
    )
    next(iter(point_cloud_dataset(stream, batch_size=32, shuffle=True)))  # (32, 1024, 3)
    stream.select(stream.labels == 1).load().points.shape  # (50, 1024, 3)
    ```
    """

    read: Callable[[np.ndarray], np.ndarray]
    num_points: int
    labels: np.ndarray
    class_names: tuple[str, ...]
    names: tuple[str, ...]
    image_features: np.ndarray | None = None
    text_features: np.ndarray | None = None
    image_paths: tuple[str, ...] | None = None
    captions: tuple[str, ...] | None = None
    block_size: int = 1
    colored: bool = False

    def __post_init__(self):
        if self.num_points < 1 or self.block_size < 1:
            raise ValueError(
                "`num_points` and `block_size` must be at least 1. Received: "
                f"num_points={self.num_points}, block_size={self.block_size}"
            )
        checked = self._with_points(points=np.zeros((len(self.labels), 1, 3), "float32"))
        for field in _KEPT_FIELDS:
            object.__setattr__(self, field, getattr(checked, field))

    def __len__(self):
        return len(self.labels)

    feature_dims = PointCloudData.feature_dims

    def read_points(self, index):
        """Read the points of some shapes.

        Args:
            index: Integer array of shape `(m,)`.

        Returns:
            float32 array of shape `(m, num_points, 3)`.

        Raises:
            ValueError: If they have another shape, are not finite or lose their shape in float32.
        """
        return self.read_per_point(index)["points"]

    def read_per_point(self, index):
        """Read the points and, if the stream is coloured, the colours of some shapes, at once.

        Args:
            index: Integer array of shape `(m,)`.

        Returns:
            A dict of float32 arrays of shape `(m, num_points, 3)`: `"points"` and `"colors"`.

        Raises:
            ValueError: If they have another shape, are not finite, lose their shape in float32 or
                are no colours.
        """
        values = np.asarray(self.read(index))
        with np.errstate(over="ignore"):
            rounded = values.astype("float32", copy=False)
        wanted = (len(index), self.num_points, 6 if self.colored else 3)
        if values.shape != wanted or not np.isfinite(rounded).all():
            raise ValueError(
                f"`read` must return finite points of shape {wanted}. Received: shape "
                f"{values.shape}, {np.count_nonzero(~np.isfinite(rounded))} values not finite"
            )
        points, colors = rounded[..., :3], rounded[..., 3:]
        check_precision(values[..., :3], points)
        if not self.colored:
            return {"points": points}
        check_color_range("colors", colors)
        return {"points": points, "colors": colors}

    def load(self):
        """Read everything into memory.

        Returns:
            A `PointCloudData`.
        """
        names = ("points", "colors") if self.colored else ("points",)
        loaded = {name: np.empty((len(self), self.num_points, 3), "float32") for name in names}
        for start in range(0, len(self), 256):
            index = np.arange(start, min(start + 256, len(self)))
            for name, values in self.read_per_point(index).items():
                loaded[name][index] = values
        return self._with_points(**loaded)

    def select(self, index):
        """Return a stream of the shapes that an array of indices, or a boolean array, picks.

        Args:
            index: Integer array of shape `(m,)`, or boolean array of shape `(n,)`.

        Returns:
            A `PointCloudStream` of the picked shapes, in the order of the indices.
        """
        index = np.arange(len(self))[index]
        picked = self._with_points(points=np.zeros((len(self), 1, 3), "float32")).select(index)
        fields = {field: getattr(picked, field) for field in _KEPT_FIELDS}
        return dataclasses.replace(self, read=lambda chosen: self.read(index[chosen]), **fields)

    def _with_points(self, **per_point):
        kept = {name: getattr(self, name) for name in _KEPT_FIELDS}
        return PointCloudData(**per_point, **kept)


_KEPT_FIELDS = (
    "labels",
    "class_names",
    "names",
    "image_features",
    "text_features",
    "image_paths",
    "captions",
)


class BlockReader:
    """Read shapes out of blocks, of which the latest stay in memory.

    Args:
        read_block: Function that takes `start` and `stop` of a block and returns its points,
            `(stop - start, num_points, 3)` or, with colours, 6; fewer where the data end.
        block_size: Shapes in a block.

    Example:

    ```python
    import numpy as np
    from keras_recon.data.point_cloud_stream import BlockReader

    everything = np.zeros((100, 1024, 3), "float32")
    reader = BlockReader(lambda start, stop: everything[start:stop], block_size=32)
    reader(np.array([99, 3, 4])).shape  # (3, 1024, 3)
    ```
    """

    def __init__(self, read_block, block_size):
        self.read_block = read_block
        self.block_size = block_size
        # Those that a shuffle mixes, and the next ones, which other threads read already.
        self.capacity = 2 * (blocks_mixed(block_size) + 1)
        self._blocks = collections.OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, index):
        size = self.block_size
        return np.stack([self._block(i // size)[i % size] for i in index])

    def _block(self, number):
        with self._lock:
            if number not in self._blocks:
                if len(self._blocks) == self.capacity:
                    self._blocks.popitem(last=False)
                start = number * self.block_size
                self._blocks[number] = self.read_block(start, start + self.block_size)
            self._blocks.move_to_end(number)
            return self._blocks[number]
