import numpy as np
import pytest
from reference import slow_sample

import keras_recon.ops.sample_in_blocks as module
from keras_recon.ops.sample_in_blocks import sample_in_blocks


def assert_samples(points, num_samples):
    points = points.astype("float32")
    index = sample_in_blocks(points, num_samples)
    np.testing.assert_array_equal(index, [slow_sample(cloud, num_samples) for cloud in points])


@pytest.mark.parametrize("block_points", [1, 40, 2**14])
@pytest.mark.parametrize("clouds", [1, 5])
@pytest.mark.parametrize(("num_points", "num_samples"), [(1, 1), (20, 1), (20, 7), (5, 12)])
def test_samples_are_those_of_the_definition(
    random, monkeypatch, block_points, clouds, num_points, num_samples
):
    monkeypatch.setattr(module, "BLOCK_POINTS", block_points)
    assert_samples(random.normal(size=(clouds, num_points, 3)), num_samples)


def test_ties_go_to_the_lowest_index(random):
    # On a lattice the squared distances are small integers, so there are many ties.
    assert_samples(random.integers(-2, 3, size=(4, 30, 3)), 20)


def test_points_at_the_origin_are_never_sampled_after_the_first(random):
    points = random.normal(size=(3, 12, 3)) + 5
    points[:, [0, 4, 7]] = [0.02, 0, 0]
    assert_samples(points, 20)


def test_no_cloud_gives_no_samples():
    assert sample_in_blocks(np.zeros((0, 5, 3), "float32"), 4).shape == (0, 4)
