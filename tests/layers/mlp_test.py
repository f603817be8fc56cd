import numpy as np
import pytest
from harness import run_layer_test, to_numpy
from reference import mlp, randomize

from keras_recon.layers import MLP


@pytest.mark.parametrize("shape", [(3, 5), (3, 7, 3)])
def test_mlp_as_a_layer(random, shape):
    run_layer_test(
        MLP,
        {"hidden_dim": 16, "dim": 6},
        (random.normal(size=shape).astype("float32"),),
        unknown_axes=range(len(shape) - 1),
    )


def test_outputs_are_those_of_scipys_error_function(random):
    layer = MLP(16, 6)
    x = random.normal(size=(4, 5, 3)).astype("float32")
    layer(x)
    randomize(layer, random)
    np.testing.assert_allclose(to_numpy(layer(x)), mlp(layer, x), rtol=1e-4, atol=1e-5)


def test_gelu_is_exact_and_not_the_approximation_by_tanh():
    layer = MLP(1, 1)
    layer.build((None, 1))
    layer.set_weights([np.ones((1, 1)), np.zeros(1), np.ones((1, 1)), np.zeros(1)])
    # x Phi(x) from a table of the normal distribution; the approximation is off by 4e-4.
    x, phi = np.array([[-2.0], [-1.0], [1.0], [2.0]]), [0.0227501, 0.1586553, 0.8413447, 0.9772499]
    np.testing.assert_allclose(to_numpy(layer(x.astype("float32"))), x * np.c_[phi], atol=1e-6)
