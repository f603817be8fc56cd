import dataclasses
import itertools
import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from harness import JIT_COMPILE

from keras_recon.data import (
    PointCloudData,
    PointCloudShards,
    PointCloudStream,
    RandomColorDrop,
    RandomDrop,
    RandomJitter,
    RandomRotation,
    RandomSample,
    RandomShift,
    keep_farthest,
    pipeline,
    point_cloud_dataset,
    write_tfrecords,
)
from keras_recon.data.point_cloud_stream import BlockReader, blocks_mixed

SHAPES = 13
NAMES = ["oak", "ash", "oak", "elm", "ash", "fir", "oak", "yew", "elm", "bay", "fig", "tea", "oak"]


def make_data(random, features=True):
    """Shapes that are told apart by their labels."""
    return PointCloudData(
        points=random.normal(size=(SHAPES, 16, 3)).astype("float32"),
        labels=np.arange(SHAPES),
        class_names=[f"class {i}" for i in range(SHAPES)],
        names=NAMES,
        image_features=random.normal(size=(SHAPES, 5)).astype("float32") if features else None,
        text_features=random.normal(size=(SHAPES, 4)).astype("float32") if features else None,
        part_labels=random.integers(0, 5, size=(SHAPES, 16)) if features else None,
        part_names=[f"part {i}" for i in range(5)] if features else None,
    )


@pytest.fixture
def data(random):
    return make_data(random)


@pytest.fixture(params=["arrays", "shards", "blocks"])
def source(request, data, tmp_path):
    """The same shapes, in memory, on disk and read when needed."""
    return in_form(request.param, data, tmp_path)


def in_form(form, data, tmp_path):
    if form == "arrays":
        return data
    if form in ("stream", "blocks"):
        return as_stream(data, block_size=3 if form == "blocks" else 1)
    write_tfrecords(data, tmp_path / "shards", num_shards=3)
    return tmp_path / "shards"


def as_stream(data, block_size=1):
    def read_points(start, stop):
        return data.points[start:stop]

    return PointCloudStream(
        read=BlockReader(read_points, block_size) if block_size > 1 else data.points.__getitem__,
        num_points=data.num_points,
        labels=data.labels,
        class_names=data.class_names,
        names=data.names,
        image_features=data.image_features,
        text_features=data.text_features,
        block_size=block_size,
    )


def read(dataset, batches=None):
    return list(itertools.islice(dataset.as_numpy_iterator(), batches))


def read_order(dataset):
    return np.concatenate([labels for _, labels in read(dataset)]).tolist()


def assert_equal_batches(batches, expected):
    assert len(batches) == len(expected)
    for one, other in zip(batches, expected, strict=True):
        keras.tree.assert_same_structure(one, other)
        for value, wanted in zip(keras.tree.flatten(one), keras.tree.flatten(other), strict=True):
            np.testing.assert_array_equal(value, wanted)


def test_unshuffled_batches_are_the_data_in_order(source, data):
    batches = read(
        point_cloud_dataset(
            source, 4, features=["image_features", "text_features", "class_index"], labels=True
        )
    )
    assert [len(labels) for _, labels in batches] == [4, 4, 4, 1]
    together = {
        key: np.concatenate([inputs[key] for inputs, _ in batches]) for key in batches[0][0]
    }
    assert set(together) == {"points", "image_features", "text_features", "class_index"}
    np.testing.assert_array_equal(together["points"], data.points)
    np.testing.assert_array_equal(together["image_features"], data.image_features)
    np.testing.assert_array_equal(together["text_features"], data.text_features)
    np.testing.assert_array_equal(np.concatenate([labels for _, labels in batches]), data.labels)
    index = together["class_index"]
    for i, j in itertools.combinations(range(SHAPES), 2):
        assert (index[i] == index[j]) == (NAMES[i] == NAMES[j])


@pytest.mark.parametrize("features", [None, ["image_features"], []])
@pytest.mark.parametrize("labels", [False, True])
def test_structure_and_types_of_a_batch(features, labels, source):
    spec = point_cloud_dataset(
        source, 4, num_points=8, features=features, labels=labels, drop_remainder=True
    ).element_spec
    inputs = tf.TensorSpec((4, 8, 3), "float32")
    if features is not None:
        inputs = {"points": inputs}
        inputs |= {name: tf.TensorSpec((4, 5), "float32") for name in features}
    assert spec == ((inputs, tf.TensorSpec((4,), "int32")) if labels else inputs)


def test_batch_size_is_unknown_where_the_last_batch_may_be_smaller(source):
    spec = point_cloud_dataset(source, 4, features=["class_index"]).element_spec
    assert spec["points"].shape.as_list() == [None, 16, 3]
    assert spec["class_index"] == tf.TensorSpec((None,), "int32")


@pytest.mark.parametrize("buffer", [3, 4096])
def test_shuffled_epoch_has_every_shape_once(buffer, source, monkeypatch):
    monkeypatch.setattr(pipeline, "SHUFFLE_BUFFER", buffer)
    order = read_order(point_cloud_dataset(source, 4, labels=True, shuffle=True))
    assert sorted(order) == list(range(SHAPES))
    assert order != list(range(SHAPES))


