import keras
import numpy as np
import pytest
from harness import run_layer_test, to_numpy
from sklearn.neighbors import NearestNeighbors

from keras_recon.layers import PointGrouping
from keras_recon.ops import farthest_point_sample


def test_point_grouping_as_a_layer(random):
    run_layer_test(
        PointGrouping,
        {"num_groups": 8, "group_size": 4},
        (random.normal(size=(3, 40, 3)).astype("float32"),),
        unknown_axes=(0, 1),
        float32=True,
    )


@pytest.mark.parametrize(("num_groups", "group_size"), [(1, 1), (8, 4), (4, 30), (30, 30)])
def test_patches_are_the_nearest_points_minus_the_center(random, num_groups, group_size):
    points = random.normal(size=(2, 30, 3)).astype("float32")
    patches, centers = to_numpy(PointGrouping(num_groups, group_size)(points))
    sampled = to_numpy(farthest_point_sample(points, num_groups))
    for cloud, index, of_cloud, own in zip(points, sampled, patches, centers, strict=True):
        np.testing.assert_array_equal(own, cloud[index])
        search = NearestNeighbors(n_neighbors=group_size, algorithm="brute").fit(cloud)
        for center, patch in zip(own, of_cloud, strict=True):
            nearest = search.kneighbors(center[None], return_distance=False)[0]
            np.testing.assert_allclose(patch, cloud[nearest] - center, atol=1e-6)


def test_colors_have_no_influence_and_stay(random):
    points = random.normal(size=(2, 30, 3)).astype("float32")
    colors = random.uniform(size=(2, 30, 3)).astype("float32")
    expected, centers = to_numpy(PointGrouping(8, 4)(points))
    colored = np.concatenate([points, colors], axis=-1)
    patches, own_centers = to_numpy(PointGrouping(8, 4)(colored))
    np.testing.assert_array_equal(own_centers, centers)
    np.testing.assert_array_equal(patches[..., :3], expected)
    index = np.abs(points[:, None, None] - (expected + centers[:, :, None])[..., None, :])
    index = index.sum(-1).argmin(-1)
    np.testing.assert_array_equal(
        patches[..., 3:], np.stack([own[i] for own, i in zip(colors, index, strict=True)])
    )


def test_coloured_grouping_as_a_layer(random):
    run_layer_test(
        PointGrouping,
        {"num_groups": 8, "group_size": 4},
        (random.normal(size=(3, 40, 6)).astype("float32"),),
        unknown_axes=(0, 1),
        float32=True,
    )


def test_the_first_point_of_a_patch_is_its_center(random):
    points = random.normal(size=(2, 30, 3)).astype("float32")
    patches, _ = to_numpy(PointGrouping(8, 4)(points))
    np.testing.assert_array_equal(patches[:, :, 0], 0)


@pytest.mark.parametrize("value", [0.0, 0.5])
def test_identical_points_give_patches_at_the_center(value):
    patches, centers = to_numpy(PointGrouping(8, 4)(np.full((2, 10, 3), value, "float32")))
    np.testing.assert_array_equal(patches, 0)
    np.testing.assert_array_equal(centers, value)


def test_bfloat16_points_are_grouped_in_float32(random):
    points = keras.ops.cast(random.normal(size=(2, 30, 3)), "bfloat16")
    grouping = PointGrouping(8, 4, dtype="mixed_bfloat16")
    expected = PointGrouping(8, 4)(keras.ops.cast(points, "float32"))
    for one, other in zip(grouping(points), expected, strict=True):
        assert keras.backend.standardize_dtype(one.dtype) == "float32"
        np.testing.assert_array_equal(to_numpy(one), to_numpy(other))


def test_float32_points_are_not_rounded_under_a_global_mixed_policy(random):
    points = random.normal(size=(2, 30, 3)).astype("float32")
    expected = to_numpy(PointGrouping(8, 4)(points))
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        actual = to_numpy(PointGrouping(8, 4)(points))
    finally:
        keras.config.set_dtype_policy("float32")
    for one, other in zip(actual, expected, strict=True):
        np.testing.assert_array_equal(one, other)
