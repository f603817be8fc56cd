import numpy as np
import pytest
from surfaces import area

trimesh = pytest.importorskip("trimesh")
image = pytest.importorskip("PIL.Image")

from keras_recon.datasets.readers.content import Cloud  # noqa: E402
from keras_recon.datasets.readers.ply import read_ply  # noqa: E402
from keras_recon.datasets.readers.read_file import read_file  # noqa: E402

POINTS = np.array([[0.0, 0, 0], [2, 0, 0], [2, 2, 0], [0, 2, 0], [1, 3, 0]])
KINDS = {
    "char": "i1",
    "uchar": "u1",
    "ushort": "u2",
    "int": "i4",
    "uint": "u4",
    "float": "f4",
    "double": "f8",
}
FORMATS = ["ascii", "binary_little_endian", "binary_big_endian"]
XYZ = ["double x", "double y", "double z"]
FACE = ["list uchar int vertex_indices"]


def write(path, form, *elements, comments=(), newline="\n"):
    """Write elements `(name, properties, rows)`, a number after the other, and nothing clever."""
    lines = ["ply", f"format {form} 1.0", *(f"comment {comment}" for comment in comments)]
    body = b""
    for name, properties, rows in elements:
        lines += [f"element {name} {len(rows)}", *(f"property {text}" for text in properties)]
        for row in rows:
            words = []
            for text, value in zip(properties, row, strict=True):
                kinds = text.split()[1:3] if text.startswith("list") else [text.split()[0]]
                counted = [(kinds[0], len(value))] if len(kinds) > 1 else []
                values = value if len(kinds) > 1 else [value]
                words += counted + [(kinds[-1], number) for number in values]
            if form == "ascii":
                body += (" ".join(str(number) for _, number in words) + newline).encode()
            else:
                order = ">" if "big" in form else "<"
                body += b"".join(np.array(n, order + KINDS[kind]).tobytes() for kind, n in words)
    path.write_bytes((newline.join([*lines, "end_header"]) + newline).encode() + body)
    return path


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("faces", "expected"),
    [
        ([[0, 1, 2], [0, 2, 3]], 4),
        ([[0, 1, 2, 3]], 4),
        ([[0, 1, 2, 3], [3, 2, 4]], 5),
        ([[0, 1], [0, 1, 2, 4, 3], []], 5),
    ],
)
def test_polygons_of_all_sizes(tmp_path, form, newline, faces, expected):
    path = write(
        tmp_path / "a.ply",
        form,
        ("vertex", XYZ, POINTS),
        ("face", FACE, [[face] for face in faces]),
        newline=newline,
    )
    assert area(read_ply(path)) == pytest.approx(expected)


@pytest.mark.parametrize("form", FORMATS)
def test_lists_and_elements_beside_are_skipped(tmp_path, form):
    path = write(
        tmp_path / "a.ply",
        form,
        ("camera", ["float view"], [[9], [9]]),
        ("face", ["uchar flags", "list uint uint vertex_index", "list uchar float q"],
         [[7, [0, 1, 2], [0.5]], [8, [0, 2, 3], []]]),
        ("vertex", [*XYZ, "list uchar int rings"], [[*p, [1] * i] for i, p in enumerate(POINTS)]),
        ("edge", ["int vertex1", "int vertex2"], [[0, 1]]),
    )  # fmt: skip
    surface = read_ply(path)
    assert area(surface) == pytest.approx(4)
    assert surface.left_out == ["the elements camera, edge"]


@pytest.mark.parametrize("form", FORMATS)
def test_triangle_strips(tmp_path, form):
    strips = [[[0, 1, 3, 2, -1, 3, 2, 4]], [[0, 1, 3]]]
    elements = ("vertex", XYZ, POINTS), ("tristrips", FACE, strips)
    surface = read_ply(write(tmp_path / "a.ply", form, *elements))
    assert area(surface) == pytest.approx(4 + 1 + 2)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("kind", "full"), [("uchar", 255), ("float", 1), ("float", 255), ("ushort", 65535)]
)
def test_colors_of_points(tmp_path, form, kind, full):
    properties = [*XYZ, *(f"{kind} {name}" for name in ("red", "green", "blue", "alpha"))]
    rows = [[*POINTS[0], full, 0, 0, full], [*POINTS[1], 0, 0, full, full]]
    cloud = read_ply(write(tmp_path / "a.ply", form, ("vertex", properties, rows)))
    assert isinstance(cloud, Cloud)
    np.testing.assert_array_equal(cloud.points, POINTS[:2])
    np.testing.assert_array_equal(cloud.colors, [[1, 0, 0], [0, 0, 1]])