def test_shuffled_shapes_keep_their_features(source, data):
    dataset = point_cloud_dataset(
        source, 4, features=["image_features", "text_features"], labels=True, shuffle=True
    )
    for inputs, labels in dataset.as_numpy_iterator():
        np.testing.assert_array_equal(inputs["points"], data.points[labels])
        np.testing.assert_array_equal(inputs["image_features"], data.image_features[labels])
        np.testing.assert_array_equal(inputs["text_features"], data.text_features[labels])


def test_same_seed_gives_the_same_batches(source):
    def batches():
        return read(
            point_cloud_dataset(
                source, 4, 8, [RandomRotation(), RandomJitter()], labels=True, shuffle=True, seed=5
            )
        )

    assert_equal_batches(batches(), batches())


def test_tensorflow_global_seed_does_not_matter(source):
    def batches(global_seed):
        tf.random.set_seed(global_seed)
        return read(point_cloud_dataset(source, 4, 8, [RandomShift()], labels=True, shuffle=True))

    assert_equal_batches(batches(1), batches(2))


@pytest.mark.parametrize("change", ["seed", "initial_epoch"])
def test_another_seed_or_epoch_has_another_order(change, source):
    orders = [
        read_order(point_cloud_dataset(source, 4, labels=True, shuffle=True, **{change: value}))
        for value in range(3)
    ]
    assert [sorted(order) for order in orders] == [list(range(SHAPES))] * 3
    assert orders[0] != orders[1] != orders[2] != orders[0]


@pytest.mark.parametrize("change", ["seed", "initial_epoch"])
def test_another_seed_or_epoch_has_other_draws(change, source):
    first, second = (
        read(point_cloud_dataset(source, 4, augmentations=[RandomShift()], **{change: value}))
        for value in range(2)
    )
    assert all((one != other).all() for one, other in zip(first, second, strict=True))


@pytest.mark.parametrize("drop_remainder", [False, True])
def test_each_reading_is_the_next_epoch(drop_remainder, source):
    def open_at(epoch):
        return point_cloud_dataset(
            source,
            4,
            8,
            [RandomRotation(), RandomJitter()],
            features=["text_features"],
            labels=True,
            shuffle=True,
            drop_remainder=drop_remainder,
            seed=7,
            initial_epoch=epoch,
        )

    unbroken = open_at(0)
    epochs = [read(unbroken) for _ in range(4)]
    for epoch in range(4):
        assert_equal_batches(read(open_at(epoch)), epochs[epoch])
    resumed = open_at(2)
    for epoch in (2, 3):
        assert_equal_batches(read(resumed), epochs[epoch])
    firsts = [batches[0][0]["points"] for batches in epochs]
    assert all((one != other).any() for one, other in itertools.combinations(firsts, 2))


@pytest.mark.parametrize("batch_size", [4, 7])
@pytest.mark.parametrize("looks", [1, -1])
def test_a_look_at_the_first_batches_is_no_epoch(looks, batch_size, source):
    def open_dataset():
        return point_cloud_dataset(source, batch_size, labels=True, shuffle=True)

    dataset, expected = open_dataset(), open_dataset()
    for _ in range(3):
        iterator = iter(dataset)
        for _ in range(looks % len(dataset)):
            next(iterator)
        time.sleep(0.05)  # for what is prefetched
        assert read_order(dataset) == read_order(expected)


def test_the_last_batch_ends_an_epoch_though_no_one_asks_for_more(source):
    dataset, expected = (
        point_cloud_dataset(source, 4, labels=True, shuffle=True) for _ in range(2)
    )
    read(dataset, 4)
    read(expected)
    iter(dataset)
    assert read_order(dataset) == read_order(expected)


def test_the_next_epoch_can_be_set(source):
    dataset = point_cloud_dataset(source, 4, labels=True, shuffle=True, initial_epoch=3)
    orders = [read_order(dataset) for _ in range(2)]
    assert int(dataset.next_epoch) == 5
    dataset.next_epoch.assign(3)
    assert [read_order(dataset) for _ in range(2)] == orders


def test_readings_side_by_side_are_the_same_epoch(source):
    dataset, expected = (
        point_cloud_dataset(source, 4, labels=True, shuffle=True) for _ in range(2)
    )
    assert read_order(tf.data.Dataset.zip(dataset, dataset).map(lambda one, other: one)) == (
        read_order(expected)
    )
    assert read_order(dataset) == read_order(expected)


def test_shards_give_the_same_batches_as_arrays(data, tmp_path):
    arrays, shards = (
        read(
            point_cloud_dataset(
                in_form(form, data, tmp_path),
                4,
                8,
                [RandomRotation(), RandomJitter()],
                features=["image_features", "text_features", "class_index"],
                labels=True,
                initial_epoch=2,
            )
        )
        for form in ("arrays", "shards")
    )
    assert_equal_batches(shards, arrays)


def test_batches_draw_on_their_own(random):
    data = make_data(random)
    data.points[:] = data.points[0]
    first, second, *_ = read(point_cloud_dataset(data, 4, augmentations=[RandomShift()]))
    assert (first != second).all()


def test_augmentations_of_one_kind_draw_on_their_own(data):
    once, twice = (
        read(point_cloud_dataset(data, SHAPES, augmentations=[RandomShift()] * times))[0]
        for times in (1, 2)
    )
    second = (twice - once)[:, 0]
    assert (np.abs(second) <= 0.2 + 1e-6).all()
    assert (np.abs(second - (once - data.points)[:, 0]) > 1e-6).all()


