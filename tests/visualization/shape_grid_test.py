import numpy as np
import pytest

from keras_recon.visualization.shape_grid import shape_grid


def place(panel):
    """Line and column in the grid."""
    spec = panel.get_subplotspec()
    return spec.rowspan.start, spec.colspan.start


@pytest.mark.parametrize(
    ("shapes", "starts"),
    [(3, [(0, 0), (1, 0), (2, 0)]), (5, [(0, 0), (0, 2), (1, 0), (1, 2), (2, 0)])],
)
def test_more_than_three_shapes_stand_two_side_by_side(shapes, starts):
    names = [f"shape {index}" for index in range(shapes)]
    _, rows = shape_grid(names, ["points", "parts"], [1, 0.5])
    assert [place(row[0]) for row in rows] == starts
    assert all(place(b) == (place(a)[0], place(a)[1] + 1) for a, b in rows)
    assert [row[0].texts[0].get_text() for row in rows] == names


def test_columns_have_titles_and_widths():
    figure, rows = shape_grid("abcd", ["points", "parts"], [1, 0.5])
    assert [panel.get_title() for panel in figure.axes[:4]] == ["points", "parts"] * 2
    figure.draw_without_rendering()
    wide, narrow = (panel.get_position().width for panel in rows[0])
    assert wide == pytest.approx(2 * narrow, rel=0.01)


def test_a_long_name_leaves_the_panels_where_they_are():
    places = []
    for name in ("a", "a very long name of a shape " * 9):
        figure, rows = shape_grid([name], ["points", "parts"], [1, 1])
        figure.draw_without_rendering()
        places.append([panel.get_position().bounds for panel in rows[0]])
    np.testing.assert_allclose(*places)
