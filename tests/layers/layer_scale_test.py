import numpy as np
from harness import run_layer_test, to_numpy

from keras_recon.layers import LayerScale


def test_layer_scale_as_a_layer(random):
    tokens = random.normal(size=(3, 5, 8)).astype("float32")
    run_layer_test(LayerScale, {"initial_value": 0.1}, (tokens,), unknown_axes=(0, 1))


def test_each_channel_has_a_scale_of_its_own(random):
    layer, tokens = LayerScale(1e-5), random.normal(size=(3, 5, 8)).astype("float32")
    np.testing.assert_allclose(to_numpy(layer(tokens)), 1e-5 * tokens, rtol=1e-6)
    scales = random.normal(size=8).astype("float32")
    layer.set_weights([scales])
    np.testing.assert_allclose(to_numpy(layer(tokens)), tokens * scales, rtol=1e-6)
