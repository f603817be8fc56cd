import subprocess
import sys

import numpy as np
import pytest

trimesh = pytest.importorskip("trimesh")
image = pytest.importorskip("PIL.Image")

from keras_recon.datasets.readers.parts import Part  # noqa: E402
from keras_recon.datasets.readers.sample_surface import sample_surface  # noqa: E402

# Two squares of side 1 in the plane z = 0, at x = 0..1 and x = 2..3.
SQUARE = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
FACES = np.array([[0, 1, 2], [0, 2, 3]])
UV = SQUARE[:, :2]


def draw(*parts, num_points=2000, seed=0):
    return sample_surface(parts, num_points, np.random.default_rng(seed))


def test_points_are_even_by_area():
    box = trimesh.creation.box((1, 2, 5))
    points, _, _ = draw(Part(box.vertices, box.faces), num_points=40_000)
    # Of a box, the share of each pair of sides is known.
    on_side = np.isclose(np.abs(points), [0.5, 1, 2.5], atol=1e-9)
    np.testing.assert_allclose(on_side.mean(axis=0), np.array([10, 5, 2]) / 17, atol=0.01)
    # Within a side, every tenth of it has as many.
    ends = np.histogram(points[on_side[:, 0], 2], 10, (-2.5, 2.5))[0]
    np.testing.assert_allclose(ends / ends.sum(), 0.1, atol=0.01)


def test_points_keep_their_digits_far_from_the_origin():
    origin = np.array([4.5e6, 5e5, 300])
    near, _, _ = draw(Part(SQUARE, FACES))
    far, _, _ = draw(Part(SQUARE + origin, FACES))
    np.testing.assert_allclose(far - origin, near, atol=1e-8)


@pytest.mark.parametrize("size", [1e-160, 1e150])
def test_areas_of_the_very_small_and_large_have_a_float(size):
    points, _, _ = draw(Part(SQUARE * size, FACES))
    np.testing.assert_allclose(points.mean(axis=0) / size, [0.5, 0.5, 0], atol=0.03)


def test_triangles_that_are_not_finite_are_left_out():
    vertices = np.concatenate([SQUARE, [[np.nan, 0, 0], [np.inf, 0, 0]]])
    faces = np.concatenate([FACES, [[0, 1, 4], [0, 1, 5]]])
    points, _, left_out = draw(Part(vertices, faces))
    assert np.isfinite(points).all()
    assert left_out == ["2 triangles that are not finite"]


def test_degenerate_triangles_get_no_point():
    faces = np.array([[0, 0, 0], [0, 1, 2], [1, 1, 2]])
    points, _, left_out = draw(Part(SQUARE, faces))
    assert (points[:, 0] >= points[:, 1]).all()
    assert left_out == []


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([], "no face"),
        ([Part(SQUARE, np.empty((0, 3)))], "no face"),
        ([Part(SQUARE * 0, FACES)], "a surface of area 0"),
        ([Part(SQUARE * np.nan, FACES)], "no finite triangle"),
    ],
)
def test_a_surface_without_area_is_refused(parts, message):
    with pytest.raises(ValueError, match=message):
        draw(*parts)


@pytest.mark.parametrize(
    "part",
    [
        Part(SQUARE, FACES),
        Part(SQUARE, FACES, uv=UV),
        Part(SQUARE, FACES, image=image.fromarray(np.zeros((2, 2, 3), "uint8"))),
    ],
)
def test_an_uncolored_surface_has_no_colors(part):
    assert draw(part)[1] is None


def test_colors_of_vertices_are_interpolated():
    colors = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    points, sampled, _ = draw(Part(SQUARE, FACES, colors))
    assert sampled.dtype == "float32"
    np.testing.assert_allclose(sampled, points, atol=1e-6)


def test_colors_of_faces_are_those_of_the_face():
    part = Part(SQUARE, FACES, face_colors=np.array([[1, 0, 0], [0, 1, 0]]))
    points, colors, _ = draw(part)
    below = points[:, 0] > points[:, 1]
    np.testing.assert_array_equal(colors, np.where(below[:, None], [1, 0, 0], [0, 1, 0]))


def test_a_part_without_color_among_others_is_grey():
    plain, red = (
        Part(SQUARE, FACES),
        Part(SQUARE + np.array([2, 0, 0]), FACES, base_color=(1, 0, 0)),
    )
    points, colors, _ = draw(plain, red)
    np.testing.assert_allclose(
        colors, np.where(points[:, :1] < 1.5, [0.4, 0.4, 0.4], [1, 0, 0]), atol=1e-6
    )


# Rows from the top: red, green; blue, white.
TEXTURE = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], "uint8")


@pytest.mark.parametrize("turns", [0, 3, -2])
def test_a_texture_is_looked_up_and_repeats(turns):
    part = Part(SQUARE, FACES, uv=UV + turns, image=image.fromarray(TEXTURE))
    points, colors, _ = draw(part)
    right, upper = points[:, 0] > 0.5, points[:, 1] > 0.5
    expected = TEXTURE[1 - upper.astype(int), right.astype(int)] / 255
    np.testing.assert_allclose(colors, expected)


@pytest.mark.parametrize(
    ("corner", "color"), [((0, 0), "blue"), ((1, 0), "white"), ((0, 1), "red"), ((1, 1), "green")]
)
def test_the_borders_of_a_texture_belong_to_it(corner, color):
    expected = {"red": [1, 0, 0], "green": [0, 1, 0], "blue": [0, 0, 1], "white": [1, 1, 1]}[color]
    part = Part(SQUARE, FACES, uv=np.tile(corner, (4, 1)), image=image.fromarray(TEXTURE))
    np.testing.assert_array_equal(draw(part, num_points=5)[1], [expected] * 5)


def test_texture_material_and_vertices_are_multiplied():
    white = image.fromarray(np.full((2, 2, 3), 255, "uint8"))
    half = np.full((4, 3), 0.2)
    part = Part(SQUARE, FACES, half, uv=UV, image=white, base_color=(1, 0.6, 0))
    np.testing.assert_allclose(draw(part, num_points=3)[1], [[0.2, 0.12, 0]] * 3, atol=1e-6)


def test_uv_that_are_not_finite_are_survived():
    part = Part(SQUARE, FACES, uv=UV * np.nan, image=image.fromarray(TEXTURE))
    assert np.isfinite(draw(part)[1]).all()


def test_the_same_seed_gives_the_same_bytes_in_any_process():
    code = (
        "import numpy as np, sys\n"
        "from readers.parts import Part\n"
        "from readers.sample_surface import sample_surface\n"
        "part = Part(np.eye(3), np.array([[0, 1, 2]]))\n"
        "points = sample_surface([part], 50, np.random.default_rng(3))[0]\n"
        "sys.stdout.write(points.tobytes().hex())"
    )
    import keras_recon.datasets.readers as readers

    folder = readers.__path__[0].removesuffix("readers")
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {folder!r})\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    part = Part(np.eye(3), np.array([[0, 1, 2]]))
    assert ran.stdout == draw(part, num_points=50, seed=3)[0].tobytes().hex()
