"""Shards of point clouds on disk, for data that don't fit into memory."""

import contextlib
import json
import os
from pathlib import Path

import numpy as np

from keras_recon.data.point_cloud_data import PER_POINT, TEACHER_FEATURES, all_of
from keras_recon.data.point_cloud_stream import PointCloudStream
from keras_recon.files import parse_json, replacing

INDEX = "index.json"
# How what isn't float32 is stored.
KINDS = {"label": "int32", "class_index": "int32", "part_labels": "int32", "colors": "uint8"}
# Shapes that are read together.
BLOCK = 256


def arrays_of(source):
    """Arrays that batches are made of, by the names they have there; of a stream, none on disk.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`.
    """
    texts = all_of(source.names if source.captions is None else source.captions)
    # Shapes of one name are one class, as the contrast term has it.
    first = [(*own, name)[0] for own, name in zip(texts, source.names, strict=True)]
    class_index = np.unique(first, return_inverse=True)[1].astype("int32")
    arrays = {"label": source.labels, "class_index": class_index}
    optional = {key: getattr(source, key, None) for key in (*PER_POINT, *TEACHER_FEATURES)}
    return arrays | {key: value for key, value in optional.items() if value is not None}


def write_tfrecords(source, folder, num_shards=8, scaling=None):
    """Write point clouds as TFRecord shards, with an index of what they hold.

    Everything is read once, in order, a block at a time. Colours are stored in a byte each: those
    that came as uint8 stay as they are, others change by up to 1/510.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`.
        folder: Folder to write. It must not exist.
        num_shards: Number of files; shape i goes to file `i % num_shards`.
        scaling: What its teachers' features were scaled by, a dict that `teacher_scaling` gave; it
            is kept in the index.

    Raises:
        ValueError: If the folder exists or the number of shards is not within 1 and `len(source)`.

    Example:

    ```python
    import tempfile
    import keras_recon

    folder = tempfile.mkdtemp() + "/home3d"
    keras_recon.data.write_tfrecords(keras_recon.datasets.load_home3d("test"), folder)
    ```
    """
    import tensorflow as tf

    folder = Path(folder)
    if folder.exists():
        raise ValueError(f"`folder` must be new. Received: {folder}, which exists")
    if not 1 <= num_shards <= len(source):
        raise ValueError(
            f"`num_shards` must be at least 1 and at most {len(source)}, the number of shapes. "
            f"Received: num_shards={num_shards}"
        )
    arrays = arrays_of(source)
    names = [f"{shard:05d}-of-{num_shards:05d}.tfrecord" for shard in range(num_shards)]
    with replacing(folder) as partial:
        partial.mkdir()
        with contextlib.ExitStack() as stack:
            writers = [
                stack.enter_context(tf.io.TFRecordWriter(str(partial / name))) for name in names
            ]
            for start in range(0, len(source), BLOCK):
                index = np.arange(start, min(start + BLOCK, len(source)))
                block = {key: array[index] for key, array in arrays.items()}
                if isinstance(source, PointCloudStream):
                    block |= source.read_shapes(index)
                for place, i in enumerate(index):
                    record = serialize_shape({key: values[place] for key, values in block.items()})
                    writers[i % num_shards].write(record)
        index = shard_index(
            len(source),
            int((source.labels >= 0).sum()),
            {key: array.shape[1:] for key, array in block.items()},
            source.class_names,
            {name: (partial / name).stat().st_size for name in names},
            int((arrays.get("part_labels", np.zeros(0)) < 0).sum()),
            getattr(source, "part_names", None),
            getattr(source, "class_parts", None),
            scaling,
        )
        (partial / INDEX).write_text(index)


