import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from keras_recon.visualization.point_panel import draw_points, panel_limits, project


def test_projection_is_a_rotation_that_keeps_up_up(random):
    points = random.normal(size=(50, 3))
    np.testing.assert_allclose(
        np.linalg.norm(project(points), axis=1), np.linalg.norm(points, axis=1)
    )
    turned = project(np.eye(3))
    assert np.linalg.det(turned) == pytest.approx(1)
    right, up, toward = turned[1]
    assert right == pytest.approx(0)
    assert up > 0.9
    assert toward > 0


def test_near_points_are_drawn_last_and_in_their_full_colour(random):
    points, panel = random.normal(size=(20, 3)), Figure().subplots()
    draw_points(panel, [(points, "red")], 9, panel_limits(points))
    (drawn,) = panel.collections
    order = np.argsort(project(points)[:, 2])
    np.testing.assert_allclose(drawn.get_offsets(), project(points)[order, :2])
    np.testing.assert_allclose(drawn.get_facecolors()[-1, :3], to_rgb("red"))
    assert drawn.get_facecolors()[0, 1] == pytest.approx(0.6)
