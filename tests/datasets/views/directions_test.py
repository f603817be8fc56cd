import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.datasets.views import view_directions
from keras_recon.visualization.point_panel import project


def test_the_first_view_is_that_of_drawn_points():
    [direction] = view_directions(1)
    np.testing.assert_allclose(project([direction]), [[0, 0, 1]], atol=1e-12)


def test_views_are_evenly_round_the_vertical_axis():
    directions = view_directions(5, elevation=-30)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1)
    np.testing.assert_allclose(directions[:, 1], -0.5)
    azimuth = np.degrees(np.arctan2(directions[:, 0], directions[:, 2]))
    np.testing.assert_allclose(np.diff(azimuth) % 360, 72)


@pytest.mark.parametrize(("name", "value"), [("num_views", 0), ("elevation", 90)])
def test_wrong_arguments_are_refused(name, value):
    with raises_with_advice(ValueError, f"`{name}` must be", f"{name}={value}"):
        view_directions(**{name: value})
