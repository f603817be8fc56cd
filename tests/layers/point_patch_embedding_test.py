import numpy as np
import pytest
from harness import raises_with_advice, run_layer_test, to_numpy
from reference import array, dense, randomize

from keras_recon.layers import PointPatchEmbedding

WIDTHS = (8, 16, 12)


LARGE_WIDTHS = (8, 10, 16, 12)


def patches_of(random, batch=3, groups=5, size=4, channels=3):
    return random.normal(size=(batch, groups, size, channels)).astype("float32")


def embedding_of(random, dim=24, widths=WIDTHS, channels=3):
    layer = PointPatchEmbedding(dim, widths)
    layer.build((None, None, None, channels))
    randomize(layer, random)
    for norm in norms_of(layer):
        norm.moving_variance.assign(random.uniform(0.5, 2, norm.moving_variance.shape))
    return layer


def norms_of(layer):
    middle = [layer.middle_norm] if len(layer.widths) == 4 else []
    return [layer.point_norm, *middle, layer.patch_norm]


def batch_norm(layer, x, training):
    mean, variance = array(layer.moving_mean), array(layer.moving_variance)
    if training:
        rows = x.reshape(-1, x.shape[-1])
        mean, variance = rows.mean(0), rows.var(0)
    return (x - mean) / np.sqrt(variance + 1e-5) * array(layer.gamma) + array(layer.beta)


def slow_embedding(layer, patches, training, batch_norm=batch_norm):
    hidden = batch_norm(layer.point_norm, dense(layer.point_dense, patches), training)
    if len(layer.widths) == 4:
        hidden = dense(layer.middle_dense, np.maximum(hidden, 0))
        hidden = batch_norm(layer.middle_norm, hidden, training)
    points = dense(layer.feature_dense, np.maximum(hidden, 0))
    largest = points.max(axis=2, keepdims=True)
    both = np.concatenate([np.broadcast_to(largest, points.shape), points], axis=-1)
    kernel = np.concatenate([array(layer.patch_half.kernel), array(layer.point_half.kernel)])
    hidden = both @ kernel + array(layer.patch_half.bias)
    hidden = batch_norm(layer.patch_norm, hidden, training)
    return dense(layer.output_dense, np.maximum(hidden, 0)).max(axis=2)


def test_point_patch_embedding_as_a_layer(random):
    run_layer_test(
        PointPatchEmbedding,
        {"dim": 24, "widths": WIDTHS},
        (patches_of(random),),
        unknown_axes=(0, 1),
    )


def test_large_embedding_of_coloured_points_as_a_layer(random):
    run_layer_test(
        PointPatchEmbedding,
        {"dim": 24, "widths": LARGE_WIDTHS},
        (patches_of(random, channels=6),),
        unknown_axes=(0, 1),
    )


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("widths", [WIDTHS, LARGE_WIDTHS])
def test_tokens_and_statistics_of_coloured_points_are_those_of_the_slow_version(
    random, training, widths
):
    layer = embedding_of(random, widths=widths, channels=6)
    patches = patches_of(random, channels=6)
    before, seen = [array(norm.moving_variance) for norm in norms_of(layer)], []

    def watch(norm, x, training):
        seen.append(x.reshape(-1, x.shape[-1]))
        return batch_norm(norm, x, training)

    expected = slow_embedding(layer, patches, training, watch)
    tokens = to_numpy(layer(patches, training=training))
    np.testing.assert_allclose(tokens, expected, rtol=1e-3, atol=1e-4)
    for norm, old, rows in zip(norms_of(layer), before, seen, strict=True):
        moved = 0.9 * old + 0.1 * rows.var(0, ddof=1) if training else old
        np.testing.assert_allclose(to_numpy(norm.moving_variance), moved, rtol=1e-4)


def test_widths_are_three_or_four():
    with raises_with_advice(ValueError, "three or four"):
        PointPatchEmbedding(24, (8, 16))


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("shape", [(1, 1, 5), (3, 5, 4), (2, 7, 1)])
def test_tokens_are_those_of_the_explicit_concatenation(random, shape, training):
    layer, patches = embedding_of(random), patches_of(random, *shape)
    expected = slow_embedding(layer, patches, training)
    tokens = to_numpy(layer(patches, training=training))
    np.testing.assert_allclose(tokens, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("num_tokens", [1, 3, 5])
def test_first_tokens_alone_are_the_first_of_all(random, num_tokens, training):
    layer, patches = embedding_of(random), patches_of(random)
    # The statistics are of all patches.
    expected = slow_embedding(layer, patches, training)[:, :num_tokens]
    tokens = to_numpy(layer(patches, num_tokens=num_tokens, training=training))
    np.testing.assert_allclose(tokens, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("num_tokens", [None, 2])
def test_running_statistics_are_those_of_all_patches(random, num_tokens):
    layer, patches = embedding_of(random), patches_of(random)
    norms = (layer.point_norm, layer.patch_norm)
    before = [(array(norm.moving_mean), array(norm.moving_variance)) for norm in norms]
    seen = []

    def watch(norm, x, training):
        seen.append(x.reshape(-1, x.shape[-1]))
        return batch_norm(norm, x, training)

    slow_embedding(layer, patches, True, watch)
    layer(patches, num_tokens=num_tokens, training=True)
    for norm, (mean, variance), rows in zip(norms, before, seen, strict=True):
        expected = 0.9 * mean + 0.1 * rows.mean(0), 0.9 * variance + 0.1 * rows.var(0, ddof=1)
        np.testing.assert_allclose(to_numpy(norm.moving_mean), expected[0], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(to_numpy(norm.moving_variance), expected[1], rtol=1e-4)


def test_order_of_the_points_of_a_patch_does_not_matter(random):
    layer, patches = embedding_of(random), patches_of(random)
    expected = to_numpy(layer(patches))
    np.testing.assert_allclose(to_numpy(layer(patches[:, :, ::-1])), expected, atol=1e-5)


def test_a_patch_does_not_influence_another(random):
    layer, patches = embedding_of(random), patches_of(random)
    before = to_numpy(layer(patches))
    patches[:, 2] += 1
    after = to_numpy(layer(patches))
    changed = ~np.isclose(before, after, atol=1e-5).all(-1)
    np.testing.assert_array_equal(changed, [[False, False, True, False, False]] * 3)


@pytest.mark.parametrize("training", [False, True])
def test_statistics_move_in_training_only(random, training):
    layer = embedding_of(random)
    before = [np.array(value) for value in layer.get_weights()]
    layer(patches_of(random), training=training)
    moved = {
        weight.name
        for weight, value, old in zip(layer.weights, layer.get_weights(), before, strict=True)
        if (value != old).any()
    }
    assert moved == ({"moving_mean", "moving_variance"} if training else set())


def test_number_of_parameters_at_the_published_widths():
    layer = PointPatchEmbedding(384)
    layer.build((None, 64, 32, 3))
    trainable = sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)
    first = (3 * 128 + 128) + 2 * 128 + (128 * 256 + 256)
    second = (512 * 512 + 512) + 2 * 512 + (512 * 384 + 384)
    assert trainable == first + second
