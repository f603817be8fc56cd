import itertools

import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.up_axis import UP_AXES, turn

UNIT = dict(zip(("x", "y", "z"), np.eye(3), strict=True))


def direction(axis):
    return -UNIT[axis[1]] if axis.startswith("-") else UNIT[axis]


@pytest.mark.parametrize(("up_axis", "to"), [*itertools.product(UP_AXES, UP_AXES)])
def test_up_becomes_up_by_a_turn(up_axis, to, random):
    matrix = turn(np.eye(3), up_axis, to)
    np.testing.assert_array_equal(turn(direction(up_axis), up_axis, to), direction(to))
    # A turn keeps left and right apart, a mirror doesn't.
    np.testing.assert_allclose(np.linalg.det(matrix), 1)
    points = random.normal(size=(2, 5, 3))
    np.testing.assert_allclose(turn(points, up_axis, to), points @ matrix)
    np.testing.assert_array_equal(turn(turn(points, up_axis, to), to, up_axis), points)


def test_the_published_turn_of_recon_pp_is_from_y_to_x():
    # By -90 degrees about z.
    np.testing.assert_array_equal(turn(np.array([1.0, 2, 3]), "y", "x"), [2, -1, 3])


@pytest.mark.parametrize("arguments", [{"up_axis": "up"}, {"up_axis": "y", "to": "Y"}])
def test_other_axes_are_refused(arguments):
    with raises_with_advice(ValueError, "must be one of ('y', '-y', 'z'"):
        turn(np.zeros((2, 3)), **arguments)
