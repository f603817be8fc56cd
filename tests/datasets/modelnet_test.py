import pickle

import numpy as np
import pytest

from keras_recon.datasets import load_modelnet

SHAPES = {
    ("train", 40): ["airplane_0001", "night_stand_0002", "airplane_0002"],
    ("test", 40): ["night_stand_0007", "xbox_0001"],
    ("train", 10): ["night_stand_0002", "sofa_0004"],
    ("test", 10): ["sofa_0009"],
}
CLASSES = {40: ["airplane", "night_stand", "sofa", "xbox"], 10: ["night_stand", "sofa"]}


def cloud_of(name, num_points=50):
    random = np.random.default_rng(sum(name.encode()))
    return np.round(random.normal(size=(num_points, 6)) + 2, 6).astype("float32")


@pytest.fixture
def root(tmp_path):
    """The layout as published, with text files and pickles."""
    root = tmp_path / "modelnet40_normal_resampled"
    root.mkdir()
    for (split, count), names in SHAPES.items():
        (root / f"modelnet{count}_shape_names.txt").write_text("\n".join(CLASSES[count]) + "\n")
        (root / f"modelnet{count}_{split}.txt").write_text("\n".join(names) + "\n")
        for name in names:
            path = root / name.rpartition("_")[0] / f"{name}.txt"
            path.parent.mkdir(exist_ok=True)
            np.savetxt(path, cloud_of(name), fmt="%.6f", delimiter=",")
        labels = [np.array([CLASSES[count].index(name[:-5])], "int32") for name in names]
        with open(root / f"modelnet{count}_{split}_8192pts_fps.dat", "wb") as file:
            pickle.dump([[cloud_of(name) for name in names], labels], file)
    return root


@pytest.mark.parametrize("pickled", [False, True])
@pytest.mark.parametrize("num_points", [None, 20])
@pytest.mark.parametrize(("split", "count"), [*SHAPES])
def test_shapes_labels_and_names(split, count, num_points, pickled, root):
    data = load_modelnet(root.parent, split, count, num_points, pickled)
    names = SHAPES[split, count]
    assert data.names == tuple(names)
    assert data.class_names == tuple(CLASSES[count])
    assert [data.class_names[label] for label in data.labels] == [name[:-5] for name in names]
    for points, name in zip(data.points, names, strict=True):
        cloud = cloud_of(name)[:num_points, :3]
        cloud = cloud - cloud.mean(axis=0)
        cloud /= np.linalg.norm(cloud, axis=1).max()
        np.testing.assert_allclose(points, cloud, atol=1e-6)


def test_wrong_arguments_are_rejected(root):
    with pytest.raises(ValueError, match=r'"train" or "test". Received: \'val\''):
        load_modelnet(root.parent, "val")
    with pytest.raises(ValueError, match="40 or 10. Received: 20"):
        load_modelnet(root.parent, "train", num_classes=20)


@pytest.mark.parametrize(
    "name",
    ["modelnet40_shape_names.txt", "modelnet40_train.txt", "night_stand/night_stand_0002.txt"],
)
def test_a_missing_file_is_named(name, root):
    (root / name).unlink()
    with pytest.raises(FileNotFoundError, match=f"must be in .*Received: no file .*{name}"):
        load_modelnet(root.parent, "train")


def test_a_missing_pickle_is_named(root):
    (root / "modelnet10_test_8192pts_fps.dat").unlink()
    with pytest.raises(FileNotFoundError, match="Received: .*modelnet10_test_8192pts_fps.dat"):
        load_modelnet(root.parent, "test", 10, pickled=True)


def test_a_shape_of_no_class_is_named(root):
    with open(root / "modelnet40_train.txt", "a") as file:
        file.write("spaceship_0001\n")
    with pytest.raises(ValueError, match=r"Received: shapes of \['spaceship'\].*40_train.txt"):
        load_modelnet(root.parent, "train")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: "", r"x, y, z, nx, ny, nz.*which is empty"),
        (lambda text: text[: len(text) // 2 + 5], r"x, y, z, nx, ny, nz.*airplane_0002|as many"),
        (lambda text: "\n".join(text.split("\n")[:30]), r"\(50, 3 or more\).*0002 of shape \(30"),
        (lambda text: text.replace(",", " "), r"x, y, z, nx, ny, nz"),
        (lambda text: text.replace("\n", ",1.0\n"), "with 7 columns"),
        (lambda text: "\n".join(row[: row.rfind(",")] for row in text.split()), "with 5 columns"),
        (lambda text: "a" + text, "could not convert"),
    ],
)
def test_a_damaged_text_file_is_named(damage, message, root):
    path = root / "airplane" / "airplane_0002.txt"
    path.write_text(damage(path.read_text()))
    with pytest.raises(ValueError, match=rf"(?=.*Received: .*airplane_0002).*({message})"):
        load_modelnet(root.parent, "train")


def test_too_few_points_are_rejected(root):
    with pytest.raises(ValueError, match=r"\(51, 3 or more\).*airplane_0001 of shape \(50, 6\)"):
        load_modelnet(root.parent, "train", num_points=51)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (3, "list of 3 labels"),
        ([[np.zeros((9, 6))] * 3], "list of 3 labels"),
        ([[np.zeros((9, 6))] * 2, [0, 1, 0]], "with 3 labels"),
        ([[np.zeros((9, 6))] * 4, [0, 1, 0, 0]], "with 4 labels"),
        ([[np.zeros((9, 6))] * 3, [0, 0, 0]], "differs in 1"),
        ([[np.zeros((9, 6))] * 2 + [np.zeros((8, 6))], [0, 1, 0]], r"airplane_0002.*\(8, 6\)"),
        ([[np.zeros((9, 2))] * 3, [0, 1, 0]], r"airplane_0001 of shape \(9, 2\)"),
        ([[np.zeros(9)] * 3, [0, 1, 0]], r"airplane_0001 of shape \(9,\)"),
    ],
)
def test_a_pickle_of_another_layout_is_rejected(content, message, root):
    (root / "modelnet40_train_8192pts_fps.dat").write_bytes(pickle.dumps(content))
    with pytest.raises(ValueError, match=f"{message}"):
        load_modelnet(root.parent, "train", pickled=True)


def test_a_truncated_pickle_is_rejected(root):
    path = root / "modelnet40_train_8192pts_fps.dat"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ValueError, match="whole.*Received: .*40_train_8192pts_fps.dat"):
        load_modelnet(root.parent, "train", pickled=True)


@pytest.mark.parametrize("pickled", [False, True])
def test_a_shape_far_from_the_origin_keeps_its_form(pickled, root):
    cloud = cloud_of("sofa_0009").astype("float64")
    cloud[:, :3] += [4.5e6, 5.4e6, 100]
    np.savetxt(root / "sofa" / "sofa_0009.txt", cloud, delimiter=",")
    with open(root / "modelnet10_test_8192pts_fps.dat", "wb") as file:
        pickle.dump([[cloud], [np.array([1], "int32")]], file)
    points = load_modelnet(root.parent, "test", 10, pickled=pickled).points[0]
    expected = cloud[:, :3] - cloud[:, :3].mean(axis=0)
    expected /= np.linalg.norm(expected, axis=1).max()
    np.testing.assert_allclose(points, expected, atol=1e-6)