def test_colors_of_faces(tmp_path):
    properties = [*FACE, *(f"uchar {name}" for name in ("red", "green", "blue"))]
    rows = [[[0, 1, 2, 3], 255, 0, 0], [[3, 2, 4], 0, 0, 255]]
    path = tmp_path / "a.ply"
    write(path, "binary_little_endian", ("vertex", XYZ, POINTS), ("face", properties, rows))
    shape = read_file(path, 200)
    upper = shape.points[:, 1:2] > 2
    np.testing.assert_array_equal(shape.colors, np.where(upper, [0, 0, 1], [1, 0, 0]))


def test_colors_of_vertices_come_before_those_of_faces(tmp_path):
    names = [f"uchar {name}" for name in ("red", "green", "blue")]
    vertices = [[*point, 0, 255, 0] for point in POINTS]
    elements = ("vertex", [*XYZ, *names], vertices), ("face", FACE + names, [[[0, 1, 2], 1, 2, 3]])
    shape = read_file(write(tmp_path / "a.ply", "ascii", *elements), 3)
    np.testing.assert_array_equal(shape.colors, [[0, 1, 0]] * 3)


def test_splats_have_the_mean_of_their_color(tmp_path):
    properties = XYZ + [f"float f_dc_{i}" for i in range(3)]
    rows = [[0, 0, 0, 0, 1, 9]]
    cloud = read_ply(write(tmp_path / "a.ply", "ascii", ("vertex", properties, rows)))
    np.testing.assert_allclose(cloud.colors, [[0.5, 0.78209, 1]], atol=0.002)


def textured(folder, by_face):
    # Rows from the top: red, green; blue, white.
    texels = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]]
    image.fromarray(np.array(texels, "uint8")).save(folder / "my wood.png")
    uv = POINTS[:4, :2] / 2
    if by_face:
        vertices = ("vertex", XYZ, POINTS[:4])
        rows = [[face, uv[face].ravel()] for face in ([0, 1, 2], [0, 2, 3])]
        faces = ("face", [*FACE, "list uchar float texcoord"], rows)
    else:
        vertices = ("vertex", [*XYZ, "float s", "float t"], np.hstack([POINTS[:4], uv]))
        faces = ("face", FACE, [[[0, 1, 2, 3]]])
    path = folder / "a.ply"
    return write(path, "ascii", vertices, faces, comments=["TextureFile my wood.png"])


@pytest.mark.parametrize("by_face", [True, False])
def test_a_texture(tmp_path, by_face):
    shape = read_file(textured(tmp_path, by_face), 200)
    right, upper = (shape.points[:, :2] > 1).T[..., None]
    expected = np.where(
        upper, np.where(right, [0, 1, 0], [1, 0, 0]), np.where(right, [1, 1, 1], [0, 0, 1])
    )
    np.testing.assert_array_equal(shape.colors, expected)
    assert shape.side_files == (str(tmp_path / "my wood.png"),)


def test_a_texture_that_is_missing_is_said(tmp_path):
    path = textured(tmp_path, True)
    (tmp_path / "my wood.png").unlink()
    shape = read_file(path, 20)
    assert shape.colors is None
    assert shape.left_out == ("the texture my wood.png, which is missing",)


@pytest.mark.parametrize("form", FORMATS)
def test_coordinates_are_float64(tmp_path, form):
    path = write(tmp_path / "a.ply", form, ("vertex", XYZ, [[4512345.678901, 1, 2]]))
    assert read_ply(path).points[0, 0] == 4512345.678901


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("beside", [[], ["list uchar int rings"]])
def test_a_truncated_file_says_how_much_is_missing(tmp_path, form, beside):
    rows = [[*point, *([[1]] if beside else [])] for point in POINTS]
    path = write(tmp_path / "a.ply", form, ("vertex", XYZ + beside, rows))
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(ValueError, match="4 of 5 rows of the element vertex"):
        read_ply(path)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("properties", [XYZ, [*XYZ, "list uint int rings"]])
