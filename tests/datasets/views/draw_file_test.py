import contextlib
import sys
from ctypes.util import find_library
from pathlib import Path

import numpy as np
import pytest
from meshes import BLOCK, CUBE, CUBE_FACES, write_block, write_obj

from keras_recon.datasets.views import view_directions
from keras_recon.datasets.views.draw import FILLED
from keras_recon.datasets.views.draw_file import drawing_worker, triangle_worker

pytest.importorskip("pyvista")
FRONT = np.array([[0.0, 0.0, 1.0]])
BACK = -FRONT
SIZE = 96


@pytest.fixture(scope="module")
def worker():
    worker = drawing_worker()
    yield worker
    worker.close()


@pytest.fixture
def draw(worker):
    def draw(path, directions=FRONT, size=SIZE, up_axis="y"):
        [drawing] = worker.answer_all([(str(path), directions, size, up_axis)])
        if isinstance(drawing, Exception):
            raise drawing
        return drawing.views.astype(int)

    return draw


def is_drawn(picture):
    return (picture < 255).any(axis=-1)


def columns_of(picture, channel):
    """Columns where one of red, green and blue is much the brightest."""
    others = np.delete(picture, channel, axis=-1).max(axis=-1)
    return np.nonzero(picture[..., channel] > others + 60)[1]


def test_what_is_left_is_left_and_colors_are_those_of_the_file(draw, tmp_path):
    vertices = np.concatenate([CUBE, CUBE + np.array([3, 0, 0])])
    faces = [*CUBE_FACES, *(tuple(i + 8 for i in face) for face in CUBE_FACES)]
    colors = np.repeat([[1, 0, 0], [0, 0, 1]], 8, axis=0)
    path = write_obj(tmp_path / "cubes.obj", vertices, faces, colors)
    front, back = (draw(path, direction)[0] for direction in (FRONT, BACK))
    assert columns_of(front, 0).max() < SIZE / 2 < columns_of(front, 2).min()
    assert columns_of(back, 2).max() < SIZE / 2 < columns_of(back, 0).min()


def test_triangles_are_drawn_as_the_file_of_them(draw, tmp_path, random):
    corners = np.array([(a, *pair) for a, b, c, d in CUBE_FACES for pair in ((b, c), (c, d))])
    triangles = BLOCK[corners]
    from_file = draw(write_block(tmp_path / "a.obj"), view_directions(2))
    grey = np.full((len(triangles), 3), 0.75)
    with contextlib.closing(triangle_worker()) as worker:
        request = triangles, grey, view_directions(2), SIZE
        flat = np.zeros_like(triangles), *request[1:]
        drawing, error = worker.answer_all([("block", *request), ("flat", *flat)])
    np.testing.assert_allclose(drawing.views.astype(int), from_file, atol=2)
    assert isinstance(error, ValueError)


def test_up_is_up(draw, tmp_path):
    vertices, faces = np.concatenate([CUBE, CUBE * 0.2 + [0.4, 2, 0.4]]), [*CUBE_FACES]
    faces += [tuple(i + 8 for i in face) for face in CUBE_FACES]
    [picture] = draw(write_obj(tmp_path / "a.obj", vertices, faces))
    rows = np.nonzero(is_drawn(picture))[0]
    assert np.median(rows) > SIZE / 2


def test_the_area_of_a_sphere_is_that_of_a_circle(draw, tmp_path):
    trimesh = pytest.importorskip("trimesh")
    trimesh.creation.icosphere(subdivisions=4, radius=7).export(tmp_path / "sphere.ply")
    pictures = draw(tmp_path / "sphere.ply", view_directions(3))
    for picture in pictures:
        # The cone of the view touches the sphere, at a share FILLED of its sine.
        cone = np.arcsin(FILLED * np.sin(np.radians(15)))
        radius = SIZE / 2 * np.tan(cone) / np.tan(np.radians(15))
        covered = is_drawn(picture).sum()
        assert covered == pytest.approx(np.pi * radius**2, rel=0.03)