def shard_index(
    count,
    labelled,
    shapes,
    class_names,
    sizes,
    unlabelled_points=0,
    part_names=None,
    class_parts=None,
    scaling=None,
):
    """Return the text of the index of a folder of shards.

    Args:
        count: Number of shapes.
        labelled: Number of those with a label.
        shapes: Dict of what there is of each shape, and its shape without the batch axis.
        class_names: Names of the classes.
        sizes: Dict from the name of each shard to its bytes.
        unlabelled_points: Number of points without a part label though others have one.
        part_names: Names of the parts, or None.
        class_parts: For each class, the indices of the parts that it can have, or None.
        scaling: What teachers' features were scaled by, or None.
    """
    content = {
        "count": count,
        "labelled": labelled,
        "unlabelled_points": unlabelled_points,
        "shapes": {key: list(shape) for key, shape in sorted(shapes.items())},
        "class_names": class_names,
        "part_names": part_names,
        "class_parts": class_parts,
        "scaling": {name: np.asarray(of).tolist() for name, of in (scaling or {}).items()},
        "bytes": sizes,
    }
    return json.dumps(content, indent=2) + "\n"


def serialize_shape(values):
    """Make the record of a shape.

    Args:
        values: Dict of its arrays and numbers, by the names that batches have; colours from 0 to 1.

    Returns:
        Bytes of a `tf.train.Example`, the same for the same values.
    """
    import tensorflow as tf

    if "colors" in values:
        values = {**values, "colors": np.rint(255 * values["colors"])}
    as_bytes = {}
    for key, value in values.items():
        stored = np.asarray(value).astype(np.dtype(KINDS.get(key, "float32")).newbyteorder("<"))
        bytes_list = tf.train.BytesList(value=[stored.tobytes()])
        as_bytes[key] = tf.train.Feature(bytes_list=bytes_list)
    example = tf.train.Example(features=tf.train.Features(feature=as_bytes))
    return example.SerializeToString(deterministic=True)


def _checked(index):
    """The index, if it is one that `write_tfrecords` may have written."""
    shapes, parts = index["shapes"], index.get("class_parts") or ()
    points = [shapes["points"][0], 3]
    known = {"points": points, "colors": points, "part_labels": points[:1]}
    known |= {"label": [], "class_index": []}
    for key, shape in shapes.items():
        if not (len(shape) in (1, 2) if key in TEACHER_FEATURES else shape == known[key]):
            raise ValueError(f"{key} of shape {shape!s:.100}")
    if not {"label", "class_index"} <= shapes.keys():
        raise ValueError("no labels or class indices")
    numbers = [index["count"], index.get("labelled", 0), index.get("unlabelled_points", 0)]
    for several in (*shapes.values(), *parts, index["bytes"].values()):
        numbers += several
    if not all(type(number) is int and 0 <= number < 2**63 for number in numbers):
        raise ValueError("a number that is no whole one from 0")
    names = [*index["class_names"], *(index.get("part_names") or ()), *index["bytes"]]
    if not all(isinstance(name, str) for name in names):
        raise ValueError("a name that is no text")
    for name, value in index.get("scaling", {}).items():
        wanted = shapes["image_features"][-1:] if name == "image_mean" else []
        if [*np.shape(value)] != wanted or not np.isfinite(np.asarray(value, "float64")).all():
            raise ValueError(f"a scaling that doesn't fit: {name:.100}")
    if not index["bytes"] or any(Path(name).name != name for name in index["bytes"]):
        raise ValueError("no shards in the folder itself")
    return index


