import keras
import numpy as np
import pytest
from harness import run_layer_test, to_numpy
from keras import ops
from reference import randomize

from keras_recon.layers import BatchNormalization


@pytest.mark.parametrize("shape", [(3, 4), (3, 5, 4), (3, 2, 5, 4)])
def test_batch_normalization_as_a_layer(random, shape):
    x = random.normal(size=shape).astype("float32")
    unknown_axes = range(len(shape) - 1)
    run_layer_test(
        BatchNormalization, {"momentum": 0.8, "epsilon": 1e-4}, (x,), unknown_axes=unknown_axes
    )


def torch_layer_like(torch, layer):
    theirs = torch.nn.BatchNorm1d(
        layer.gamma.shape[0], eps=layer.epsilon, momentum=1 - layer.momentum
    )
    with torch.no_grad():
        for name, variable in (
            ("weight", layer.gamma),
            ("bias", layer.beta),
            ("running_mean", layer.moving_mean),
            ("running_var", layer.moving_variance),
        ):
            getattr(theirs, name).copy_(torch.tensor(to_numpy(variable)))
    return theirs


def random_layer(random, channels, **options):
    layer = BatchNormalization(**options)
    layer.build((None, channels))
    randomize(layer, random)
    layer.moving_variance.assign(random.uniform(0.5, 2, channels))
    return layer


@pytest.mark.parametrize("rows", [2, 3, 40])
@pytest.mark.parametrize("options", [{}, {"momentum": 0.5, "epsilon": 1e-2}])
def test_outputs_and_statistics_are_those_of_torch(random, rows, options):
    torch = pytest.importorskip("torch")
    layer = random_layer(random, 6, **options)
    theirs = torch_layer_like(torch, layer)
    for _ in range(3):
        x = random.normal(2, 3, size=(rows, 6)).astype("float32")
        outputs, expected = layer(x, training=True), theirs(torch.tensor(x))
        np.testing.assert_allclose(to_numpy(outputs), expected.detach().numpy(), atol=1e-4)
    np.testing.assert_allclose(to_numpy(layer.moving_mean), theirs.running_mean, rtol=1e-5)
    np.testing.assert_allclose(to_numpy(layer.moving_variance), theirs.running_var, rtol=1e-5)


def test_outputs_at_inference_are_those_of_torch(random):
    torch = pytest.importorskip("torch")
    layer = random_layer(random, 6)
    theirs = torch_layer_like(torch, layer).eval()
    x = random.normal(2, 3, size=(7, 6)).astype("float32")
    expected = theirs(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(to_numpy(layer(x)), expected, rtol=1e-5, atol=1e-5)


def test_all_axes_but_the_last_are_rows(random):
    flat, folded = random_layer(random, 4), BatchNormalization()
    folded.build((None, None, 4))
    folded.set_weights(flat.get_weights())
    x = random.normal(size=(2, 3, 5, 4)).astype("float32")
    outputs = to_numpy(folded(x, training=True))
    expected = to_numpy(flat(x.reshape(-1, 4), training=True)).reshape(x.shape)
    np.testing.assert_allclose(outputs, expected, atol=1e-5)
    for one, other in zip(folded.get_weights(), flat.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_inference_leaves_the_statistics_alone(random):
    layer = random_layer(random, 4)
    before = [np.array(value) for value in layer.get_weights()]
    layer(random.normal(5, 1, size=(8, 4)).astype("float32"))
    for value, old in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(value, old)


def test_a_single_row_gives_beta_and_finite_statistics(random):
    layer = random_layer(random, 4)
    x = random.normal(size=(1, 4)).astype("float32")
    mean, variance = to_numpy(layer.moving_mean) + 0, to_numpy(layer.moving_variance) + 0
    outputs = layer(x, training=True)
    np.testing.assert_allclose(to_numpy(outputs), to_numpy(layer.beta)[None], atol=1e-6)
    np.testing.assert_allclose(to_numpy(layer.moving_mean), 0.9 * mean + 0.1 * x[0], rtol=1e-5)
    np.testing.assert_allclose(to_numpy(layer.moving_variance), 0.9 * variance, rtol=1e-5)


def test_statistics_do_not_depend_on_the_precision(random):
    x = random.normal(100, 1, size=(512, 3)).astype("float32")
    x = to_numpy(keras.ops.cast(x, "bfloat16"))
    layer = BatchNormalization(dtype="mixed_bfloat16")
    layer(keras.ops.cast(x, "bfloat16"), training=True)
    np.testing.assert_allclose(to_numpy(layer.moving_mean), 0.1 * x.mean(0), rtol=1e-5)
    expected = 0.9 + 0.1 * x.var(0, ddof=1)
    np.testing.assert_allclose(to_numpy(layer.moving_variance), expected, rtol=1e-5)


def test_a_frozen_layer_keeps_its_statistics_and_uses_them():
    layer = BatchNormalization()
    x = np.random.default_rng(0).normal(3, 2, size=(8, 4)).astype("float32")
    layer(x, training=True)
    layer.trainable = False
    before = [np.array(value) for value in layer.get_weights()]
    outputs = ops.convert_to_numpy(layer(x, training=True))
    np.testing.assert_allclose(outputs, ops.convert_to_numpy(layer(x)), rtol=1e-6)
    for old, new in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
