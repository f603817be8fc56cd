import numpy as np
import pytest
from harness import run_layer_test, to_numpy
from reference import array, attention, layer_norm, mlp, randomize

from keras_recon.layers import TransformerBlock


def block_of(random, **options):
    block = TransformerBlock(24, 3, **options)
    block.build((None, None, 24))
    randomize(block, random)
    return block


def tokens_of(random, batch=3):
    return random.normal(size=(batch, 7, 24)).astype("float32")


def test_transformer_block_as_a_layer(random):
    run_layer_test(
        TransformerBlock,
        {"dim": 24, "num_heads": 3, "mlp_ratio": 2, "stochastic_depth": 0.1},
        (tokens_of(random),),
        unknown_axes=(0, 1),
    )


def test_block_of_two_streams_as_a_layer(random):
    run_layer_test(
        TransformerBlock,
        {"dim": 24, "num_heads": 3, "mlp_ratio": 4 / 3, "use_bias": True, "layer_scale": 0.5},
        (tokens_of(random), random.normal(size=(3, 5, 24)).astype("float32")),
        unknown_axes=(0, 1),
    )


@pytest.mark.parametrize("with_context", [False, True])
def test_context_goes_through_the_same_norm_and_branches_are_scaled(random, with_context):
    block, tokens = block_of(random, use_bias=True, layer_scale=0.5), tokens_of(random)
    context = random.normal(size=(3, 5, 24)).astype("float32") if with_context else None
    read = layer_norm(block.norm, tokens if context is None else context)
    attended = attention(block.attention, layer_norm(block.norm, tokens), read)
    expected = tokens + attended * array(block.attention_scale.gamma)
    hidden = mlp(block.mlp, layer_norm(block.mlp_norm, expected))
    expected = expected + hidden * array(block.mlp_scale.gamma)
    outputs = to_numpy(block(tokens, context=context))
    np.testing.assert_allclose(outputs, expected, rtol=1e-3, atol=1e-4)


def test_hidden_width_of_a_ratio_that_is_no_integer_is_rounded():
    assert TransformerBlock(176, 4, mlp_ratio=48 / 11).mlp.hidden_dim == 768


def test_tokens_are_those_of_the_slow_version(random):
    block, tokens = block_of(random), tokens_of(random)
    expected = tokens + attention(block.attention, layer_norm(block.norm, tokens))
    expected = expected + mlp(block.mlp, layer_norm(block.mlp_norm, expected))
    np.testing.assert_allclose(to_numpy(block(tokens)), expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("num_outputs", [1, 4, 7])
def test_the_last_tokens_alone_are_the_last_of_all(random, num_outputs):
    block, tokens = block_of(random), tokens_of(random)
    expected = to_numpy(block(tokens))[:, -num_outputs:]
    last = to_numpy(block(tokens, num_outputs=num_outputs))
    np.testing.assert_allclose(last, expected, rtol=1e-4, atol=1e-5)


def test_order_of_the_tokens_is_kept_but_does_not_matter(random):
    block, tokens = block_of(random), tokens_of(random)
    expected = to_numpy(block(tokens))[:, ::-1]
    np.testing.assert_allclose(to_numpy(block(tokens[:, ::-1])), expected, atol=1e-4)


def test_stochastic_depth_drops_both_branches(random):
    block = block_of(random, stochastic_depth=0.5)
    tokens = np.repeat(tokens_of(random, batch=1), 400, axis=0)
    outputs = to_numpy(block(tokens, training=True))
    # Attention kept or dropped times MLP kept or dropped; with both dropped, the input.
    kinds, counts = np.unique(np.round(outputs[:, 0, 0], 3), return_counts=True)
    assert len(kinds) == 4
    np.testing.assert_allclose(counts, 100, atol=45)
    unchanged = np.isclose(outputs, tokens).all((1, 2))
    assert unchanged.sum() in counts


def test_stochastic_depth_is_off_at_inference(random):
    plain = block_of(random)
    dropping = block_of(random, stochastic_depth=0.9)
    dropping.set_weights(plain.get_weights())
    tokens = tokens_of(random)
    np.testing.assert_array_equal(to_numpy(dropping(tokens)), to_numpy(plain(tokens)))
