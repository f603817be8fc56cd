import itertools
import json
from pathlib import Path

import keras
import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import raises_with_advice, to_numpy
from scipy.optimize import linear_sum_assignment

from keras_recon.losses import FeatureDistillation, MatchedDistillation

FIXTURES = Path(__file__).parents[1] / "fixtures"


def features(random, batch=4, num_targets=5, num_tokens=7, width=16):
    """Targets, most with padding anywhere among them, and tokens."""
    targets = 5 * random.normal(size=(batch, num_targets, width))
    targets[random.random((batch, num_targets)) < 0.4] = 0
    targets[0] += 1
    tokens = 2 * random.normal(size=(batch, num_tokens, width))
    return targets.astype("float32"), tokens.astype("float32")


def slow_loss(targets, tokens):
    """The loss of each shape, in float64."""
    losses = []
    for target, token in zip(targets.astype("float64"), tokens.astype("float64"), strict=True):
        target = target[(target != 0).any(-1)]
        target, token = (x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (target, token))
        i, j = linear_sum_assignment(target @ token.T, maximize=True)
        difference = np.abs(target[i] - token[j])
        smooth = np.where(difference <= 1, difference**2 / 2, difference - 0.5)
        losses.append(5 * smooth.mean() if len(i) else 0.0)
    return np.array(losses)


def holder_of(**values):
    """A layer that holds arrays as its weights, and these."""
    holder = keras.layers.Layer()
    weights = {name: holder.add_weight(shape=x.shape, name=name) for name, x in values.items()}
    for name, weight in weights.items():
        weight.assign(values[name])
    return holder, weights


def gradient_by_tokens(loss, targets, start):
    holder, weights = holder_of(tokens=start)
    _, gradients = loss_and_gradients(holder, lambda: loss(targets, weights["tokens"] + 0.0))
    return next(iter(gradients.values()))


@pytest.mark.parametrize("width", [2, 16])
@pytest.mark.parametrize("sizes", [(1, 1), (1, 3), (2, 2), (5, 7), (7, 5), (3, 1)])
def test_loss_is_that_of_scipy_s_matching(random, sizes, width):
    targets, tokens = features(random, 4, *sizes, width)
    losses = to_numpy(MatchedDistillation(reduction=None)(targets, tokens))
    np.testing.assert_allclose(losses, slow_loss(targets, tokens), rtol=1e-5)


@pytest.mark.parametrize("name", ["recon_pp_tiny_color", "recon_pp_tiny_xyz_layerscale"])
@pytest.mark.parametrize("mode", ["eval", "train"])
@pytest.mark.parametrize("teacher", ["image", "text"])
def test_loss_is_that_of_the_published_code(name, mode, teacher):
    numbers = np.load(FIXTURES / f"{name}.npz")
    loss = MatchedDistillation()(numbers[f"{teacher}_targets"], numbers[f"{mode}/{teacher}_tokens"])
    assert float(loss) == pytest.approx(float(numbers[f"{mode}/{teacher}"]), rel=1e-6)


def test_no_order_of_tokens_agrees_more(random):
    target, token = random.normal(size=(2, 4, 8)).astype("float32")
    matched = float(MatchedDistillation(weight=1.0)(target[None], token[None]))
    target, token = (x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (target, token))
    distances = [
        float(FeatureDistillation()(target, token[list(order)]))
        for order in itertools.permutations(range(4))
    ]
    assert matched == pytest.approx(min(distances), rel=1e-5)


@pytest.mark.parametrize("factor", [0.01, 100])
def test_order_length_and_padding_do_not_matter(random, factor):
    targets, tokens = features(random)
    loss = float(MatchedDistillation()(targets, tokens))
    targets = np.concatenate([np.zeros_like(targets[:, :2]), targets], axis=1)
    other = MatchedDistillation()(
        factor * targets[:, ::-1], factor * tokens[:, [3, 0, 6, 1, 5, 4, 2]]
    )
    assert float(other) == pytest.approx(loss, rel=1e-5)


def test_loss_is_summed_over_the_batch_or_a_mean(random):
    targets, tokens = features(random)
    each = slow_loss(targets, tokens)
    assert float(MatchedDistillation()(targets, tokens)) == pytest.approx(each.sum(), rel=1e-5)
    mean = MatchedDistillation(reduction="mean")(targets, tokens)
    assert float(mean) == pytest.approx(each.mean(), rel=1e-5)


