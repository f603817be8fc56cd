import keras
import numpy as np
import pytest
from harness import raises_with_advice
from keras import ops
from scipy.optimize import linear_sum_assignment

from keras_recon.ops import linear_assignment

BACKEND = keras.backend.backend()
SIZES = [(1, 1), (1, 16), (16, 1), (2, 2), (3, 5), (5, 3), (4, 13), (13, 13), (16, 7), (16, 16)]


def match(cost, mask=None):
    function = linear_assignment
    if BACKEND == "jax":
        import jax

        function = jax.jit(function)
    columns = ops.convert_to_numpy(function(cost, mask))
    assert columns.dtype == np.int32
    assert columns.shape == cost.shape[:2]
    return columns


def best_total(cost):
    return cost[linear_sum_assignment(cost)].sum()


def problems(random, count, size):
    """Costs without and with ties, exact in float32 however they are added, and half the masks."""
    steps = random.choice([4096, 4], size=(count, 1, 1))
    cost = random.integers(0, steps + 1, size=(count, *size)) / steps - 0.25
    mask = random.random((count, size[0])) < random.choice([0.6, 1], size=(count, 1))
    return cost.astype("float32"), mask


def assert_matched_as_by_scipy(cost, mask, columns):
    for costs, there, column in zip(cost.astype("float64"), mask, columns, strict=True):
        matched = column >= 0
        assert there[matched].all()
        assert matched.sum() == min(there.sum(), costs.shape[1])
        assert len(set(column[matched])) == matched.sum()
        # To the last digit: other pairs than SciPy's are as good.
        assert costs[matched, column[matched]].sum() == best_total(costs[there])


@pytest.mark.parametrize("size", SIZES)
def test_totals_are_those_of_scipy(random, size):
    cost, mask = problems(random, 1000, size)
    assert_matched_as_by_scipy(cost, mask, match(cost, mask))


@pytest.mark.slow  # JAX compiles each size
@pytest.mark.parametrize("num_rows", [1, 2, 3, 7, 13, 16])
def test_totals_of_many_sizes_are_those_of_scipy(random, num_rows):
    for num_columns in range(1, 17):
        cost, mask = problems(random, 40, (num_rows, num_columns))
        assert_matched_as_by_scipy(cost, mask, match(cost, mask))


@pytest.mark.parametrize("size", [(6, 6), (4, 9), (9, 4)])
def test_pairs_are_those_of_scipy_where_the_best_is_unique(random, size):
    cost = random.integers(0, 20, size=(300, *size)).astype("float32")
    num_unique = 0
    for costs, column in zip(cost, match(cost), strict=True):
        pairs = list(zip(*linear_sum_assignment(costs), strict=True))
        second_best = np.inf
        for pair in pairs:
            others = costs.copy()
            others[pair] = 1e4
            second_best = min(second_best, best_total(others))
        if second_best > best_total(costs):
            num_unique += 1
            assert pairs == [(row, column[row]) for row in np.flatnonzero(column >= 0)]
    assert 30 < num_unique < 300


@pytest.mark.parametrize(("scale", "shift"), [(1e-6, 0), (1e6, 0), (1, 1e3), (1, -1e3)])
def test_neither_scale_nor_sign_of_costs_matters(random, scale, shift):
    cost = random.permuted(np.tile(np.arange(64) ** 2 / 64, (50, 1)), axis=1).reshape(50, 8, 8)
    cost = (scale * cost + shift).astype("float32")
    totals = np.take_along_axis(cost, match(cost)[..., None], 2)[..., 0].sum(1)
    expected = [best_total(costs) for costs in cost.astype("float64")]
    np.testing.assert_allclose(totals, expected, rtol=1e-6)


@pytest.mark.parametrize("size", [(5, 5), (3, 7), (7, 3)])
def test_what_an_absent_row_costs_does_not_matter(random, size):
    cost, mask = problems(random, 20, size)
    columns = match(cost, mask)
    for value in (1e30, -1e30, np.inf, np.nan):
        cost[~mask] = value
        np.testing.assert_array_equal(match(cost, mask), columns)


def test_without_rows_nothing_is_matched(random):
    cost, _ = problems(random, 2, (3, 4))
    mask = np.array([[False] * 3, [True, False, True]])
    np.testing.assert_array_equal(match(cost, mask)[0], [-1, -1, -1])
    assert ((match(cost, mask)[1] >= 0) == mask[1]).all()


def test_forbidden_pairs_are_avoided(random):
    cost = random.random((100, 6, 7)).astype("float32")
    # A ring of pairs stays, so there is a matching.
    forbidden = random.random(cost.shape) < 0.6
    forbidden[:, np.arange(6), np.arange(1, 7)] = False
    cost[forbidden] = np.inf
    for costs, column in zip(cost, match(cost), strict=True):
        assert costs[np.arange(6), column].sum() == pytest.approx(best_total(costs), abs=1e-6)


def test_a_broken_problem_does_not_touch_the_others(random):
    cost, mask = problems(random, 3, (5, 5))
    expected = match(cost, mask)
    cost[1] = np.nan
    columns = match(cost, mask)
    np.testing.assert_array_equal(columns[[0, 2]], expected[[0, 2]])
    assert ((columns[1] >= -1) & (columns[1] < 5)).all()


@pytest.mark.parametrize("dtype", ["int32", "float16", "bfloat16", "float32"])
def test_costs_may_be_of_any_dtype(dtype):
    cost = ops.cast(np.array([[[4, 1, 3], [2, 0, 5], [3, 2, 2]]]), dtype)
    np.testing.assert_array_equal(match(cost), [[1, 0, 2]])


@pytest.mark.skipif(BACKEND != "tensorflow", reason="compiles with TensorFlow")
@pytest.mark.parametrize("jit_compile", [False, True])
@pytest.mark.parametrize("size", [(3, 5), (5, 3)])
def test_a_function_of_tensorflow_takes_any_number_of_problems(random, size, jit_compile):
    import tensorflow as tf

    signature = [tf.TensorSpec([None, *size]), tf.TensorSpec([None, size[0]], "bool")]
    function = tf.function(linear_assignment, signature, jit_compile=jit_compile)
    for count in (2, 7):
        cost, mask = problems(random, count, size)
        assert_matched_as_by_scipy(cost, mask, function(cost, mask).numpy())


@pytest.mark.skipif(BACKEND != "torch", reason="compiles with PyTorch")
@pytest.mark.slow  # PyTorch compiles each step by itself
def test_it_compiles_with_torch(random):
    import torch

    cost, mask = problems(random, 20, (4, 5))
    columns = torch.compile(linear_assignment)(torch.tensor(cost), torch.tensor(mask))
    assert_matched_as_by_scipy(cost, mask, columns.numpy())


@pytest.mark.parametrize("shape", [(3, 4), (1, 2, 3, 4), (2, 0, 4), (2, 3, 0)])
def test_costs_of_another_shape_are_an_error(shape):
    with raises_with_advice(ValueError, "(batch, rows, columns)", str(shape)):
        linear_assignment(np.zeros(shape, "float32"))


@pytest.mark.parametrize("shape", [(3,), (2, 4), (3, 3), (2, 3, 1)])
def test_a_mask_of_another_shape_is_an_error(shape):
    with raises_with_advice(ValueError, "(batch, rows)", str(shape)):
        linear_assignment(np.zeros((2, 3, 4), "float32"), np.ones(shape, bool))


def test_a_mask_of_numbers_is_an_error():
    with raises_with_advice(ValueError, "boolean", "float32"):
        linear_assignment(np.zeros((2, 3, 4), "float32"), np.ones((2, 3), "float32"))
