import numpy as np
import pytest
from areas import area, bounds

from keras_recon.datasets.surfaces import circle, extrude, fill, rectangle, regular, star


def shoelace(outline):
    (x, y), (next_x, next_y) = outline.T, np.roll(outline, -1, axis=0).T
    return abs((x * next_y - next_x * y).sum()) / 2


def filled_area(outlines):
    triangles = fill(outlines)
    return area(np.concatenate([triangles, np.zeros((*triangles.shape[:2], 1))], axis=-1))


@pytest.mark.parametrize(
    "outline", [rectangle(2, 3), circle(1), regular(5, 2), star(5, 2, 1), star(9, 2, 1.5, 0.3)]
)
def test_outlines_are_filled(outline):
    assert filled_area([outline]) == pytest.approx(shoelace(outline))


def test_any_outline_that_does_not_cross_itself_is_filled(random):
    for _ in range(20):
        angle = 2 * np.pi * (np.arange(15) + random.uniform(0, 0.9, 15)) / 15
        outline = random.uniform(0.2, 1, 15)[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
        assert filled_area([outline]) == pytest.approx(shoelace(outline))


def test_outlines_inside_others_are_holes_and_inside_these_islands():
    outlines = [rectangle(4, 4), circle(1.5), rectangle(1, 1), circle(0.3, (1.7, 1.7), 9)]
    signs = np.array([1, -1, 1, -1])
    assert filled_area(outlines) == pytest.approx(signs @ [shoelace(one) for one in outlines])


def test_several_outlines_side_by_side_are_filled():
    assert filled_area([circle(1), circle(1, (3, 0.1))]) == pytest.approx(2 * shoelace(circle(1)))


def test_a_plate_with_a_hole_has_two_faces_and_the_walls():
    outlines = [rectangle(4, 3), circle(1, sides=100)]
    walls = 0.5 * (14 + 2 * np.pi)
    assert area(extrude(outlines, 0.5)) == pytest.approx(2 * (12 - np.pi) + walls, rel=1e-3)


@pytest.mark.parametrize(
    ("axis", "half"), [("x", (0.5, 3, 2)), ("y", (2, 0.5, 3)), ("z", (2, 3, 0.5))]
)
def test_it_is_thick_along_its_axis(axis, half):
    np.testing.assert_allclose(bounds(extrude(rectangle(4, 6), 1, axis))[1], half)


def test_an_arc_begins_and_ends_at_its_angles():
    arc = circle((2, 1), (1, 1), 5, 0, np.pi / 2)
    np.testing.assert_allclose(arc[[0, -1]], [(3, 1), (1, 2)])
