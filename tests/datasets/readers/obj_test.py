import zlib

import numpy as np
import pytest
from surfaces import area

trimesh = pytest.importorskip("trimesh")
image = pytest.importorskip("PIL.Image")

from keras_recon.datasets.readers.content import Cloud  # noqa: E402
from keras_recon.datasets.readers.mtl import read_materials  # noqa: E402
from keras_recon.datasets.readers.obj import read_obj  # noqa: E402
from keras_recon.datasets.readers.read_file import read_file  # noqa: E402

# A square of side 2, of which the corners come in a circle.
SQUARE = "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\n"
UV = "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"


def read(tmp_path, text):
    path = tmp_path / "shape.obj"
    path.write_bytes(text.encode())
    return read_obj(path)


@pytest.mark.parametrize(
    "faces",
    [
        "f 1 2 3 4",
        "f 1 2 3\nf 1 3 4",
        "f 1 2 3\nf 1 3 4 # a comment",
        "f 1/1 2/2 3/3 4/4",
        "f 1//1 2//1 3//1 4//1",
        "f 1/1/1 2/2/1 3/3/1 4/4/1",
        "f 1/1/1 2//1 3/3 4",
        "f 1/1 2/2 3/3\nf 1//1 3//1 4//1",
        # As many numbers as if all were v/t.
        "f 1//1 2//2 3//3\nf 1 3 4",
        "f -4 -3 -2 -1",
        "f -4//-1 -3//-1 -2//-1 -1//-1",
        "f -4/-4/-1 -3/-3/-1 -2/-2/-1 -1/-1/-1",
        "f 1 2 \\\n3 4",
        "f 1 2 \\\r\n3 4",
        "\tf\t1  2\t3 4  ",
        "o first\ng f one\nf 1 2 3\no second\ng two\ns 1\nf 1 3 4",
        "f 1 2 3 4\r\n",
    ],
)
def test_faces_are_read_however_they_are_written(tmp_path, faces):
    surface = read(tmp_path, f"# v 9 9 9\n{SQUARE}{UV}vn 0 0 1\n{faces}\n")
    assert area(surface) == pytest.approx(4)
    assert surface.left_out == []


def test_negative_indices_count_back_from_the_face(tmp_path):
    triangle = "v 0 0 {0}\nv 1 0 {0}\nv 0 1 {0}\nf -3 -2 -1\n"
    surface = read(tmp_path, triangle.format(0) + triangle.format(5) + "v 7 7 7\n")
    corners = surface.parts[0].vertices[surface.parts[0].faces]
    np.testing.assert_array_equal(corners[:, :, 2], [[0, 0, 0], [5, 5, 5]])


def test_negative_texture_indices_count_back_from_the_face(tmp_path):
    write_texture(tmp_path)
    quad = "vt {0} {0}\n" * 4 + "f -4/-4 -3/-3 -2/-2 -1/-1\n"
    text = f"mtllib a.mtl\nusemtl wood\n{SQUARE}{quad.format(0.1)}"
    surface = read(tmp_path, text + "v 2 0 1\nv 4 0 1\nv 4 2 1\nv 2 2 1\n" + quad.format(0.9))
    np.testing.assert_allclose(surface.parts[0].uv[:, 0], [0.1] * 6 + [0.9] * 6)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(tmp_path, newline):
    text = (SQUARE + "f 1 2 3 4").replace("\n", newline)
    assert area(read(tmp_path, text)) == pytest.approx(4)


def test_a_polygon_is_a_fan(tmp_path):
    angles = np.arange(6) * np.pi / 3
    vertices = "".join(f"v {np.cos(a)} {np.sin(a)} 0\n" for a in angles)
    surface = read(tmp_path, vertices + "f 1 2 3 4 5 6\n")
    assert area(surface) == pytest.approx(1.5 * np.sqrt(3))


