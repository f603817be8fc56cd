import warnings

import numpy as np
import pytest
import trimesh
from harness import raises_with_advice

from keras_recon.datasets import load_shape_folder
from keras_recon.up_axis import turn

pytestmark = pytest.mark.filterwarnings("error::UserWarning")


def write_cloud(path, points, **arrays):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".npz":
        np.savez(path, points=points, **arrays)
    elif path.suffix == ".npy":
        np.save(path, points)
    else:
        np.savetxt(path, points, fmt="%.9f")


def fitted(points):
    points = points - points.mean(axis=0)
    return points / np.linalg.norm(points, axis=1).max()


@pytest.fixture
def folder(random, tmp_path):
    for group, count in (("chair", 10), ("table", 5), ("lamp", 1)):
        for i in range(count):
            write_cloud(tmp_path / group / f"{group}{i}.npy", random.normal(size=(50, 3)))
    return tmp_path


@pytest.mark.parametrize("suffix", ["npy", "npz", "xyz"])
def test_clouds_are_centred_and_scaled(suffix, random, tmp_path):
    clouds = {name: random.normal(size=(40, 3)).astype("float32") for name in ("a", "b")}
    write_cloud(tmp_path / "chair" / f"b.{suffix}", clouds["b"])
    write_cloud(tmp_path / "table" / f"a.{suffix}", clouds["a"])
    data = load_shape_folder(tmp_path, num_points=40)
    assert data.class_names == ("chair", "table")
    assert data.names == ("b", "a")
    assert data.labels.tolist() == [0, 1]
    np.testing.assert_allclose(data.points[0], fitted(clouds["b"]), atol=1e-6)
    np.testing.assert_allclose(data.points[1], fitted(clouds["a"]), atol=1e-6)


def test_of_more_points_a_subset_is_kept(tmp_path):
    write_cloud(tmp_path / "chair" / "a.npy", np.arange(100.0)[:, None] * [1, 0, 0])
    [points] = load_shape_folder(tmp_path, num_points=60).points
    gaps = np.diff(np.sort(points[:, 0]))
    units = gaps / gaps.min()
    np.testing.assert_allclose(units, np.round(units), atol=1e-3)
    assert 59 < units.sum() <= 99.01


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
    names = {"train": ("a", "b"), "test": ("c", "d"), "val": ("e",), "all": tuple("cdabe")}
    for split, expected in names.items():
        data = load_shape_folder(tmp_path, split, 20)
        assert data.names == expected
        assert data.class_names == ("chair", "lamp", "table")
    assert load_shape_folder(tmp_path, "val", 20).labels.tolist() == [1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"split": "dev"}, r"among \['all', 'train', 'test', 'val'\]. Received: 'dev'"),
        ({"num_points": 0}, "at least 1.*Received: num_points=0"),
        ({"num_points": 10, "minimum_points": 20}, "between 1 and .*minimum_points=20"),
        ({"up_axis": "up"}, "must be one of .*Received: up_axis='up'"),
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
    with raises_with_advice(FileNotFoundError, f"split '{split}'", ".obj", str(tmp_path)):
        load_shape_folder(tmp_path, split)


@pytest.mark.parametrize("shift", [0, 6e5, 4.5e6])
@pytest.mark.parametrize("suffix", ["npy", "xyz"])
def test_coordinates_far_from_the_origin_keep_their_shape(suffix, shift, random, tmp_path):
    cloud = random.normal(size=(100, 3))
    write_cloud(tmp_path / "scan" / f"a.{suffix}", cloud + np.array([shift, 300, -shift]))
    [points] = load_shape_folder(tmp_path, num_points=100).points
    np.testing.assert_allclose(points, fitted(cloud), atol=1e-5)


def test_meshes_are_sampled_by_area_and_parts_are_where_the_scene_puts_them(tmp_path):
    scene = trimesh.Scene()
    for x, size in ((0, 1), (5, 2)):
        placed = trimesh.transformations.translation_matrix([x, 0, 0])
        scene.add_geometry(trimesh.creation.box((size,) * 3), transform=placed)
    (tmp_path / "pair").mkdir()
    scene.export(tmp_path / "pair" / "boxes.glb")
    [points] = load_shape_folder(tmp_path, num_points=20_000).points
    x = (points[:, 0] - points[:, 0].min()) / np.ptp(points[:, 0]) * 6.5
    assert np.all((x < 1.001) | (x > 4.499))
    assert np.mean(x < 2) == pytest.approx(6 / (6 + 24), abs=0.01)


