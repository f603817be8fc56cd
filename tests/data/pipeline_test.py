import dataclasses
import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from harness import JIT_COMPILE

from keras_recon.data import (
    RandomDrop,
    RandomJitter,
    RandomRotation,
    RandomSample,
    RandomShift,
    num_batches,
    pipeline,
    point_cloud_dataset,
    write_tfrecords,
)
from keras_recon.datasets import PointCloudData

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
        part_labels=random.integers(-1, 5, size=(SHAPES, 16)) if features else None,
        part_names=[f"part {i}" for i in range(5)] if features else None,
    )


@pytest.fixture
def data(random):
    return make_data(random)


@pytest.fixture(params=["arrays", "shards"])
def source(request, data, tmp_path):
    """The same shapes, in memory and on disk."""
    return in_form(request.param, data, tmp_path)


def in_form(form, data, tmp_path):
    if form == "arrays":
        return data
    write_tfrecords(data, tmp_path / "shards", num_shards=3)
    return tmp_path / "shards"


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


def test_reading_again_gives_the_same_batches(source):
    dataset = point_cloud_dataset(source, 4, 8, [RandomShift()], labels=True, shuffle=True)
    assert_equal_batches(read(dataset), read(dataset))


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
def test_stream_resumed_in_epoch_k_is_that_of_an_unbroken_one(drop_remainder, source):
    def stream(**arguments):
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
            **arguments,
        )

    a_epoch = num_batches(source, 4, drop_remainder)
    unbroken = read(stream(repeat=True), 4 * a_epoch)
    for epoch in range(4):
        expected = unbroken[epoch * a_epoch : (epoch + 1) * a_epoch]
        assert_equal_batches(read(stream(initial_epoch=epoch)), expected)
    assert_equal_batches(
        read(stream(initial_epoch=2, repeat=True), 2 * a_epoch), unbroken[2 * a_epoch :]
    )


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
                repeat=True,
            ),
            9,
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
    epochs = read(point_cloud_dataset(source, SHAPES, num_points=8, repeat=True), 2)
    subsets = [[{tuple(point) for point in shape} for shape in epoch.tolist()] for epoch in epochs]
    for first, second, shape in zip(*subsets, data.points.tolist(), strict=True):
        points = {tuple(point) for point in shape}
        assert len(first) == len(second) == 8
        assert first < points
        assert second < points
    assert subsets[0] != subsets[1]


@pytest.mark.parametrize("augmentations", [[], [RandomDrop()], [RandomSample(6), RandomDrop()]])
def test_part_labels_follow_their_points(augmentations, source, data):
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


def test_shapes_of_one_caption_are_one_class(data, tmp_path):
    captions = ["tall" if i % 3 else "low" for i in range(SHAPES)]
    data = dataclasses.replace(data, captions=captions)
    for form in ("arrays", "shards"):
        source = in_form(form, data, tmp_path)
        index = read(point_cloud_dataset(source, SHAPES, features=["class_index"]))[0]
        assert index["class_index"].tolist() == [1 if i % 3 else 0 for i in range(SHAPES)]


@pytest.mark.parametrize("labels", ["parts", None, "label"])
def test_unknown_labels_are_an_error(labels, source):
    with pytest.raises(ValueError, match=f"True, 'part_labels'.*Received: labels={labels!r}"):
        point_cloud_dataset(source, 4, labels=labels)


@pytest.mark.parametrize("form", ["arrays", "shards"])
def test_absent_part_labels_are_an_error(form, random, tmp_path):
    source = in_form(form, make_data(random, features=False), tmp_path)
    with pytest.raises(ValueError, match=r"\[False, True\].*Received: labels='part_labels'"):
        point_cloud_dataset(source, 4, labels="part_labels")


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
    assert dataset.cardinality() == len(sizes)
    assert num_batches(source, batch_size, drop_remainder) == len(sizes)


def test_repeated_stream_is_infinite(source):
    dataset = point_cloud_dataset(source, 4, repeat=True)
    assert dataset.cardinality() == tf.data.INFINITE_CARDINALITY
    assert len(read(dataset, 30)) == 30


@pytest.mark.parametrize("feature", ["picture", "label"])
def test_unknown_feature_is_an_error(feature, source):
    with pytest.raises(ValueError, match=f"class_index.*image_features.*Received: '{feature}'"):
        point_cloud_dataset(source, 4, features=[feature])


@pytest.mark.parametrize("form", ["arrays", "shards"])
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
    with pytest.raises(ValueError, match=f"Received: batch_size={batch_size}"):
        num_batches(source, batch_size)


def test_batch_above_all_shapes_is_an_error_where_the_remainder_is_dropped(source):
    with pytest.raises(ValueError, match="13.*Received: batch_size=14"):
        point_cloud_dataset(source, 14, drop_remainder=True)


def test_folder_without_index_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="index.json"):
        point_cloud_dataset(tmp_path, 4)


def make_classifier(features=()):
    points = keras.Input((8, 3), name="points")
    others = [keras.Input((size,), name=name) for name, size in features]
    pooled = keras.layers.GlobalMaxPooling1D()(keras.layers.Dense(8, "relu")(points))
    joined = keras.layers.Concatenate()([pooled, *others]) if others else pooled
    inputs = {"points": points} | {layer.name: layer for layer in others} if others else points
    model = keras.Model(inputs, keras.layers.Dense(SHAPES)(joined))
    model.compile(
        optimizer=keras.optimizers.Adam(0.03),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=JIT_COMPILE,
    )
    return model


@pytest.mark.parametrize(
    "features", [None, {"image_features": 5, "text_features": 4}], ids=["points", "dict"]
)
def test_feeds_fit_on_the_active_backend(features, source):
    model = make_classifier((features or {}).items())
    common = {"batch_size": 4, "num_points": 8, "features": features, "labels": True}
    batches = point_cloud_dataset(
        source, augmentations=[RandomJitter()], shuffle=True, repeat=True, **common
    )
    steps = num_batches(source, 4)
    history = model.fit(batches, steps_per_epoch=steps, epochs=8, shuffle=False, verbose=0).history[
        "loss"
    ]
    assert history[-1] < 0.9 * history[0]
    assert np.isfinite(model.evaluate(point_cloud_dataset(source, **common), verbose=0))


def test_feeds_predict_without_labels(source, data):
    model = make_classifier({"image_features": 5}.items())
    batches = point_cloud_dataset(source, 4, features=["image_features"], num_points=8)
    inputs = {
        key: np.concatenate([batch[key] for batch in read(batches)])
        for key in ("points", "image_features")
    }
    np.testing.assert_allclose(
        model.predict(batches, verbose=0), model.predict(inputs, verbose=0), rtol=1e-5, atol=1e-6
    )
