import numpy as np
import pytest
from surfaces import area

trimesh = pytest.importorskip("trimesh")

from keras_recon.datasets.readers.read_file import read_file  # noqa: E402
from keras_recon.datasets.readers.stl import read_stl  # noqa: E402

BOX = trimesh.creation.box((1, 2, 3))
FACET = "facet normal 0 0 1\n outer loop\n  vertex 0 0 {0}\n  vertex 2 0 {0}\n  vertex 0 2e0 {0}\n"
FACET += " endloop\nendfacet\n"


def binary(header=b"", attributes=0, count=12):
    records = np.zeros(12, [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("bits", "<u2")])
    records["corners"], records["bits"] = BOX.triangles, attributes
    return header.ljust(80, b" ") + count.to_bytes(4, "little") + records.tobytes()


def read(tmp_path, content):
    path = tmp_path / "shape.stl"
    path.write_bytes(content)
    return read_stl(path)


@pytest.mark.parametrize("header", [b"", b"solid of a CAD", b"solid facet normal endsolid"])
def test_a_binary_file_whatever_its_header_says(tmp_path, header):
    surface = read(tmp_path, binary(header))
    assert area(surface) == pytest.approx(22)
    assert surface.left_out == []


@pytest.mark.parametrize("header", [b"", b"solid of a CAD"])
def test_bytes_behind_the_triangles_are_left_out(tmp_path, header):
    surface = read(tmp_path, binary(header) + b"\0" * 7)
    assert area(surface) == pytest.approx(22)
    assert surface.left_out == ["7 bytes behind the triangles"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (binary()[:-1], "11 of 12 triangles"),
        (binary(count=2**32 - 1), "12 of 4294967295 triangles"),
        (binary()[:70], "70 bytes, fewer than the header has"),
    ],
)
def test_a_binary_file_that_is_not_whole_is_refused(tmp_path, content, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, content)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (f"solid name\n{FACET}endsolid name\n", 2),
        (f"solid\n{FACET}", 2),
        (f"solid\n{FACET}".partition(" endloop")[0], 2),
        (f"SOLID\n{FACET}ENDSOLID\n".upper(), 2),
        (f"solid vertex facet\n{FACET}endsolid\nsolid two\n{FACET}{FACET}", 6),
        (f"solid\nendsolid\nsolid b\n{FACET}endsolid", 2),
        (f"solid a\n{FACET}endsolid".replace("\n", "\r\n"), 2),
    ],
)
def test_a_text_file(tmp_path, text, size):
    surface = read(tmp_path, text.format(0).encode())
    assert area(surface) == pytest.approx(size)
    assert surface.left_out == []


def test_a_triangle_that_is_not_whole_is_said(tmp_path):
    text = f"solid\n{FACET}{FACET}"
    surface = read(tmp_path, text[: text.rindex("vertex")].format(0).encode())
    assert area(surface) == pytest.approx(2)
    assert surface.left_out == ["the last triangle, which is not whole"]


@pytest.mark.parametrize("content", [b"solid a\nendsolid a\n", binary(count=0)[:84]])
def test_a_file_without_triangles_is_refused(tmp_path, content):
    (tmp_path / "a.stl").write_bytes(content)
    with pytest.raises(ValueError, match="no face"):
        read_file(tmp_path / "a.stl")


def test_colors_beside_that_of_the_object(tmp_path):
    # Red in the lowest bits, and two triangles that have the object's own.
    bits = np.array([31] * 10 + [1 << 15] * 2, "uint16")
    surface = read(tmp_path, binary(b"COLOR=\x00\xff\x00\xff", bits))
    colors = surface.parts[0].face_colors
    np.testing.assert_array_equal(colors, [[1, 0, 0]] * 10 + [[0, 1, 0]] * 2)


def test_colors_of_another_order_are_said(tmp_path):
    surface = read(tmp_path, binary(attributes=31 | 1 << 15))
    assert not surface.parts[0].has_colors
    assert surface.left_out == ["the colours of the triangles"]


@pytest.mark.parametrize("kind", ["stl", "stl_ascii"])
def test_a_file_of_trimesh(tmp_path, kind):
    BOX.export(tmp_path / "a.stl", file_type=kind)
    assert area(read_stl(tmp_path / "a.stl")) == pytest.approx(22)


@pytest.mark.parametrize("number", ["nan", "-nan(ind)", "1.#QNAN", "inf"])
def test_a_triangle_that_is_not_finite_is_left_out(tmp_path, number):
    text = f"solid\n{FACET.format(0)}{FACET.format(number)}endsolid"
    (tmp_path / "a.stl").write_text(text)
    assert read_file(tmp_path / "a.stl", 3).left_out == ("1 triangles that are not finite",)
