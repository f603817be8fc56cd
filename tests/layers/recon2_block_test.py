import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import run_layer_test, spread, to_numpy
from reference import array, attention, layer_norm, mlp, randomize

from keras_recon.layers import ReCon2Block


def streams_of(random, batch=3):
    return (
        random.normal(size=(batch, 4, 24)).astype("float32"),
        random.normal(size=(batch, 7, 24)).astype("float32"),
    )


def block_of(random, **options):
    block = ReCon2Block(24, 3, **options)
    block.build((None, 4, 24), (None, None, 24))
    randomize(block, random)
    return block


def slow_stream(block, tokens, context=None):
    context = tokens if context is None else context
    attended = attention(
        block.attention, layer_norm(block.norm, tokens), layer_norm(block.norm, context)
    )
    scales = (1, 1)
    if block.layer_scale is not None:
        scales = array(block.attention_scale.gamma), array(block.mlp_scale.gamma)
    tokens = tokens + scales[0] * attended
    return tokens + scales[1] * mlp(block.mlp, layer_norm(block.mlp_norm, tokens))


@pytest.mark.parametrize("layer_scale", [None, 1e-5])
def test_recon2_block_as_a_layer(random, layer_scale):
    options = {"dim": 24, "num_heads": 3, "mlp_ratio": 2, "stochastic_depth": 0.1}
    run_layer_test(
        ReCon2Block,
        {**options, "layer_scale": layer_scale},
        streams_of(random),
        unknown_axes=(0, 1),
    )


@pytest.mark.parametrize("layer_scale", [None, 0.5])
@pytest.mark.parametrize("stop_gradient", [False, True])
def test_queries_read_what_this_block_made_of_the_patches(random, layer_scale, stop_gradient):
    block, (queries, tokens) = block_of(random, layer_scale=layer_scale), streams_of(random)
    tokens_out = slow_stream(block.local_block, tokens)
    expected = slow_stream(block.query_block, queries, tokens_out), tokens_out
    outputs = to_numpy(block(queries, tokens, stop_gradient=stop_gradient))
    for own, wanted in zip(outputs, expected, strict=True):
        np.testing.assert_allclose(own, wanted, rtol=1e-3, atol=1e-4)


def test_local_tokens_do_not_read_the_queries_nor_these_one_another(random):
    block, (queries, tokens) = block_of(random), streams_of(random)
    before = to_numpy(block(queries, tokens))
    queries[:, 0] = random.normal(size=(3, 24))
    after = to_numpy(block(queries, tokens))
    np.testing.assert_array_equal(after[1], before[1])
    changed = ~np.isclose(after[0], before[0], atol=1e-5).all(-1)
    np.testing.assert_array_equal(changed, [[True, False, False, False]] * 3)


@pytest.mark.parametrize("stop_gradient", [False, True])
def test_gradients_of_the_queries_reach_the_patches_unless_stopped(random, stop_gradient):
    block, streams = block_of(random), streams_of(random)

    def loss():
        return spread(block(*streams, stop_gradient=stop_gradient)[0])

    reached = set()
    for path, gradient in loss_and_gradients(block, loss)[1].items():
        if gradient is not None and np.abs(gradient).max() > 0:
            reached |= {part for part in path.split("/") if part.endswith("_block")}
    assert reached == {"query_block"} | (set() if stop_gradient else {"local_block"})


def test_stochastic_depth_drops_the_four_branches(random):
    block = block_of(random, stochastic_depth=0.5)
    streams = [np.repeat(stream, 400, axis=0) for stream in streams_of(random, batch=1)]
    queries, tokens = to_numpy(block(*streams, training=True))
    kinds, counts = np.unique(np.round(tokens[:, 0, 0], 3), return_counts=True)
    assert len(kinds) == 4
    np.testing.assert_allclose(counts, 100, atol=45)
    # Without its attention the query doesn't see which of these its patches are.
    assert len(np.unique(np.round(queries[:, 0, 0], 3))) == 2 + 2 * 4
