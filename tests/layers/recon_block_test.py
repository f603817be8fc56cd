import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import run_layer_test, spread, to_numpy
from reference import attention, layer_norm, mlp, randomize

from keras_recon.layers import ReConBlock


def streams_of(random, batch=3):
    return (
        random.normal(size=(batch, 3, 24)).astype("float32"),
        random.normal(size=(batch, 7, 24)).astype("float32"),
    )


def block_of(random, **options):
    block = ReConBlock(24, 3, **options)
    block.build((None, 3, 24), (None, None, 24))
    randomize(block, random)
    return block


def slow_block(block, queries, tokens):
    queries = layer_norm(block.query_norm, queries)
    tokens = layer_norm(block.local_norm, tokens)
    queries = queries + attention(block.query_attention, queries, tokens)
    tokens = tokens + attention(block.local_attention, tokens)
    queries = layer_norm(block.query_mlp_norm, queries)
    tokens = layer_norm(block.local_mlp_norm, tokens)
    return queries + mlp(block.query_mlp, queries), tokens + mlp(block.local_mlp, tokens)


def test_recon_block_as_a_layer(random):
    run_layer_test(
        ReConBlock,
        {"dim": 24, "num_heads": 3, "mlp_ratio": 2, "stochastic_depth": 0.1},
        streams_of(random),
        unknown_axes=(0, 1),
    )


@pytest.mark.parametrize("stop_gradient", [False, True])
def test_both_streams_are_those_of_the_slow_version(random, stop_gradient):
    block, streams = block_of(random), streams_of(random)
    outputs = to_numpy(block(*streams, stop_gradient=stop_gradient))
    # Both streams are computed from what came in: the queries read tokens of this block's norm.
    for stream, expected in zip(outputs, slow_block(block, *streams), strict=True):
        np.testing.assert_allclose(stream, expected, rtol=1e-3, atol=1e-4)


def test_local_tokens_do_not_read_the_queries(random):
    block, (queries, tokens) = block_of(random), streams_of(random)
    _, expected = block(queries, tokens)
    _, actual = block(queries + 5 * random.normal(size=queries.shape).astype("float32"), tokens)
    np.testing.assert_array_equal(to_numpy(actual), to_numpy(expected))


def test_queries_do_not_read_one_another(random):
    block, (queries, tokens) = block_of(random), streams_of(random)
    before, _ = to_numpy(block(queries, tokens))
    queries[:, 0] = random.normal(size=(3, 24))
    after, _ = to_numpy(block(queries, tokens))
    changed = ~np.isclose(before, after, atol=1e-5).all(-1)
    np.testing.assert_array_equal(changed, [[True, False, False]] * 3)


def largest_gradients(block, streams, stream, stop_gradient):
    """The largest gradient of one of the two streams by each of the block's layers."""

    def loss():
        return spread(block(*streams, stop_gradient=stop_gradient)[stream])

    largest = {}
    _, gradients = loss_and_gradients(block, loss)
    for path, gradient in gradients.items():
        layer = next(part for part in path.split("/") if part.startswith(("query_", "local_")))
        size = 0 if gradient is None else np.abs(gradient).max()
        largest[layer] = max(size, largest.get(layer, 0))
    return largest


QUERY_LAYERS = {"query_norm", "query_attention", "query_mlp_norm", "query_mlp"}
LOCAL_LAYERS = {"local_norm", "local_attention", "local_mlp_norm", "local_mlp"}


@pytest.mark.parametrize("stop_gradient", [False, True])
def test_gradients_of_the_queries_reach_the_local_norm_unless_stopped(random, stop_gradient):
    gradients = largest_gradients(block_of(random), streams_of(random), 0, stop_gradient)
    assert gradients.keys() == QUERY_LAYERS | LOCAL_LAYERS
    reached = {layer for layer, size in gradients.items() if size > 0}
    assert reached == QUERY_LAYERS | (set() if stop_gradient else {"local_norm"})


@pytest.mark.parametrize("stop_gradient", [False, True])
def test_gradients_of_the_local_tokens_reach_local_layers_only(random, stop_gradient):
    gradients = largest_gradients(block_of(random), streams_of(random), 1, stop_gradient)
    assert {layer for layer, size in gradients.items() if size > 0} == LOCAL_LAYERS


def test_stochastic_depth_is_off_at_inference(random):
    plain = block_of(random)
    dropping = block_of(random, stochastic_depth=0.9)
    dropping.set_weights(plain.get_weights())
    streams = streams_of(random)
    for one, other in zip(dropping(*streams), plain(*streams), strict=True):
        np.testing.assert_array_equal(to_numpy(one), to_numpy(other))


def test_stochastic_depth_drops_the_branches_of_each_stream(random):
    block = block_of(random, stochastic_depth=0.5)
    one = streams_of(random, batch=1)
    streams = [np.repeat(stream, 400, axis=0) for stream in one]
    for stream in to_numpy(block(*streams, training=True)):
        # Attention kept or dropped times MLP kept or dropped.
        kinds, counts = np.unique(np.round(stream[:, 0, 0], 3), return_counts=True)
        assert len(kinds) == 4
        np.testing.assert_allclose(counts, 100, atol=45)


def test_without_branches_the_residual_starts_from_the_normalized_tokens(random):
    block, streams = block_of(random), streams_of(random)
    for layer in (block.query_attention, block.local_attention, block.query_mlp, block.local_mlp):
        layer.output_dense.kernel.assign(np.zeros(layer.output_dense.kernel.shape))
        layer.output_dense.bias.assign(np.zeros(24))
    queries, tokens = to_numpy(block(*streams))
    expected = layer_norm(block.query_mlp_norm, layer_norm(block.query_norm, streams[0]))
    np.testing.assert_allclose(queries, expected, atol=1e-4)
    expected = layer_norm(block.local_mlp_norm, layer_norm(block.local_norm, streams[1]))
    np.testing.assert_allclose(tokens, expected, atol=1e-4)
