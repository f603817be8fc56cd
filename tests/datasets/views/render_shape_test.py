import numpy as np
import pytest
from harness import raises_with_advice
from meshes import write_block

from keras_recon.datasets.views import render_shape, view_directions

pytest.importorskip("pyvista")


def test_a_shape_is_drawn_from_four_sides(tmp_path):
    path = write_block(tmp_path / "a.obj")
    views = render_shape(path, size=40)
    assert (views.shape, views.dtype) == ((4, 40, 40, 3), np.uint8)
    # The block looks the same from behind; lights and camera turn together.
    np.testing.assert_allclose(views[0].astype(int), views[2], atol=1)
    assert np.abs(views[0].astype(int) - views[1]).max() > 50
    longer = render_shape(path, 3 * view_directions(4), size=40)
    np.testing.assert_array_equal(longer, views)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"missing\.obj"):
        render_shape(tmp_path / "missing.obj")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", 7),
        ("size", 5000),
        ("size", 64.5),
        ("up_axis", "w"),
        ("directions", [0, 0, 1]),
        ("directions", [[0, 0, 0]]),
        ("directions", [[0, np.nan, 1]]),
    ],
)
def test_wrong_arguments_are_refused(name, value, tmp_path):
    with raises_with_advice(ValueError, f"`{name}` must be"):
        render_shape(write_block(tmp_path / "a.obj"), **{name: value})