def test_augmentations_apply_in_order(data):
    def double(points, seed):
        return 2 * points

    def add_one(points, seed):
        return points + 1

    batch = read(point_cloud_dataset(data, SHAPES, augmentations=[double, add_one]))[0]
    np.testing.assert_allclose(batch, 2 * data.points + 1, rtol=1e-6)


def test_points_are_a_subset_drawn_anew_for_each_epoch(source, data):
    batches = point_cloud_dataset(source, SHAPES, num_points=8)
    epochs = [read(batches)[0] for _ in range(2)]
    subsets = [[{tuple(point) for point in shape} for shape in epoch.tolist()] for epoch in epochs]
    for first, second, shape in zip(*subsets, data.points.tolist(), strict=True):
        points = {tuple(point) for point in shape}
        assert len(first) == len(second) == 8
        assert first < points
        assert second < points
    assert subsets[0] != subsets[1]


@pytest.mark.parametrize("augmentations", [[], [RandomDrop()], [RandomSample(6), RandomDrop()]])
@pytest.mark.parametrize("form", ["arrays", "shards"])
def test_part_labels_follow_their_points(form, augmentations, data, tmp_path):
    source = in_form(form, data, tmp_path)
    batches = point_cloud_dataset(
        source,
        4,
        num_points=6,
        augmentations=augmentations,
        features=["shape_class"],
        labels="part_labels",
        shuffle=True,
    )
    spec = batches.element_spec
    assert spec[0]["shape_class"] == tf.TensorSpec((None,), "int32")
    assert spec[1] == tf.TensorSpec((None, 6), "int32")
    seen = []
    for inputs, part_labels in batches.as_numpy_iterator():
        for shape, points, parts in zip(
            inputs["shape_class"], inputs["points"], part_labels, strict=True
        ):
            seen.append(shape)
            part_of = dict(
                zip(map(tuple, data.points[shape]), data.part_labels[shape], strict=True)
            )
            assert [part_of[tuple(point)] for point in points] == parts.tolist()
    assert sorted(seen) == list(range(SHAPES))


def color_of(points):
    """Colors that tell where their point was, to a byte."""
    return np.rint(127.5 + 127.5 * np.sin(points)).astype("uint8")


@pytest.fixture(params=["arrays", "shards", "stream", "blocks"])
def colored(request, data, tmp_path):
    """Shapes whose colors are a function of their points."""
    data = dataclasses.replace(data, colors=color_of(data.points))
    if request.param in ("arrays", "shards"):
        return in_form(request.param, data, tmp_path)
    values = np.concatenate([data.points, data.colors], axis=-1)
    blocks = request.param == "blocks"
    read = BlockReader(lambda start, stop: values[start:stop], 3) if blocks else values.__getitem__
    stream = as_stream(data, block_size=3 if blocks else 1)
    return dataclasses.replace(stream, read=read, colored=True)


@pytest.mark.parametrize(
    ("num_points", "augmentations"),
    [
        (None, []),
        (None, [RandomDrop()]),
        (6, []),
        (6, [RandomDrop()]),
        (6, [RandomSample(6), RandomDrop()]),
    ],
)
def test_colors_follow_their_points(num_points, augmentations, colored, data):
    batches = point_cloud_dataset(
        colored, 4, num_points, augmentations, features=["colors"], labels=True, shuffle=True
    )
    seen = []
    for inputs, labels in read(batches):
        assert [*inputs] == ["points", "colors"]
        assert inputs["colors"].shape == (len(labels), num_points or 16, 3)
        assert inputs["colors"].dtype == "float32"
        np.testing.assert_allclose(inputs["colors"], color_of(inputs["points"]) / 255, rtol=1e-6)
        seen += labels.tolist()
    assert sorted(seen) == list(range(SHAPES))


def test_colors_of_the_farthest_points_are_theirs(data):
    colored = dataclasses.replace(data, colors=color_of(data.points))
    batches = point_cloud_dataset(colored, 4, 6, features=["colors"], farthest_of=9)
    for inputs in read(batches):
        np.testing.assert_allclose(inputs["colors"], color_of(inputs["points"]) / 255, rtol=1e-6)


def test_colors_come_only_if_asked_for(colored, data):
    batches = read(point_cloud_dataset(colored, SHAPES))
    np.testing.assert_array_equal(batches[0], data.points)
    inputs = read(point_cloud_dataset(colored, SHAPES, features=["class_index"]))[0]
    assert [*inputs] == ["points", "class_index"]


def test_the_type_of_colors(colored):
    spec = point_cloud_dataset(
        colored, 4, num_points=8, features=["colors"], drop_remainder=True
    ).element_spec
    assert spec["colors"] == spec["points"] == tf.TensorSpec((4, 8, 3), "float32")


def test_points_move_and_their_colors_stay(colored, data):
    batches = point_cloud_dataset(
        colored, SHAPES, augmentations=[RandomRotation(), RandomShift()], features=["colors"]
    )
    inputs = read(batches)[0]
    assert (inputs["points"] != data.points).any()
    np.testing.assert_allclose(inputs["colors"], color_of(data.points) / 255, rtol=1e-6)