def test_a_sphere_is_smooth_and_brighter_above(draw, tmp_path):
    trimesh = pytest.importorskip("trimesh")
    trimesh.creation.icosphere(subdivisions=3).export(tmp_path / "sphere.ply")
    [picture] = draw(tmp_path / "sphere.ply")
    column = picture[10:-10, SIZE // 2, 0]
    assert np.abs(np.diff(column)).max() < 8
    assert column[: SIZE // 4].mean() > column[-SIZE // 4 :].mean()


def test_both_sides_of_a_face_are_seen_and_shine_alike(draw, tmp_path):
    square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    front = draw(write_obj(tmp_path / "a.obj", square, [(0, 1, 2, 3)]))
    back = draw(write_obj(tmp_path / "b.obj", square, [(3, 2, 1, 0)]))
    assert is_drawn(front).mean() > 0.3
    np.testing.assert_allclose(front, back, atol=1)


@pytest.fixture
def textured(tmp_path):
    """A square of which the left half is red and the right is green, by a texture."""
    image = pytest.importorskip("PIL.Image")
    texels = np.zeros((8, 8, 3), "uint8")
    texels[:, :4, 0] = texels[:, 4:, 1] = 255
    texels[:2, :, 2] = 255  # the upper rows
    image.fromarray(texels).save(tmp_path / "image.png")
    (tmp_path / "a.mtl").write_text("newmtl wood\nmap_Kd image.png\n")
    vertices = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"
    faces = "usemtl wood\nf 1/1 2/2 3/3 4/4\n"
    (tmp_path / "a.obj").write_text(f"mtllib a.mtl\n{vertices}{faces}")
    return tmp_path / "a.obj"


def test_a_texture_lies_as_the_file_says(draw, textured):
    [picture] = draw(textured)
    middle = SIZE // 2
    left, right = picture[middle, middle - 15], picture[middle, middle + 15]
    assert left[0] > 150 > 60 > left[1:].max()
    assert right[1] > 150 > 60 > right[[0, 2]].max()
    blue_rows = np.nonzero(picture[:, middle - 15, 2] > 150)[0]
    drawn_rows = np.nonzero(is_drawn(picture)[:, middle - 15])[0]
    blue_rows = np.intersect1d(blue_rows, drawn_rows)
    assert blue_rows.max() < middle - 5


def test_a_texture_is_multiplied_by_the_color_of_the_material(draw, textured):
    mtl = textured.with_suffix(".mtl")
    mtl.write_text(mtl.read_text() + "Kd 0.5 0.5 0.5\n")
    [dark] = draw(textured)
    mtl.write_text("newmtl wood\nmap_Kd image.png\n")
    [bright] = draw(textured)
    place = SIZE // 2, SIZE // 2 - 15
    assert dark[place][0] == pytest.approx(0.5 * bright[place][0], abs=20)


# What a point of a file is where y is up, by the axis that is up in the file.
@pytest.mark.parametrize(
    ("up_axis", "columns", "signs"),
    [("z", [0, 2, 1], [1, -1, 1]), ("x", [1, 0, 2], [1, -1, 1]), ("-y", [0, 1, 2], [1, -1, -1])],
)
def test_a_turned_file_gives_the_same_pixels(up_axis, columns, signs, draw, tmp_path):
    upright = BLOCK.copy()
    upright[-1] += [0.5, 1, 0.3]
    turned = write_obj(tmp_path / "b.obj", upright[:, columns] * signs, CUBE_FACES)
    upright = write_obj(tmp_path / "a.obj", upright, CUBE_FACES)
    directions = view_directions(3)
    np.testing.assert_array_equal(
        draw(turned, directions, up_axis=up_axis), draw(upright, directions)
    )


@pytest.mark.parametrize("offset", [[4.5e6, 5.3e6, 200], [0, 0, -7e5]])
def test_far_from_the_origin_the_picture_is_the_same(offset, draw, tmp_path):
    near = draw(write_block(tmp_path / "a.obj"), view_directions(2))
    far = draw(write_obj(tmp_path / "b.obj", BLOCK + offset, CUBE_FACES), view_directions(2))
    np.testing.assert_allclose(far, near, atol=1)


@pytest.mark.parametrize("unit", [1e-150, 1e-6, 1e9, 1e200])
def test_the_unit_does_not_matter(unit, draw, tmp_path):
    near = draw(write_block(tmp_path / "a.obj"))
    np.testing.assert_allclose(
        draw(write_obj(tmp_path / "b.obj", unit * BLOCK, CUBE_FACES)), near, atol=1
    )


def test_what_is_not_finite_or_not_used_is_left_out(worker, draw, tmp_path):
    whole = draw(write_block(tmp_path / "a.obj"))
    vertices = np.concatenate([BLOCK, [[np.nan, 0, 0], [1e6, 0, 0]]])
    path = write_obj(tmp_path / "b.obj", vertices, [*CUBE_FACES, (0, 1, 8)])
    np.testing.assert_array_equal(draw(path), whole)
    [drawing] = worker.answer_all([(str(path), FRONT, SIZE, "y")])
    assert drawing.left_out == ("1 triangles that are not finite",)


def test_a_cloud_is_drawn_in_its_colors(draw, tmp_path, random):
    points = random.normal(size=(20000, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    colors = np.where(points[:, :1] < 0, [1.0, 0, 0], [0, 0, 1.0])
    np.savez(tmp_path / "a.npz", points=points, colors=colors)
    [picture] = draw(tmp_path / "a.npz")
    # As closed as the sphere itself.
    assert is_drawn(picture).sum() == pytest.approx(np.pi * (FILLED * SIZE / 2) ** 2, rel=0.05)
    red, blue = columns_of(picture, 0), columns_of(picture, 2)
    assert np.median(red) < SIZE / 2 < np.median(blue)
    assert len(red) + len(blue) > 0.95 * is_drawn(picture).sum()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.ply", b"ply\nformat ascii 1.0\nelement vertex 3\n", "whole file"),
        ("a.obj", b"v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n", "nothing to be seen"),
        ("a.obj", b"v 1 1 1\nf 1 1 1\n", "area 0"),
        ("a.obj", b"v 0 0 0\nv 0 0 1\nv 0 1 1\nf 1 2 3\n", "from its edge"),
        ("a.stl", bytes(84), "no face"),
        ("a.obj", b"v nan 0 0\nv 0 0 1\nv 0 1 1\nf 1 2 3\n", "no finite triangle"),
    ],
)
def test_what_has_nothing_to_be_seen_is_an_error(name, content, reason, draw, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"{reason}.*Received: .*{name}"):
        draw(tmp_path / name)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what is loaded")
def test_the_process_that_draws_loads_no_tensorflow(tmp_path):
    # TensorFlow and Mesa in one process end it.
    worker = drawing_worker()
    [error] = worker.answer_all([("missing.obj", FRONT, SIZE, "y")])
    assert isinstance(error, FileNotFoundError)
    maps = Path(f"/proc/{worker._process.pid}/maps").read_text()
    assert "numpy" in maps
    assert "tensorflow" not in maps
    worker.close()


@pytest.mark.skipif(
    sys.platform != "linux" or find_library("OSMesa") is not None, reason="without OSMesa"
)
def test_where_nothing_can_draw_the_error_says_what_to_install(tmp_path, monkeypatch):
    # VTK, which chooses this where no other is found, would end the process.
    monkeypatch.setenv("VTK_DEFAULT_OPENGL_WINDOW", "vtkOSOpenGLRenderWindow")
    worker = drawing_worker()
    [error] = worker.answer_all([(str(write_block(tmp_path / "a.obj")), FRONT, SIZE, "y")])
    assert isinstance(error, ImportError)
    assert "apt-get install libegl1" in str(error)
    worker.close()


def test_a_missing_library_is_named(tmp_path, monkeypatch):
    (tmp_path / "pyvista.py").write_text("raise ImportError('no pyvista')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    worker = drawing_worker()
    [error] = worker.answer_all([(str(write_block(tmp_path / "a.obj")), FRONT, SIZE, "y")])
    assert isinstance(error, ImportError)
    assert 'pip install "keras-recon[render]"' in str(error)
    worker.close()
