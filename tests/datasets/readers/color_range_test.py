import numpy as np
import pytest

from keras_recon.datasets.readers.color_range import are_bytes, to_unit_range


@pytest.mark.parametrize(
    ("colors", "unit"),
    [
        (np.array([[0, 51, 255]], "uint8"), [[0, 0.2, 1]]),
        (np.array([[0, 1, 1]], "uint8"), [[0, 1 / 255, 1 / 255]]),
        (np.array([[0, 51, 255]], "uint16"), [[0, 0.2, 1]]),
        (np.array([[0, 13107, 65535]], "uint16"), [[0, 0.2, 1]]),
        (np.array([[0, 0.2, 1]]), [[0, 0.2, 1]]),
        (np.array([[0, 51.0, 255]]), [[0, 0.2, 1]]),
        (np.array([[0, 13107.0, 65535]]), [[0, 0.2, 1]]),
        (np.array([[0, np.nan, 255.0]]), [[0, np.nan, 1]]),
        (np.full((1, 3), np.nan), [[np.nan] * 3]),
    ],
)
def test_the_largest_number_tells_the_range(colors, unit):
    left_out = []
    np.testing.assert_allclose(to_unit_range(colors, left_out), unit, rtol=1e-6)
    assert left_out == []


@pytest.mark.parametrize("worst", [-0.5, 70000, np.inf])
def test_numbers_out_of_all_ranges_are_no_colours(worst):
    left_out = []
    assert to_unit_range(np.array([[0, 1, worst]]), left_out) is None
    assert left_out == ["colours, of which some are outside of 0..1, 0..255 and 0..65535"]


@pytest.mark.parametrize(("low", "high"), [(-1e-4, 0.5), (0, 1 + 1e-5)])
def test_what_rounding_puts_outside_of_the_range_is_at_its_end(low, high):
    unit = to_unit_range(np.array([[low, 0.5, high]]), [])
    np.testing.assert_allclose(unit, [[0, 0.5, min(high, 1)]], atol=1e-7)


@pytest.mark.parametrize("highest", [1, 100])
def test_the_highest_may_be_known(highest):
    colors = to_unit_range([[-1, highest / 2, 2 * highest]], [], highest)
    np.testing.assert_array_equal(colors, np.array([[0, 0.5, 1]], "float32"))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([[0, 128, 255], [1, 1, 1]], True),
        ([[0, 1, 0], [1, 0, 0]], False),
        ([[0, 128.5, 255]], False),
        ([[0, 128, 256]], False),
        ([[0, 128, -1]], False),
        ([[0, 128, np.nan]], False),
    ],
)
def test_columns_without_names(columns, expected):
    assert are_bytes(np.array(columns, "float64")) is expected
