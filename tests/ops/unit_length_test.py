import numpy as np
from harness import to_numpy

from keras_recon.ops import unit_length


def test_vectors_get_length_one_and_keep_their_direction(random):
    vectors = random.normal(size=(2, 5, 7)).astype("float32")
    expected = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    np.testing.assert_allclose(to_numpy(unit_length(vectors)), expected, rtol=1e-5)


def test_zeros_stay():
    np.testing.assert_array_equal(to_numpy(unit_length(np.zeros((2, 3), "float32"))), 0)
