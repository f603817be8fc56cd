import threading

import numpy as np
import pytest

from keras_recon.data import PointCloudStream, keep_farthest, point_cloud_dataset
from keras_recon.data.point_cloud_stream import BlockReader, blocks_mixed


def make_stream(points, **changes):
    fields = {
        "read": lambda index: points[index],
        "num_points": points.shape[1],
        "labels": np.arange(len(points)) % 3 - 1,
        "class_names": ["chair", "table"],
        "names": [f"object {i}" for i in range(len(points))],
        "text_features": np.arange(2.0 * len(points)).reshape(-1, 2),
        "image_paths": [f"{i}.png" for i in range(len(points))],
        "captions": [f"text {i % 2}" for i in range(len(points))],
    }
    return PointCloudStream(**(fields | changes))


@pytest.fixture
def points(random):
    return random.normal(size=(700, 8, 3))


def test_loading_gives_all_of_it(points):
    stream = make_stream(points)
    data = stream.load()
    assert len(stream) == len(data) == 700
    np.testing.assert_array_equal(data.points, points.astype("float32"))
    np.testing.assert_array_equal(data.labels, np.arange(700) % 3 - 1)
    np.testing.assert_array_equal(data.text_features, stream.text_features)
    assert data.names[69] == "object 69"
    assert data.image_paths[69] == "69.png"
    assert data.captions[69] == "text 1"


@pytest.mark.parametrize("index", [[5, 2, 2], np.arange(700) % 7 == 3])
def test_selecting_is_that_of_the_loaded_data(index, points):
    selected = make_stream(points).select(np.array(index)).load()
    expected = make_stream(points).load().select(np.array(index))
    for field in ("points", "labels", "text_features"):
        np.testing.assert_array_equal(getattr(selected, field), getattr(expected, field))
    assert selected.names == expected.names
    assert selected.captions == expected.captions


def make_colored_stream(points, **changes):
    """Colors are a function of their point."""
    values = np.concatenate([points, color_of(points)], axis=-1)
    return make_stream(points, **{"read": values.__getitem__, "colored": True, **changes})


def color_of(points):
    return 0.5 + 0.5 * np.sin(points)


def test_loading_and_selecting_give_the_colors_too(points):
    stream = make_colored_stream(points)
    assert stream.load().colors.dtype == "float32"
    np.testing.assert_array_equal(stream.load().points, points.astype("float32"))
    np.testing.assert_allclose(stream.load().colors, color_of(points), atol=1e-6)
    selected = stream.select([5, 2, 2]).load()
    np.testing.assert_allclose(selected.colors, color_of(points[[5, 2, 2]]), atol=1e-6)


def test_one_reading_gives_points_and_colors(points):
    read = []

    def read_block(start, stop):
        read.append(start)
        return np.concatenate([points, color_of(points)], axis=-1)[start:stop]

    stream = make_colored_stream(points, read=BlockReader(read_block, 100))
    values = stream.read_per_point(np.array([205, 3, 201]))
    assert [*values] == ["points", "colors"]
    np.testing.assert_allclose(values["colors"], color_of(points[[205, 3, 201]]), atol=1e-6)
    np.testing.assert_array_equal(stream.read_points(np.array([205, 3, 201])), values["points"])
    assert read == [200, 0]


def test_without_colors_there_are_points_alone(points):
    assert [*make_stream(points).read_per_point(np.array([3]))] == ["points"]
    assert make_stream(points).load().colors is None


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda index: np.zeros((len(index), 8, 3)), r"shape \(2, 8, 6\). Received: .*\(2, 8, 3\)"),
        (lambda index: np.full((len(index), 8, 6), 255.0), r"`colors`.*0 to 1.*255"),
        (lambda index: np.full((len(index), 8, 6), np.nan), r"finite.*Received: .*96 values"),
    ],
)
def test_colors_that_do_not_fit_are_rejected(read, message, points):
    with pytest.raises(ValueError, match=message):
        make_colored_stream(points, read=read).read_points(np.array([3, 4]))


# === Features on disk ===


def make_feature_stream(points, features, **changes):
    def read(index):
        return {"points": points[index], "image_features": features[index]}

    shapes = {"image_features": features.shape[1:]}
    return make_stream(points, **{"read": read, "feature_shapes": shapes, **changes})


@pytest.fixture
def features(random):
    return random.normal(size=(700, 3, 5)).astype("float32")


def test_features_stay_on_disk_with_the_points(points, features):
    stream = make_feature_stream(points, features)
    assert stream.image_features is None
    assert stream.feature_dims == {"image_features": 5, "text_features": 2}
    assert [*stream.read_per_point(np.array([3]))] == ["points"]
    values = stream.read_shapes(np.array([5, 2]))
    np.testing.assert_array_equal(values["image_features"], features[[5, 2]])
    np.testing.assert_array_equal(stream.load().image_features, features)
    picked = stream.select([5, 2, 2]).load()
    np.testing.assert_array_equal(picked.image_features, features[[5, 2, 2]])
    np.testing.assert_array_equal(picked.text_features, stream.text_features[[5, 2, 2]])


