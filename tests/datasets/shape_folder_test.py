import builtins
import os

import numpy as np
import pytest
import trimesh

from keras_recon.datasets import load_shape_folder

MESHES = ["obj", "ply", "stl", "off", "glb"]
CLOUDS = ["npy", "npz", "xyz", "pcd"]


def write_cloud(path, points):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".npy":
        np.save(path, points)
    elif path.suffix == ".npz":
        np.savez(path, points=points, other=np.zeros(3))
    elif path.suffix == ".xyz":
        np.savetxt(path, points)
    else:
        header = f"FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nPOINTS {len(points)}\nDATA binary\n"
        path.write_bytes(header.encode() + points.astype("<f4").tobytes())


def fitted(points):
    points = points - points.mean(axis=0)
    return points / np.linalg.norm(points, axis=1).max()


@pytest.mark.parametrize("suffix", CLOUDS)
def test_clouds_of_each_format(suffix, random, tmp_path):
    clouds = {name: random.normal(size=(40, 3)).astype("float32") for name in ("a", "b")}
    write_cloud(tmp_path / "chair" / f"b.{suffix}", clouds["b"])
    write_cloud(tmp_path / "table" / f"a.{suffix}", clouds["a"])
    data = load_shape_folder(tmp_path, num_points=40)
    assert data.class_names == ("chair", "table")
    assert data.names == ("b", "a")
    assert data.labels.tolist() == [0, 1]
    np.testing.assert_allclose(data.points[0], fitted(clouds["b"]), atol=1e-6)
    np.testing.assert_allclose(data.points[1], fitted(clouds["a"]), atol=1e-6)


@pytest.mark.parametrize("suffix", MESHES)
def test_meshes_of_each_format_are_sampled_by_area(suffix, tmp_path):
    # A box of two units and, far less of the surface, a fine sphere.
    box = trimesh.creation.box((2, 2, 2))
    ball = trimesh.creation.icosphere(4, radius=0.1).apply_translation((3, 0, 0))
    (tmp_path / "thing").mkdir()
    trimesh.util.concatenate([box, ball]).export(tmp_path / "thing" / f"it.{suffix}")
    [points] = load_shape_folder(tmp_path, num_points=20_000).points
    # In the cloud's own units, the box is 2 / 4.1 of its length along x.
    low, high = points[:, 0].min(), points[:, 0].max()
    x = (points[:, 0] - low) / (high - low) * 4.1
    share = ball.area / (ball.area + box.area)
    assert np.mean(x > 2.5) == pytest.approx(share, abs=0.002)
    sides = [np.mean(np.abs(x - end) < 5e-3) for end in (0, 2)]
    np.testing.assert_allclose(sides, 4 / (24 + ball.area), atol=0.01)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1).max(), 1, atol=1e-6)


def test_parts_of_a_scene_are_where_it_puts_them(tmp_path):
    scene = trimesh.Scene()
    for x in (0, 5):
        scene.add_geometry(
            trimesh.creation.box(), transform=trimesh.transformations.translation_matrix([x, 0, 0])
        )
    (tmp_path / "pair").mkdir()
    scene.export(tmp_path / "pair" / "boxes.glb")
    [points] = load_shape_folder(tmp_path, num_points=1000).points
    x = points[:, 0] / np.ptp(points[:, 0]) * 6
    assert np.all(np.abs(np.abs(x) - 2.5) < 0.6)
    assert 0.4 < np.mean(x > 0) < 0.6


def test_a_ply_without_faces_is_a_cloud(random, tmp_path):
    cloud = random.normal(size=(40, 3))
    (tmp_path / "scan").mkdir()
    trimesh.PointCloud(cloud).export(tmp_path / "scan" / "it.ply")
    [points] = load_shape_folder(tmp_path, num_points=40).points
    np.testing.assert_allclose(points, fitted(cloud), atol=1e-5)


def test_of_more_points_a_subset_is_kept(tmp_path):
    write_cloud(tmp_path / "chair" / "a.npy", np.arange(100.0)[:, None] * [1, 0, 0])
    [points] = load_shape_folder(tmp_path, num_points=60).points
    gaps = np.diff(np.sort(points[:, 0]))
    units = gaps / gaps.min()
    np.testing.assert_allclose(units, np.round(units), atol=1e-3)
    assert 59 < units.sum() <= 99.01


@pytest.fixture
def folder(random, tmp_path):
    for group, count in (("chair", 10), ("table", 5), ("lamp", 1)):
        for i in range(count):
            write_cloud(tmp_path / group / f"{group}{i}.npy", random.normal(size=(50, 3)))
    return tmp_path


def test_a_drawn_split_parts_each_class(folder):
    train, test = (load_shape_folder(folder, split, 20) for split in ("train", "test"))
    whole = load_shape_folder(folder, num_points=20)
    assert sorted(train.names + test.names) == sorted(whole.names)
    assert np.bincount(test.labels).tolist() == [2, 1, 1]
    assert train.class_names == test.class_names == whole.class_names == ("chair", "lamp", "table")
    for data in (train, test):
        for points, name in zip(data.points, data.names, strict=True):
            np.testing.assert_array_equal(points, whole.points[whole.names.index(name)])