def test_loss_is_proportional_to_its_weight(random):
    targets, tokens = features(random)
    loss = MatchedDistillation(weight=2.0)(targets, tokens)
    assert float(loss) == pytest.approx(0.4 * slow_loss(targets, tokens).sum(), rel=1e-5)


@pytest.mark.parametrize("without", [[1], [0, 1, 2, 3]])
def test_a_shape_without_a_target_counts_nothing(random, without):
    targets, tokens = features(random)
    targets[without] = 0
    losses = to_numpy(MatchedDistillation(reduction=None)(targets, tokens))
    np.testing.assert_array_equal(losses == 0, np.isin(range(4), without))
    gradient = gradient_by_tokens(MatchedDistillation(), targets, tokens)
    np.testing.assert_array_equal((gradient != 0).any((1, 2)), ~np.isin(range(4), without))
    assert np.isfinite(gradient).all()


def test_gradient_is_finite_at_a_token_of_zeros(random):
    targets, tokens = features(random, num_targets=7)
    tokens[1, 2] = 0
    assert np.isfinite(gradient_by_tokens(MatchedDistillation(), targets, tokens)).all()


def test_gradient_is_that_of_finite_differences(random):
    targets, tokens = features(random, batch=2, num_targets=3, num_tokens=4, width=6)
    gradient = gradient_by_tokens(MatchedDistillation(), targets, tokens)
    for position in np.ndindex(*tokens.shape):
        step = np.zeros(tokens.shape)
        step[position] = 1e-6
        slope = slow_loss(targets, tokens + step).sum() - slow_loss(targets, tokens - step).sum()
        assert gradient[position] == pytest.approx(slope / 2e-6, rel=1e-3, abs=1e-5)


def test_targets_have_no_gradient(random):
    targets, tokens = features(random)
    holder, weights = holder_of(targets=targets, tokens=tokens)

    def loss():
        return MatchedDistillation()(weights["targets"] + 0.0, weights["tokens"] + 0.0)

    of_targets, of_tokens = loss_and_gradients(holder, loss)[1].values()
    assert of_targets is None or not of_targets.any()
    assert of_tokens.any()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_loss_is_computed_in_float32(random, dtype):
    targets, tokens = (keras.ops.cast(x, dtype) for x in features(random))
    loss = MatchedDistillation()(targets, tokens)
    assert keras.backend.standardize_dtype(loss.dtype) == "float32"
    expected = slow_loss(to_numpy(targets), to_numpy(tokens)).sum()
    assert float(loss) == pytest.approx(expected, rel=1e-5)


def test_a_model_learns_by_it(random):
    targets, _ = features(random, num_targets=3, num_tokens=4)
    inputs = keras.Input((6,))
    tokens = keras.layers.Reshape((4, 16))(keras.layers.Dense(64)(inputs))
    model = keras.Model(inputs, tokens)
    jit_compile = keras.backend.backend() != "torch"
    model.compile(keras.optimizers.Adam(0.05), MatchedDistillation(), jit_compile=jit_compile)
    x = random.normal(size=(4, 6)).astype("float32")
    history = model.fit(x, targets, epochs=40, verbose=0).history["loss"]
    assert history[-1] < 0.1 * history[0]


def test_arguments_survive_serialization():
    loss = MatchedDistillation(weight=2.0, name="image", reduction="mean")
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(loss)))
    copy = keras.saving.deserialize_keras_object(stored)
    assert copy.get_config() == loss.get_config()
    assert (copy.weight, copy.name, copy.reduction) == (2.0, "image", "mean")


@pytest.mark.parametrize(
    ("targets", "tokens"),
    [((2, 8), (2, 4, 8)), ((2, 3, 8), (2, 8)), ((2, 3, 8), (2, 4, 9)), ((2, 3, 8), (3, 4, 8))],
)
def test_shapes_that_do_not_fit_are_an_error(targets, tokens):
    with raises_with_advice(ValueError, "(batch, targets, width)", str(targets), str(tokens)):
        MatchedDistillation()(np.ones(targets, "float32"), np.ones(tokens, "float32"))
