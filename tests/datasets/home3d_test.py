import csv
import io
import pathlib

import numpy as np
import pytest
from sklearn.svm import LinearSVC

from keras_recon.datasets import home3d, load_home3d

OBJECTS = pathlib.Path(__file__).parents[2] / "tools" / "home3d_objects.csv"


@pytest.fixture(scope="module")
def everything():
    return load_home3d("all")


@pytest.fixture(scope="module")
def objects():
    with open(OBJECTS, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("split", "size", "labelled"), [("train", 688, 311), ("test", 132, 132), ("all", 820, 443)]
)
def test_splits_have_their_sizes(split, size, labelled):
    data = load_home3d(split)
    assert len(data) == size
    assert np.count_nonzero(data.labels >= 0) == labelled


def test_shapes_and_dtypes(everything):
    fields = {
        "points": ((820, 2048, 3), "float32"),
        "labels": ((820,), "int32"),
        "image_features": ((820, 1280), "float32"),
        "text_features": ((820, 384), "float32"),
        "icons": ((820, 64, 64, 3), "uint8"),
        "colors": ((820, 2048, 3), "float32"),
    }
    for field, (shape, dtype) in fields.items():
        assert getattr(everything, field).shape == shape
        assert getattr(everything, field).dtype == dtype
    assert everything.captions is None


@pytest.fixture(scope="module")
def all_views():
    return load_home3d("test", all_views=True)


def test_all_views_begin_with_those_of_icon_and_name(all_views):
    test = load_home3d("test")
    assert all_views.image_features.shape == (132, 5, 1280)
    assert all_views.text_features.shape == (132, 3, 384)
    np.testing.assert_array_equal(all_views.image_features[:, 0], test.image_features)
    np.testing.assert_array_equal(all_views.text_features[:, 0], test.text_features)
    np.testing.assert_array_equal(all_views.colors, test.colors)


def test_captions_are_the_names_alone_and_in_two_prompts(all_views):
    assert [captions[0] for captions in all_views.captions] == [*all_views.names]
    for name, captions in zip(all_views.names, all_views.captions, strict=True):
        assert len({*captions}) == 3
        assert all(name in caption for caption in captions)


def test_views_are_nearer_to_their_own_icon_than_to_others(all_views):
    icons, *views = np.moveaxis(all_views.image_features, 1, 0)
    mean = icons.mean(axis=0)
    for view in views:
        icon, seen = (x / np.linalg.norm(x, axis=1)[:, None] for x in (icons - mean, view - mean))
        ranks = (seen @ icon.T).argsort(axis=1)[:, ::-1].argsort(axis=1).diagonal()
        assert np.median(ranks) <= 1


def test_prompts_are_nearest_to_their_own_name(all_views):
    names = all_views.text_features[:, 0]
    for prompts in all_views.text_features[:, 1:].swapaxes(0, 1):
        similarity = prompts @ names.T
        assert (similarity.diagonal() >= similarity.max(axis=1) - 1e-3).mean() > 0.8


def test_colours_are_those_of_the_things(everything):
    def mean_color(name):
        chosen = [number for number, other in enumerate(everything.names) if other == name]
        return everything.colors[chosen].mean(axis=(0, 1))

    red, green, blue = mean_color("Bush")
    assert green > max(red, blue)
    red, green, blue = mean_color("Wooden desk")
    assert red > green > blue  # brown
    assert mean_color("Upright piano").max() < 0.2


def test_most_models_have_several_colours(everything):
    several = [len(np.unique(colors, axis=0)) > 1 for colors in everything.colors]
    assert np.mean(several) > 0.9


def test_colours_resemble_those_of_the_icons(everything):
    dark = [icon[icon.min(axis=-1) < 248] for icon in everything.icons]
    shown = np.array([np.mean(pixels, axis=0) if len(pixels) else [255] * 3 for pixels in dark])
    own = everything.colors.mean(axis=1)
    assert np.corrcoef(own.ravel(), shown.ravel() / 255)[0, 1] > 0.7


@pytest.mark.parametrize("split", ["train", "test", "all"])
def test_names_and_labels_are_those_of_the_list_of_objects(split, objects):
    data = load_home3d(split)
    rows = [row for row in objects if split in (row["split"], "all")]
    assert data.names == tuple(row["name"] for row in rows)
    labels = ["" if label < 0 else data.class_names[label] for label in data.labels]
    assert labels == [row["class"] for row in rows]
    assert data.class_names == tuple(sorted({row["class"] for row in objects} - {""}))


def test_points_are_centred_and_fill_the_unit_sphere(everything):
    radius = np.linalg.norm(everything.points, axis=-1).max(axis=-1)
    np.testing.assert_allclose(radius, 1, atol=1e-6)
    np.testing.assert_allclose(everything.points.mean(axis=1), 0, atol=2e-4)


@pytest.mark.parametrize("name", ["Male", "Street lamp", "Door", "Exterior door", "Wine bottle"])
def test_y_is_up(everything, name):
    points = everything.points[[i for i, other in enumerate(everything.names) if other == name]]
    assert len(points) > 0
    assert np.all(np.ptp(points, axis=1).argmax(axis=-1) == 1)


def test_the_first_points_sample_the_whole_shape(everything):
    half, whole = everything.points[:, :1024], everything.points
    deviation = half.std(axis=1) / whole.std(axis=1)
    assert np.median(np.abs(deviation - 1)) < 0.02


def test_text_features_are_of_unit_length(everything):
    np.testing.assert_allclose(np.linalg.norm(everything.text_features, axis=-1), 1, atol=1e-3)


@pytest.mark.parametrize(("field", "accuracy"), [("image_features", 0.65), ("text_features", 0.9)])
def test_the_teachers_features_tell_the_classes(field, accuracy):
    train, test = load_home3d("train"), load_home3d("test")
    train = train.select(train.labels >= 0)
    classifier = LinearSVC(random_state=0).fit(getattr(train, field), train.labels)
    assert classifier.score(getattr(test, field), test.labels) > accuracy


def test_the_files_stay_small():
    assert sum(file.stat().st_size for file in home3d._FOLDER.iterdir()) < 16e6


def test_an_unknown_split_is_rejected():
    with pytest.raises(ValueError, match=r'"train", "test" or "all". Received: \'validation\''):
        load_home3d("validation")


FILES = ["home3d.npz", "home3d_colors.npz", "home3d_views.npz"]


@pytest.fixture
def folder(monkeypatch, tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes((home3d._FOLDER / name).read_bytes())
    monkeypatch.setattr(home3d, "_FOLDER", tmp_path)
    return tmp_path


def test_the_views_are_read_only_when_asked_for(folder):
    (folder / "home3d_views.npz").unlink()
    assert load_home3d("test").image_features.ndim == 2


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(FileNotFoundError, match=rf"missing; install.*Received: .*{name}"):
        load_home3d("train", all_views=True)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["empty", "truncated", "flipped", "lacking", "not an archive"])
def test_a_damaged_file_is_named(folder, name, damage):
    path = folder / name
    content = path.read_bytes()
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif damage == "lacking":
        with np.load(io.BytesIO(content)) as file:
            np.savez(path, **{key: file[key] for key in file.files[1:]})
    else:
        path.write_bytes(b"This is no archive.")
    with pytest.raises(ValueError, match=rf"damaged.*install.*Received: .*{name}"):
        load_home3d("train", all_views=True)
