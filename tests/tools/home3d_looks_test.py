import home3d_looks
import numpy as np
import pytest

from keras_recon.datasets.readers.gltf import read_gltf
from keras_recon.datasets.readers.parts import Part

pytest.importorskip("trimesh")
pytest.importorskip("pyvista")
Image = pytest.importorskip("PIL.Image")

TURN = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]])  # z up to y up
# Two squares side by side, of which the first says where on the texture it is.
SQUARES = """\
mtllib squares.mtl
v 0 0 0
v 1 0 0
v 2 0 0
v 0 0 1
v 1 0 1
v 2 0 1
vt 0 0
vt 1 0
vt 1 1
vt 0 1
usemtl wood
f 1/1 2/2 5/3 4/4
f 2 3 6 5
"""
MATERIALS = "newmtl wood\nKd 0.2 0.4 0.6\nmap_Kd grain.png\n"


def read_squares(folder):
    """The left half of the texture is red, the right green."""
    (folder / "squares.obj").write_text(SQUARES)
    (folder / "squares.mtl").write_text(MATERIALS)
    texture = np.zeros((4, 4, 3), "uint8")
    texture[:, :2], texture[:, 2:] = (255, 0, 0), (0, 255, 0)
    Image.fromarray(texture).save(folder / "grain.png")
    return home3d_looks.read_parts(folder / "squares.obj", TURN)


def test_textures_stand_for_themselves_and_materials_for_what_has_none(tmp_path):
    points = np.array([[0.25, 0.5, 0], [0.75, 0.5, 0], [1.5, 0.5, 0]])
    colors = home3d_looks.color_points(read_squares(tmp_path), points)
    np.testing.assert_allclose(colors, [[1, 0, 0], [0, 1, 0], [0.2, 0.4, 0.6]], atol=1e-6)


def test_parts_are_turned(tmp_path):
    corners = np.concatenate([part.vertices for part in read_squares(tmp_path)])
    np.testing.assert_array_equal(np.ptp(corners, axis=0), [2, 1, 0])


def test_points_off_the_surface_get_the_colour_of_the_nearest_place(tmp_path):
    points = np.array([[-0.5, 2, 0.1], [9, 0.5, -0.1]])
    colors = home3d_looks.color_points(read_squares(tmp_path), points)
    np.testing.assert_allclose(colors, [[1, 0, 0], [0.2, 0.4, 0.6]], atol=1e-6)


def test_a_surface_without_colours_is_grey():
    part = Part(np.eye(3), np.array([[0, 1, 2]]))
    np.testing.assert_array_equal(
        home3d_looks.color_points([part], np.eye(3)), np.full((3, 3), 0.4)
    )


def test_what_is_transparent_gets_the_mean_colour_of_what_is_not(tmp_path):
    pixels = np.array([[[200, 100, 0, 255], [100, 0, 50, 255], [9, 9, 9, 0]]], "uint8")
    Image.fromarray(pixels).save(tmp_path / "leaf.png")
    home3d_looks.fill_transparent(tmp_path / "leaf.png")
    filled = np.asarray(Image.open(tmp_path / "leaf.png"))
    np.testing.assert_array_equal(filled, [[[200, 100, 0], [100, 0, 50], [150, 50, 25]]])


def test_opaque_textures_stay_as_they_are(tmp_path):
    path = tmp_path / "wood.png"
    Image.fromarray(np.arange(48, dtype="uint8").reshape(4, 4, 3)).save(path)
    before = path.read_bytes()
    home3d_looks.fill_transparent(path)
    assert path.read_bytes() == before


def test_what_is_written_to_be_drawn_has_the_same_shape_and_colours(tmp_path):
    parts = read_squares(tmp_path)
    home3d_looks.write_glb(parts, tmp_path / "squares.glb")
    written = read_gltf(tmp_path / "squares.glb").parts
    points = np.random.default_rng(0).random((100, 3)) * [2, 1, 0]
    # Where two colours meet, either is right.
    points = points[(abs(points[:, :1] - [0.5, 1]) > 1e-3).all(axis=1)]
    np.testing.assert_allclose(
        home3d_looks.color_points(written, points),
        home3d_looks.color_points(parts, points),
        atol=1 / 255,
    )
    triangles = [np.concatenate([part.triangles for part in some]) for some in (written, parts)]
    np.testing.assert_allclose(*triangles, atol=1e-6)


def test_views_are_upright_and_coloured(tmp_path):
    pole = Part(
        np.array([[-1, -8, 0], [1, -8, 0], [1, 8, 0], [-1, 8, 0]]) / 8,
        np.array([[0, 1, 2], [0, 2, 3]]),
        base_color=(1.0, 0.0, 0.0),
    )
    hat = Part(
        np.array([[-0.3, 0.9, 0], [0.3, 0.9, 0], [0, 1.2, 0]]),
        [[0, 1, 2]],
        base_color=(0.0, 0.0, 1.0),
    )
    home3d_looks.write_glb([pole, hat], tmp_path / "pole.glb")
    [views] = home3d_looks.draw_views([tmp_path / "pole.glb"])
    assert (views.shape, views.dtype) == ((4, 224, 224, 3), np.uint8)
    red, green, blue = np.moveaxis(views.astype(int), -1, 0)
    for is_pole, is_hat in zip(red > green + 50, blue > green + 50, strict=True):
        (rows, columns), (hat_rows, _) = np.nonzero(is_pole), np.nonzero(is_hat)
        assert np.ptp(rows) > 3 * np.ptp(columns)
        assert hat_rows.mean() < rows.min() + 20


def test_what_cannot_be_drawn_is_named(tmp_path):
    (tmp_path / "broken.glb").write_bytes(b"no file")
    with pytest.raises(ValueError, match=r"broken\.glb"):
        [*home3d_looks.draw_views([tmp_path / "broken.glb"])]
