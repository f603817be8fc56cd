import time

import numpy as np
import pytest

from keras_recon.datasets.readers.pcd import read_pcd

POINTS = np.array([[0.5, -1, 2], [3, 4.25, 5], [6, 7, -8], [0.5, -1, 2]])
ROWS = "0.5 -1 2\n3 4.25 5\n6 7 -8\n0.5 -1 2\n"
PACKED = np.array([0xFF0000, 0x00FF00, 0x0000FF, 0x333333], "<u4")
COLORS = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.2, 0.2, 0.2]]
# POINTS twice and PACKED twice, a field after the other, from python-lzf 0.2.6.
COMPRESSED = (
    b"\x01\x00\x00@\x00\x01\xe0?@\x05\x03\x00\x00\x08@ \x04 \x00\x00\x18\xa0\x07\xc0\x17\xc0\x07"
    b"\xe0\x0f\x1f\x01\xf0\xbf 4 \x00\x00\x11\xa07\x00\x1c\xa0\x07\xc0\x17\xc0\x07\xe0\x0f\x1f\x00"
    b"\x00\xa0/\x00\x14\xa0\x07\x01 \xc0 \x13@\x00\xa0\x0f\xc0\x07\xe0\x0b\x1f\x00\xff\xc0\x02\x03"
    b"\x00333 \x05\xe0\x03\x0f\x013\x00"
)


def header(fields, sizes, kinds, counts, form, points=4):
    return (
        "# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\n"
        f"FIELDS {fields}\nSIZE {sizes}\nTYPE {kinds}\nCOUNT {counts}\n"
        f"WIDTH {points}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {points}\nDATA {form}\n"
    ).encode()


def plain(form, points=4):
    return header("x y z", "8 8 8", "F F F", "1 1 1", form, points)


def binary(dtype, top, **values):
    """A file of records, its coordinates and `values` in the fields of `dtype`."""
    records = np.zeros(4, dtype)
    for name, column in {**dict(zip("xyz", POINTS.T, strict=True)), **values}.items():
        records[name] = column
    return top + records.tobytes()


XYZ = [("x", "<f4"), ("y", "<f4"), ("z", "<f4")]
ASCII = plain("ascii") + ROWS.encode()
SIZES = np.array([len(COMPRESSED), 224], "<u4").tobytes()
TOP = header("x y z rgba", "8 8 8 4", "F F F U", "1 1 1 1", "binary_compressed", 8)
FILES = {
    "ascii": ASCII,
    "ascii, other fields": header("n y _ x z", "4 4 4 4 4", "F F F F F", "3 1 2 1 1", "ascii")
    + b"0 0 1 -1 8 8 0.5 2\n0 0 1 4.25 8 8 3 5\n0 0 1 7 8 8 6 -8\n0 0 1 -1 8 8 0.5 2\n",
    "windows": ASCII.replace(b"\n", b"\r\n"),
    "comments": ASCII.replace(b"FIELDS", b"\n# \xe9 x y z\nFIELDS").replace(
        b"3 4.25", b"#\n3 4.25"
    ),
    "of PDAL": ASCII.replace(b"x y z", b"X Y Z").replace(b"3 4.25 5", b"3,4.25,5"),
    "further rows": ASCII + b"9 9 9\n",
    "binary": plain("binary") + POINTS.tobytes(),
    "binary of further points": plain("binary") + POINTS.tobytes() + b"further",
    "binary, float32": binary(XYZ, header("x y z", "4 4 4", "F F F", "1 1 1", "binary")),
    "binary, other fields": binary(
        [("a", "<u2"), ("z", "<f8"), ("n", "<f4", 2), ("x", "<f4"), ("_", "V3"), ("y", "<f8")],
        header("a z n x _ y", "2 8 4 4 1 8", "U F F F U F", "1 1 2 1 3 1", "binary"),
        n=9,
    ),
    "old": b"COLUMNS x y z\nWIDTH 2\nHEIGHT 2\nDATA ascii\n" + ROWS.encode(),
    "without HEIGHT": b"FIELDS x y z\nWIDTH 4\nDATA ascii\n" + ROWS.encode(),
}


