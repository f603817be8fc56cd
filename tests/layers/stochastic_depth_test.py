import numpy as np
import pytest
from harness import raises_with_advice, run_layer_test, to_numpy

from keras_recon.layers import StochasticDepth


def test_stochastic_depth_as_a_layer(random):
    run_layer_test(
        StochasticDepth,
        {"rate": 0.3, "seed": 1},
        (random.normal(size=(3, 5, 24)).astype("float32"),),
        unknown_axes=(0, 1),
    )


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_share_of_dropped_examples_is_the_rate(rate):
    outputs = to_numpy(StochasticDepth(rate)(np.ones((10000, 2), "float32"), training=True))
    # Five standard deviations.
    assert (outputs[:, 0] == 0).mean() == pytest.approx(rate, abs=0.025)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_the_mean_stays(rate):
    outputs = to_numpy(StochasticDepth(rate)(np.ones((10000, 2), "float32"), training=True))
    assert outputs.mean() == pytest.approx(1, abs=5 * np.sqrt(rate / (1 - rate) / 10000))


@pytest.mark.parametrize("shape", [(50, 4), (50, 3, 4), (50, 2, 3, 4)])
def test_an_example_is_dropped_whole_or_kept_and_scaled(random, shape):
    x = random.normal(size=shape).astype("float32")
    outputs = to_numpy(StochasticDepth(0.5)(x, training=True))
    kept = outputs.reshape(50, -1).any(axis=1)
    assert 0 < kept.sum() < 50
    np.testing.assert_allclose(outputs[kept], 2 * x[kept], rtol=1e-6)
    np.testing.assert_array_equal(outputs[~kept], 0)


@pytest.mark.parametrize(("rate", "training"), [(0.5, False), (0.0, False), (0.0, True)])
def test_inputs_pass_unchanged_at_inference_or_rate_zero(random, rate, training):
    x = random.normal(size=(50, 4)).astype("float32")
    np.testing.assert_array_equal(to_numpy(StochasticDepth(rate)(x, training=training)), x)


def test_each_call_drops_other_examples():
    layer, x = StochasticDepth(0.5), np.ones((50, 1), "float32")
    one, other = (to_numpy(layer(x, training=True)) for _ in range(2))
    assert (one != other).any()


def test_a_seed_makes_the_draws_reproducible():
    x = np.ones((50, 1), "float32")
    one, other = (to_numpy(StochasticDepth(0.5, seed=4)(x, training=True)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5])
def test_impossible_rate_is_an_error(rate):
    with raises_with_advice(ValueError, "at least 0 and below 1"):
        StochasticDepth(rate)
