import numpy as np
import pytest
from areas import area, bounds
from scipy.spatial.transform import Rotation

from keras_recon.datasets.surfaces import (
    bend,
    box,
    mirror,
    rod,
    rotate,
    roughen,
    shear,
    sweep,
    taper,
    twist,
)


@pytest.mark.parametrize("axis", "xyz")
def test_rotations_are_those_of_scipy(axis, random):
    points = random.normal(size=(4, 3, 3))
    expected = Rotation.from_euler(axis, 0.7).apply(points.reshape(-1, 3)).reshape(4, 3, 3)
    np.testing.assert_allclose(rotate(points, axis, 0.7), expected)


def test_each_point_may_have_its_angle(random):
    points, angles = random.normal(size=(5, 3)), random.normal(size=5)
    expected = [rotate(point, "y", angle) for point, angle in zip(points, angles, strict=True)]
    np.testing.assert_allclose(rotate(points, "y", angles), expected)


def test_a_mirror_changes_one_axis():
    np.testing.assert_array_equal(mirror(np.array([[1, 2, 3]]), "y"), [[1, -2, 3]])


def test_a_bent_rod_is_an_arc():
    upright = sweep([(0, y, 0) for y in np.linspace(0, 3, 60)], 0.1, 16)
    bent = bend(upright, np.pi / 2)
    assert area(bent) == pytest.approx(area(upright), rel=0.01)
    # A quarter of a circle of radius 3 / (pi / 2).
    radius = 6 / np.pi
    np.testing.assert_allclose(bounds(bent)[1, :2], (radius, radius + 0.1), atol=0.01)


def test_what_is_beyond_the_bend_stays_straight():
    ends = bend(np.array([(0.0, 0, 0), (0, 1, 0), (0, 2, 0), (0, 3, 0)]), np.pi / 2, 0, 1)
    np.testing.assert_allclose(np.diff(ends, axis=0)[1:], [(1, 0, 0), (1, 0, 0)], atol=1e-12)


def test_a_twist_turns_the_top_and_leaves_the_bottom():
    points = np.array([(1.0, 0, 0), (1, 2, 0)])
    np.testing.assert_allclose(twist(points, np.pi / 2), [(1, 0, 0), (0, 2, -1)], atol=1e-12)


def test_a_taper_narrows_the_top():
    tapered = taper(box((0, 0.5, 0), (2, 1, 2)), 0.5)
    top = tapered[tapered[..., 1] == 1]
    np.testing.assert_allclose(np.abs(top[:, [0, 2]]), 0.5)
    np.testing.assert_allclose(bounds(tapered), [(-1, 0, -1), (1, 1, 1)])


def test_roughened_surfaces_stay_closed(random):
    ball = rod((0, 0, 0), (0, 1, 0), 0.5)
    rough = roughen(ball, 0.1, random)
    places, same = np.unique(ball.reshape(-1, 3).round(9), axis=0, return_inverse=True)
    for place in range(len(places)):
        moved = rough.reshape(-1, 3)[same.ravel() == place]
        np.testing.assert_allclose(moved, moved[:1].repeat(len(moved), 0), atol=1e-7)
    assert 0.01 < np.abs(rough - ball).mean() < 0.3


def test_shear_leaves_what_is_at_the_pivot():
    points = np.array([(0.0, 1, 0), (0, 3, 0)])
    np.testing.assert_allclose(shear(points, 1, 0.5), [(0, 1, 0), (0, 3, -1)])
