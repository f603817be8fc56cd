import keras
import numpy as np
import pytest
from harness import to_numpy
from scipy.stats import kstest, truncnorm

from keras_recon.layers.initializers import truncated_normal, undrawn


def test_values_are_of_a_normal_distribution_cut_at_two_deviations():
    values = to_numpy(truncated_normal()((100, 200))).ravel()
    assert np.abs(values).max() <= 0.04 + 1e-6
    assert kstest(values, truncnorm(-2, 2, scale=0.02).cdf).pvalue > 1e-3


@pytest.mark.parametrize("shape", [(3,), (4, 5)])
def test_each_initializer_gives_other_values(shape):
    one, other = to_numpy(truncated_normal()(shape)), to_numpy(truncated_normal()(shape))
    assert not np.isclose(one, other).any()


def test_undrawn_values_are_zeros_and_later_ones_as_if_these_were_drawn():
    wanted = []
    for skip in (False, True):
        keras.utils.set_random_seed(0)
        with undrawn(skip):
            first = to_numpy(truncated_normal()((4, 5)))
        assert first.any() == (not skip)
        wanted.append(to_numpy(truncated_normal()((4, 5))))
    np.testing.assert_array_equal(*wanted)


def test_what_is_undrawn_stays_so_inside():
    with undrawn(), undrawn(False):
        assert not to_numpy(truncated_normal()((2, 2))).any()


def test_a_copy_from_a_configuration_draws():
    with undrawn():
        copy = keras.saving.deserialize_keras_object(
            keras.saving.serialize_keras_object(truncated_normal())
        )
    assert to_numpy(copy((4, 5))).any()
