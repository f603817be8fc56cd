import numpy as np
import pytest
from harness import to_numpy
from keras import ops
from reference import slow_sample

from keras_recon.ops import farthest_point_sample


def assert_samples(points, num_samples):
    index = to_numpy(farthest_point_sample(points, num_samples))
    assert index.dtype == np.int32
    np.testing.assert_array_equal(index, [slow_sample(shape, num_samples) for shape in points])
    return index


@pytest.mark.parametrize(("num_points", "num_samples"), [(1, 1), (20, 1), (20, 7), (100, 32)])
@pytest.mark.parametrize("batch", [1, 3])
def test_samples_are_those_of_the_definition(random, batch, num_points, num_samples):
    assert_samples(random.normal(size=(batch, num_points, 3)).astype("float32"), num_samples)


def test_all_points_are_sampled_when_as_many_are_asked_for(random):
    points = random.normal(size=(2, 16, 3)).astype("float32")
    index = assert_samples(points, 16)
    np.testing.assert_array_equal(np.sort(index, axis=1), [np.arange(16)] * 2)


@pytest.mark.parametrize("rounds", [0, 3, 7])
def test_no_more_is_picked_than_rounds_ask_for(random, rounds):
    points = random.normal(size=(2, 20, 3)).astype("float32")
    wanted = to_numpy(farthest_point_sample(points, 7)).copy()
    wanted[:, rounds:] = 0
    index = farthest_point_sample(points, 7, ops.convert_to_tensor(rounds, "int32"))
    np.testing.assert_array_equal(to_numpy(index), wanted)


def test_ties_go_to_the_lowest_index(random):
    # On a lattice the squared distances are small integers, so there are many ties.
    points = random.integers(-2, 3, size=(4, 60, 3)).astype("float32")
    assert_samples(points, 30)


def test_a_tie_of_two_goes_to_the_first():
    points = np.array([[[1, 0, 0], [0, 0, 1], [0, 0, -1], [0.5, 0, 0]]], "float32")
    np.testing.assert_array_equal(to_numpy(farthest_point_sample(points, 2)), [[0, 1]])


@pytest.mark.parametrize("norm", [0.0, 0.02, 0.0316])
def test_points_at_the_origin_are_never_sampled_after_the_first(random, norm):
    points = random.normal(size=(2, 30, 3)).astype("float32") + 5
    points[:, [0, 4, 17]] = [0, norm, 0]
    index = assert_samples(points, 40)
    assert (index[:, 0] == 0).all()
    assert not np.isin(index[:, 1:], [0, 4, 17]).any()


def test_points_just_beyond_the_padding_radius_are_sampled():
    points = np.zeros((1, 3, 3), "float32")
    points[0, 2, 0] = 0.0317
    np.testing.assert_array_equal(to_numpy(farthest_point_sample(points, 2)), [[0, 2]])


def test_duplicates_are_sampled_only_when_nothing_else_is_left(random):
    distinct = random.normal(size=(5, 3)).astype("float32") + 3
    points = distinct[[0, 0, 1, 1, 2, 2, 3, 3, 4, 4]][None]
    index = assert_samples(points, 8)
    assert len({tuple(point) for point in points[0, index[0, :5]]}) == 5
    np.testing.assert_array_equal(index[0, 5:], 0)


@pytest.mark.parametrize("value", [0.0, 0.5])
def test_identical_points_give_the_first_index(value):
    points = np.full((2, 10, 3), value, "float32")
    np.testing.assert_array_equal(to_numpy(farthest_point_sample(points, 4)), np.zeros((2, 4)))


def test_indices_repeat_with_fewer_points_than_samples(random):
    points = random.normal(size=(2, 5, 3)).astype("float32")
    index = assert_samples(points, 12)
    assert index.shape == (2, 12)
    assert all(set(row) == set(range(5)) for row in index.tolist())


def test_shapes_of_a_batch_do_not_influence_each_other(random):
    points = random.normal(size=(3, 40, 3)).astype("float32")
    together = to_numpy(farthest_point_sample(points, 10))
    alone = [to_numpy(farthest_point_sample(shape[None], 10))[0] for shape in points]
    np.testing.assert_array_equal(together, alone)
