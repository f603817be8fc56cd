import numpy as np
import pytest
from harness import to_numpy
from sklearn.neighbors import NearestNeighbors

from keras_recon.ops import k_nearest_neighbors


@pytest.mark.parametrize(("num_points", "num_queries", "k"), [(1, 1, 1), (50, 7, 5), (20, 30, 20)])
@pytest.mark.parametrize("batch", [1, 3])
def test_neighbors_are_those_of_scikit_learn(random, batch, num_points, num_queries, k):
    points = random.normal(size=(batch, num_points, 3)).astype("float32")
    queries = random.normal(size=(batch, num_queries, 3)).astype("float32")
    index = to_numpy(k_nearest_neighbors(points, queries, k))
    assert index.dtype == np.int32
    for row, shape, query in zip(index, points, queries, strict=True):
        searched = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(shape)
        np.testing.assert_array_equal(row, searched.kneighbors(query, return_distance=False))


def test_the_nearest_neighbor_of_a_point_is_itself(random):
    points = random.normal(size=(2, 30, 3)).astype("float32")
    index = to_numpy(k_nearest_neighbors(points, points, 1))
    np.testing.assert_array_equal(index[..., 0], [np.arange(30)] * 2)


def test_near_points_far_from_the_origin_are_told_apart(random):
    # The expansion |a|^2 - 2ab + |b|^2 has an error of about 0.1 here.
    points = (1000 + np.arange(8)[:, None] * [[0.125, 0, 0]]).astype("float32")[None]
    index = to_numpy(k_nearest_neighbors(points, points[:, :1], 8))
    np.testing.assert_array_equal(index[0, 0], np.arange(8))


def test_neighbors_at_equal_distances_are_all_found(random):
    points = random.integers(-2, 3, size=(2, 40, 3)).astype("float32")
    index = to_numpy(k_nearest_neighbors(points, points, 12))
    for row, shape in zip(index, points, strict=True):
        distances = ((shape[:, None] - shape[row]) ** 2).sum(-1)
        searched = NearestNeighbors(n_neighbors=12, algorithm="brute").fit(shape)
        np.testing.assert_allclose(np.sqrt(distances), searched.kneighbors(shape)[0], atol=1e-6)
        assert all(len(set(neighbors)) == 12 for neighbors in row.tolist())
