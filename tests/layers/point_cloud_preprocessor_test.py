import keras
import numpy as np
import pytest
from harness import raises_with_advice, run_layer_test, to_numpy

from keras_recon.layers import PointCloudPreprocessor
from keras_recon.ops import farthest_point_sample


@pytest.mark.parametrize("normalize", [False, True])
def test_preprocessor_as_a_layer(random, normalize):
    run_layer_test(
        PointCloudPreprocessor,
        {"num_points": 16, "normalize": normalize},
        (random.normal(size=(3, 40, 3)).astype("float32"),),
        unknown_axes=(0, 1),
        float32=True,
    )


def slow_normalize(points):
    centred = points - points.mean(axis=1, keepdims=True, dtype="float64")
    return centred / np.linalg.norm(centred, axis=2).max(axis=1)[:, None, None]


def rows(points):
    return {tuple(row) for row in np.round(points, 4).tolist()}


@pytest.mark.parametrize(("scale", "shift"), [(1, 0), (250, 100), (0.001, -0.02)])
def test_points_are_centred_and_scaled_to_the_unit_sphere(random, scale, shift):
    raw = (scale * random.normal(size=(3, 50, 3)) + shift).astype("float32")
    points = to_numpy(PointCloudPreprocessor(num_points=50)(raw))
    expected = slow_normalize(raw)
    for cloud, wanted in zip(points, expected, strict=True):
        # No point of these clouds lies so near to the centre that sampling leaves it out.
        order, wanted_order = (np.lexsort(np.round(c, 3).T) for c in (cloud, wanted))
        np.testing.assert_allclose(cloud[order], wanted[wanted_order], atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(points, axis=2).max(axis=1), 1, rtol=1e-5)


def test_points_are_sampled_from_the_normalized_cloud(random):
    raw = (5 + 30 * random.normal(size=(2, 600, 3))).astype("float32")
    points = to_numpy(PointCloudPreprocessor(num_points=512)(raw))
    assert points.shape == (2, 512, 3)
    for cloud, wanted in zip(points, slow_normalize(raw), strict=True):
        assert len(rows(cloud)) == 512
        distance = np.abs(cloud[:, None] - wanted).max(-1).min(1)
        np.testing.assert_allclose(distance, 0, atol=1e-5)


def test_the_order_of_points_is_that_of_farthest_point_sampling(random):
    raw = random.normal(size=(2, 60, 3)).astype("float32")
    points = to_numpy(PointCloudPreprocessor(num_points=20, normalize=False)(raw))
    index = to_numpy(farthest_point_sample(raw, 20))
    np.testing.assert_array_equal(points, np.take_along_axis(raw, index[..., None], axis=1))


def test_without_normalization_coordinates_stay(random):
    raw = (5 + 30 * random.normal(size=(2, 30, 3))).astype("float32")
    points = to_numpy(PointCloudPreprocessor(num_points=30, normalize=False)(raw))
    for cloud, wanted in zip(points, raw, strict=True):
        assert rows(cloud) == rows(wanted)


def test_points_repeat_in_a_cloud_of_fewer(random):
    raw = random.normal(size=(2, 10, 3)).astype("float32")
    points = to_numpy(PointCloudPreprocessor(num_points=16, normalize=False)(raw))
    assert points.shape == (2, 16, 3)
    for cloud, wanted in zip(points, raw, strict=True):
        assert rows(cloud) == rows(wanted)


@pytest.mark.parametrize("value", [0.0, 7.5])
def test_identical_points_end_at_the_origin(value):
    points = PointCloudPreprocessor(num_points=8)(np.full((2, 20, 3), value, "float32"))
    np.testing.assert_array_equal(to_numpy(points), np.zeros((2, 8, 3)))


def test_a_single_point_ends_at_the_origin():
    points = PointCloudPreprocessor(num_points=4)(np.ones((1, 1, 3), "float32"))
    np.testing.assert_array_equal(to_numpy(points), np.zeros((1, 4, 3)))


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_outputs_are_float32_whatever_the_precision_of_the_points(random, dtype):
    points = PointCloudPreprocessor(num_points=8)(random.normal(size=(2, 20, 3)).astype(dtype))
    assert keras.backend.standardize_dtype(points.dtype) == "float32"


@pytest.mark.parametrize(
    "points",
    [
        np.zeros((20, 3), "float32"),
        np.zeros((2, 20, 2), "float32"),
        np.zeros((2, 20, 3), "int32"),
        np.zeros((2, 0, 3), "float32"),
        np.full((2, 20, 3), np.nan, "float32"),
    ],
)
def test_points_of_another_kind_are_an_error(points):
    with raises_with_advice(ValueError, "`points` must"):
        PointCloudPreprocessor(num_points=8)(points)
