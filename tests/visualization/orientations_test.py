import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.up_axis import UP_AXES, turn
from keras_recon.visualization import plot_orientations


@pytest.mark.parametrize("up_axis", UP_AXES)
def test_the_upright_panel_has_the_name_of_the_axis(up_axis, random, drawn):
    # A pole with a heavy end at the top.
    pole = np.linspace([0, -1, 0], [0, 1, 0], 200)
    top = random.normal([0, 1, 0], 0.01, (100, 3))
    plot_orientations(turn(np.concatenate([pole, top]), "y", up_axis) + 1e6, "pole.png")
    heights = {}
    for panel in drawn[0].axes:
        up = np.asarray(panel.collections[0].get_offsets())[:, 1]
        heights[panel.get_title()] = up.mean() - (up.min() + up.max()) / 2
    assert heights.keys() == {f'up_axis="{axis}"' for axis in UP_AXES}
    assert max(heights, key=heights.get) == f'up_axis="{up_axis}"'


def test_writes_a_picture(random, tmp_path):
    path = plot_orientations(random.normal(size=(50, 3)), tmp_path / "six.png")
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("points", [np.zeros((2, 50, 3)), np.full((50, 3), np.nan)])
def test_points_of_more_shapes_or_not_finite_are_refused(points):
    with raises_with_advice(ValueError, "finite, of shape (N, 3)"):
        plot_orientations(points, "six.png")
