import numpy as np
import pytest
from areas import area, bounds

from keras_recon.datasets.surfaces import circle, curve, hollow, revolve, sheet, sweep


def test_a_sheet_has_two_triangles_a_cell():
    x, y = np.meshgrid(np.arange(4.0), np.arange(3.0))
    grid = np.stack([x, y, 0 * x], axis=-1)
    assert len(sheet(grid)) == 2 * 2 * 3
    assert area(sheet(grid)) == pytest.approx(6)
    assert len(sheet(grid, around=True)) == 2 * 2 * 4
    assert len(sheet(grid, along=True)) == 2 * 3 * 3


def test_a_curve_passes_its_points():
    points = np.array([(0, 0), (1, 2), (3, 1), (4, 4)], float)
    np.testing.assert_allclose(curve(points, 10)[::3], points, atol=1e-12)
    np.testing.assert_allclose(curve(points, 12, closed=True)[::3], points, atol=1e-12)


def test_a_curve_through_points_of_a_circle_is_nearly_one():
    points = circle(2, sides=12)
    np.testing.assert_allclose(np.hypot(*curve(points, 200, closed=True).T), 2, rtol=2e-3)


def test_revolved_profiles_have_the_area_of_pappus():
    profile = np.array([(0, 0), (1, 0), (2, 3), (0.5, 4)])
    steps = np.diff(profile, axis=0)
    middle = (profile[1:, 0] + profile[:-1, 0]) / 2
    expected = (2 * np.pi * middle * np.hypot(*steps.T)).sum()
    assert area(revolve(profile, 200, (1, 2, 3))) == pytest.approx(expected, rel=1e-3)


def test_a_hollow_profile_has_a_wall_of_its_thickness():
    profile = hollow([(0, 0), (1, 0), (1, 2)], 0.1)
    np.testing.assert_allclose(profile, [(0, 0), (1, 0), (1, 2), (0.9, 2), (0.9, 0.1), (0, 0.1)])


def test_swept_circles_have_the_area_of_tubes():
    path = np.column_stack([circle(3, sides=200), np.zeros(200)])
    ring = sweep(path, 0.5, 60, closed=True)
    assert area(ring) == pytest.approx(4 * np.pi**2 * 3 * 0.5, rel=2e-3)
    straight = sweep([(0, 0, 0), (1, 2, 2)], 0.5, 100)
    assert area(straight) == pytest.approx(2 * np.pi * 0.5 * 3 + 2 * np.pi * 0.25, rel=2e-3)
    assert area(sweep([(0, 0, 0), (1, 2, 2)], 0.5, 100, caps=False)) == pytest.approx(
        2 * np.pi * 0.5 * 3, rel=2e-3
    )


def test_the_radius_may_change_along_the_path():
    cone = sweep([(0, 0, 0), (0, 3, 0)], [1, 0], 100, caps=False)
    assert area(cone) == pytest.approx(np.pi * np.hypot(1, 3), rel=2e-3)


def test_a_section_keeps_its_second_axis_along_the_normal():
    section = [(1, 0.1), (-1, 0.1), (-1, -0.1), (1, -0.1)]
    plank = sweep([(0, 0, 0), (5, 0, 0)], 1, section, normal=(0, 1, 0))
    np.testing.assert_allclose(bounds(plank), [(0, -0.1, -1), (5, 0.1, 1)], atol=1e-12)


def test_the_normal_of_a_plane_path_is_found():
    path = np.column_stack([circle(2, sides=30), np.zeros(30)])
    band = sweep(path, 1, [(0.1, 1), (-0.1, 1), (-0.1, -1), (0.1, -1)], closed=True)
    np.testing.assert_allclose(np.abs(bounds(band)[:, 2]), 1, atol=1e-9)
