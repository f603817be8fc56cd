import numpy as np
import pytest
from harness import to_numpy
from scipy.stats import kstest, truncnorm

from keras_recon.layers.initializers import truncated_normal


def test_values_are_of_a_normal_distribution_cut_at_two_deviations():
    values = to_numpy(truncated_normal()((100, 200))).ravel()
    assert np.abs(values).max() <= 0.04 + 1e-6
    assert kstest(values, truncnorm(-2, 2, scale=0.02).cdf).pvalue > 1e-3


@pytest.mark.parametrize("shape", [(3,), (4, 5)])
def test_each_initializer_gives_other_values(shape):
    one, other = to_numpy(truncated_normal()(shape)), to_numpy(truncated_normal()(shape))
    assert not np.isclose(one, other).any()