def test_colors_are_augmented_and_their_points_stay(colored, data):
    def open_dataset():
        return point_cloud_dataset(
            colored, SHAPES, augmentations=[RandomColorDrop()], features=["colors"]
        )

    batches = open_dataset()
    epochs = [read(batches)[0] for _ in range(2)]
    lost = [(epoch["colors"] == np.float32(0.4)).all(axis=(1, 2)) for epoch in epochs]
    assert (lost[0] != lost[1]).any()
    for epoch, gray in zip(epochs, lost, strict=True):
        np.testing.assert_array_equal(epoch["points"], data.points)
        expected = color_of(data.points[~gray]) / 255
        np.testing.assert_allclose(epoch["colors"][~gray], expected, rtol=1e-6)
    assert_equal_batches(read(open_dataset()), epochs[:1])


def test_augmentation_of_colors_that_are_not_asked_for_is_an_error(colored):
    with pytest.raises(ValueError, match="what `features` ask for.*Received: RandomColorDrop.*col"):
        point_cloud_dataset(colored, 4, augmentations=[RandomColorDrop()])


@pytest.mark.parametrize("form", ["arrays", "shards", "stream"])
def test_absent_colors_are_an_error(form, data, tmp_path):
    with pytest.raises(ValueError, match="Received: 'colors'"):
        point_cloud_dataset(in_form(form, data, tmp_path), 4, features=["colors"])


@pytest.mark.parametrize("features", [None, ["colors"]])
def test_a_batch_of_a_stream_is_one_reading(features, data):
    values = np.concatenate([data.points, color_of(data.points) / 255], axis=-1)
    readings = []

    def read_values(index):
        readings.append(index.tolist())
        return values[index]

    stream = dataclasses.replace(as_stream(data), read=read_values, colored=True)
    read(point_cloud_dataset(stream, SHAPES, features=features))
    assert readings == [[*range(SHAPES)]]


def test_shapes_of_one_caption_are_one_class(data, tmp_path):
    captions = ["tall" if i % 3 else "low" for i in range(SHAPES)]
    data = dataclasses.replace(data, captions=captions)
    for form in ("arrays", "shards"):
        source = in_form(form, data, tmp_path)
        index = read(point_cloud_dataset(source, SHAPES, features=["class_index"]))[0]
        assert index["class_index"].tolist() == [1 if i % 3 else 0 for i in range(SHAPES)]


@pytest.mark.parametrize(
    "request_labels",
    [{"labels": True}, {"features": ["shape_class"]}, {"labels": True, "farthest_of": 8}],
)
@pytest.mark.parametrize("form", ["arrays", "shards", "stream", "blocks"])
def test_shapes_without_a_label_are_left_out_where_labels_are_asked_for(
    form, request_labels, data, tmp_path
):
    if form == "shards" and "farthest_of" in request_labels:
        pytest.skip("refused")
    labels = np.where(np.arange(SHAPES) % 3, data.labels, -1)
    source = in_form(form, dataclasses.replace(data, labels=labels), tmp_path)
    batches = point_cloud_dataset(source, 3, num_points=8, shuffle=True, **request_labels)
    assert len(batches) == 3
    for _ in range(2):
        parts = [
            batch[1] if "labels" in request_labels else batch["shape_class"]
            for batch in read(batches)
        ]
        assert [len(part) for part in parts] == [3, 3, 2]
        assert sorted(np.concatenate(parts)) == [1, 2, 4, 5, 7, 8, 10, 11]
    assert len(point_cloud_dataset(source, 3, features=["class_index"])) == 5


@pytest.mark.parametrize("form", ["arrays", "shards", "stream"])
def test_labels_of_no_shape_are_an_error(form, data, tmp_path):
    source = in_form(form, dataclasses.replace(data, labels=np.full(SHAPES, -1)), tmp_path)
    with pytest.raises(ValueError, match="must have labels.*Received: 13 shapes, all of label -1"):
        point_cloud_dataset(source, 4, labels=True)


@pytest.mark.parametrize("form", ["arrays", "shards"])
def test_points_without_a_part_label_are_an_error_where_those_are_asked_for(form, data, tmp_path):
    parts = data.part_labels.copy()
    parts[3, :5] = -1
    source = in_form(form, dataclasses.replace(data, part_labels=parts), tmp_path)
    with pytest.raises(ValueError, match="Received: 5 points of part label -1"):
        point_cloud_dataset(source, 4, labels="part_labels")
    assert len(point_cloud_dataset(source, 4)) == 4


def test_a_folder_of_shards_may_be_opened_before(data, tmp_path):
    folder = in_form("shards", data, tmp_path)
    opened, expected = (
        read(point_cloud_dataset(source, 4, labels=True))
        for source in (PointCloudShards(folder), folder)
    )
    assert_equal_batches(opened, expected)


@pytest.mark.parametrize("labels", ["parts", None, "label", 1])
@pytest.mark.parametrize("form", ["arrays", "shards"])
def test_unknown_labels_are_an_error(form, labels, data, tmp_path):
    source = in_form(form, data, tmp_path)
    with pytest.raises(ValueError, match=f"True, 'part_labels'.*Received: labels={labels!r}"):
        point_cloud_dataset(source, 4, labels=labels)