def test_counts_beyond_the_file_take_no_memory(tmp_path, form, properties):
    path = write(tmp_path / "a.ply", form, ("vertex", properties, []))
    path.write_bytes(path.read_bytes().replace(b"vertex 0", b"vertex 999999999999"))
    with pytest.raises(ValueError, match="0 of 999999999999 rows"):
        read_ply(path)


def test_a_list_longer_than_the_file_takes_no_memory(tmp_path):
    elements = ("vertex", XYZ, POINTS), ("face", ["list uint int vertex_indices"], [[[0, 1, 2]]])
    path = write(tmp_path / "a.ply", "binary_little_endian", *elements)
    path.write_bytes(path.read_bytes()[:-16] + b"\xff" * 16)
    with pytest.raises(ValueError, match="a list of length 4294967295"):
        read_ply(path)


def test_rows_longer_than_the_header_tells_are_cut(tmp_path):
    path = write(
        tmp_path / "a.ply", "ascii", ("vertex", XYZ, POINTS), ("face", FACE, [[[0, 1, 2]]])
    )
    path.write_text(path.read_text().replace("2.0 0.0 0.0\n", "2.0 0.0 0.0 9 9\n\n"))
    assert area(read_ply(path)) == pytest.approx(2)


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        ([], "no vertices with x, y and z"),
        ([("vertex", ["float x"], [[1]])], "no vertices with x, y and z"),
        ([("vertex", XYZ, [])], "no vertex"),
        ([("vertex", XYZ, POINTS), ("face", FACE, [[[0, 1, 5]]])], "the index 5"),
        ([("vertex", XYZ, POINTS), ("face", FACE, [[[0, 1, -1]]])], "the index -1"),
        ([("vertex", XYZ, POINTS), ("face", ["int n"], [[1]])], "faces without vertex_indices"),
    ],
)
def test_what_is_no_shape_is_refused(tmp_path, elements, message):
    with pytest.raises(ValueError, match=message):
        read_ply(write(tmp_path / "a.ply", "ascii", *elements))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ply\nformat ascii 1.0\n", "no header"),
        ("ply\nformat binary 1.0\nend_header\n", "the format 'binary'"),
        ("ply\nformat ascii 1.0\nelement vertex\nend_header\n", "element vertex"),
        ("ply\nproperty float x\nend_header\n", "property float x"),
        ("ply\nelement a 1\nproperty quad x\nend_header\n", "property quad x"),
    ],
)
def test_a_header_that_is_none_is_refused(tmp_path, text, message):
    (tmp_path / "a.ply").write_text(text)
    with pytest.raises(ValueError, match=message):
        read_ply(tmp_path / "a.ply")


@pytest.mark.parametrize("encoding", ["ascii", "binary"])
def test_a_file_of_trimesh(tmp_path, encoding):
    ball = trimesh.creation.icosphere(2)
    ball.export(tmp_path / "a.ply", encoding=encoding)
    assert area(read_ply(tmp_path / "a.ply")) == pytest.approx(ball.area, rel=1e-6)


@pytest.mark.parametrize("text", [True, False])
@pytest.mark.parametrize("order", "<>")
def test_a_file_of_plyfile(tmp_path, text, order):
    plyfile = pytest.importorskip("plyfile")
    vertices = np.array([tuple(p) for p in POINTS], [("x", "f8"), ("y", "f4"), ("z", "f8")])
    faces = np.empty(2, [("vertex_indices", "O")])
    faces["vertex_indices"] = [np.array([0, 1, 2, 3]), np.array([3, 2, 4])]
    elements = [
        plyfile.PlyElement.describe(vertices, "vertex"),
        plyfile.PlyElement.describe(faces, "face"),
    ]
    plyfile.PlyData(elements, text, order).write(str(tmp_path / "a.ply"))
    assert area(read_ply(tmp_path / "a.ply")) == pytest.approx(5)
