import numpy as np
import pytest
from surfaces import area

trimesh = pytest.importorskip("trimesh")

from keras_recon.datasets.readers.content import Cloud  # noqa: E402
from keras_recon.datasets.readers.off import read_off  # noqa: E402
from keras_recon.datasets.readers.read_file import read_file  # noqa: E402

SQUARE = "0 0 0\n2 0 0\n2 2 0\n0 2 0\n"
FACES = "3 0 1 2\n3 0 2 3\n"


def read(tmp_path, text):
    path = tmp_path / "shape.off"
    path.write_bytes(text.encode())
    return read_off(path)


@pytest.mark.parametrize(
    "text",
    [
        f"OFF\n4 2 0\n{SQUARE}{FACES}",
        f"OFF 4 2 0\n{SQUARE}{FACES}",
        f"OFF4 2 0\n{SQUARE}{FACES}",
        f"OFF\n4 2\n{SQUARE}4 0 1 2 3\n3 0 1 0\n",
        f"OFF\n4 1 0\n{SQUARE}4 0 1 2 3",
        f"OFF\n4 1 0\n{SQUARE}4 0 1 2 3 7\n",
        f"# first\nOFF # second\n\n# third\n4 2 0 # counts\n\n{SQUARE}# between\n{FACES}# last",
        f"OFF\n4 2 0\n{SQUARE}{FACES}".replace("\n", "\r\n"),
        f"OFF\n4 2 0\n{SQUARE}{FACES}".replace("\n", "\r"),
        f"OFF\n4 2 0\n{SQUARE}{FACES}".replace("\n", " \n\t"),
        "NOFF\n4 2 0\n" + SQUARE.replace("\n", " 0 0 1\n") + FACES,
        "STOFF\n4 2 0\n" + SQUARE.replace("\n", " 0.5 0.5\n") + FACES,
        "4OFF\n4 2 0\n" + SQUARE.replace("2", "4").replace("\n", " 2\n") + FACES,
    ],
)
def test_an_uncolored_square_however_it_is_written(tmp_path, text):
    surface = read(tmp_path, text)
    assert area(surface) == pytest.approx(4)
    assert not surface.parts[0].has_colors
    assert surface.left_out == []


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("COFF", "{x} {y} 0 1 0 0 1"),
        ("COFF", "{x} {y} 0 255 0 0 255"),
        ("COFF", "{x} {y} 0 255 0 0"),
        ("CNOFF", "{x} {y} 0 0 0 1 1.0 0 0 1"),
        ("STCNOFF", "{x} {y} 0 0 0 1 1 0 0 1 0.5 0.5"),
    ],
)
def test_colors_of_vertices(tmp_path, kind, row):
    rows = "\n".join(row.format(x=x, y=y) for x, y in ((0, 0), (2, 0), (2, 2), (0, 2)))
    path = tmp_path / "a.off"
    path.write_text(f"{kind}\n4 2 0\n{rows}\n{FACES}")
    np.testing.assert_array_equal(read_file(path, 3).colors, [[1, 0, 0]] * 3)


@pytest.mark.parametrize("full", ["1.0", "255"])
def test_colors_of_faces(tmp_path, full):
    path = tmp_path / "a.off"
    path.write_text(f"OFF\n5 2 0\n{SQUARE}1 3 0\n4 0 1 2 3 {full} 0 0\n3 3 2 4 0 0 {full} {full}\n")
    shape = read_file(path, 200)
    upper = shape.points[:, 1:2] > 2
    np.testing.assert_array_equal(shape.colors, np.where(upper, [0, 0, 1], [1, 0, 0]))


def test_colors_that_some_faces_lack_are_left_out(tmp_path):
    surface = read(tmp_path, f"OFF\n4 2 0\n{SQUARE}3 0 1 2 255 0 0\n3 0 2 3\n")
    assert surface.left_out == ["colours, which some faces don't have"]
    assert not surface.parts[0].has_colors


def test_vertices_without_faces_are_a_cloud(tmp_path):
    cloud = read(tmp_path, "COFF\n1 0 0\n4512345.678901 2 3 255 0 0 255\n")
    assert isinstance(cloud, Cloud)
    np.testing.assert_array_equal(cloud.points, [[4512345.678901, 2, 3]])
    np.testing.assert_array_equal(cloud.colors, [[1, 0, 0]])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("OFF BINARY\n\0\0", "a binary OFF file"),
        ("3 1 0\n", "no line that begins with OFF"),
        ("4nOFF 4\n1 0 0\n", "other dimensions"),
        ("OFF\n", "no line of counts"),
        ("OFF\n0 0 0\n", "0 vertices and 0 faces"),
        (f"OFF\n4 2 0\n{SQUARE}3 0 1 2\n", "5 of 4 lines of vertices and 2 of faces"),
        (f"OFF\n999999999999 2 0\n{SQUARE}", "4 of 999999999999 lines"),
        (f"OFF\n4 1 0\n{SQUARE}3 0 1 4\n", "the index 4"),
        (f"OFF\n4 1 0\n{SQUARE}3 0 1\n", "a face of 3 corners with 2 numbers"),
        ("OFF\n2 0 0\n1 2 3\n1 2\n", "lines of vertices with \\[2, 3\\] numbers"),
    ],
)
def test_what_is_no_shape_is_refused(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, text)


def test_a_file_of_trimesh(tmp_path):
    ball = trimesh.creation.icosphere(2)
    ball.export(tmp_path / "a.off")
    assert area(read_off(tmp_path / "a.off")) == pytest.approx(ball.area)
