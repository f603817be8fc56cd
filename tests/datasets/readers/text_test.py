import time

import numpy as np
import pytest

from keras_recon.datasets.readers.text import holds_points, read_text

POINTS = [[0.5, -1, 2], [3, 4.25, 5], [6, 7, -8]]
COLORS = [[1, 0, 0], [0, 0.2, 1], [0, 0, 0]]
BYTES = [[255, 0, 0], [0, 51, 255], [0, 0, 0]]
NORMALS = [[1, 0, 0], [0, 0.6, -0.8], [0, 0, 1]]


def table(*columns, separator=" "):
    rows = np.concatenate(columns, axis=1).tolist()
    return "".join(separator.join(f"{value:g}" for value in row) + "\n" for row in rows)


def write(tmp_path, content, name="cloud.txt"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


SPACES, COMMAS = table(POINTS), table(POINTS, separator=",")
SEMICOLONS, TABS = table(POINTS, separator=";"), table(POINTS, separator="\t")
TABLES = {
    "spaces": SPACES,
    "aligned": "  0.5  -1.00    2\n  3.0   4.25    5\n\n  6.0   7.00   -8   \n",
    "tabs": TABS,
    "commas": COMMAS,
    "commas and spaces": COMMAS.replace(",", ", "),
    "semicolons": SEMICOLONS,
    "mixed": "0.5,-1;2\n3 4.25,5\n6;7\t-8\n",
    "decimal commas, semicolons": SEMICOLONS.replace(".", ","),
    "decimal commas, semicolons, whole at first": "6;7;-8\n0,5;-1;2\n3;4,25;5\n",
    "decimal commas, semicolons, whole at last": "0,5;-1;2\n3;4,25;5\n" + 9 * "6;7;-8\n",
    "decimal commas, tabs": TABS.replace(".", ","),
    "decimal commas, spaces": "0,5 -1,0 2,0\n3,0 4,25 5,0\n6,0 7,0 -8,0\n",
    "exponents": "5e-1 -1E0 +2.\n3 .425e+1 5\n6 7 -8\n",
    "windows": SPACES.replace("\n", "\r\n"),
    "old mac": SPACES.replace("\n", "\r"),
    "no end of the last line": SPACES.rstrip("\n"),
    "commas at the ends": COMMAS.replace("\n", ",\n"),
    "semicolons at the ends": SPACES.replace("\n", ";\n"),
    "byte-order mark": b"\xef\xbb\xbf" + SPACES.encode(),
    "utf-16": SPACES.encode("utf-16"),
    "utf-16, big": b"\xfe\xff" + COMMAS.encode("utf-16-be"),
    "latin-1": b"# caf\xe9\n" + SPACES.encode(),
    "comments": "# x y\n// a b c\n" + SPACES.replace("3", "# further\n3", 1),
    "a sentence with x y z": "# the columns are x y z\n" + SPACES,
    "names": "x y z\n" + SPACES,
    "names, CloudCompare": "//X Y Z\n3\n" + SPACES,
    "names below many comments": 50 * "# a b\n"
    + "# label z y x\n"
    + "a 2 -1 .5\nb 5 4.25 3\nc -8 7 6",
    "COLMAP, without colours": "# list\n#   ID, X, Y, Z, ERROR, TRACK[] as (IMAGE, POINT)\n"
    "7 0.5 -1 2 1 3 4 3 5 6 7\n8 3 4.25 5 1\n9 6 7 -8 1 2 3\n",
    "names in quotes": '"X","Y","Z"\n' + COMMAS,
    "names with units": "X [m];Y [m];Z [m]\n" + SEMICOLONS,
    "names, ParaView": '"Points:0","Points:1","Points:2"\n' + COMMAS,
    "names, further columns": "id,z,label,y,x\n0,2,chair,-1,.5\n1,5,,4.25,3\n2,-8,sofa,7,6\n",
    "names, last column empty": "x,y,z,label\n.5,-1,2,\n3,4.25,5,a\n6,7,-8,\n",
    "a count": "3\n" + SPACES,
    "two scans": "2\n0.5 -1 2\n3 4.25 5\n1\n6 7 -8\n",
    "a title": "Scan of a chair, 2020\n" + SPACES,
    "intensity": table(POINTS, [[100], [2], [3]]),
    "normals": table(POINTS, NORMALS),
    "whole normals": table(POINTS, np.eye(3)),
    "words behind": SPACES.replace("\n", " chair\n"),
    "normals and parts": table(POINTS, NORMALS, [[1], [2], [30]]),
}


@pytest.mark.parametrize("name", [*TABLES])
def test_coordinates_are_read(name, tmp_path):
    path = write(tmp_path, TABLES[name])
    assert holds_points(path)
    cloud = read_text(path)
    assert cloud.points.dtype == "float64"
    assert {*map(tuple, cloud.points)} == {*map(tuple, POINTS)}
    assert len(cloud.points) == (11 if name.endswith("last") else 3)
    assert cloud.colors is None
    assert cloud.left_out == []


COLORED = {
    "six columns": (table(POINTS, BYTES), "a.xyz"),
    "pts": ("3\n" + table(POINTS, [[-500], [3], [12]], BYTES), "a.pts"),
    "bytes by name": ("//X Y Z R G B\n" + table(POINTS, BYTES), "a.asc"),
    "floats by name": ("x,y,z,red,green,blue\n" + table(POINTS, COLORS, separator=","), "a.csv"),
    "floats of CloudCompare": ("//X Y Z Rf Gf Bf\n" + table(POINTS, COLORS), "a.asc"),
    "16 bits by name": (
        "X;Y;Z;Red;Green;Blue\n" + table(POINTS, np.array(BYTES) * 257, separator=";"),
        "a.csv",
    ),
    "before coordinates": ("r g b x y z\n" + table(BYTES, POINTS), "a.txt"),
}


@pytest.mark.parametrize("name", [*COLORED])
def test_colours_are_read(name, tmp_path):
    content, file = COLORED[name]
    cloud = read_text(write(tmp_path, content, file))
    np.testing.assert_array_equal(cloud.points, POINTS)
    np.testing.assert_allclose(cloud.colors, COLORS, rtol=1e-6)


def test_colours_of_no_known_range_are_left_out(tmp_path):
    cloud = read_text(write(tmp_path, "x y z r g b\n" + table(POINTS, -np.array(BYTES))))
    assert cloud.colors is None
    assert cloud.left_out == ["colours, of which some are outside of 0..1, 0..255 and 0..65535"]


def test_a_row_without_colours_has_nan(tmp_path):
    content = table(POINTS, BYTES) + "9 9 9\n"
    cloud = read_text(write(tmp_path, content))
    np.testing.assert_array_equal(cloud.points, [*POINTS, [9, 9, 9]])
    np.testing.assert_allclose(cloud.colors, [*COLORS, [np.nan] * 3], rtol=1e-6)


@pytest.mark.parametrize("separator", [" ", ",", ";", "\t"])
def test_a_small_shape_far_from_the_origin_keeps_its_form(separator, tmp_path):
    points = np.array(POINTS) / 10 + [4.5e6, 5.4e6, 100]
    np.savetxt(tmp_path / "cloud.txt", points, delimiter=separator)
    np.testing.assert_array_equal(read_text(tmp_path / "cloud.txt").points, points)


def test_points_that_are_not_finite_are_kept(tmp_path):
    points = read_text(write(tmp_path, "1 2 3\nnan NaN -nan\ninf 1 1\n")).points
    np.testing.assert_array_equal(points, [[1, 2, 3], [np.nan] * 3, [np.inf, 1, 1]])


@pytest.mark.parametrize("wrong", ["1,2", "1,,3", "1,2,n/a", "no,number,here", "1.2.3,4,5"])
def test_rows_without_three_numbers_are_left_out_and_counted(wrong, tmp_path):
    rows = "\n".join([*(30 * ["1,2,3"]), wrong, wrong, *(30 * ["4,5,6"])])
    cloud = read_text(write(tmp_path, rows))
    np.testing.assert_array_equal(cloud.points, 30 * [[1, 2, 3]] + 30 * [[4, 5, 6]])
    assert cloud.left_out == ["2 rows without three numbers"]


def test_missing_rows_are_counted(tmp_path):
    cloud = read_text(write(tmp_path, "5\n" + SPACES, "cloud.pts"))
    assert cloud.left_out == ["2 of 5 rows, which the file counts but doesn't have"]


NO_TABLES = {
    "prose": "This is a data set.\n\nIt has 3 classes.\n" * 30,
    "prose with a row": "Points are so:\n1 2 3\n" + "and so on and on\n" * 30,
    "prose above rows": "Some line of words\n" * 30 + SPACES,
    "labels": "path,label\na.npy,3\nb.npy,4\n",
    "names of files": "airplane_0001\nairplane_0002\n",
    "numbers": "1\n2\n3\n",
    "pairs": "1 2\n3 4\n5 6\n",
    "columns of other names": "id,width,height\n1,200,300\n2,300,400\n",
    "a column without a name": "x y z\n1 0.5 -1 2\n2 3 4.25 5\n",
    "many wrong rows": SPACES + "1 2\n",
    "a molecule": "2\nwater\nO 0 0 0\nH 0 0 1\n",
    "blank": "\n \n",
    "a letter": "x",
}


@pytest.mark.parametrize("name", [*NO_TABLES])
def test_what_is_no_table_of_points_is_refused(name, tmp_path):
    path = write(tmp_path, NO_TABLES[name])
    assert not holds_points(path)
    with pytest.raises(ValueError, match="no rows of three numbers"):
        read_text(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("ncols 3\nnrows 3\nxllcorner 0\nyllcorner 0\ncellsize 1\n" + SPACES, "grid of heights"),
        (np.arange(1000).tobytes(), "a binary file"),
        ("0 " * 10**6, "a line of more than 65536 characters"),
        ("0" * 10**6, "a line of more than 65536 characters"),
        ("\n1 2 3 " + "0" * 10**6, "no rows"),
        (table(POINTS) * 5000 + "no row\n" * 5000, "5000 of 20000 rows without three numbers"),
    ],
)
def test_other_files_are_refused_soon(content, message, tmp_path):
    start = time.perf_counter()
    with pytest.raises(ValueError, match=message):
        read_text(write(tmp_path, content))
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("irregular", [False, True])
def test_a_large_file_is_read_fast(irregular, tmp_path):
    rows = "4500000.125 5400000.25 100.5 12 255 0 51\n" * 30000
    path = write(tmp_path, "30000\n" + rows + ("30000\n" + rows if irregular else ""), "large.pts")
    start = time.perf_counter()
    cloud = read_text(path)
    assert time.perf_counter() - start < 2
    np.testing.assert_array_equal(cloud.points[[0, -1]], 2 * [[4500000.125, 5400000.25, 100.5]])
    np.testing.assert_allclose(cloud.colors[[0, -1]], 2 * [[1, 0, 0.2]], rtol=1e-6)