@pytest.mark.parametrize("form", ["arrays", "shards", "stream"])
def test_absent_part_labels_are_an_error(form, random, tmp_path):
    source = in_form(form, make_data(random, features=False), tmp_path)
    with pytest.raises(ValueError, match=r"\[False, True\].*Received: labels='part_labels'"):
        point_cloud_dataset(source, 4, labels="part_labels")


def points_of(batches):
    return np.concatenate([batch for batch in batches.as_numpy_iterator()])


@pytest.mark.parametrize("form", ["arrays", "stream", "blocks"])
def test_points_are_drawn_from_the_farthest(form, data, tmp_path):
    source = in_form(form, data, tmp_path)
    farthest = keep_farthest(data, 11).points
    batches = point_cloud_dataset(source, 4, num_points=8, farthest_of=11)
    epochs = np.stack([points_of(batches) for _ in range(30)], axis=1)
    for shape, drawn in zip(farthest.tolist(), epochs.tolist(), strict=True):
        subsets = [{tuple(point) for point in points} for points in drawn]
        assert all(len(subset) == 8 for subset in subsets)
        assert set.union(*subsets) == {tuple(point) for point in shape}


@pytest.mark.parametrize("form", ["arrays", "stream", "blocks"])
def test_as_many_as_the_farthest_are_those_in_their_order(form, data, tmp_path):
    batches = point_cloud_dataset(
        in_form(form, data, tmp_path), 4, num_points=6, farthest_of=6, seed=3
    )
    np.testing.assert_array_equal(points_of(batches), keep_farthest(data, 6).points)


@pytest.mark.parametrize("form", ["arrays", "stream"])
@pytest.mark.parametrize("farthest_of", [16, 20])
def test_farthest_of_all_or_more_leaves_all_to_draw_from(farthest_of, form, data, tmp_path):
    source = in_form(form, data, tmp_path)
    drawn, expected = (
        read(point_cloud_dataset(source, 4, num_points=8, farthest_of=count))
        for count in (farthest_of, None)
    )
    assert_equal_batches(drawn, expected)


def test_farthest_parts_are_those_of_their_points(data):
    batches = point_cloud_dataset(data, 4, num_points=6, farthest_of=9, labels="part_labels")
    shapes = [(p, q) for points, parts in read(batches) for p, q in zip(points, parts, strict=True)]
    for (points, parts), whole, whole_parts in zip(
        shapes, data.points, data.part_labels, strict=True
    ):
        part_of = dict(zip(map(tuple, whole), whole_parts, strict=True))
        assert [part_of[tuple(point)] for point in points] == parts.tolist()


@pytest.mark.parametrize("num_points", [None, 9])
def test_fewer_farthest_than_points_are_an_error(num_points, data):
    with pytest.raises(ValueError, match=f"Received: farthest_of=8, num_points={num_points}"):
        point_cloud_dataset(data, 4, num_points, farthest_of=8)


def test_farthest_of_shards_is_an_error_that_says_what_to_do(data, tmp_path):
    folder = in_form("shards", data, tmp_path)
    with pytest.raises(ValueError, match="write what `keep_farthest` returns. Received: .*shards"):
        point_cloud_dataset(folder, 4, 8, farthest_of=9)


@pytest.mark.parametrize("block_size", [2, 7, 50])
def test_blocks_are_shuffled_and_so_are_their_shapes(block_size, random):
    data = PointCloudData(
        random.normal(size=(5000, 1, 3)),
        np.arange(5000),
        [str(i) for i in range(5000)],
        [str(i) for i in range(5000)],
    )
    stream = as_stream(data, block_size)
    order = np.array(read_order(point_cloud_dataset(stream, 32, labels=True, shuffle=True)))
    assert sorted(order) == list(range(5000))
    # Neighbours in the file are neither neighbours in the epoch nor far from one another.
    assert np.mean(np.abs(np.diff(order)) == 1) < 0.01
    place = np.argsort(order)
    window = block_size * blocks_mixed(block_size)
    assert np.mean(np.abs(np.diff(place)) > window) < 2 / block_size
    # The beginning of the file is no likelier to come first.
    assert 1500 < order[:2000].mean() < 3500


@pytest.mark.parametrize(
    ("batch_size", "drop_remainder", "sizes"),
    [
        (4, False, [4, 4, 4, 1]),
        (4, True, [4, 4, 4]),
        (13, False, [13]),
        (13, True, [13]),
        (20, False, [13]),
    ],
)
def test_number_and_sizes_of_batches(batch_size, drop_remainder, sizes, source):
    dataset = point_cloud_dataset(source, batch_size, drop_remainder=drop_remainder)
    assert [len(batch) for batch in read(dataset)] == sizes
    assert len(dataset) == len(sizes)


@pytest.mark.parametrize("feature", ["picture", "label"])
def test_unknown_feature_is_an_error(feature, source):
    with pytest.raises(ValueError, match=f"class_index.*image_features.*Received: '{feature}'"):
        point_cloud_dataset(source, 4, features=[feature])


@pytest.mark.parametrize("form", ["arrays", "shards", "stream"])
def test_absent_feature_is_an_error(form, random, tmp_path):
    source = in_form(form, make_data(random, features=False), tmp_path)
    with pytest.raises(
        ValueError, match=r"among \['class_index', 'shape_class'\].*Received: 'image_features'"
    ):
        point_cloud_dataset(source, 4, features=["image_features"])