def test_the_seed_decides_the_split_and_the_points(folder):
    first, second, other = (load_shape_folder(folder, "test", 20, seed=s) for s in (0, 0, 1))
    assert first.names == second.names != other.names
    np.testing.assert_array_equal(first.points, second.points)
    first, other = (load_shape_folder(folder, "all", 20, seed=s) for s in (0, 1))
    assert (first.points != other.points).any()


def test_a_share_of_another_size(folder):
    assert len(load_shape_folder(folder, "test", 20, test_share=0.5)) == 5 + 3 + 1


def test_folders_of_splits_are_taken_as_they_are(random, tmp_path):
    for split, group, name in [
        ("train", "chair", "a"),
        ("train", "lamp", "b"),
        ("test", "chair", "c"),
        ("test", "table", "d"),
        ("val", "lamp", "e"),
    ]:
        write_cloud(tmp_path / split / group / f"{name}.npy", random.normal(size=(20, 3)))
    names = {"train": ("a", "b"), "test": ("c", "d"), "val": ("e",), "all": tuple("abcde")}
    for split, expected in names.items():
        data = load_shape_folder(tmp_path, split, 20)
        assert data.names == expected
        assert data.class_names == ("chair", "lamp", "table")
    assert load_shape_folder(tmp_path, "val", 20).labels.tolist() == [1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"split": "dev"}, r"among \['all', 'train', 'test', 'val'\]. Received: 'dev'"),
        ({"num_points": 0}, "at least 1. Received: 0"),
        ({"test_share": 0}, "above 0 and below 1. Received: 0"),
        ({"test_share": 1.0}, "above 0 and below 1. Received: 1.0"),
    ],
)
def test_wrong_arguments_are_rejected(arguments, message, folder):
    with pytest.raises(ValueError, match=message):
        load_shape_folder(folder, **arguments)


@pytest.mark.parametrize("split", ["all", "val"])
def test_a_folder_without_shapes_is_named(split, tmp_path):
    (tmp_path / "chair").mkdir()
    (tmp_path / "chair" / "notes.txt").write_text("no shape")
    with pytest.raises(FileNotFoundError, match=f"'{split}' as class/name.*'.obj'.*Received: .*"):
        load_shape_folder(tmp_path, split)


@pytest.mark.parametrize(
    ("suffix", "damage"),
    [
        (suffix, damage)
        for suffix in [*MESHES, *CLOUDS]
        for damage in ("empty", "foreign", "truncated")
        # An OBJ file says nowhere how long it is.
        if (suffix, damage) != ("obj", "truncated")
    ],
)
def test_a_damaged_file_is_named(suffix, damage, random, tmp_path):
    path = tmp_path / "chair" / f"a.{suffix}"
    path.parent.mkdir()
    if suffix in MESHES:
        trimesh.creation.icosphere(3).export(path)
    else:
        write_cloud(path, random.normal(size=(2048, 3)))
    content = path.read_bytes()
    if damage == "truncated" and suffix in ("obj", "off"):
        pytest.skip("Text formats that are shorter are still whole")
    contents = {
        "empty": b"",
        "foreign": b"no shape at all",
        "truncated": content[: len(content) // 2],
    }
    path.write_bytes(contents[damage])
    with pytest.raises(ValueError, match=rf"A shape must .*Received: .*a\.{suffix}"):
        load_shape_folder(tmp_path)


@pytest.mark.parametrize(
    "points", [np.zeros((2047, 3)), np.zeros((3000, 2)), np.zeros(3000), np.full((2048, 3), np.nan)]
)
def test_a_cloud_that_does_not_fit_is_named(points, tmp_path):
    write_cloud(tmp_path / "chair" / "a.npy", points)
    with pytest.raises(ValueError, match=r"at least 2048 points.*Received: .*a\.npy of shape"):
        load_shape_folder(tmp_path)


def test_pickled_objects_are_rejected_and_do_not_run(tmp_path):
    class Hostile:
        def __reduce__(self):
            return os.system, (f"touch {tmp_path / 'hacked'}",)

    (tmp_path / "chair").mkdir()
    np.save(tmp_path / "chair" / "a.npy", np.array([Hostile()], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"Received: .*a\.npy"):
        load_shape_folder(tmp_path)
    assert not (tmp_path / "hacked").exists()


def test_an_archive_of_several_arrays_needs_points(tmp_path):
    (tmp_path / "chair").mkdir()
    np.savez(tmp_path / "chair" / "a.npz", one=np.zeros(3), two=np.zeros(3))
    with pytest.raises(ValueError, match=r"no array `points`.*Received: .*a\.npz"):
        load_shape_folder(tmp_path)


def test_meshes_without_trimesh_name_the_extra(tmp_path, monkeypatch):
    (tmp_path / "chair").mkdir()
    trimesh.creation.box().export(tmp_path / "chair" / "a.obj")
    import_module = builtins.__import__

    def refuse(name, *arguments, **keywords):
        if name == "trimesh":
            raise ImportError("No module named 'trimesh'")
        return import_module(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImportError, match=r'obj needs trimesh: pip install "keras-recon\[mesh\]"'):
        load_shape_folder(tmp_path)
