import csv
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
    }
    for field, (shape, dtype) in fields.items():
        assert getattr(everything, field).shape == shape
        assert getattr(everything, field).dtype == dtype


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
    files = home3d._PATH.parent.glob("home3d*")
    assert sum(file.stat().st_size for file in files) < 13e6


def test_an_unknown_split_is_rejected():
    with pytest.raises(ValueError, match=r'"train", "test" or "all". Received: \'validation\''):
        load_home3d("validation")


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(home3d, "_PATH", tmp_path / "home3d.npz")
    with pytest.raises(FileNotFoundError, match=r"missing; install.*Received: .*home3d\.npz"):
        load_home3d("train")


@pytest.mark.parametrize("damage", ["empty", "truncated", "flipped", "lacking", "not an archive"])
def test_a_damaged_file_is_named(monkeypatch, tmp_path, damage):
    content = home3d._PATH.read_bytes()
    path = tmp_path / "home3d.npz"
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif damage == "lacking":
        with np.load(home3d._PATH) as file:
            np.savez(path, **{name: file[name] for name in file.files if name != "icons"})
    else:
        path.write_bytes(b"This is no archive.")
    monkeypatch.setattr(home3d, "_PATH", path)
    with pytest.raises(ValueError, match=r"damaged.*install.*Received: .*home3d\.npz"):
        load_home3d("train")
