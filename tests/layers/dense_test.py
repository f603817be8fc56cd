import numpy as np
import pytest
from harness import to_numpy

from keras_recon.layers.dense import dense


@pytest.mark.parametrize("use_bias", [True, False])
def test_the_kernel_is_truncated_normal_and_the_bias_zero(use_bias):
    layer = dense(300, "float32", "wide", use_bias=use_bias)
    layer.build((None, 400))
    kernel = to_numpy(layer.kernel)
    # Cut at two deviations, 0.88 of which are left; some backends make up for that, others don't.
    assert 0.99 * 0.88 * 0.02 < kernel.std() < 1.01 * 0.02
    assert np.abs(kernel).max() < 1.01 * 2 * 0.02 / 0.88
    assert layer.use_bias == use_bias
    if use_bias:
        np.testing.assert_array_equal(to_numpy(layer.bias), 0)