@pytest.mark.parametrize("up_axis", ["z", "-x"])
def test_shapes_are_turned_so_that_y_is_up(up_axis, random, tmp_path):
    cloud = random.normal(size=(40, 3)) * [1, 3, 2]
    write_cloud(tmp_path / "chair" / "a.npy", turn(cloud, "y", up_axis))
    [points] = load_shape_folder(tmp_path, num_points=40, up_axis=up_axis).points
    np.testing.assert_allclose(points, fitted(cloud), atol=1e-6)


# === Fewer points ===


def test_smaller_clouds_repeat_points_and_a_warning_counts_them(random, tmp_path):
    clouds = {"a": 20, "b": 50, "c": 30}
    for name, count in clouds.items():
        write_cloud(tmp_path / "chair" / f"{name}.npy", random.normal(size=(count, 3)))
    with pytest.warns(UserWarning, match="2 clouds of .* fewer .*: 30 points repeat others"):
        data = load_shape_folder(tmp_path, num_points=40)
    distinct = [len(np.unique(points, axis=0)) for points in data.points]
    assert distinct == [20, 40, 30]


def test_where_fewer_points_will_do_all_shapes_have_as_many_as_the_smallest(random, tmp_path):
    for name, count in {"a": 25, "b": 50, "c": 30}.items():
        write_cloud(tmp_path / "chair" / f"{name}.npy", random.normal(size=(count, 3)))
    data = load_shape_folder(tmp_path, num_points=40, minimum_points=10)
    assert [len(np.unique(points, axis=0)) for points in data.points] == [25, 25, 25]
    np.testing.assert_allclose(np.linalg.norm(data.points, axis=2).max(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(data.points.mean(axis=1), 0, atol=1e-6)


def test_a_scan_that_is_cut_shorter_keeps_no_end_of_it_alone(tmp_path):
    line = np.linspace(0, 1, 1000)[:, None] * [1, 0, 0]
    write_cloud(tmp_path / "wire" / "a.npy", line)
    write_cloud(tmp_path / "wire" / "b.npy", line[::4])
    data = load_shape_folder(tmp_path, num_points=1000, minimum_points=100)
    # Mean 0 and furthest point at 1: from one end to the other.
    assert data.points[0, :, 0].min() < -0.9
    assert data.points[0, :, 0].max() > 0.9


def test_fewer_than_the_minimum_repeat_as_well(random, tmp_path):
    write_cloud(tmp_path / "chair" / "a.npy", random.normal(size=(5, 3)))
    write_cloud(tmp_path / "chair" / "b.npy", random.normal(size=(50, 3)))
    with pytest.warns(UserWarning, match="1 clouds of .*: 5 points repeat others"):
        data = load_shape_folder(tmp_path, num_points=40, minimum_points=10)
    assert [len(np.unique(points, axis=0)) for points in data.points] == [5, 10]


# === Colours, captions, classes ===


def test_colors_come_along_and_those_without_are_grey(random, tmp_path):
    points = random.uniform(size=(50, 3))
    write_cloud(tmp_path / "chair" / "a.npz", points, colors=points)
    write_cloud(tmp_path / "chair" / "b.npz", points)
    data = load_shape_folder(tmp_path, num_points=30)
    assert data.colors.shape == (2, 30, 3)
    # A shape's colours are its coordinates, centred and scaled.
    np.testing.assert_allclose(fitted(data.colors[0]), data.points[0], atol=1e-5)
    np.testing.assert_allclose(data.colors[1], 0.4)


def test_without_any_colors_there_are_none(random, tmp_path):
    write_cloud(tmp_path / "chair" / "a.npy", random.normal(size=(50, 3)))
    assert load_shape_folder(tmp_path, num_points=30).colors is None


def test_a_file_of_labels_gives_classes_splits_and_captions(random, tmp_path):
    for name in "abc":
        write_cloud(tmp_path / f"{name}.npy", random.normal(size=(20, 3)))
    rows = ["a.npy,table,train,low", "b.npy,chair,test,", "c.npy,,train,"]
    (tmp_path / "labels.csv").write_text("\n".join(["path,label,split,caption", *rows]))
    train = load_shape_folder(tmp_path, "train", 20)
    assert train.class_names == ("chair", "table")
    assert train.labels.tolist() == [1, -1]
    assert train.captions == ("low", "")
    test = load_shape_folder(tmp_path, "test", 20)
    assert (test.labels.tolist(), test.captions) == ([0], ("",))


def test_shapes_without_classes_have_a_test_split_too(random, tmp_path):
    for number in range(10):
        write_cloud(tmp_path / f"{number}.npy", random.normal(size=(20, 3)))
    train, test = (load_shape_folder(tmp_path, split, 20) for split in ("train", "test"))
    assert (len(train), len(test)) == (8, 2)
    assert train.labels.tolist() == [-1] * 8
    assert train.class_names == ()


# === What is left out ===


def test_what_is_left_out_is_said_in_one_warning(random, tmp_path):
    for name in ("train/chair/a.npy", "test/chair/b.npy", "valid/chair/c.npy"):
        write_cloud(tmp_path / name, random.normal(size=(20, 3)))
    points = random.normal(size=(22, 3))
    points[[3, 5]] = np.nan
    write_cloud(tmp_path / "train/chair/d.npy", points)
    (tmp_path / "train/chair/e.blend").write_text("")
    (tmp_path / "train/chair/f.npy").write_text("broken")
    with pytest.warns(UserWarning, match="Left out of") as caught:
        load_shape_folder(tmp_path, "train", 20, on_error="skip")
    [message] = [str(warning.message) for warning in caught]
    for part in (
        "1 files of other kinds (.blend: 1)",
        "1 shapes in valid/, where splits are train, test, val",
        "1 files that can't be read: A shape must be",
        "f.npy",
        "of 1 files a part: train/chair/d.npy: 2 points that are not finite",
    ):
        assert part in message


def test_nothing_is_said_where_nothing_is_left_out(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_shape_folder(folder, num_points=20)


def test_a_file_that_cannot_be_read_is_named(folder):
    (folder / "chair" / "broken.npy").write_text("no array")
    with raises_with_advice(ValueError, "A shape must be a whole file", "broken.npy"):
        load_shape_folder(folder, num_points=20)


def test_the_order_of_classes_stays_where_files_are_skipped(folder):
    (folder / "lamp" / "lamp0.npy").write_text("no array")
    with pytest.warns(UserWarning, match="1 files that can't be read"):
        data = load_shape_folder(folder, num_points=20, on_error="skip")
    assert data.class_names == ("chair", "lamp", "table")
    assert np.bincount(data.labels).tolist() == [10, 0, 5]


def test_where_no_file_can_be_read_the_first_is_named(tmp_path):
    (tmp_path / "chair").mkdir()
    (tmp_path / "chair" / "a.npy").write_text("no array")
    with raises_with_advice(ValueError, "No shape could be read", "a.npy"):
        load_shape_folder(tmp_path, on_error="skip")


def test_names_of_files_and_folders_are_captions(random, tmp_path):
    for place in ("chair/OakArmchair.npy", "chair/0001.npy", "table/table_2.npy"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        write_cloud(tmp_path / place, random.normal(size=(20, 3)))
    captions = load_shape_folder(tmp_path, num_points=20).captions
    assert captions == (("chair",), ("oak armchair", "chair"), ("table",))


def test_pictures_are_those_of_the_shapes_that_could_be_read(random, tmp_path):
    folder, views = tmp_path / "shapes", tmp_path / "views"
    for name in "abc":
        folder.mkdir(exist_ok=True)
        write_cloud(folder / f"{name}.npy", random.normal(size=(20, 3)))
    (folder / "b.npy").write_bytes(b"broken")
    for place in ("a.npy/0.png", "b.npy/0.png", "c.npy/0.png", "c.npy/1.png"):
        (views / place).parent.mkdir(parents=True, exist_ok=True)
        (views / place).touch()
    with pytest.warns(UserWarning, match="1 files that can't be read"):
        data = load_shape_folder(folder, num_points=20, on_error="skip", views_dir=views)
    assert data.image_paths == (
        (str(views / "a.npy" / "0.png"),),
        (str(views / "c.npy" / "0.png"), str(views / "c.npy" / "1.png")),
    )
