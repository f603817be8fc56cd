import numpy as np
import pytest
from harness import run_layer_test, to_numpy

from keras_recon.layers import LearnedTokens


@pytest.mark.parametrize("with_positions", [False, True])
def test_learned_tokens_as_a_layer(random, with_positions):
    run_layer_test(
        LearnedTokens,
        {"count": 3, "dim": 24, "with_positions": with_positions},
        (random.normal(size=(3, 7, 3)).astype("float32"),),
        unknown_axes=(0, 1),
    )


def test_every_example_gets_the_tokens():
    layer = LearnedTokens(3, 24)
    tokens = to_numpy(layer(np.zeros((4, 5))))
    np.testing.assert_array_equal(tokens, np.stack([to_numpy(layer.tokens)] * 4))


def test_tokens_begin_as_the_initializer_says(random):
    points = random.normal(size=(3, 7, 3)).astype("float32")
    run_layer_test(LearnedTokens, {"count": 3, "dim": 24, "initializer": "zeros"}, (points,))
    layer = LearnedTokens(3, 24, initializer="zeros")
    np.testing.assert_array_equal(to_numpy(layer(points)), 0)


def test_positions_are_weights_of_their_own():
    layer = LearnedTokens(3, 24, with_positions=True)
    tokens, positions = (to_numpy(x) for x in layer(np.zeros((2, 5))))
    np.testing.assert_array_equal(positions[1], to_numpy(layer.positions))
    assert not np.isclose(tokens, positions).all()


@pytest.mark.parametrize(("with_positions", "number"), [(False, 72), (True, 144)])
def test_number_of_parameters(with_positions, number):
    layer = LearnedTokens(3, 24, with_positions=with_positions)
    layer.build()
    assert layer.count_params() == number


def test_tokens_differ_from_one_another():
    layer = LearnedTokens(3, 24)
    layer.build()
    one, two, three = to_numpy(layer.tokens)
    assert not np.isclose(one, two).all()
    assert not np.isclose(two, three).all()
