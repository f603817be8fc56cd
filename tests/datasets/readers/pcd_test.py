import numpy as np
import pytest
from keras_recon.datasets.readers.pcd import read_pcd

POINTS = np.array([[0.5, -1, 2], [3, 4.25, 5], [6, 7, -8]], "float32")


def header(fields, sizes, kinds, counts, form, points=3):
    return (
        "# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\n"
        f"FIELDS {fields}\nSIZE {sizes}\nTYPE {kinds}\nCOUNT {counts}\n"
        f"WIDTH {points}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {points}\nDATA {form}\n"
    ).encode()


def plain(form, points=3):
    return header("x y z", "4 4 4", "F F F", "1 1 1", form, points)


def with_colour():
    """A field before, one between and padding behind the coordinates."""
    dtype = [("rgb", "<u4"), ("x", "<f8"), ("n", "<f4", 2), ("y", "<f8"), ("z", "<f8"), ("_", "V3")]
    records = np.zeros(3, dtype)
    for axis, values in zip("xyz", POINTS.T, strict=True):
        records[axis] = values
    records["n"] = 9
    top = header("rgb x n y z _", "4 8 4 8 8 1", "U F F F F U", "1 1 2 1 1 3", "binary")
    return top + records.tobytes()


FILES = {
    "ascii": plain("ascii") + b"0.5 -1 2\n3 4.25 5\n6 7 -8\n",
    "ascii with normals": header("n y x z", "4 4 4 4", "F F F F", "3 1 1 1", "ascii")
    + b"0 0 1 -1 0.5 2\n0 0 1 4.25 3 5\n0 0 1 7 6 -8\n",
    "binary": plain("binary") + POINTS.tobytes(),
    "binary with colour": with_colour(),
    "without counts": b"\n".join(
        line for line in plain("ascii").split(b"\n") if not line.startswith(b"COUNT")
    )
    + b"0.5 -1 2\n3 4.25 5\n6 7 -8\n",
}


def write(tmp_path, content):
    (tmp_path / "cloud.pcd").write_bytes(content)
    return tmp_path / "cloud.pcd"


@pytest.mark.parametrize("name", [*FILES])
def test_coordinates_are_read(name, tmp_path):
    points = read_pcd(write(tmp_path, FILES[name]))
    assert points.dtype == "float32"
    np.testing.assert_array_equal(points, POINTS)


@pytest.mark.parametrize("form", ["ascii", "binary"])
def test_invalid_points_are_left_out(form, tmp_path):
    rows = b"0.5 -1 2\nnan nan nan\n6 7 -8\n"
    if form == "binary":
        rows = np.where([[False], [True], [False]], np.nan, POINTS).astype("<f4").tobytes()
    points = read_pcd(write(tmp_path, plain(form) + rows))
    np.testing.assert_array_equal(points, POINTS[[0, 2]])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "header without DATA"),
        (b"This is no cloud.", "header without DATA"),
        (FILES["binary"][:-1], "Error"),
        (FILES["binary"][:-12], "2 points of 3"),
        (FILES["ascii"][:-8], "2 points of 3"),
        (FILES["ascii"][:-4], "Error"),
        (FILES["ascii"].replace(b"FIELDS x y z", b"FIELDS x y w"), "KeyError: 'z'|'z' is not"),
        (FILES["ascii"].replace(b"TYPE F F F", b"TYPE F F Q"), "KeyError: 'Q'"),
        (FILES["ascii"].replace(b"TYPE F F F", b"TYPE F F"), "Error"),
        (FILES["ascii"].replace(b"POINTS 3\n", b""), "KeyError: 'POINTS'"),
        (plain("binary_compressed") + b"abc", "data that are binary_compressed"),
    ],
)
def test_a_damaged_file_is_named(content, message, tmp_path):
    with pytest.raises(ValueError, match=rf"x, y and z \(.*({message}).*Received: .*cloud\.pcd"):
        read_pcd(write(tmp_path, content))
