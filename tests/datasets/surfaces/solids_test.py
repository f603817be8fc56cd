import numpy as np
import pytest
from areas import area, bounds

from keras_recon.datasets.surfaces import (
    box,
    ellipsoid,
    lathe,
    rod,
    rods,
    rounded_box,
    slab,
    torus,
)


def test_rods_have_the_area_of_cylinders():
    start, end = (1, 2, 3), (1, 2 + 3, 3 + 4)
    cylinder = rod(start, end, 0.5, sides=200)
    assert area(cylinder) == pytest.approx(2 * np.pi * 0.5 * 5 + 2 * np.pi * 0.25, rel=1e-3)
    cone = rod(start, end, 0.5, 0.2, sides=200, caps=False)
    assert area(cone) == pytest.approx(np.pi * 0.7 * np.hypot(5, 0.3), rel=1e-3)
    assert area(box(start, (1, 2, 3))) == pytest.approx(2 * (2 + 3 + 6))


def test_many_rods_are_each_as_one(random):
    starts, ends = random.normal(size=(2, 5, 3))
    radius, end_radius = random.uniform(0.1, 1, (2, 5))
    together = rods(starts, ends, radius, end_radius, sides=7).reshape(5, -1, 3, 3)
    for i in range(5):
        one = rod(starts[i], ends[i], radius[i], end_radius[i], sides=7)
        assert area(together[i]) == pytest.approx(area(one))
        np.testing.assert_allclose(bounds(together[i]), bounds(one), atol=1e-9)


def test_one_end_may_be_that_of_all_rods():
    spokes = rods((0, 0, 0), [(1, 0, 0), (0, 2, 0)], 0.1)
    np.testing.assert_allclose(bounds(spokes)[1, :2], (1, 2), atol=0.1)


def test_ellipsoids_have_their_area():
    assert area(ellipsoid((1, 2, 3), (2, 2, 2), 80, 160)) == pytest.approx(16 * np.pi, rel=1e-3)
    # Of a long one, with half-axes 2 and 1 (Knud Thomsen's formula is within 1.1 %).
    power = 1.6075
    means = (2 * 2**power + 1) / 3
    assert area(ellipsoid((0, 0, 0), (2, 1, 1), 80, 160)) == pytest.approx(
        4 * np.pi * means ** (1 / power), rel=0.012
    )


@pytest.mark.parametrize("axis", "xyz")
def test_a_torus_turns_about_its_axis(axis):
    ring = torus((1, 2, 3), 2, 0.5, axis, sides=100, section=50)
    assert area(ring) == pytest.approx(4 * np.pi**2 * 2 * 0.5, rel=2e-3)
    half = np.where(np.array([*"xyz"]) == axis, 0.5, 2.5)
    np.testing.assert_allclose(bounds(ring), np.add((1, 2, 3), [-half, half]), atol=0.01)


def test_a_rounded_box_fills_its_box_and_is_flat_between_its_edges():
    size, radius = np.array((3, 2, 1)), 0.3
    surface = rounded_box((1, 2, 3), size, radius)
    np.testing.assert_allclose(bounds(surface), np.add((1, 2, 3), [-size / 2, size / 2]))
    inner = size - 2 * radius
    flat = 2 * (inner[0] * inner[1] + inner[1] * inner[2] + inner[0] * inner[2])
    round_edges = 2 * np.pi * radius * inner.sum() + 4 * np.pi * radius**2
    assert area(surface) == pytest.approx(flat + round_edges, rel=0.03)


def test_its_edges_are_no_rounder_than_it_is_thin():
    surface = rounded_box((0, 0, 0), (2, 2, 0.2), 5)
    np.testing.assert_allclose(bounds(surface), [(-1, -1, -0.1), (1, 1, 0.1)])


def test_a_lathe_is_cones_on_top_of_one_another():
    surface = lathe(1, 2, [0, 1, 3], [0.5, 1, 1])
    sides = 16 * np.sin(np.pi / 16) / np.pi  # of its polygon, as a share of the circle
    cones = np.pi * 1.5 * np.hypot(1, 0.5) + 2 * np.pi * 2
    assert area(surface) == pytest.approx(sides * cones, rel=0.01)


def test_a_slab_lies_on_its_height():
    for is_round in (False, True):
        np.testing.assert_allclose(bounds(slab(2, 0.1, 1, 5, is_round))[:, 1], (5, 5.1))
