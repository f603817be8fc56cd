"""Shards of point clouds on disk, for data that doesn't fit into memory."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np

INDEX = "index.json"
FEATURES = ("image_features", "text_features")
INTEGERS = ("label", "class_index", "part_labels")


def arrays_of(data):
    """Arrays of a `PointCloudData` that batches are made of, by the names they have there.

    Those of a `PointCloudStream` lack the points.
    """
    names = data.names if data.captions is None else data.captions
    arrays = {"label": data.labels, "class_index": class_index(names)}
    optional = {key: getattr(data, key, None) for key in ("points", *FEATURES, "part_labels")}
    return arrays | {key: value for key, value in optional.items() if value is not None}


def write_tfrecords(data, folder, num_shards=8):
    """Write point clouds as TFRecord shards, with an index of what they hold.

    Args:
        data: A `PointCloudData`.
        folder: Folder to write. It must not exist.
        num_shards: Number of files; shape i goes to file `i % num_shards`.

    Raises:
        ValueError: If the folder exists or the number of shards is not within 1 and `len(data)`.

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
    if not 1 <= num_shards <= len(data):
        raise ValueError(
            f"`num_shards` must be at least 1 and at most {len(data)}, the number of shapes. "
            f"Received: num_shards={num_shards}"
        )
    arrays = arrays_of(data)

    def record(i):
        values = {key: array[i] for key, array in arrays.items()}
        as_bytes = {
            key: tf.train.Feature(
                bytes_list=tf.train.BytesList(
                    value=[value.astype("<i4" if key in INTEGERS else "<f4").tobytes()]
                )
            )
            for key, value in values.items()
        }
        features = tf.train.Features(feature=as_bytes)
        return tf.train.Example(features=features).SerializeToString()

    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        # A folder with the permissions of any new one, which `work` hasn't.
        partial = work / folder.name
        partial.mkdir()
        shards = {}
        for shard in range(num_shards):
            path = partial / f"{shard:05d}-of-{num_shards:05d}.tfrecord"
            with tf.io.TFRecordWriter(str(path)) as writer:
                for i in range(shard, len(data), num_shards):
                    writer.write(record(i))
            shards[path.name] = path.stat().st_size
        index = {
            "count": len(data),
            "shapes": {key: list(array.shape[1:]) for key, array in arrays.items()},
            "class_names": list(data.class_names),
            "part_names": data.part_names,
            "class_parts": data.class_parts,
            "bytes": shards,
        }
        (partial / INDEX).write_text(json.dumps(index, indent=2) + "\n")
        os.replace(partial, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def read_index(folder):
    """Read what a folder of shards holds, and check that they are all there and whole.

    Args:
        folder: Folder that `write_tfrecords` wrote.

    Returns:
        A dict: `"count"`, `"shapes"` of the features of one example, `"class_names"`,
        `"part_names"`, `"class_parts"` and `"bytes"` of each shard.

    Raises:
        FileNotFoundError: If the index or a shard is missing.
        ValueError: If the index is no index or a shard has another size than it had when written.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.data.tfrecords import read_index

    folder = tempfile.mkdtemp() + "/home3d"
    keras_recon.data.write_tfrecords(keras_recon.datasets.load_home3d("test"), folder)
    read_index(folder)["count"]  # 132
    ```
    """
    folder = Path(folder)
    path = folder / INDEX
    if not path.is_file():
        raise FileNotFoundError(
            f"A folder of shards must hold {INDEX}, as `write_tfrecords` writes it. "
            f"Received: {folder}"
        )
    try:
        index = json.loads(path.read_text())
        shards = {folder / name: size for name, size in index["bytes"].items()}
        if not {"count", "shapes", "class_names"} <= index.keys():
            raise ValueError(f"keys {sorted(index)}")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{INDEX} must be as `write_tfrecords` writes it. Received: {path}: {error}"
        ) from error
    for shard, size in shards.items():
        if not shard.is_file():
            raise FileNotFoundError(
                f"Every shard that {INDEX} names must be there. Received: no {shard}"
            )
        if shard.stat().st_size != size:
            raise ValueError(
                f"A shard must have the {size} bytes it was written with. "
                f"Received: {shard} of {shard.stat().st_size} bytes"
            )
    return index


def parse_records(records, shapes, names):
    """Parse a batch of serialized examples.

    Args:
        records: String tensor of shape `(B,)`.
        shapes: `"shapes"` of the index.
        names: Features to parse.

    Returns:
        A dict of tensors with a leading axis B: float32, int32 for labels, class indices and
        part labels.
    """
    import tensorflow as tf

    spec = {name: tf.io.FixedLenFeature((), tf.string) for name in names}
    parsed = tf.io.parse_example(records, spec)
    return {
        name: tf.reshape(
            tf.io.decode_raw(value, tf.int32 if name in INTEGERS else tf.float32),
            [-1, *shapes[name]],
        )
        for name, value in parsed.items()
    }


def class_index(names):
    """Number shapes so that those of one name are one class, as the contrast term has it.

    Args:
        names: Sequence of strings.

    Returns:
        int32 array of shape `(n,)`.

    Example:

    ```python
    from keras_recon.data.tfrecords import class_index

    class_index(["bed", "sofa", "bed"])  # [0, 1, 0]
    ```
    """
    return np.unique(np.asarray(names), return_inverse=True)[1].astype("int32")
