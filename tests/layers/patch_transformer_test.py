import numpy as np
import pytest
from harness import run_layer_test, to_numpy
from reference import attention, layer_norm, mlp, randomize

from keras_recon.layers import PatchTransformer

SIZES = {"dim": 24, "depth": 2, "num_heads": 3, "patch_widths": (8, 16, 16), "position_width": 16}


@pytest.fixture
def inputs(random):
    patches = random.normal(size=(3, 8, 4, 3)).astype("float32")
    return patches, random.normal(size=(3, 8, 3)).astype("float32")


def randomized(inputs, random):
    layer = PatchTransformer(**SIZES)
    layer.build(inputs[0].shape)
    randomize(layer.norm, random)
    for block in layer.blocks:
        randomize(block, random)
    return layer


def test_patch_transformer_as_a_layer(inputs):
    run_layer_test(PatchTransformer, SIZES, inputs)


def reference(layer, tokens, positions):
    for block in layer.blocks:
        tokens = tokens + positions
        tokens = tokens + attention(block.attention, layer_norm(block.norm, tokens))
        tokens = tokens + mlp(block.mlp, layer_norm(block.mlp_norm, tokens))
    return layer_norm(layer.norm, tokens)


def test_positions_are_added_before_every_block(inputs, random):
    layer, (patches, centers) = randomized(inputs, random), inputs
    embedded = to_numpy(layer.patch_embedding(patches)).astype("float64")
    expected = reference(layer, embedded, mlp(layer.position_embedding, centers))
    np.testing.assert_allclose(to_numpy(layer(patches, centers)), expected, rtol=1e-3, atol=1e-4)


def test_queries_come_first_with_positions_of_their_own(inputs, random):
    layer, (patches, centers) = randomized(inputs, random), inputs
    queries = tuple(random.normal(size=(2, 3, 2, 24)).astype("float32"))
    embedded = to_numpy(layer.patch_embedding(patches)).astype("float64")
    expected = reference(
        layer,
        np.concatenate([queries[0], embedded], axis=1),
        np.concatenate([queries[1], mlp(layer.position_embedding, centers)], axis=1),
    )
    outputs = to_numpy(layer(patches, centers, queries=queries))
    assert outputs.shape == (3, 2 + 8, 24)
    np.testing.assert_allclose(outputs, expected, rtol=1e-3, atol=1e-4)


def test_patches_after_num_tokens_are_not_seen(inputs):
    patches, centers = inputs
    layer = PatchTransformer(**SIZES)
    outputs = to_numpy(layer(patches, centers, num_tokens=5))
    expected = to_numpy(layer(patches[:, :5], centers[:, :5]))
    np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-5)


def test_patches_after_num_tokens_count_in_the_batch_statistics(inputs):
    layer = PatchTransformer(**SIZES)
    layer.build(inputs[0].shape)
    weights = layer.get_weights()
    statistics = []
    for num_tokens in (5, None):
        layer.set_weights(weights)
        layer(*inputs, num_tokens=num_tokens, training=True)
        statistics.append(to_numpy(layer.patch_embedding.patch_norm.moving_variance))
    np.testing.assert_allclose(*statistics, rtol=1e-5)


def test_stochastic_depth_grows_linearly_from_block_to_block():
    layer = PatchTransformer(**{**SIZES, "depth": 3}, stochastic_depth=0.2)
    np.testing.assert_allclose([block.drop.rate for block in layer.blocks], [0, 0.1, 0.2])
