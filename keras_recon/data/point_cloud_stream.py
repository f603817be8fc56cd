"""Point clouds that stay on disk."""

import collections
import dataclasses
import threading
from collections.abc import Callable, Mapping

import numpy as np

from keras_recon.data.point_cloud_data import (
    PER_POINT,
    TEACHER_FEATURES,
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
        labels: As of `PointCloudData`, and so are all the following fields but the last three.
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
        feature_shapes: Optional dict from `"image_features"` or `"text_features"` to the shape of
            one shape's, `(D,)` or `(views, D)`. Then these stay on disk, too: `read` returns a
            dict of `"points"` and of each of them, `(m, D)` or `(m, views, D)`.

    Raises:
        ValueError: If a field does not fit; when reading, if points, colours or features do not.

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
    feature_shapes: Mapping[str, tuple[int, ...]] | None = None

    def __post_init__(self):
        if self.num_points < 1 or self.block_size < 1:
            raise ValueError(
                "`num_points` and `block_size` must be at least 1. Received: "
                f"num_points={self.num_points}, block_size={self.block_size}"
            )
        streamed = dict(self.feature_shapes or {})
        in_memory = [name for name in TEACHER_FEATURES if getattr(self, name) is not None]
        if not {*streamed} <= {*TEACHER_FEATURES} - {*in_memory}:
            raise ValueError(
                f"`feature_shapes` must be of {TEACHER_FEATURES} that are not in memory. Received: "
                f"{sorted(streamed)}, in memory {in_memory}"
            )
        object.__setattr__(self, "feature_shapes", streamed)
        checked = self._with_points(points=np.zeros((len(self.labels), 1, 3), "float32"))
        for field in _KEPT_FIELDS:
            object.__setattr__(self, field, getattr(checked, field))

    def __len__(self):
        return len(self.labels)

    @property
    def on_disk(self):
        """The shape of each array of one shape that `read_shapes` reads, by their name."""
        per_point = ("points", "colors") if self.colored else ("points",)
        return dict.fromkeys(per_point, (self.num_points, 3)) | self.feature_shapes

    @property
    def feature_dims(self):
        """Width of each teacher's features, by their name; those that are absent are not in it."""
        streamed = {name: shape[-1] for name, shape in self.feature_shapes.items()}
        return PointCloudData.feature_dims.fget(self) | streamed

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
        values = self.read_shapes(index)
        return {name: values[name] for name in PER_POINT if name in values}

    def read_shapes(self, index):
        """Read all that is on disk of some shapes, at once.

        Args:
            index: Integer array of shape `(m,)`.

        Returns:
            A dict of float32 arrays: what `read_per_point` gives, and the features that stay on
            disk, `(m, D)` or `(m, views, D)`.

        Raises:
            ValueError: As of `read_per_point`; also if features have another shape or are not
                finite.
        """
        read = self.read(index)
        read = read if self.feature_shapes else {"points": read}
        shapes = {"points": (self.num_points, 6 if self.colored else 3), **self.feature_shapes}
        if not isinstance(read, Mapping) or not read.keys() >= shapes.keys():
            raise ValueError(
                f"`read` must return a dict of {[*shapes]}. Received: "
                f"{[*read] if isinstance(read, Mapping) else type(read).__name__}"
            )
        values = {
            name: _rounded(name, read[name], (len(index), *shape)) for name, shape in shapes.items()
        }
        points, colors = values["points"][..., :3], values["points"][..., 3:]
        check_precision(np.asarray(read["points"])[..., :3], points)
        if not self.colored:
            return values
        check_color_range("colors", colors)
        return {**values, "points": points, "colors": colors}

    def load(self):
        """Read everything into memory.

        Returns:
            A `PointCloudData`.
        """
        loaded = {
            name: np.empty((len(self), *shape), "float32") for name, shape in self.on_disk.items()
        }
        for start in range(0, len(self), 256):
            index = np.arange(start, min(start + 256, len(self)))
            for name, values in self.read_shapes(index).items():
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

    def _with_points(self, **read):
        kept = {name: getattr(self, name) for name in _KEPT_FIELDS}
        return PointCloudData(**{**kept, **read})


def _rounded(name, values, wanted):
    """What `read` returned in float32, checked."""
    values = np.asarray(values)
    with np.errstate(over="ignore"):
        rounded = values.astype("float32", copy=False)
    if values.shape != wanted or not np.isfinite(rounded).all():
        raise ValueError(
            f"`read` must return finite {name} of shape {wanted}. Received: shape "
            f"{values.shape}, {np.count_nonzero(~np.isfinite(rounded))} values not finite"
        )
    return rounded


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