@pytest.mark.parametrize("num_points", [17, 0, -1])
def test_wrong_number_of_points_is_an_error(num_points, source):
    with pytest.raises(ValueError, match=f"at most 16.*Received: num_points={num_points}"):
        point_cloud_dataset(source, 4, num_points)


@pytest.mark.parametrize("batch_size", [0, -3])
def test_batch_below_one_is_an_error(batch_size, source):
    with pytest.raises(ValueError, match=f"Received: batch_size={batch_size}"):
        point_cloud_dataset(source, batch_size)


def test_batch_above_all_shapes_is_an_error_where_the_remainder_is_dropped(source):
    with pytest.raises(ValueError, match="13.*Received: batch_size=14"):
        point_cloud_dataset(source, 14, drop_remainder=True)


def test_folder_without_index_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="index.json"):
        point_cloud_dataset(tmp_path, 4)


def make_classifier(features):
    points = keras.Input((8, 3), name="points")
    others = [keras.Input((size,), name=name) for name, size in features.items()]
    pooled = keras.layers.GlobalMaxPooling1D()(keras.layers.Dense(8, "relu")(points))
    joined = keras.layers.Concatenate()([pooled, *others])
    inputs = {layer.name: layer for layer in (points, *others)}
    model = keras.Model(inputs, keras.layers.Dense(SHAPES)(joined))
    model.compile(
        optimizer=keras.optimizers.Adam(0.03),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=JIT_COMPILE,
    )
    return model


def test_feeds_fit_on_the_active_backend(source):
    features = {"image_features": 5, "text_features": 4}
    model = make_classifier(features)
    common = {"batch_size": 4, "num_points": 8, "features": features, "labels": True}
    batches = point_cloud_dataset(source, augmentations=[RandomJitter()], shuffle=True, **common)
    history = model.fit(batches, epochs=8, verbose=0).history["loss"]
    assert history[-1] < 0.9 * history[0]
    assert np.isfinite(model.evaluate(point_cloud_dataset(source, **common), verbose=0))


def test_feeds_predict_without_labels(source, data):
    model = make_classifier({"image_features": 5})
    batches, same = (
        point_cloud_dataset(source, 4, features=["image_features"], num_points=8) for _ in range(2)
    )
    inputs = {
        key: np.concatenate([batch[key] for batch in read(same)])
        for key in ("points", "image_features")
    }
    np.testing.assert_allclose(
        model.predict(batches, verbose=0), model.predict(inputs, verbose=0), rtol=1e-5, atol=1e-6
    )


# The batches of two epochs as `seen_by_fit` gives them: the same on every backend, and for ever.
RECORDED = {
    13: [
        *[(26322, -1.443979), (890, -8.431696), (15777, -6.155964), (1, 5.044219)],
        *[(21291, -2.010191), (13748, -13.363016), (11466, 6.015844), (1, 0.564929)],
    ],
    4: [(378, -4.532917), (4434, -18.859053)],
}


class LastBatch(keras.metrics.Metric):
    """The labels of the last batch as one number, digits of base 13, or the sum of its outputs."""

    def __init__(self, name):
        super().__init__(name=name)
        self.value = self.add_variable((), "zeros", dtype="float32", name="value")

    def update_state(self, y_true, y_pred, sample_weight=None):
        labels = keras.ops.cast(keras.ops.reshape(y_true, [-1]), "float32")
        digits = 13.0 ** keras.ops.arange(keras.ops.shape(labels)[0], dtype="float32")
        code = keras.ops.sum(labels * digits)
        self.value.assign(code if self.name == "order" else keras.ops.sum(y_pred))

    def result(self):
        return self.value + 0


class Echo(keras.Model):
    """Gives what it gets; training needs a weight."""

    def __init__(self):
        super().__init__()
        self.weight = self.add_weight(shape=())

    def call(self, points):
        return points + 0 * self.weight


def sum_of_outputs(labels, outputs):
    return keras.ops.sum(outputs)


def seen_by_fit(batches, **arguments):
    """The order and the sum of the points of each batch that `fit` trains on."""
    model = Echo()
    metrics = [LastBatch("order"), LastBatch("points")]
    model.compile("sgd", sum_of_outputs, metrics=metrics, jit_compile=JIT_COMPILE)
    seen, first = [], int(batches.next_epoch)
    record = keras.callbacks.LambdaCallback(
        # On JAX and PyTorch, Keras has looked at the first batch, maybe the only one.
        on_train_begin=lambda logs: batches.next_epoch.assign(first),
        on_train_batch_end=lambda batch, logs: seen.append((logs["order"], logs["points"])),
    )
    model.fit(batches, verbose=0, callbacks=[record], **arguments)
    return [(int(order), float(total)) for order, total in seen]


def read_as_seen(batches):
    return [
        (sum(label * 13**i for i, label in enumerate(labels.tolist())), points.sum())
        for points, labels in read(batches)
    ]


