import concurrent.futures

import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.data import PointCloudData, PointCloudStream, point_cloud_dataset
from keras_recon.datasets import generate_shape, load_procedural_shapes
from keras_recon.datasets.procedural import CATEGORIES, PART_NAMES


def test_shapes_are_those_of_the_generator():
    data = load_procedural_shapes("val", len(CATEGORIES) + 2, 64, seed=3, stream=False)
    assert isinstance(data, PointCloudData)
    assert data.class_names == CATEGORIES
    assert data.part_names == PART_NAMES
    assert data.names[-1] == f"{CATEGORIES[1]} 1"
    for i in (0, len(CATEGORIES) + 1):
        shape = generate_shape(CATEGORIES[i % len(CATEGORIES)], i // len(CATEGORIES), "val", 3)
        points, parts, colors = shape.sample(64)
        np.testing.assert_array_equal(data.points[i], points)
        np.testing.assert_array_equal(data.part_labels[i], parts)
        np.testing.assert_array_equal(data.colors[i], colors)
        assert data.captions[i] == shape.captions
        assert data.labels[i] == shape.label


def test_a_stream_reads_what_memory_holds():
    stream = load_procedural_shapes("test", 20, 64)
    data = load_procedural_shapes("test", 20, 64, stream=False)
    assert isinstance(stream, PointCloudStream)
    loaded = stream.load()
    np.testing.assert_array_equal(loaded.points, data.points)
    np.testing.assert_array_equal(loaded.colors, data.colors)
    assert (loaded.captions, loaded.names) == (data.captions, data.names)


def test_shapes_do_not_depend_on_their_number():
    few, many = (load_procedural_shapes("train", n, 64, captions=False) for n in (5, 500))
    np.testing.assert_array_equal(few.read_points([3, 4]), many.read_points([3, 4]))
    assert many.captions is None
    assert np.bincount(many.labels).min() >= 500 // len(CATEGORIES)


def test_splits_share_no_shape():
    splits = ("train", "test", "val")
    streams = [load_procedural_shapes(split, 300, 32, captions=False) for split in splits]
    points = np.concatenate([stream.read_points(np.arange(300)) for stream in streams])
    assert len({own.tobytes() for own in points}) == 900


def test_categories_are_held_out_and_leave_the_others_as_they_are():
    options = {"num_points": 64, "stream": False}
    held_out = CATEGORIES[1:-2]
    data = load_procedural_shapes("train", 6, held_out=held_out, **options)
    first, *_, last = CATEGORIES
    assert data.class_names == (first, CATEGORIES[-2], last)
    assert [*data.labels] == [0, 1, 2, 0, 1, 2]
    assert len(data.class_parts) == 3
    own = load_procedural_shapes("train", 2, categories=[last], **options)
    np.testing.assert_array_equal(own.points, data.points[2::3])
    assert own.captions == data.captions[2::3]


def test_several_threads_may_read():
    stream = load_procedural_shapes("train", 64, 128, captions=False)
    index = np.arange(64)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        several = [*pool.map(lambda _: stream.read_points(index), range(4))]
    for points in several[1:]:
        np.testing.assert_array_equal(points, several[0])


def test_it_goes_straight_into_batches():
    stream = load_procedural_shapes("train", 10, 256, captions=False)
    batches = point_cloud_dataset(stream, 4, 64, shuffle=True, labels=True, default_color=0.4)
    points, labels = next(iter(batches))
    assert (points.shape, labels.shape) == ((4, 64, 6), (4,))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"split": "extra"}, "`split` must be among"),
        ({"num_shapes": 0}, "`num_shapes` and `num_points` must be at least 1"),
        ({"num_points": 0}, "`num_shapes` and `num_points` must be at least 1"),
        ({"categories": ["sofabed"]}, "`categories` and `held_out` must be among"),
        ({"held_out": ["sofabed"]}, "`categories` and `held_out` must be among"),
        ({"categories": ["cup"], "held_out": ["cup"]}, "leave some. Received: none left"),
    ],
)
def test_wrong_arguments_are_refused(options, said):
    with raises_with_advice(ValueError, said, "Received: "):
        load_procedural_shapes(**{"split": "train", "num_shapes": 2, **options})
