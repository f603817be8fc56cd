import numpy as np
import pytest
from harness import raises_with_advice, run_layer_test, to_numpy
from keras import ops
from reference import attention, randomize

from keras_recon.layers import Attention


def tokens_of(random, count, batch=3, dim=24):
    return random.normal(size=(batch, count, dim)).astype("float32")


def test_self_attention_as_a_layer(random):
    run_layer_test(
        Attention, {"dim": 24, "num_heads": 3}, (tokens_of(random, 5),), unknown_axes=(0, 1)
    )


def test_cross_attention_as_a_layer(random):
    run_layer_test(
        Attention,
        {"dim": 24, "num_heads": 3, "use_bias": True},
        (tokens_of(random, 5), tokens_of(random, 8)),
        unknown_axes=(0, 1),
    )


@pytest.mark.parametrize("num_heads", [1, 3, 8])
@pytest.mark.parametrize("context_count", [None, 1, 8])
@pytest.mark.parametrize("use_bias", [False, True])
def test_attention_is_that_of_torch(random, num_heads, context_count, use_bias):
    torch = pytest.importorskip("torch")
    tokens = tokens_of(random, 5)
    context = None if context_count is None else tokens_of(random, context_count)
    layer = Attention(24, num_heads, use_bias)
    arguments = (tokens,) if context is None else (tokens, context)
    layer(*arguments)
    randomize(layer, random)

    def tensor(x):
        return torch.tensor(ops.convert_to_numpy(x))

    theirs = torch.nn.MultiheadAttention(24, num_heads, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(tensor(layer.query_key_value).T)
        theirs.in_proj_bias.zero_()
        if use_bias:
            theirs.in_proj_bias.copy_(tensor(layer.query_key_value_bias))
        theirs.out_proj.weight.copy_(tensor(layer.output_dense.kernel).T)
        theirs.out_proj.bias.copy_(tensor(layer.output_dense.bias))
        attended_to = tensor(tokens if context is None else context)
        expected, _ = theirs(tensor(tokens), attended_to, attended_to)
    np.testing.assert_allclose(to_numpy(layer(*arguments)), expected.numpy(), rtol=1e-4, atol=1e-5)


def test_attention_is_that_of_the_formula(random):
    tokens, context = tokens_of(random, 5), tokens_of(random, 8)
    layer = Attention(24, 3)
    layer(tokens, context)
    randomize(layer, random)
    expected = attention(layer, tokens, context)
    np.testing.assert_allclose(to_numpy(layer(tokens, context)), expected, rtol=1e-4, atol=1e-5)


def test_a_stream_as_its_own_context_is_self_attention(random):
    tokens = tokens_of(random, 5)
    layer = Attention(24, 3)
    np.testing.assert_allclose(
        to_numpy(layer(tokens)), to_numpy(layer(tokens, tokens)), rtol=1e-4, atol=1e-6
    )


def test_order_of_the_context_does_not_matter(random):
    tokens, context = tokens_of(random, 5), tokens_of(random, 8)
    layer = Attention(24, 3)
    np.testing.assert_allclose(
        to_numpy(layer(tokens, context)), to_numpy(layer(tokens, context[:, ::-1])), atol=1e-6
    )


def test_only_the_output_has_a_bias_unless_asked_for():
    layer = Attention(24, 3)
    layer.build((None, None, 24))
    assert [w.shape for w in layer.weights] == [(24, 72), (24, 24), (24,)]
    layer = Attention(24, 3, use_bias=True)
    layer.build((None, None, 24))
    assert sorted(tuple(w.shape) for w in layer.weights) == [(24,), (24, 24), (24, 72), (72,)]


def test_number_of_heads_that_does_not_divide_the_width_is_an_error():
    with raises_with_advice(ValueError, "num_heads", "dim"):
        Attention(dim=24, num_heads=5)


def test_layers_start_from_different_weights():
    one, other = Attention(24, 3), Attention(24, 3)
    one.build((None, None, 24))
    other.build((None, None, 24))
    assert not np.array_equal(one.get_weights()[0], other.get_weights()[0])
