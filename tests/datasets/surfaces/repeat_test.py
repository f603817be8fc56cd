import numpy as np
import pytest
from areas import area, bounds

from keras_recon.datasets.surfaces import around, box, copies, ellipsoid, rods, wireframe

CUBE = box((0, 0, 0), (1, 1, 1))


def test_copies_are_at_their_places():
    row = copies(CUBE, [(0, 0, 0), (5, 0, 0)])
    np.testing.assert_allclose(row[12:], np.add(CUBE, (5, 0, 0)))
    np.testing.assert_allclose(row[:12], CUBE)


@pytest.mark.parametrize(("axis", "at"), [("y", (3, 0, 0)), ("z", (3, 0, 0)), ("x", (0, 3, 0))])
def test_a_ring_is_evenly_round_its_axis(axis, at):
    ring = around(box(at, (1, 1, 1)), 4, axis)
    middles = ring.reshape(4, -1, 3).mean(axis=1)
    np.testing.assert_allclose(middles.sum(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(middles, axis=1), 3)


def test_a_part_of_a_ring_has_both_ends():
    fan = around(box((3, 0, 0), (1, 1, 1)), 3, "z", 0, np.pi)
    middles = fan.reshape(3, -1, 3).mean(axis=1)
    np.testing.assert_allclose(middles, [(3, 0, 0), (0, 3, 0), (-3, 0, 0)], atol=1e-9)


def test_the_wireframe_of_a_cube_is_its_twelve_edges():
    frame = wireframe(CUBE, 0.01)
    assert area(frame) == pytest.approx(12 * area(rods([(0, 0, 0)], [(1, 0, 0)], 0.01, sides=4)))
    np.testing.assert_allclose(np.abs(bounds(frame)), 0.5, atol=0.011)


def test_of_a_ball_all_edges_are_drawn():
    ball = ellipsoid((0, 0, 0), (1, 1, 1), 5, 8)
    edges = len(wireframe(ball, 0.01)) / len(rods([(0, 0, 0)], [(1, 0, 0)], 0.01, sides=4))
    # 3 rings of 8, 4 meridian strips of 8, and diagonals only where cells aren't plane: none.
    assert edges == 3 * 8 + 4 * 8
