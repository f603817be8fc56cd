import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.datasets import read_shape
from keras_recon.up_axis import UP_AXES, turn


@pytest.mark.parametrize("up_axis", UP_AXES)
def test_points_are_turned_so_that_y_is_up(up_axis, random, tmp_path):
    points = random.normal(size=(30, 3)) + 4.5e6
    np.save(tmp_path / "a.npy", turn(points, "y", up_axis))
    shape = read_shape(tmp_path / "a.npy", 30, up_axis)
    np.testing.assert_array_equal(shape.points, points)


def test_a_path_may_be_a_string(random, tmp_path):
    np.save(tmp_path / "a.npy", random.normal(size=(30, 3)))
    assert read_shape(str(tmp_path / "a.npy"), 20).points.shape == (20, 3)


@pytest.mark.parametrize(
    ("arguments", "accepted"),
    [
        ({"num_points": 0}, "`num_points` must be at least 1"),
        ({"up_axis": "w"}, "`up_axis` must be one of"),
    ],
)
def test_wrong_arguments_are_refused(arguments, accepted, tmp_path):
    with raises_with_advice(ValueError, accepted):
        read_shape(tmp_path / "a.npy", **arguments)