@pytest.mark.parametrize("index", ["5", "0", "-5"])
def test_an_index_out_of_range_is_refused(tmp_path, index):
    with pytest.raises(ValueError, match="a face with the index"):
        read(tmp_path, f"{SQUARE}f 1 2 {index}\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_of_the_encoding_is_no_text(tmp_path, encoding):
    path = tmp_path / "a.obj"
    path.write_text(SQUARE + "f 1 2 3 4\n", encoding=encoding)
    assert area(read_obj(path)) == pytest.approx(4)


def test_a_concave_polygon_keeps_its_area(tmp_path):
    arrow = "v 0 1 0\nv -2 2 0\nv 0 -2 0\nv 2 2 0\n"
    assert area(read(tmp_path, arrow + "f 2 3 4 1\n")) == pytest.approx(6)


@pytest.mark.parametrize("text", ["", "# nothing\n", "f 1 2 3\n", "version https://git-lfs\n"])
def test_a_file_without_vertices_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match="no vertex"):
        read(tmp_path, text)


def test_what_is_no_polygon_is_left_out_and_counted(tmp_path):
    others = "l 1 2\nl 2 3 4\np 1\ncurv 0 1 1 2\nsurf 0 1 0 1 1\nf 1 2\nf 1 2 3 4\n"
    surface = read(tmp_path, SQUARE + others)
    assert area(surface) == pytest.approx(4)
    assert surface.left_out == [
        "2 line elements",
        "1 point elements",
        "1 curves",
        "1 free-form surfaces",
        "1 faces of fewer than three corners",
    ]


def test_faces_without_corners_are_no_shape(tmp_path):
    (tmp_path / "a.obj").write_text(SQUARE + "f\nf \n")
    with pytest.raises(ValueError, match="no face"):
        read_file(tmp_path / "a.obj")


