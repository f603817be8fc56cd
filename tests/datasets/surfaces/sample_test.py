import numpy as np
import pytest

from keras_recon.datasets.surfaces import box, ellipsoid, sample, sample_triangles


def test_area_decides_how_many_points_a_surface_gets(random):
    # Two boxes far apart: surfaces of 6 and 24.
    points, number = sample([box((0, 0, 0), (1, 1, 1)), box((5, 0, 0), (2, 2, 2))], 2048, random)
    assert points.shape == (2048, 3)
    assert number.mean() == pytest.approx(0.8, abs=0.04)
    np.testing.assert_array_equal(number, points[:, 0] > 2)


def test_points_lie_on_the_surface_of_a_box(random):
    points, _ = sample([box((0, 0, 0), (1, 2, 4))], 2048, random)
    size = np.abs(points) * [2, 1, 0.5]
    np.testing.assert_allclose(size.max(axis=1), 1, atol=1e-9)
    up = np.isclose(points[:, 1], 1, atol=1e-9)
    assert up.mean() == pytest.approx(4 / 28, abs=0.03)


def test_points_lie_on_the_triangles_that_are_named(random):
    trimesh = pytest.importorskip("trimesh")
    triangles = ellipsoid((1, 2, 3), (1, 2, 0.5))
    points, chosen = sample_triangles(triangles, 512, random)
    nearest = trimesh.triangles.closest_point(triangles[chosen], points)
    np.testing.assert_allclose(nearest, points, atol=1e-9)


def test_a_triangle_without_area_gets_no_point(random):
    triangles = np.array([np.eye(3), np.ones((3, 3))])
    assert not sample_triangles(triangles, 512, random)[1].any()
