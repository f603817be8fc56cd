"""From kept results to shards for training."""

import dataclasses
import hashlib
import pathlib
import posixpath

import numpy as np

from keras_recon.data.point_cloud_data import TEACHER_FEATURES
from keras_recon.data.teacher_features import scale_rows
from keras_recon.data.tfrecords import INDEX, serialize_shape, shard_index
from keras_recon.default_color import DEFAULT_COLOR
from keras_recon.preparation.addresses import replacing_at
from keras_recon.preparation.result_store import ResultStore

# To be raised when the same results give other shards.
VERSION = 1


@dataclasses.dataclass(frozen=True)
class ShardLayout:
    """What there is of each shape in a shard, and where it comes from.

    Args:
        shapes: `ResultStore` of points.
        features: `ResultStore` of features.
        arrays: Dict from the name of each array to its shape.
        scaling: What features are scaled by, as of `scale_teacher_features`, in lists and floats.

    Example:

    ```python
    import tempfile

    from keras_recon.preparation.result_store import ResultStore
    from keras_recon.preparation.write_shards import ShardLayout

    store = ResultStore(tempfile.mkdtemp())
    ShardLayout(store, store, {"points": (2048, 3)}).scaling  # {}
    ```
    """

    shapes: ResultStore
    features: ResultStore
    arrays: dict[str, tuple[int, ...]]
    scaling: dict = dataclasses.field(default_factory=dict)

    def read(self, shape, features):
        """Read the arrays of a shape.

        Args:
            shape: Its key among the shapes.
            features: Its key among the features.

        Returns:
            Dict of float32 arrays. Colours are 0.4 where a shape has none, features zeros where it
            has fewer than others.
        """
        stored = self.shapes.read(shape)
        values = {"points": stored["points"]}
        if "colors" in self.arrays:
            grey = np.full_like(values["points"], DEFAULT_COLOR)
            values["colors"] = stored["colors"] / np.float32(255) if "colors" in stored else grey
        of_teachers = [name for name in TEACHER_FEATURES if name in self.arrays]
        if not of_teachers:
            return values
        stored = self.features.read(features)
        for name in of_teachers:
            values[name] = np.zeros(self.arrays[name], "float32")
            if name in stored:
                rows = scale_rows(name, stored[name], self.scaling)
                np.atleast_2d(values[name])[: len(rows)] = rows
        return values


def feature_sums(keys, features):
    """Add up the image features of some shapes, but for rows of zeros.

    Args:
        keys: Their keys among the features.
        features: `ResultStore` of features.

    Returns:
        The sum, a list of floats, empty where there are none, and how many rows it is of.
    """
    rows = _image_rows(keys, features)
    return [] if rows is None else rows.sum(axis=0).tolist(), 0 if rows is None else len(rows)


def deviation_sum(keys, features, mean):
    """Add up how far the image features of some shapes are from their mean.

    Args:
        keys: Their keys among the features.
        features: `ResultStore` of features.
        mean: List of floats.
    """
    rows = _image_rows(keys, features)
    return 0.0 if rows is None else float(np.abs(rows - np.array(mean)).sum())


def _image_rows(keys, features):
    stored = [features.read(key) for key in keys]
    rows = [own["image_features"] for own in stored if "image_features" in own]
    if not rows:
        return None
    rows = np.concatenate(rows).astype("float64")
    return rows[rows.any(axis=-1)]


def write_shard(rows, name, layout, filesystem, folder):
    """Write a shard, unless it is there, and check what is written.

    Args:
        rows: For each shape its key among the shapes and that among the features, its label, and
            its class index.
        name: What the name of the shard begins with; what it is made of follows.
        layout: A `ShardLayout`.
        filesystem: A file system of fsspec.
        folder: The folder there.

    Returns:
        The name of the shard, and its bytes.
    """
    import tensorflow as tf

    key = ResultStore.key_of(VERSION, rows, layout.arrays, layout.scaling)
    name = f"{name}-{key[:16]}.tfrecord"
    path = f"{folder}/{name}"
    if not filesystem.isfile(path):
        written = hashlib.sha256()
        with replacing_at(filesystem, path) as partial:
            with tf.io.TFRecordWriter(str(partial)) as writer:
                for shape, features, label, class_index in rows:
                    values = {"label": label, "class_index": class_index}
                    record = serialize_shape(values | layout.read(shape, features))
                    writer.write(record)
                    written.update(record)
            _check(partial, written)
    return name, filesystem.size(path)


def _check(path, written):
    import tensorflow as tf

    read = hashlib.sha256()
    with tf.device("cpu"):
        for record in tf.data.TFRecordDataset(str(path)):
            read.update(record.numpy())
    if read.digest() != written.digest():
        raise OSError(f"A shard must hold what was written to it. Received: {path}")


def write_index(rows, sizes, layout, class_names, filesystem, folder):
    """Write the index of the shards in a folder, then remove those that it doesn't name.

    Args:
        rows: As of `write_shard`, of all shards.
        sizes: Dict from the name of each shard to its bytes.
        layout: A `ShardLayout`.
        class_names: Names of the classes.
        filesystem: A file system of fsspec.
        folder: The folder there.
    """
    arrays = {"label": (), "class_index": (), **layout.arrays}
    labelled = sum(label >= 0 for _, _, label, _ in rows)
    text = shard_index(len(rows), labelled, arrays, class_names, sizes, scaling=layout.scaling)
    with replacing_at(filesystem, f"{folder}/{INDEX}") as partial:
        pathlib.Path(partial).write_text(text)
    for path in filesystem.find(folder):
        if path.endswith(".tfrecord") and posixpath.basename(path) not in sizes:
            filesystem.rm_file(path)