def write(tmp_path, content):
    (tmp_path / "cloud.pcd").write_bytes(content)
    return tmp_path / "cloud.pcd"


@pytest.mark.parametrize("name", [*FILES])
def test_coordinates_are_read(name, tmp_path):
    cloud = read_pcd(write(tmp_path, FILES[name]))
    np.testing.assert_array_equal(cloud.points, POINTS)
    assert cloud.colors is None


def test_compressed(tmp_path):
    cloud = read_pcd(write(tmp_path, TOP + SIZES + COMPRESSED))
    np.testing.assert_array_equal(cloud.points, [*POINTS, *POINTS])
    np.testing.assert_allclose(cloud.colors, COLORS * 2)


@pytest.mark.parametrize("form", ["ascii", "binary"])
def test_a_small_shape_far_from_the_origin_keeps_its_form(form, tmp_path):
    points = POINTS / 10 + [4.5e6, 5.4e6, 100]
    rows = points.tobytes()
    if form == "ascii":
        rows = "".join(f"{x!r} {y!r} {z!r}\n" for x, y, z in points.tolist()).encode()
    cloud = read_pcd(write(tmp_path, plain(form) + rows))
    np.testing.assert_array_equal(cloud.points, points)


@pytest.mark.parametrize("form", ["ascii", "binary"])
def test_points_that_are_not_seen_are_kept(form, tmp_path):
    rows = ROWS.replace("3 4.25 5", "nan nan nan").encode()
    expected = np.where([[False], [True], [False], [False]], np.nan, POINTS)
    if form == "binary":
        rows = expected.tobytes()
    np.testing.assert_array_equal(read_pcd(write(tmp_path, plain(form) + rows)).points, expected)


def rows_with(colors):
    return "".join(
        f"{row} {c}\n" for row, c in zip(ROWS.splitlines(), colors, strict=True)
    ).encode()


def coloured(kind, form):
    return header("x y z rgb", "4 4 4 4", f"F F F {kind}", "1 1 1 1", form)


OPAQUE = PACKED | 0xFE000000
BYTES = [[round(255 * value) for value in color] for color in COLORS]
THREE = header("x y z r g b", "4 4 4 1 1 1", "F F F U U U", "1 1 1 1 1 1", "binary")
COLORED = {
    "whole": binary([*XYZ, ("rgb", "<u4")], coloured("U", "binary"), rgb=PACKED),
    "bits of floats": binary(
        [*XYZ, ("rgb", "<f4")], coloured("F", "binary"), rgb=PACKED.view("f4")
    ),
    "opaque": binary([*XYZ, ("rgb", "<f4")], coloured("F", "binary"), rgb=OPAQUE.view("f4")),
    "text, whole": coloured("U", "ascii") + rows_with(PACKED),
    "text, whole in a field of floats": coloured("F", "ascii") + rows_with(PACKED),
    "text, bits of floats": coloured("F", "ascii") + rows_with(PACKED.view("f4")),
    "text, opaque": coloured("F", "ascii") + rows_with(OPAQUE.view("f4")),
    "bytes": binary(
        [*XYZ, ("r", "u1"), ("g", "u1"), ("b", "u1")],
        THREE,
        **dict(zip("rgb", np.transpose(BYTES), strict=True)),
    ),
    "text, three numbers": header(
        "x y z red green blue", "4 4 4 4 4 4", "F F F F F F", "1 1 1 1 1 1", "ascii"
    )
    + rows_with([" ".join(map(str, color)) for color in COLORS]),
}


