import json

import keras
import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import raises_with_advice, to_numpy
from scipy.spatial import cKDTree

from keras_recon.losses import ChamferDistance


def two_clouds(random, leading=(2, 3), sizes=(9, 7)):
    return [random.normal(size=(*leading, size, 3)).astype("float32") for size in sizes]


def kd_tree_distance(a, b, norm):
    of_a, of_b = cKDTree(b).query(a)[0], cKDTree(a).query(b)[0]
    if norm == "l2":
        return (of_a**2).mean() + (of_b**2).mean()
    return (of_a.mean() + of_b.mean()) / 2


@pytest.mark.parametrize("norm", ["l1", "l2"])
@pytest.mark.parametrize("sizes", [(1, 1), (9, 7), (32, 32)])
@pytest.mark.parametrize("leading", [(1,), (4,), (2, 3)])
def test_distance_is_that_of_a_kd_tree(random, norm, sizes, leading):
    a, b = two_clouds(random, leading, sizes)
    distance = to_numpy(ChamferDistance(norm, reduction=None)(a, b))
    assert distance.shape == leading
    expected = [kd_tree_distance(a[p], b[p], norm) for p in np.ndindex(*leading)]
    np.testing.assert_allclose(distance.ravel(), expected, rtol=1e-5)


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_scalar_is_the_mean_over_all_sets(random, norm):
    a, b = two_clouds(random)
    each = to_numpy(ChamferDistance(norm, reduction=None)(a, b))
    assert float(ChamferDistance(norm)(a, b)) == pytest.approx(each.mean(), rel=1e-6)


def test_l2_distance_is_that_of_tensorflow_graphics(random):
    reference = pytest.importorskip("tensorflow_graphics.nn.loss.chamfer_distance")
    a, b = two_clouds(random, sizes=(32, 20))
    distance = to_numpy(ChamferDistance("l2", reduction=None)(a, b))
    np.testing.assert_allclose(distance, reference.evaluate(a, b).numpy(), rtol=1e-5)


@pytest.mark.parametrize(("norm", "expected"), [("l2", 4 + 4), ("l1", 2)])
def test_distance_of_two_points_two_apart(norm, expected):
    a, b = np.zeros((1, 1, 3), "float32"), np.array([[[0, 2, 0]]], "float32")
    assert float(ChamferDistance(norm)(a, b)) == pytest.approx(expected)


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_distance_is_zero_whatever_the_order_of_the_points(random, norm):
    a = random.normal(size=(2, 9, 3)).astype("float32")
    assert float(ChamferDistance(norm)(a, a[:, ::-1])) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_distance_is_symmetric(random, norm):
    a, b = two_clouds(random)
    loss = ChamferDistance(norm)
    assert float(loss(a, b)) == pytest.approx(float(loss(b, a)), rel=1e-6)


def gradient_by_points(loss, target, start):
    """Gradient of the loss by points, which a layer holds as its weight."""
    holder = keras.layers.Layer()
    points = holder.add_weight(shape=start.shape, initializer="zeros", name="points")
    points.assign(start)
    _, gradients = loss_and_gradients(holder, lambda: loss(target, points + 0.0))
    return next(iter(gradients.values()))


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_gradient_is_zero_where_the_distance_is(random, norm):
    points = random.normal(size=(2, 9, 3)).astype("float32")
    np.testing.assert_array_equal(gradient_by_points(ChamferDistance(norm), points, points), 0)


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_gradient_is_finite_where_all_points_are_one(norm):
    gradient = gradient_by_points(
        ChamferDistance(norm), np.zeros((1, 5, 3), "float32"), np.zeros((1, 4, 3), "float32")
    )
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_gradient_is_that_of_finite_differences(random, norm):
    target, start = two_clouds(random, leading=(2,), sizes=(6, 5))
    gradient = gradient_by_points(ChamferDistance(norm), target, start)

    def value(points):
        pairs = zip(target, points, strict=True)
        return np.mean([kd_tree_distance(t, p, norm) for t, p in pairs])

    for position in [(0, 0, 0), (1, 2, 1), (1, 4, 2)]:
        step = np.zeros(start.shape)
        step[position] = 1e-5
        slope = (value(start + step) - value(start - step)) / 2e-5
        assert gradient[position] == pytest.approx(slope, rel=1e-3, abs=1e-5)


def test_distance_is_computed_in_float32_on_bfloat16(random):
    a, b = two_clouds(random, leading=(2,))
    b = keras.ops.cast(b, "bfloat16")
    distance = ChamferDistance()(a, b)
    assert keras.backend.standardize_dtype(distance.dtype) == "float32"
    expected = ChamferDistance()(a, keras.ops.cast(b, "float32"))
    assert float(distance) == pytest.approx(float(expected), rel=1e-6)


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_norm_survives_serialization(norm):
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(ChamferDistance(norm))))
    assert keras.saving.deserialize_keras_object(stored).norm == norm


def test_unknown_norm_is_an_error():
    with raises_with_advice(ValueError, "l1", "l2"):
        ChamferDistance("l3")
