import dataclasses

import numpy as np
import pytest
from reference import slow_sample

from keras_recon.data import PointCloudData, PointCloudStream, farthest_points, keep_farthest


@pytest.fixture
def data(random):
    return PointCloudData(
        points=random.normal(size=(7, 40, 3)),
        labels=np.arange(7),
        class_names=[str(i) for i in range(7)],
        names=[f"object {i}" for i in range(7)],
        part_labels=random.integers(-1, 3, size=(7, 40)),
        part_names=["a", "b", "c"],
        colors=random.uniform(size=(7, 40, 3)),
    )


@pytest.fixture
def stream(data):
    return PointCloudStream(
        read=np.concatenate([data.points, data.colors], axis=-1).__getitem__,
        num_points=40,
        labels=data.labels,
        class_names=data.class_names,
        names=data.names,
        block_size=3,
        colored=True,
    )


@pytest.mark.parametrize("batch", [3, 64])
def test_keeps_the_farthest_points_in_order(batch, data, stream, monkeypatch):
    monkeypatch.setattr(farthest_points, "BATCH", batch)
    kept, streamed = keep_farthest(data, 12), keep_farthest(stream, 12)
    for i, shape in enumerate(data.points):
        picked = slow_sample(shape, 12)
        np.testing.assert_array_equal(kept.points[i], shape[picked])
        np.testing.assert_array_equal(kept.part_labels[i], data.part_labels[i, picked])
        np.testing.assert_array_equal(kept.colors[i], data.colors[i, picked])
        values = streamed.read_per_point(np.array([i]))
        np.testing.assert_array_equal(values["points"][0], shape[picked])
        np.testing.assert_array_equal(values["colors"][0], data.colors[i, picked])


def test_points_without_colors_are_kept_too(data, stream):
    plain = dataclasses.replace(data, colors=None, part_labels=None)
    streamed = dataclasses.replace(stream, read=data.points.__getitem__, colored=False)
    for kept in (keep_farthest(plain, 12), keep_farthest(streamed, 12)):
        values = kept.read_per_point(np.arange(7))
        assert [*values] == ["points"]
        np.testing.assert_array_equal(values["points"], keep_farthest(data, 12).points)


def test_the_rest_stays_as_it_is(data, stream):
    for source in (data, stream):
        kept = keep_farthest(source, 12)
        assert kept.num_points == 12
        assert kept.names == source.names
        np.testing.assert_array_equal(kept.labels, source.labels)
    assert keep_farthest(stream, 12).block_size == 3


@pytest.mark.parametrize("num_points", [0, -1])
def test_a_wrong_number_is_an_error(num_points, data, stream):
    for source in (data, stream):
        with pytest.raises(ValueError, match=f"at least 1.*Received: num_points={num_points}"):
            keep_farthest(source, num_points)


@pytest.mark.parametrize("num_points", [None, 40, 41])
def test_all_points_stay_where_there_are_no_more(num_points, data, stream):
    assert keep_farthest(data, num_points) is data
    assert keep_farthest(stream, num_points) is stream
