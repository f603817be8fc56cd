import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.datasets import fit_unit_sphere
from keras_recon.datasets.openshape.colored_cloud import colored_cloud


def test_points_are_fitted_and_colors_scaled(random):
    xyz, rgb = random.normal(size=(50, 3)) + 7, random.integers(0, 256, (50, 3))
    read = colored_cloud(xyz, rgb, "a", largest=255)
    np.testing.assert_array_equal(read[:, :3], fit_unit_sphere(xyz))
    np.testing.assert_allclose(read[:, 3:], rgb / 255, rtol=1e-6)
    np.testing.assert_array_equal(colored_cloud(xyz, None, "a"), read[:, :3])


def test_of_more_points_some_are_drawn_before_they_are_fitted(random):
    xyz = random.normal(size=(50, 3))
    xyz[0] = 100
    read = colored_cloud(xyz, abs(xyz) / 100, "a", num_points=20)
    assert read.shape == (20, 6)
    kept = [int(np.argmin(abs(abs(xyz) / 100 - row[3:]).sum(axis=1))) for row in read]
    assert len({*kept}) == 20
    np.testing.assert_allclose(read[:, :3], fit_unit_sphere(xyz[kept]), atol=1e-6)


@pytest.mark.parametrize(
    ("value", "largest", "received"),
    [
        (200.0, 1, "from 0 to 200, 0 not finite, in a.npy"),
        (256.0, 255, "from 0 to 256"),
        (-0.1, 1, "from -0.1 to 0"),
        (np.nan, 1, "1 not finite"),
        (np.nan, 255, "1 not finite"),
        (np.inf, 1, "1 not finite"),
    ],
)
def test_colors_out_of_range_are_refused(value, largest, received):
    rgb = np.zeros((9, 3))
    rgb[4, 1] = value
    with raises_with_advice(
        ValueError, f"`rgb` must be numbers of shape (9, 3), from 0 to {largest}", received
    ):
        colored_cloud(np.eye(9, 3), rgb, "a.npy", largest)


@pytest.mark.parametrize("rgb", [np.zeros((8, 3)), np.zeros((9, 4)), np.full((9, 3), "a"), {}])
def test_what_is_no_color_is_refused(rgb):
    with raises_with_advice(ValueError, "`rgb` must be numbers of shape (9, 3)", "in a.npy"):
        colored_cloud(np.eye(9, 3), rgb, "a.npy")


@pytest.mark.parametrize(
    "xyz",
    [
        np.zeros((0, 3)),
        np.zeros((9, 6)),
        np.zeros(9),
        np.full((9, 3), np.nan),
        np.array([[0, 0, 0], [0, np.inf, 0]]),
        np.zeros((9, 3), "int32"),
        None,
        [[1, 2], [3]],
    ],
)
def test_what_are_no_points_is_refused(xyz):
    with raises_with_advice(
        ValueError, "`xyz` must be finite floats of shape (points, 3)", "in a.npy"
    ):
        colored_cloud(xyz, None, "a.npy")


def test_too_few_points_are_refused():
    with raises_with_advice(ValueError, "at least 10 points", "(9, 3)"):
        colored_cloud(np.eye(9, 3), None, "a.npy", num_points=10)
