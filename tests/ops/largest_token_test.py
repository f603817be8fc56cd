import numpy as np
from harness import to_numpy

from keras_recon.ops import largest_token


def test_it_is_the_maximum_of_each_channel(random):
    tokens = random.normal(size=(2, 5, 7)).astype("float32")
    expected = [[max(tokens[b, :, c]) for c in range(7)] for b in range(2)]
    np.testing.assert_array_equal(to_numpy(largest_token(tokens)), expected)


def test_there_may_be_one_token(random):
    tokens = random.normal(size=(2, 1, 7)).astype("float32")
    np.testing.assert_array_equal(to_numpy(largest_token(tokens)), tokens[:, 0])