@pytest.mark.parametrize("shapes", [13, 4])
def test_epochs_of_fit_are_those_of_readings(shapes, data):
    def open_at(epoch):
        return point_cloud_dataset(
            data.select(np.arange(shapes)),
            4,
            8,
            [RandomJitter()],
            labels=True,
            shuffle=True,
            initial_epoch=epoch,
        )

    seen = seen_by_fit(open_at(0), epochs=3, validation_data=open_at(0))
    resumed = seen_by_fit(open_at(1), epochs=3, initial_epoch=1)
    expected = [batch for epoch in range(3) for batch in read_as_seen(open_at(epoch))]
    np.testing.assert_allclose(seen, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(resumed, seen[len(open_at(0)) :])
    recorded = RECORDED[shapes]
    np.testing.assert_allclose(seen[: len(recorded)], recorded, rtol=1e-4, atol=1e-4)


def several(random, copies=1):
    """Shapes with 3, 1, 2 and no image features, one with zeros between, and one text feature."""
    features = 1 + random.uniform(size=(4, 3, 5))
    features[1, 1:] = features[2, 1] = features[3] = 0
    points = random.normal(size=(4 * copies, 16, 3))
    return PointCloudData(
        points,
        np.tile(np.arange(4), copies),
        [*"abcd"],
        [*"abcd"] * copies,
        image_features=np.tile(features, (copies, 1, 1)),
        text_features=random.normal(size=(4 * copies, 4)),
    )


@pytest.mark.parametrize("form", ["arrays", "shards", "blocks"])
def test_one_of_several_features_is_drawn_evenly(form, random, tmp_path):
    data = several(random, copies=15)
    source = in_form(form, data, tmp_path)
    batches = point_cloud_dataset(source, 60, features=["image_features", "text_features"])
    counts = np.zeros((4, 3), int)
    for _ in range(10):
        for batch in batches:
            drawn = batch["image_features"].numpy()
            assert drawn.shape == (60, 5)
            same = (data.image_features == drawn[:, None]).all(axis=-1) & drawn.any(-1)[:, None]
            counts += same.reshape(15, 4, 3).sum(axis=0)
            assert not drawn[3::4].any()
    np.testing.assert_array_equal(counts > 0, data.image_features[:4].any(axis=-1))
    assert counts.sum(axis=1).tolist() == [150, 150, 150, 0]
    # Four standard deviations of a fair draw.
    np.testing.assert_allclose(counts[0], 50, atol=24)
    np.testing.assert_allclose(counts[2, ::2], 75, atol=25)


@pytest.mark.parametrize("form", ["arrays", "shards", "blocks"])
def test_targets_are_all_of_a_shapes_features(form, random, tmp_path):
    data = several(random)
    source = in_form(form, data, tmp_path)
    batches = point_cloud_dataset(source, len(data), features=["image_targets"])
    targets = next(iter(batches))["image_targets"].numpy()
    # Shards have another order.
    np.testing.assert_array_equal(
        sorted(map(bytes, targets)), sorted(map(bytes, data.image_features))
    )


def test_one_feature_is_one_target(data):
    batches = point_cloud_dataset(data, len(data), features=["text_targets"])
    np.testing.assert_array_equal(
        next(iter(batches))["text_targets"], data.text_features[:, np.newaxis]
    )


def test_asking_for_all_features_changes_no_other_draw(random):
    data = several(random)
    options = {"batch_size": 4, "num_points": 8, "shuffle": True}
    options["augmentations"] = [RandomRotation()]
    drawn, all_of_them = (
        next(iter(point_cloud_dataset(data, **options, features=[name])))["points"]
        for name in ("image_features", "image_targets")
    )
    np.testing.assert_array_equal(drawn, all_of_them)


def test_a_drawn_feature_and_all_of_them_are_an_error(random):
    with pytest.raises(ValueError, match=r"one of a shape's .* 'image_features' and 'image_targ"):
        point_cloud_dataset(several(random), 4, features=["image_features", "image_targets"])


def test_colors_are_further_channels(colored, data):
    batches = point_cloud_dataset(
        colored, 4, 8, [RandomRotation()], default_color=0.4, labels=True, shuffle=True
    )
    options = {"features": ["colors"], "labels": True, "shuffle": True}
    apart = point_cloud_dataset(colored, 4, 8, [RandomRotation()], **options)
    for (points, _), (inputs, _) in zip(batches, apart, strict=True):
        np.testing.assert_array_equal(points[..., :3], inputs["points"])
        np.testing.assert_array_equal(points[..., 3:], inputs["colors"])


def test_shapes_without_colors_get_the_default(source, data):
    inputs, labels = next(
        iter(point_cloud_dataset(source, SHAPES, default_color=0.25, labels=True))
    )
    order = np.argsort(labels)
    np.testing.assert_array_equal(inputs.numpy()[order, :, :3], data.points)
    np.testing.assert_array_equal(inputs[..., 3:], np.full((SHAPES, 16, 3), 0.25))


def test_colors_that_are_channels_can_be_dropped(colored):
    drop = [RandomColorDrop(1.0, 0.4)]
    points = next(iter(point_cloud_dataset(colored, 4, default_color=0.2, augmentations=drop)))
    np.testing.assert_array_equal(points[..., 3:], np.full((4, 16, 3), 0.4, "float32"))


@pytest.mark.parametrize("default_color", [-0.1, 102, float("nan")])
def test_a_default_color_out_of_range_is_an_error(default_color, data):
    with pytest.raises(ValueError, match=r"`default_color` must be a number from 0 to 1"):
        point_cloud_dataset(data, 2, default_color=default_color)


@pytest.mark.parametrize("shuffle", [False, True])
def test_parts_in_memory_or_in_a_stream_are_those_of_the_whole_batch(shuffle, data):
    for source in (data, as_stream(data), as_stream(data, block_size=3)):
        options = {"labels": True, "shuffle": shuffle, "drop_remainder": True, "initial_epoch": 2}
        whole = read(point_cloud_dataset(source, 6, **options))
        parts = [read(point_cloud_dataset(source, 6, part=(i, 3), **options)) for i in range(3)]
        together = [
            tuple(np.concatenate(values) for values in zip(*batch, strict=True))
            for batch in zip(*parts, strict=True)
        ]
        assert_equal_batches(together, whole)


def test_a_part_of_a_stream_reads_nothing_else(data):
    seen = []

    def read_points(index):
        seen.extend(index)
        return data.points[index]

    stream = dataclasses.replace(as_stream(data), read=read_points)
    batches = read(point_cloud_dataset(stream, 4, drop_remainder=True, part=(1, 2)))
    assert [len(points) for points in batches] == [2, 2, 2]
    assert sorted(seen) == [2, 3, 6, 7, 10, 11]


def test_parts_of_shards_have_their_own_files_and_as_many_batches(data, tmp_path):
    # 5, 4 and 4 shapes.
    write_tfrecords(data, tmp_path / "shards", num_shards=3)
    assert PointCloudShards(tmp_path / "shards").counts == [5, 4, 4]
    options = {"labels": True, "drop_remainder": True}
    parts = [point_cloud_dataset(tmp_path / "shards", 6, part=(i, 3), **options) for i in range(3)]
    # In order, batches are of the same shapes as without parts.
    assert [len(part) for part in parts] == [2, 2, 2]
    for place, batches in enumerate(zip(*map(read, parts), strict=True)):
        labels = np.concatenate([labels for _, labels in batches])
        assert sorted(labels) == [*range(6 * place, 6 * place + 6)]
    two = [point_cloud_dataset(tmp_path / "shards", 4, part=(i, 2), **options) for i in range(2)]
    # The first has 9 shapes, the second 4.
    assert [len(read(part)) for part in two] == [2, 2]


def test_shuffled_parts_of_shards_are_of_other_shapes_in_each_epoch(data, tmp_path):
    write_tfrecords(data, tmp_path / "shards", num_shards=4)
    options = {"labels": True, "shuffle": True, "drop_remainder": True}
    parts = [point_cloud_dataset(tmp_path / "shards", 4, part=(i, 2), **options) for i in range(2)]
    epochs = [[read_order(part) for part in parts] for _ in range(4)]
    for first, second in epochs:
        assert {label % 4 for label in first} == {0, 2}
        assert {label % 4 for label in second} == {1, 3}
    assert len({tuple(first) for first, _ in epochs}) > 1


def test_parts_draw_for_themselves(source, data):
    options = {"augmentations": [RandomShift()], "labels": True, "drop_remainder": True}
    shifts = []
    for number in range(2):
        (points, labels), *_ = read(point_cloud_dataset(source, 4, part=(number, 2), **options))
        shifts += [*(points - data.points[labels])[:, 0]]
    assert len(np.unique(np.round(shifts, 4), axis=0)) == 4


@pytest.mark.parametrize(
    ("part", "batch_size", "drop_remainder"),
    [((2, 2), 4, True), ((-1, 2), 4, True), ((0, 2), 5, True), ((0, 2), 4, False)],
)
def test_parts_that_do_not_go_together_are_an_error(part, batch_size, drop_remainder, data):
    with pytest.raises(ValueError, match=r"`part` must be a number from 0.*Received: part="):
        point_cloud_dataset(data, batch_size, drop_remainder=drop_remainder, part=part)


def test_more_parts_than_shards_are_an_error(data, tmp_path):
    write_tfrecords(data, tmp_path / "shards", num_shards=2)
    with pytest.raises(ValueError, match=r"as many shards as parts. Received: 2 shards for 3"):
        point_cloud_dataset(tmp_path / "shards", 6, drop_remainder=True, part=(0, 3))


def test_parts_of_shards_without_some_labels_are_an_error(data, tmp_path):
    some = dataclasses.replace(data, labels=np.where(data.labels < 3, -1, data.labels))
    write_tfrecords(some, tmp_path / "shards", num_shards=2)
    point_cloud_dataset(tmp_path / "shards", 4, drop_remainder=True, part=(0, 2))
    with pytest.raises(ValueError, match=r"Received: 10 of 13 shapes with a label"):
        point_cloud_dataset(tmp_path / "shards", 4, labels=True, drop_remainder=True, part=(0, 2))


def test_endless_batches_go_on_from_epoch_to_epoch(source):
    options = {"augmentations": [RandomShift()], "labels": True, "shuffle": True}
    dataset = point_cloud_dataset(source, 4, initial_epoch=2, **options)
    endless = dataset.endless()
    assert endless.cardinality() == tf.data.INFINITE_CARDINALITY
    batches = read(endless, 3 * len(dataset))
    assert int(dataset.next_epoch) == 2
    expected = [batch for _ in range(3) for batch in read(dataset)]
    assert_equal_batches(batches, expected)
