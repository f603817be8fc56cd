"""From point clouds in memory or on disk to batches for `model.fit`."""

import os

import numpy as np

from keras_recon.data.augmentation import RandomSample
from keras_recon.data.farthest_points import keep_farthest
from keras_recon.data.point_cloud_data import PER_POINT, TEACHER_FEATURES
from keras_recon.data.point_cloud_stream import PointCloudStream, blocks_mixed
from keras_recon.data.tfrecords import PointCloudShards, arrays_of
from keras_recon.default_color import check_default_color

# Shapes that a shuffle of shards holds in memory and mixes with one another.
SHUFFLE_BUFFER = 4096
# Inputs that data sets keep under another name.
STORED = {
    "image_targets": "image_features",
    "text_targets": "text_features",
    "shape_class": "label",
}
TARGETS = {"image_targets", "text_targets"}


def point_cloud_dataset(
    source,
    batch_size,
    num_points=None,
    augmentations=(),
    features=None,
    labels=False,
    shuffle=False,
    drop_remainder=False,
    seed=0,
    initial_epoch=0,
    farthest_of=None,
    default_color=None,
    teachers=None,
    part=(0, 1),
):
    """Batches of point clouds, shuffled, sampled and augmented inside tf.data.

    Every reading is an epoch, and the next reading is the next epoch, with another order, other
    points and other draws: `fit(batches, epochs=n)` is all that training needs. An epoch is over
    when its last batch is handed out, so a look at the first ones, `next(iter(batches))`, is none.
    Where an epoch has one batch, a look is one: set `batches.next_epoch` back after it, as this
    package's tasks do after the look that Keras takes on JAX and PyTorch before it trains.
    Order and draws depend on the seed, the epoch and the batch's place in it alone, not on the
    backend: a run that is resumed with `initial_epoch=k` gets what an unbroken one gets in epoch k.
    Of several processes that train together each asks for its own `part`, and reads no other.

    Args:
        source: A `PointCloudData`, a `PointCloudStream`, a `PointCloudShards` or its folder.
        batch_size: Shapes in a batch, all parts together.
        num_points: Points of each shape, drawn anew for each batch; all if not given.
        augmentations: Callables such as `RandomRotation()`, applied in this order as
            `augmentation(points, seed)`; one with an attribute `of`, such as `RandomColorDrop()`,
            to what that names.
        features: None for batches of points alone, for a classifier or a backbone; or names of
            further inputs, for batches that are a dict of `"points"` and these:
            `"image_features"`, `"text_features"` or `"class_index"` for a pretrainer, of several
            features of a shape one drawn anew for each batch; `"image_targets"` and
            `"text_targets"`, all of them, for ReCon++; `"shape_class"` (the shape's label) for a
            part segmenter; `"colors"` of the points.
        labels: Whether a batch is a pair, with the labels second; `"part_labels"` for those of
            the points instead of the shapes'. Where `labels` or `"shape_class"` ask for the
            shapes' labels, shapes without one (-1) are left out.
        shuffle: Whether to shuffle the shapes, anew in every epoch.
        drop_remainder: Whether to leave out an epoch's last batch if it is smaller.
        seed: Seed of the order and of all draws.
        initial_epoch: Number of the first epoch.
        farthest_of: Draw from as many points as this, picked by farthest point sampling, or from
            all where there are no more. Published fine-tuning has `num_points=1024` and
            `farthest_of=1200` (2,048 of 2,400; 4,096 of 4,800) to train, and both alike to test,
            which draws nothing. The sampling is done here, once, as `keep_farthest` does it.
        default_color: A number from 0 to 1: points get a colour, after x, y and z, for a model of
            six channels: that of `source`, augmented, or this one where `source` has none.
        teachers: Dict from `"image_features"` or `"text_features"` to a
            `keras_recon.teachers.LiveFeatures`, in place of features of `source`: teachers run
            when a batch needs them, on the picture or text that would be drawn.
        part: Pair of a number, from 0, and the number of parts that a batch has, the first
            `batch_size / parts` shapes and so on; of shards every part has its own files, whose
            shapes it shuffles. All parts have as many batches. Draws are other ones in each part.

    Returns:
        A `tf.data.Dataset`, of which `len` is the number of batches in an epoch and `next_epoch`, a
        `tf.Variable`, the number of the epoch that is read next; `class_names` and `part_names` are
        those of `source`; `endless()` gives the same batches from the next epoch on without an end,
        for engines that read ahead. Points are float32 `(B, num_points, 3)`, with a `default_color`
        `(B, num_points, 6)`; colours, from 0 to 1, float32 `(B, num_points, 3)`; features float32
        `(B, D)`, targets `(B, views, D)` with zeros where a shape has fewer; class indices (shapes
        of the same caption, or name where there are none, are one class), shape classes and labels
        int32 `(B,)`, part labels int32 `(B, num_points)`.

    Raises:
        ValueError: If there are fewer points than `num_points`, features or labels are unknown
            or absent, an augmentation is of what isn't asked for, no shape or not every point has
            the label asked for, `batch_size` is below 1, not one batch would come out, or
            `default_color` is no number from 0 to 1; if teachers are given for shards, whose shapes
            have no pictures or texts; if there are parts and `batch_size` is no multiple of them,
            `drop_remainder` isn't set, there are fewer shards, or some of their shapes have no
            label where one is asked for.
        FileNotFoundError: If a file of the folder is missing.

    Example:

    ```python
    import keras_recon
    from keras_recon.data import RandomRotation, point_cloud_dataset

    batches = point_cloud_dataset(
        keras_recon.datasets.load_home3d("train"),
        batch_size=32,
        num_points=512,
        augmentations=[RandomRotation()],
        features=["image_features", "text_features"],
        shuffle=True,
        drop_remainder=True,
    )
    len(batches)  # 21
    next(iter(batches))["points"]  # (32, 512, 3)
    ```
    """
    import tensorflow as tf

    if isinstance(source, (str, os.PathLike)):
        source = PointCloudShards(source)
    number, parts = part
    if batch_size < 1:
        raise ValueError(f"`batch_size` must be at least 1. Received: batch_size={batch_size}")
    if labels is True or "shape_class" in (features or ()):
        source = _labelled(source)
    if farthest_of is not None:
        source = _farthest(source, num_points, farthest_of)
    if parts > 1:
        _check_parts(source, batch_size, drop_remainder, number, parts)
    if drop_remainder:
        batches = _whole_batches(source, batch_size, parts)
    else:
        batches = -(-len(source) // batch_size)
    if not batches:
        raise ValueError(
            f"`batch_size` must be at most the number of shapes, {len(source)}, where "
            f"`drop_remainder` is set. Received: batch_size={batch_size}"
        )
    check_default_color(default_color)
    inputs = {"points": "points"} | {name: STORED.get(name, name) for name in features or ()}
    target = "label" if labels is True else labels
    names = {*inputs.values(), *([target] if target else ())}
    drawn = [name for name in TEACHER_FEATURES if name in inputs]
    if default_color is not None and _has_colors(source):
        names.add("colors")
    teachers = _live(teachers or {}, source, drawn)
    open_source = _open_shards if isinstance(source, PointCloudShards) else _open_data
    shapes, epoch_batches, read = open_source(
        source, names - {*teachers}, batch_size, shuffle, drop_remainder, seed, part
    )
    shapes |= {name: (teacher.dim,) for name, teacher in teachers.items()}
    _check_request(shapes, features or (), labels, num_points, augmentations, default_color)
    if labels == "part_labels":
        _check_part_labels(source)
    draws = num_points and num_points != farthest_of
    transforms = [RandomSample(num_points)] if draws else []
    transforms += augmentations
    static_batch = batch_size // parts if drop_remainder else None

    def load(epoch, place, batch):
        values = read(batch)
        if default_color is not None and "colors" not in names:
            values["colors"] = tf.fill(tf.shape(values["points"]), default_color)
        key = tf.random.experimental.stateless_fold_in((seed, 0), epoch)
        key = tf.random.experimental.stateless_fold_in(key, place)
        if parts > 1:
            key = tf.random.experimental.stateless_fold_in(key, number)
        for place_of_transform, transform in enumerate(transforms):
            transform_key = tf.random.experimental.stateless_fold_in(key, place_of_transform)
            if hasattr(transform, "choose"):
                chosen = transform.choose(values["points"], transform_key)
                for name in sorted(names.intersection(PER_POINT)):
                    values[name] = tf.gather(values[name], chosen, batch_dims=1)
            else:
                name = _changed(transform)
                values[name] = transform(values[name], transform_key)
        for name in drawn:
            # Other numbers than those of transforms, whose draws stay as they are without.
            feature_key = tf.random.experimental.stateless_fold_in(
                key, -1 - TEACHER_FEATURES.index(name)
            )
            draw = tf.random.stateless_uniform(tf.shape(values["points"])[:1], feature_key)
            if name in teachers:
                values[name] = tf.numpy_function(
                    teachers[name], [batch, draw], tf.float32, stateful=False
                )
            elif len(shapes[name]) == 2:
                values[name] = _draw_feature(values[name], draw)
        for name in sorted(names):
            shape = list(shapes[name])
            if name in PER_POINT and num_points:
                shape[0] = num_points
            if name in drawn:
                shape = shape[-1:]
            values[name] = tf.ensure_shape(values[name], (static_batch, *shape))
        batch_inputs = {name: values[stored] for name, stored in inputs.items()}
        for name in TARGETS.intersection(inputs):
            if len(shapes[STORED[name]]) == 1:
                batch_inputs[name] = batch_inputs[name][:, None]
        if default_color is not None:
            colored = [values["points"], values["colors"]]
            batch_inputs["points"] = tf.concat(colored, axis=-1)
        if features is None:
            batch_inputs = batch_inputs["points"]
        return epoch, place, (batch_inputs, values[target]) if target else batch_inputs

    with tf.device("cpu"):
        next_epoch = tf.Variable(initial_epoch, dtype="int64", trainable=False)

    def read_epoch(epoch):
        return epoch_batches(epoch).enumerate().map(lambda place, batch: (epoch, place, batch))

    def hand_out(epoch, place, batch):
        if place == batches - 1:
            next_epoch.assign(tf.maximum(next_epoch, epoch + 1))
        return batch

    options = tf.data.Options()
    # The epoch would be over when its last batch is prefetched, before it is asked for.
    options.experimental_optimization.inject_prefetch = False
    dataset = (
        # What is read first asks for the epoch: Keras makes iterators that it never reads.
        tf.data.Dataset.range(1)
        .flat_map(lambda _: read_epoch(next_epoch.read_value()))
        .map(load, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
        .apply(tf.data.experimental.assert_cardinality(batches))
        .prefetch(tf.data.AUTOTUNE)
        .map(hand_out)
        .with_options(options)
    )

    def endless():
        return (
            tf.data.Dataset.range(int(next_epoch), tf.int64.max)
            .flat_map(read_epoch)
            .map(load, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
            .map(lambda epoch, place, batch: batch)
            .apply(tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY))
            .prefetch(tf.data.AUTOTUNE)
        )

    dataset.next_epoch = next_epoch
    dataset.endless = endless
    dataset.class_names = source.class_names
    dataset.part_names = getattr(source, "part_names", None)
    return dataset


def _check_parts(source, batch_size, drop_remainder, number, parts):
    if not 0 <= number < parts or batch_size % parts or not drop_remainder:
        raise ValueError(
            "`part` must be a number from 0 and how many there are, with `drop_remainder` and a "
            f"`batch_size` that is a multiple of that. Received: part={(number, parts)}, "
            f"batch_size={batch_size}, drop_remainder={drop_remainder}"
        )
    if isinstance(source, PointCloudShards):
        if len(source.paths) < parts:
            raise ValueError(
                "There must be at least as many shards as parts. "
                f"Received: {len(source.paths)} shards for {parts} parts"
            )
        if sum(source.counts) != len(source):
            raise ValueError(
                "Shards read in parts must all be of shapes with labels, where `labels` or "
                "`features` ask for them. "
                f"Received: {len(source)} of {sum(source.counts)} shapes with a label"
            )


def _whole_batches(source, batch_size, parts):
    if parts == 1 or not isinstance(source, PointCloudShards):
        return len(source) // batch_size
    fewest = min(sum(source.counts[number::parts]) for number in range(parts))
    return fewest // (batch_size // parts)


def _farthest(source, num_points, farthest_of):
    if num_points is None or num_points > farthest_of:
        raise ValueError(
            "`farthest_of` must be at least `num_points`. "
            f"Received: farthest_of={farthest_of}, num_points={num_points}"
        )
    if isinstance(source, PointCloudShards):
        raise ValueError(
            "`farthest_of` needs a PointCloudData or a PointCloudStream; for shards, write what "
            f"`keep_farthest` returns. Received: {source.folder}"
        )
    return keep_farthest(source, farthest_of)


def _labelled(source):
    """Leave out shapes of label -1."""
    if isinstance(source, PointCloudShards):
        labelled = PointCloudShards(source.folder, labelled_only=True)
    elif (source.labels < 0).any():
        labelled = source.select(source.labels >= 0)
    else:
        return source
    if not len(labelled):
        raise ValueError(
            "Shapes must have labels, where `labels` or `features` ask for them. "
            f"Received: {len(source)} shapes, all of label -1 (none)"
        )
    return labelled


def _check_part_labels(source):
    if isinstance(source, PointCloudShards):
        unlabelled = source.unlabelled_points
    else:
        unlabelled = np.count_nonzero(source.part_labels < 0)
    if unlabelled:
        raise ValueError(
            "Every point must have a part label to train or test on. "
            f"Received: {unlabelled} points of part label -1 (none)"
        )


def _live(teachers, source, drawn):
    accepted = [] if isinstance(source, PointCloudShards) else drawn
    if not {*teachers} <= {*accepted}:
        raise ValueError(
            f"`teachers` must be a dict from those of {TEACHER_FEATURES} that `features` ask for "
            "and that are drawn, of a PointCloudData or a PointCloudStream. Received: "
            f"{sorted(teachers)} of a {type(source).__name__}, where {accepted} can be"
        )
    for name, teacher in teachers.items():
        if len(teacher) != len(source):
            raise ValueError(
                f"`teachers` must know all of the {len(source)} shapes. "
                f"Received: {name} of {len(teacher)}"
            )
    return teachers


def _draw_feature(features, draw):
    """Pick one of each shape's rows that are not zeros; zeros where there is none."""
    import tensorflow as tf

    there = tf.reduce_any(features != 0, axis=-1)
    count = tf.reduce_sum(tf.cast(there, tf.float32), axis=1)
    number = tf.cast(tf.minimum(tf.floor(draw * count), count - 1), tf.int32)
    # The place of the row of that number among those that are there.
    place = tf.argmax(tf.cumsum(tf.cast(there, tf.int32), axis=1) == number[:, None] + 1, axis=1)
    return tf.gather(features, place, batch_dims=1)


def _has_colors(source):
    if isinstance(source, PointCloudShards):
        return "colors" in source.shapes
    return source.colored if isinstance(source, PointCloudStream) else source.colors is not None


def _changed(augmentation):
    return getattr(augmentation, "of", "points")


def _check_request(shapes, features, labels, num_points, augmentations, default_color):
    known = [*TEACHER_FEATURES, *STORED, "class_index", "colors"]
    accepted = sorted(name for name in known if STORED.get(name, name) in shapes)
    for name in features:
        if name not in accepted:
            raise ValueError(
                f"`features` must be among {accepted}, which the data has. Received: {name!r}"
            )
        if name in TARGETS and STORED[name] in features:
            raise ValueError(
                "`features` must ask for one of a shape's features or for all of them. "
                f"Received: {STORED[name]!r} and {name!r}"
            )
    targets = [False, True, *({*shapes} & {"part_labels"})]
    if not isinstance(labels, (bool, str)) or labels not in targets:
        raise ValueError(
            f"`labels` must be among {targets}, which the data has. Received: labels={labels!r}"
        )
    changed = {"points", *features, *([] if default_color is None else ["colors"])}
    available = shapes["points"][0]
    if num_points is not None and not 1 <= num_points <= available:
        raise ValueError(
            f"`num_points` must be at least 1 and at most {available}, the points of each shape. "
            f"Received: num_points={num_points}"
        )
    for augmentation in augmentations:
        if _changed(augmentation) not in changed:
            raise ValueError(
                "`augmentations` must be of the points, of what `features` ask for or, with a "
                "`default_color`, of the colors. "
                f"Received: {augmentation}, which is of {_changed(augmentation)!r}"
            )


def _open_data(data, names, batch_size, shuffle, drop_remainder, seed, part):
    """An epoch is batches of indices, which gather whole batches; a stream reads its points."""
    import tensorflow as tf

    number, parts = part
    streams = isinstance(data, PointCloudStream)
    arrays = arrays_of(data)
    shapes = {key: array.shape[1:] for key, array in arrays.items()}
    if streams:
        shapes |= data.on_disk
    with tf.device("cpu"):
        arrays = {key: tf.constant(array) for key, array in arrays.items() if key in names}
    streamed = sorted(names - {*arrays})

    def read_streamed(index):
        values = data.read_shapes(index)
        return [values[name] for name in streamed]

    def epoch_batches(epoch):
        key = tf.random.experimental.stateless_fold_in((seed, 1), epoch)
        block_size = data.block_size if streams else 1
        order = _random_order(len(data), block_size, key) if shuffle else tf.range(len(data))
        indices = tf.data.Dataset.from_tensor_slices(order).batch(batch_size, drop_remainder)
        size = batch_size // parts
        return indices if parts == 1 else indices.map(lambda i: i[number * size :][:size])

    def read(index):
        values = {name: tf.gather(array, index) for name, array in arrays.items()}
        if streams:
            kinds = [tf.float32] * len(streamed)
            read_values = tf.numpy_function(read_streamed, [index], kinds, stateful=False)
            for name, value in zip(streamed, read_values, strict=True):
                values[name] = tf.reshape(value, [-1, *shapes[name]])
        return values

    return shapes, epoch_batches, read


def _random_order(count, block_size, key):
    """Shuffle blocks of neighbours, then the shapes of some successive blocks; or all, if 1."""
    import tensorflow as tf

    if block_size == 1:
        return tf.random.experimental.stateless_shuffle(tf.range(count), key)
    blocks = tf.random.experimental.stateless_shuffle(tf.range(-(-count // block_size)), key)
    order = tf.reshape(blocks[:, None] * block_size + tf.range(block_size), [-1])
    order = order[order < count]
    mixed = tf.range(count) // (block_size * blocks_mixed(block_size))
    draws = tf.random.stateless_uniform(
        [count], tf.random.experimental.stateless_fold_in(key, 0), dtype=tf.float64
    )
    return tf.gather(order, tf.argsort(tf.cast(mixed, tf.float64) + draws))


def _open_shards(shards, names, batch_size, shuffle, drop_remainder, seed, part):
    """An epoch is batches of serialized examples, which are parsed together."""
    import tensorflow as tf

    number, parts = part
    own_paths = shards.paths[number::parts]

    def has_label(record):
        return shards.parse([record], ["label"])["label"][0] >= 0

    def epoch_batches(epoch):
        paths = tf.constant(own_paths)
        key = tf.random.experimental.stateless_fold_in((seed, 1), epoch)
        if shuffle:
            paths = tf.random.experimental.stateless_shuffle(paths, key)
        records = tf.data.Dataset.from_tensor_slices(paths).interleave(
            tf.data.TFRecordDataset, cycle_length=len(own_paths)
        )
        if shards.labelled_only:
            records = records.filter(has_label)

        def shuffle_part(number, part):
            part_key = tf.random.experimental.stateless_fold_in(key, number)
            return tf.random.experimental.stateless_shuffle(part, part_key)

        if shuffle:
            # Unlike Dataset.shuffle this depends on the key alone, not on a global seed.
            records = records.batch(SHUFFLE_BUFFER).enumerate().map(shuffle_part).unbatch()
        records = records.batch(batch_size // parts, drop_remainder)
        # Other parts may have fewer.
        return records if parts == 1 else records.take(_whole_batches(shards, batch_size, parts))

    return shards.shapes, epoch_batches, lambda records: shards.parse(records, names)