@pytest.mark.parametrize("name", [*COLORED])
def test_colours_are_read(name, tmp_path):
    cloud = read_pcd(write(tmp_path, COLORED[name]))
    np.testing.assert_array_equal(cloud.points, POINTS)
    np.testing.assert_allclose(cloud.colors, COLORS, rtol=1e-6)


def test_a_colour_that_text_lost_is_nan(tmp_path):
    rows = rows_with([*PACKED[:3], "nan"])
    colors = read_pcd(write(tmp_path, coloured("F", "ascii") + rows)).colors
    np.testing.assert_allclose(colors, [*COLORS[:3], [np.nan] * 3])


def test_colours_of_no_known_range_are_left_out(tmp_path):
    top = header("x y z r g b", *(" ".join(6 * value) for value in ("4", "F", "1")), "ascii")
    cloud = read_pcd(write(tmp_path, top + rows_with(4 * ["-1 0 0"])))
    assert cloud.colors is None
    assert cloud.left_out == ["colours, of which some are outside of 0..1, 0..255 and 0..65535"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"This is no cloud.", "header without DATA"),
        (b"#" * 10**6, "header without DATA"),
        (b"#\n" * 10**6, "header without DATA"),
        (FILES["binary"][:-1], "3 points of 4"),
        (FILES["binary"][:-24], "3 points of 4"),
        (ASCII[:-9], "3 points of 4"),
        (ASCII[:-4], "columns changed from 3 to 2"),
        (ASCII.replace(b"FIELDS x y z", b"FIELDS x y w"), "without x, y and z"),
        (ASCII.replace(b"FIELDS x y z\n", b""), "without x, y and z"),
        (ASCII.replace(b"TYPE F F F", b"TYPE F F Q"), "don't go together"),
        (ASCII.replace(b"TYPE F F F", b"TYPE F F"), "don't go together"),
        (ASCII.replace(b"SIZE 8 8 8", b"SIZE 8 8 7"), "don't go together"),
        (ASCII.replace(b"COUNT 1 1 1", b"COUNT 1 1 0"), "field without values"),
        (ASCII.replace(b"COUNT 1 1 1", b"COUNT 1 1 2"), "rows of 3 numbers for 4"),
        (ASCII.replace(b"DATA ascii", b"DATA base64"), "data that are 'base64'"),
        (
            ASCII.replace(b"POINTS 4", b"POINTS").replace(b"WIDTH", b"_"),
            "without a number of points",
        ),
        (ASCII.replace(b"POINTS 4", b"POINTS 0"), "0 points"),
        (ASCII.replace(b"POINTS 4", b"POINTS -4"), "-4 points"),
        (TOP + SIZES[:5], "no compressed data"),
        (TOP + SIZES + COMPRESSED[:-1], "90 bytes of 91"),
        (TOP.replace(b"POINTS 8", b"POINTS 9") + SIZES + COMPRESSED, "8 points of 9"),
        (TOP + b"\x5a\0\0\0" + SIZES[4:] + COMPRESSED, "in place of 224"),
    ],
)
def test_a_damaged_file(content, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        read_pcd(write(tmp_path, content))


@pytest.mark.parametrize(
    "content",
    [
        ASCII.replace(b"POINTS 4", b"POINTS 1000000000000"),
        FILES["binary"].replace(b"POINTS 4", b"POINTS 1000000000000"),
        FILES["binary"].replace(b"COUNT 1 1 1", b"COUNT 1 1 1000000000000"),
        ASCII.replace(b"COUNT 1 1 1", b"COUNT 1 1 1000000000000"),
        TOP + b"\xff" * 8 + COMPRESSED,
        TOP + SIZES[:4] + b"\xff" * 4 + COMPRESSED,
    ],
)
def test_a_size_that_is_not_true_takes_no_memory(content, tmp_path):
    start = time.perf_counter()
    with pytest.raises(ValueError, match="points of|bytes of|can't become|rows of"):
        read_pcd(write(tmp_path, content))
    assert time.perf_counter() - start < 1
