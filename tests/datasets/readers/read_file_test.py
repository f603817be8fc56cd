import os

import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.datasets.readers.read_file import read_file


@pytest.fixture
def write(tmp_path):
    def write(points, name="a.npz", **arrays):
        np.savez(tmp_path / name, points=points, **arrays)
        return tmp_path / name

    return write


def test_all_points_in_their_order_where_there_are_as_many(write, random):
    points = random.normal(size=(30, 3))
    for num_points in (30, None):
        shape = read_file(write(points), num_points)
        np.testing.assert_array_equal(shape.points, points)
        assert (shape.repeated, shape.left_out) == (0, ())


def test_of_more_points_some_and_none_twice(write, random):
    points = random.normal(size=(30, 3))
    shape = read_file(write(points), 20)
    assert len({*map(tuple, shape.points)} & {*map(tuple, points)}) == 20


@pytest.mark.parametrize(("count", "most"), [(10, 3), (25, 2)])
def test_of_fewer_all_and_none_much_more_often_than_others(count, most, write, random):
    points = random.normal(size=(count, 3))
    shape = read_file(write(points), 30)
    _, times = np.unique(shape.points, axis=0, return_counts=True)
    assert (len(times), times.max(), times.min() >= most - 1) == (count, most, True)
    assert shape.repeated == 30 - count


def test_colors_follow_their_points(write, random):
    points = random.uniform(size=(30, 3))
    for num_points in (20, 30, 50):
        shape = read_file(write(points, colors=points), num_points)
        np.testing.assert_allclose(shape.colors, shape.points, atol=1e-7)
        assert shape.colors.dtype == np.float32


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_points_that_are_not_finite_are_left_out_with_their_colors(value, write, random):
    points = random.uniform(size=(30, 3))
    colors = points.copy()
    points[[2, 7], [0, 2]] = value
    shape = read_file(write(points, colors=colors), None)
    assert shape.left_out == ("2 points that are not finite",)
    np.testing.assert_allclose(shape.colors, shape.points, atol=1e-7)
    assert len(shape.points) == 28


@pytest.mark.parametrize("shift", [0, 6e5, 4.5e6])
def test_doubles_stay_doubles(shift, write, random):
    points = random.normal(size=(30, 3)) + shift
    shape = read_file(write(points), None)
    assert shape.points.dtype == np.float64
    np.testing.assert_array_equal(shape.points, points)


def test_the_seed_decides_the_points(write, random):
    path = write(random.normal(size=(30, 3)))
    first, again, other = (read_file(path, 20, seed).points for seed in ([3, 1], [3, 1], [3, 2]))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("points", [np.zeros((0, 3)), np.full((5, 3), np.nan)])
def test_a_cloud_without_a_point_is_refused(points, write):
    with raises_with_advice(ValueError, "no point", "a.npz"):
        read_file(write(points))


def test_a_mesh_needs_a_number_of_points(tmp_path):
    path = tmp_path / "a.obj"
    path.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    with raises_with_advice(ValueError, "`num_points` must be given for a mesh", "a.obj"):
        read_file(path, None)
    assert read_file(path, 7).points.shape == (7, 3)


def test_a_missing_file_is_one(tmp_path):
    with pytest.raises(FileNotFoundError, match="a.npy"):
        read_file(tmp_path / "a.npy")


@pytest.mark.parametrize("suffix", ["ply", "txt", "npz", "mesh"])
def test_a_pipe_is_not_waited_for(suffix, tmp_path):
    os.mkfifo(tmp_path / f"a.{suffix}")
    with raises_with_advice(ValueError, "a pipe or a device, not a file", f"a.{suffix}"):
        read_file(tmp_path / f"a.{suffix}")


def test_errors_of_libraries_become_reasons(tmp_path):
    (tmp_path / "a.obj").write_bytes(b"\xff\xfe\x00")
    with raises_with_advice(ValueError, "A shape must be", "UnicodeDecodeError: 'utf-16", "a.obj"):
        read_file(tmp_path / "a.obj")


def test_what_a_file_puts_into_a_reason_is_short_and_can_be_written(tmp_path):
    (tmp_path / "half.gltf").write_text(
        '{"asset": {"version": "2.0"}, "extensionsRequired": ["' + "\\ud800" * 9999 + '"]}'
    )
    with pytest.raises(ValueError, match="needs the extension [?]{200}") as caught:
        read_file(tmp_path / "half.gltf")
    assert len(str(caught.value)) < 400 + len(str(tmp_path))
