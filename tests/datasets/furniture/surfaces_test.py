import numpy as np
import pytest
from keras_recon.datasets.furniture.surfaces import box, rod, sample


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


def test_rods_have_the_area_of_cylinders():
    def area(triangles):
        first, second = np.swapaxes(triangles[:, 1:] - triangles[:, :1], 0, 1)
        return np.linalg.norm(np.cross(first, second), axis=-1).sum() / 2

    start, end = (1, 2, 3), (1, 2 + 3, 3 + 4)
    cylinder = rod(start, end, 0.5, sides=200)
    assert area(cylinder) == pytest.approx(2 * np.pi * 0.5 * 5 + 2 * np.pi * 0.25, rel=1e-3)
    cone = rod(start, end, 0.5, 0.2, sides=200, caps=False)
    assert area(cone) == pytest.approx(np.pi * 0.7 * np.hypot(5, 0.3), rel=1e-3)
    assert area(box(start, (1, 2, 3))) == pytest.approx(2 * (2 + 3 + 6))