def test_features_on_disk_make_the_same_batches_as_in_memory(points, features):
    stream = make_feature_stream(points, features)
    options = {"features": ["image_features", "text_targets"], "shuffle": True, "num_points": 5}
    pairs = zip(
        point_cloud_dataset(stream, 64, **options),
        point_cloud_dataset(stream.load(), 64, **options),
        strict=True,
    )
    for one, other in pairs:
        for name in one:
            np.testing.assert_array_equal(one[name], other[name])


def test_farthest_points_keep_the_features(points, features):
    kept = keep_farthest(make_feature_stream(points, features), 4)
    expected = keep_farthest(make_stream(points), 4)
    index = np.array([7, 1])
    values = kept.read_shapes(index)
    np.testing.assert_array_equal(values["points"], expected.read_points(index))
    np.testing.assert_array_equal(values["image_features"], features[index])


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda index: np.zeros((len(index), 8, 3)), "must return a dict of .*Received: ndarray"),
        (lambda index: {"points": np.zeros((len(index), 8, 3))}, r"Received: \['points'\]"),
        (
            lambda index: {
                "points": np.zeros((len(index), 8, 3)),
                "image_features": np.zeros((len(index), 3, 4)),
            },
            r"finite image_features of shape \(2, 3, 5\). Received: shape \(2, 3, 4\)",
        ),
    ],
)
def test_features_that_do_not_fit_are_rejected(read, message, points, features):
    stream = make_feature_stream(points, features, read=read)
    with pytest.raises(ValueError, match=message):
        stream.read_shapes(np.array([3, 4]))


@pytest.mark.parametrize("shapes", [{"icons": (3,)}, {"text_features": (2,)}])
def test_features_on_disk_must_be_known_and_not_in_memory(shapes, points):
    with pytest.raises(ValueError, match=r"`feature_shapes` must be of .*Received"):
        make_stream(points, feature_shapes=shapes)


def test_points_that_float32_would_move_are_rejected(points):
    stream = make_stream(points + 4.5e6)
    with pytest.raises(ValueError, match=r"fit_unit_sphere.*Received: float64.*2 of the 2 shapes"):
        stream.read_points(np.array([3, 4]))
    with pytest.raises(ValueError, match="fit_unit_sphere"):
        stream.load()
    single = make_stream((points + 4.5e6).astype("float32"))
    assert (single.read_points(np.array([3])) > 4e6).all()


def test_nothing_is_read_before_it_is_needed(points):
    def read(index):
        raise AssertionError("read")

    assert len(make_stream(points, read=read).select([1, 2])) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"num_points": 0}, r"at least 1. Received: num_points=0"),
        ({"block_size": 0}, r"at least 1. Received: .*block_size=0"),
        ({"names": ["one"]}, r"`names` must have as many.*Received: 1"),
        ({"labels": np.full(700, 2)}, r"`labels`.*Received: labels from 2 to 2"),
        ({"captions": ["one"]}, r"`captions` must have as many.*Received: 1"),
    ],
)
def test_a_field_that_does_not_fit_is_rejected(changes, message, points):
    with pytest.raises(ValueError, match=message):
        make_stream(points, **changes)


@pytest.mark.parametrize(
    "read",
    [
        lambda index: np.zeros((len(index), 7, 3)),
        lambda index: np.zeros((len(index) + 1, 8, 3)),
        lambda index: np.full((len(index), 8, 3), np.nan),
        lambda index: np.full((len(index), 8, 3), 1e200),
    ],
)
def test_points_that_do_not_fit_are_rejected(read, points):
    with pytest.raises(ValueError, match=r"finite points of shape \(2, 8, 3\). Received"):
        make_stream(points, read=read).read_points(np.array([3, 4]))


@pytest.mark.parametrize("block_size", [2, 3, 700, 1000])
def test_blocks_give_the_shapes_asked_for(block_size, points, random):
    reader = BlockReader(lambda start, stop: points[start:stop], block_size)
    for _ in range(10):
        index = random.integers(0, 700, size=40)
        np.testing.assert_array_equal(reader(index), points[index])


def test_blocks_are_read_once_while_their_neighbours_are_asked_for(points):
    read = []

    def read_block(start, stop):
        read.append(start)
        return points[start:stop]

    reader = BlockReader(read_block, 100)
    for i in range(700):
        reader(np.array([i, i // 2]))
    assert sorted(read) == [0, 100, 200, 300, 400, 500, 600]


def test_few_blocks_stay_in_memory(points):
    reader = BlockReader(lambda start, stop: points[start:stop], 2)
    reader.capacity = 5
    for i in range(700):
        reader(np.array([i]))
    assert len(reader._blocks) == 5


def test_threads_get_what_they_asked_for(points):
    reader = BlockReader(lambda start, stop: points[start:stop], 10)
    reader.capacity = 2
    wrong = []

    def work(seed):
        random = np.random.default_rng(seed)
        for _ in range(50):
            index = random.integers(0, 700, size=8)
            if (reader(index) != points[index]).any():
                wrong.append(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize(("block_size", "blocks"), [(2, 512), (100, 10), (357, 4), (5000, 4)])
def test_about_a_thousand_shapes_are_mixed(block_size, blocks):
    assert blocks_mixed(block_size) == blocks