def test_vertices_without_faces_are_a_cloud(tmp_path):
    cloud = read(tmp_path, "v 1 2 3 1 0 0\nv 4 5 6 0 0 1\nl 1 2\n")
    assert isinstance(cloud, Cloud)
    assert cloud.left_out == ["1 line elements"]
    np.testing.assert_array_equal(cloud.points, [[1, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(cloud.colors, [[1, 0, 0], [0, 0, 1]])


@pytest.mark.parametrize("full", [1, 255])
def test_colors_of_vertices(tmp_path, full):
    colored = "".join(f"{line} {full} 0 0\n" for line in SQUARE.splitlines())
    path = tmp_path / "red.obj"
    path.write_text(colored + "f 1 2 3 4\n")
    np.testing.assert_array_equal(read_file(path, 3).colors, [[1, 0, 0]] * 3)


def test_colors_that_some_vertices_lack_are_left_out(tmp_path):
    surface = read(tmp_path, "v 0 0 0 1 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    assert surface.left_out == ["colours, which some vertices don't have"]
    assert area(surface) == 0.5


def test_a_weight_is_no_color(tmp_path):
    surface = read(tmp_path, "v 0 0 0 1\nv 1 0 0 1\nv 0 1 0 1\nf 1 2 3\n")
    assert area(surface) == 0.5
    assert not surface.parts[0].has_colors


def test_coordinates_are_float64(tmp_path):
    cloud = read(tmp_path, "v 4512345.678901 1 2\n")
    assert cloud.points[0, 0] == 4512345.678901


def test_a_cube_of_two_materials(tmp_path):
    cube = trimesh.creation.box((2, 2, 2))
    lines = [f"v {x} {y} {z}" for x, y, z in cube.vertices]
    upper = cube.triangles_center[:, 2] > 0.99
    for name, faces in (("red one", cube.faces[upper]), ("blue", cube.faces[~upper])):
        lines += [f"usemtl {name}"] + [f"f {a + 1} {b + 1} {c + 1}" for a, b, c in faces]
    (tmp_path / "two materials.mtl").write_text(
        "newmtl red one\nKd 1 0 0\nnewmtl blue\n  Kd 0 0 1\nnewmtl unused\nmap_Kd none.png\n"
    )
    path = tmp_path / "cube.obj"
    path.write_text("mtllib two materials.mtl\n" + "\n".join(lines))
    shape = read_file(path, 500)
    upper = np.isclose(shape.points[:, 2], 1)
    np.testing.assert_array_equal(shape.colors, np.where(upper[:, None], [1, 0, 0], [0, 0, 1]))
    assert shape.left_out == ()
    assert shape.side_files == (str(tmp_path / "two materials.mtl"),)


def write_texture(folder, material="map_Kd my wood.png\n", name="my wood.png"):
    """Rows from the top: red, green; blue, white."""
    texels = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]]
    image.fromarray(np.array(texels, "uint8")).save(folder / name)
    (folder / "a.mtl").write_text("newmtl wood\n" + material)


TEXTURED = f"mtllib a.mtl\nusemtl wood\n{SQUARE}{UV}f 1/1 2/2 3/3 4/4\n"


@pytest.mark.parametrize("folder", ["", "maps/", "..\\maps\\", "./"])
def test_a_texture_is_below_the_folder_or_the_one_above(tmp_path, folder):
    own = tmp_path / "own"
    place = own / folder.replace("\\", "/")
    own.mkdir()
    place.mkdir(exist_ok=True)
    write_texture(own, f"map_Kd {folder}my wood.png\n")
    (own / "my wood.png").rename(place / "my wood.png")
    (own / "a.obj").write_text(TEXTURED)
    shape = read_file(own / "a.obj", 200)
    right, upper = shape.points[:, 0] > 1, shape.points[:, 1] > 1
    expected = np.where(
        upper[:, None],
        np.where(right[:, None], [0, 1, 0], [1, 0, 0]),
        np.where(right[:, None], [1, 1, 1], [0, 0, 1]),
    )
    np.testing.assert_array_equal(shape.colors, expected)
    assert len(shape.side_files) == 2
    assert shape.left_out == ()


@pytest.mark.parametrize(("color", "expected"), [("0.2 1 1", [0.2, 1, 1]), ("0 0 0", [1, 1, 1])])
def test_a_texture_is_multiplied_by_a_color_that_is_not_black(tmp_path, color, expected):
    write_texture(tmp_path, f"map_Kd my wood.png\nKd {color}\n")
    corner = TEXTURED.replace(UV, "vt 0.9 0.1\n" * 4)  # white
    (tmp_path / "a.obj").write_text(corner)
    colors = read_file(tmp_path / "a.obj", 2).colors
    np.testing.assert_allclose(colors, [expected] * 2, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none.png", "none.png, which is missing"),
        ("/etc/hostname", "/etc/hostname, which is outside the folder"),
        ("../../x.png", "../../x.png, which is outside the folder"),
        ("C:\\maps\\x.png", "C:\\maps\\x.png, which is outside the folder"),
        ("http://localhost/x.png", "http://localhost/x.png, which is outside the folder"),
        ("broken.png", "broken.png: can't be read"),
        ("large.png", "large.png: Image size (400000000 pixels) exceeds limit"),
    ],
)
def test_a_texture_that_is_not_read_leaves_the_color(tmp_path, name, reason):
    write_texture(tmp_path, f"Kd 1 0 0\nmap_Kd {name}\n")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    whole = (tmp_path / "my wood.png").read_bytes()
    size = (20000).to_bytes(4, "big") * 2
    header = b"IHDR" + size + whole[24:29]
    check = zlib.crc32(header).to_bytes(4, "big")
    (tmp_path / "large.png").write_bytes(whole[:12] + header + check + whole[33:])
    (tmp_path / "a.obj").write_text(TEXTURED)
    shape = read_file(tmp_path / "a.obj", 2)
    np.testing.assert_array_equal(shape.colors, [[1, 0, 0]] * 2)
    assert len(shape.left_out) == 1
    assert shape.left_out[0].startswith(f"the texture {reason}")


@pytest.mark.parametrize("name", ["C:\\maps\\my wood.png", "/home/me/my wood.png"])
def test_a_texture_of_another_machine_is_the_one_of_its_name_beside(tmp_path, name):
    write_texture(tmp_path, f"map_Kd {name}\n")
    (tmp_path / "a.obj").write_text(TEXTURED.replace(UV, "vt 0.9 0.1\n" * 4))  # white
    shape = read_file(tmp_path / "a.obj", 2)
    np.testing.assert_array_equal(shape.colors, [[1, 1, 1]] * 2)
    assert shape.left_out == ()


def test_a_texture_comes_before_colors_of_vertices_and_they_before_the_material(tmp_path):
    write_texture(tmp_path, "map_Kd my wood.png\nnewmtl plain\nKd 0 1 0\n")
    colored = SQUARE.replace(" 0\n", " 0 0 0 1\n")
    white = "vt 0.9 0.1\n" * 4
    text = f"mtllib a.mtl\n{colored}{white}usemtl wood\nf 1/1 2/2 3/3\nusemtl plain\nf 1 3 4\n"
    (tmp_path / "a.obj").write_text(text)
    shape = read_file(tmp_path / "a.obj", 50)
    below = shape.points[:, :1] > shape.points[:, 1:2]
    np.testing.assert_array_equal(shape.colors, np.where(below, [1, 1, 1], [0, 0, 1]))


def test_a_texture_of_16_bits_is_not_clipped(tmp_path):
    write_texture(tmp_path)
    image.fromarray(np.full((2, 2), 16384, "uint16")).save(tmp_path / "my wood.png")
    (tmp_path / "a.obj").write_text(TEXTURED)
    colors = read_file(tmp_path / "a.obj", 2).colors
    np.testing.assert_allclose(colors, np.full((2, 3), 0.25), atol=0.003)


def test_materials_that_are_missing_are_said(tmp_path):
    surface = read(tmp_path, f"mtllib none.mtl\nusemtl wood\n{SQUARE}f 1 2 3 4\n")
    assert surface.left_out == ["the materials none.mtl, which is missing"]
    assert not surface.parts[0].has_colors


def test_texture_coordinates_that_are_not_there_are_said(tmp_path):
    write_texture(tmp_path)
    surface = read(tmp_path, TEXTURED.replace("4/4", "4/9"))
    assert area(surface) == pytest.approx(4)
    assert surface.left_out == ["texture coordinates, of which 4 are fewer than are used"]


@pytest.mark.parametrize(
    ("options", "scale", "offset"),
    [
        ("", (1, 1), (0, 0)),
        ("-bm 0.5 -clamp on ", (1, 1), (0, 0)),
        ("-s 2 3 1 -o -.5 1e-1 ", (2, 3), (-0.5, 0.1)),
        ("-s 2 -o 1 -mm 0 1 ", (2, 1), (1, 0)),
    ],
)
def test_options_before_a_texture_are_no_name(options, scale, offset):
    material = read_materials(f"newmtl a\nmap_Kd {options}maps/my wood 2.png\n")["a"]
    assert material.texture == "maps/my wood 2.png"
    assert material.scale == scale
    assert material.offset == offset


def test_options_move_a_texture(tmp_path):
    write_texture(tmp_path, "map_Kd -s 0 0 -o 0.9 0.1 my wood.png\n")  # lower right
    (tmp_path / "a.obj").write_text(TEXTURED)
    np.testing.assert_array_equal(read_file(tmp_path / "a.obj", 2).colors, [[1, 1, 1]] * 2)


def test_one_number_is_a_grey():
    assert read_materials("newmtl a\nKd 0.5\n")["a"].color == (0.5, 0.5, 0.5)
