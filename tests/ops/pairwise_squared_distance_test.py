import numpy as np
import pytest
from harness import to_numpy
from scipy.spatial.distance import cdist

from keras_recon.ops import pairwise_squared_distance


@pytest.mark.parametrize("leading", [(), (3,), (2, 3)])
def test_distances_are_those_of_scipy(random, leading):
    a = random.normal(size=(*leading, 9, 3)).astype("float32")
    b = random.normal(size=(*leading, 4, 3)).astype("float32")
    distance = to_numpy(pairwise_squared_distance(a, b))
    assert distance.shape == (*leading, 9, 4)
    for position in np.ndindex(*leading):
        expected = cdist(a[position], b[position], "sqeuclidean")
        np.testing.assert_allclose(distance[position], expected, rtol=1e-5, atol=1e-6)


def test_a_point_has_distance_zero_to_itself(random):
    a = 1000 + random.normal(size=(2, 9, 3)).astype("float32")
    distance = to_numpy(pairwise_squared_distance(a, a))
    np.testing.assert_array_equal(distance[:, np.arange(9), np.arange(9)], 0)
