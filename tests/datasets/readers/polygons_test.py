import numpy as np
import pytest

from keras_recon.datasets.readers import polygons as module
from keras_recon.datasets.readers.polygons import (
    check_indices,
    triangulate_fans,
    triangulate_polygons,
    triangulate_strip,
)


def area(triangles):
    sides = triangles[:, 1:] - triangles[:, :1]
    return np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1).sum() / 2


def test_fans_are_those_of_a_loop():
    lengths = [3, 0, 5, 2, 4]
    expected, owners, start = [], [], 0
    for polygon, length in enumerate(lengths):
        for i in range(1, length - 1):
            expected.append([start, start + i, start + i + 1])
            owners.append(polygon)
        start += length
    corners, polygons = triangulate_fans(lengths)
    np.testing.assert_array_equal(corners, expected)
    np.testing.assert_array_equal(polygons, owners)


def test_a_strip_turns_every_second_triangle():
    strip = [5, 6, 7, 8, -1, 1, 2, 3, 4, -1]
    expected = [[5, 6, 7], [7, 6, 8], [1, 2, 3], [3, 2, 4]]
    np.testing.assert_array_equal(triangulate_strip(strip), expected)


def test_a_strip_of_two_corners_has_no_triangle():
    assert triangulate_strip([1, 2]).shape == (0, 3)


L_SHAPE = [[0, 0], [3, 0], [3, 1], [1, 1], [1, 3], [0, 3]]
# A square with a square hole, joined by a line that is there and back.
FRAME = [[0, 0], [3, 0], [3, 3], [0, 3], [0, 0], [1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
STAR = [[0, 0], [4, 1], [1, 1], [1, 4], [0, 1], [-3, 4], [-1, 1], [-4, 0]]


@pytest.mark.parametrize(("outline", "expected"), [(L_SHAPE, 5), (FRAME, 8), (STAR, None)])
@pytest.mark.parametrize("first", [0, 1, 3, 5])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_polygons_that_are_not_convex_keep_their_area(outline, expected, first, order, axis):
    outline = np.roll(np.array(outline, "float64"), first, axis=0)[::order]
    x, y = outline.T
    expected = expected or abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2
    points = np.insert(outline, axis, 7, axis=1)
    # Between two others, which stay as they are.
    square = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    every = np.concatenate([square, points, square])
    triangles, polygons = triangulate_polygons([4, len(points), 4], every)
    assert [area(every[triangles[polygons == i]]) for i in range(3)] == pytest.approx(
        [1, expected, 1]
    )


def test_a_polygon_that_crosses_itself_is_survived():
    bow = np.array([[0.0, 0, 0], [1, 1, 0], [1, 0, 0], [0, 1, 0], [0.5, 3, 0]])
    triangles, _ = triangulate_polygons([5], bow)
    assert triangles.shape == (3, 3)


def test_points_that_are_not_finite_are_survived():
    points = np.array([[0.0, 0, 0], [1, 0, 0], [np.nan, 1, 0], [0, np.inf, 0]])
    np.testing.assert_array_equal(triangulate_polygons([4], points)[0], triangulate_fans([4])[0])


@pytest.mark.parametrize("index", [-1, 3])
def test_an_index_out_of_range_is_named(index):
    with pytest.raises(ValueError, match=f"the index {index} .* of 3 vertices"):
        check_indices(np.array([0, index]), 3)


def test_a_polygon_that_crosses_itself_takes_a_time_that_its_corners_bound(random, monkeypatch):
    calls = []
    is_free = module._is_free
    monkeypatch.setattr(module, "_is_free", lambda *each: calls.append(1) or is_free(*each))
    triangles, _ = triangulate_polygons([100], random.normal(size=(100, 3)) * [1, 1, 0])
    assert len({*map(tuple, np.sort(triangles))}) == 98
    assert len(calls) <= 100 * 100