class PointCloudShards:
    """Point clouds in a folder of TFRecord shards, whose batches are read one after the other.

    Feed it to `keras_recon.data.point_cloud_dataset` as you would a `PointCloudData`. The folder is
    checked: every shard must be there and whole. What is damaged within a shard is an error of
    `tf.errors` when it is read, such as a `DataLossError`.

    Args:
        folder: Folder that `write_tfrecords` wrote.
        labelled_only: Whether shapes of label -1 are left out.

    Attributes:
        class_names: Tuple of the names of the classes.
        part_names: Tuple of the names of the parts, or None.
        class_parts: For each class, the indices of the parts that it can have, or None.
        shapes: Dict of what there is of each shape, and its shape without the batch axis.
        unlabelled_points: Number of points that have no part label though others have one.
        scaling: What teachers' features were scaled by, as `teacher_scaling` gives it, as far as
            the index tells it.
        paths: Paths of the shards.
        counts: Number of shapes in each of them, those without a label included.

    Raises:
        FileNotFoundError: If the index or a shard is missing.
        ValueError: If the index is no index or a shard has another size than it had when written.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.data import PointCloudShards, write_tfrecords

    folder = tempfile.mkdtemp() + "/home3d"
    write_tfrecords(keras_recon.datasets.load_home3d("train"), folder)
    shards = PointCloudShards(folder)
    len(shards), shards.num_points  # 688, 2048
    shards.feature_dims  # {"image_features": 1280, "text_features": 384}
    ```
    """

    def __init__(self, folder, labelled_only=False):
        self.folder = Path(folder)
        self.labelled_only = labelled_only
        path = self.folder / INDEX
        if not path.is_file():
            raise FileNotFoundError(
                f"A folder of shards must hold {INDEX}, as `write_tfrecords` writes it. "
                f"Received: {self.folder}"
            )
        try:
            index = _checked(parse_json(path.read_text()))
            self._count = index["count"]
            if labelled_only:
                # Indices written before had no such count: then all must have labels.
                self._count = index.get("labelled", self._count)
            self.shapes = {key: tuple(shape) for key, shape in index["shapes"].items()}
            self.unlabelled_points = index.get("unlabelled_points", 0)
            self.class_names = tuple(index["class_names"])
            self.part_names = index.get("part_names") and tuple(index["part_names"])
            self.class_parts = index.get("class_parts") and tuple(map(tuple, index["class_parts"]))
            self.scaling = {
                name: np.asarray(value, "float32") if name == "image_mean" else value
                for name, value in index.get("scaling", {}).items()
            }
            sizes = {self.folder / name: size for name, size in sorted(index["bytes"].items())}
            # Shape i is in file `i % num_shards`.
            self.counts = [
                len(range(shard, index["count"], len(sizes))) for shard in range(len(sizes))
            ]
            self.num_points = self.shapes["points"][0]
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise ValueError(
                f"{INDEX} must be as `write_tfrecords` writes it ({type(error).__name__}: {error})."
                f" Received: {path}"
            ) from error
        for shard, size in sizes.items():
            if not os.path.isfile(shard):
                raise FileNotFoundError(
                    f"Every shard that {INDEX} names must be there. Received: no {shard}"
                )
            if shard.stat().st_size != size:
                raise ValueError(
                    f"A shard must have the {size} bytes it was written with. "
                    f"Received: {shard} of {shard.stat().st_size} bytes"
                )
        self.paths = [str(shard) for shard in sizes]

    def __len__(self):
        return self._count

    @property
    def feature_dims(self):
        """Width of each teacher's features, by their name; those that are absent are not in it."""
        return {key: self.shapes[key][-1] for key in TEACHER_FEATURES if key in self.shapes}

    def parse(self, records, names):
        """Parse a batch of serialized examples.

        Args:
            records: String tensor of shape `(B,)`.
            names: What to parse of them, among `shapes`.

        Returns:
            A dict of tensors with a leading axis B: float32, colours from 0 to 1; int32 for labels,
            class indices and part labels.
        """
        import tensorflow as tf

        spec = {name: tf.io.FixedLenFeature((), tf.string) for name in names}
        parsed = tf.io.parse_example(records, spec)
        values = {
            name: tf.reshape(
                tf.io.decode_raw(value, KINDS.get(name, "float32")), [-1, *self.shapes[name]]
            )
            for name, value in parsed.items()
        }
        if "colors" in values:
            # Looked up: in a graph, a division becomes a product, which rounds otherwise.
            levels = tf.constant(np.arange(256, dtype="float32") / 255)
            values["colors"] = tf.gather(levels, tf.cast(values["colors"], tf.int32))
        return values
