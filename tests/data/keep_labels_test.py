import numpy as np
import pytest

from keras_recon.data import PointCloudData, keep_labels

LABELS = [2, -1, 0, 2, 2, 0, -1, 2, 0]


@pytest.fixture
def data():
    names = [f"shape {i}" for i in range(len(LABELS))]
    points = np.arange(len(LABELS))[:, None, None] + np.zeros((1, 4, 3))
    return PointCloudData(points, LABELS, ["chair", "lamp", "sofa"], names)


@pytest.mark.parametrize(("count", "kept"), [(1, [1, 0, 1]), (3, [3, 0, 3]), (9, [3, 0, 4])])
def test_as_many_of_each_class_are_kept_as_there_are(count, kept, data):
    few = keep_labels(data, count)
    np.testing.assert_array_equal(np.bincount(few.labels, minlength=3), kept)
    assert few.class_names == data.class_names
    places = [data.names.index(name) for name in few.names]
    assert places == sorted(places)
    np.testing.assert_array_equal(few.labels, data.labels[places])
    np.testing.assert_array_equal(few.points, data.points[places])


def test_the_seed_draws(data):
    drawn = {seed: keep_labels(data, 1, seed).names for seed in range(20)}
    assert keep_labels(data, 1, 7).names == drawn[7]
    assert {name for names in drawn.values() for name in names} == {
        name for name, label in zip(data.names, data.labels, strict=True) if label >= 0
    }


def test_none_of_each_class_is_refused(data):
    with pytest.raises(ValueError, match="`count` must be at least 1. Received: count=0"):
        keep_labels(data, 0)
