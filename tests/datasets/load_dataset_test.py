import numpy as np
import pytest
from harness import raises_with_advice
from published_layouts import (
    SCANOBJECTNN,
    write_modelnet,
    write_objaverse_lvis,
    write_openshape_modelnet40,
    write_openshape_scanobjectnn,
    write_scanobjectnn,
    write_shapenet55,
    write_shapenetpart,
)

from keras_recon.data import (
    PointCloudData,
    PointCloudShards,
    PointCloudStream,
    write_tfrecords,
)
from keras_recon.datasets import (
    DATASETS,
    load_dataset,
    load_furniture_parts,
    load_home3d,
    load_modelnet,
    load_objaverse_lvis,
    load_openshape_modelnet40,
    load_openshape_scanobjectnn,
    load_procedural_shapes,
    load_scanobjectnn,
    load_shape_folder,
    load_shapenet55,
    load_shapenetpart,
)


def assert_same(data, expected):
    np.testing.assert_array_equal(data.points, expected.points)
    np.testing.assert_array_equal(data.labels, expected.labels)
    assert (data.class_names, data.names) == (expected.class_names, expected.names)


@pytest.mark.parametrize("split", ["train", "test"])
def test_home3d_needs_no_folder(split):
    assert_same(load_dataset("home3d", split), load_home3d(split))


@pytest.mark.parametrize("pickled", [False, True])
@pytest.mark.parametrize("num_classes", [40, 10])
def test_modelnet_is_read_from_the_pickles_where_they_are_there(num_classes, pickled, tmp_path):
    write_modelnet(tmp_path, num_classes, pickled=pickled)
    expected = load_modelnet(tmp_path, "test", num_classes, pickled=pickled)
    assert_same(load_dataset(f"modelnet{num_classes}", "test", tmp_path), expected)


@pytest.mark.parametrize("variant", SCANOBJECTNN)
def test_each_variant_of_scanobjectnn_has_its_name(variant, tmp_path):
    write_scanobjectnn(tmp_path, variant)
    expected = load_scanobjectnn(tmp_path, variant, "train")
    assert_same(load_dataset(f"scanobjectnn_{variant}", "train", tmp_path), expected)


@pytest.fixture
def own_shapes(random, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("chair", "table"):
        (tmp_path / "shapes" / name).mkdir(parents=True)
        for i in range(4):
            points = random.normal(size=(1500 + 300 * i, 3))
            np.save(tmp_path / "shapes" / name / f"{i}.npy", points)
    return tmp_path / "shapes"


@pytest.mark.filterwarnings("ignore:. clouds of .* have fewer points")
@pytest.mark.parametrize("split", ["train", "test"])
def test_own_shapes(split, own_shapes):
    expected = load_shape_folder(own_shapes, split, up_axis="z")
    assert_same(load_dataset("folder", split, own_shapes, up_axis="z"), expected)


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize(("asked", "given"), [(512, 1500), (1500, 1500)])
def test_of_own_shapes_the_points_asked_for_matter(asked, given, own_shapes):
    data = load_dataset("folder", "all", own_shapes, num_points=asked)
    assert data.num_points == given
    assert {len(np.unique(points, axis=0)) for points in data.points} == {given}


def test_more_points_than_own_shapes_have_are_repeated(own_shapes):
    with pytest.warns(UserWarning, match="8 clouds .*: 8400 points repeat others"):
        data = load_dataset("folder", "all", own_shapes, num_points=3000)
    assert data.num_points == 3000


def test_own_shapes_are_kept_beside_what_keras_keeps(own_shapes, tmp_path):
    load_dataset("folder", "all", own_shapes, num_points=512)
    assert len([*(tmp_path / "keras" / "keras_recon" / "shapes").iterdir()]) == 8
    load_dataset("folder", "all", own_shapes, num_points=512, cache_dir=tmp_path / "here")
    assert len([*(tmp_path / "here").iterdir()]) == 8


def test_options_of_own_shapes_are_for_these_alone():
    with raises_with_advice(ValueError, "`up_axis` can be set for 'folder'", "'home3d'"):
        load_dataset("home3d", "train", up_axis="z")


def test_all_views_are_those_of_home3d():
    data = load_dataset("home3d", "test", all_views=True)
    assert data.image_features.shape == (132, 5, 1280)


@pytest.mark.parametrize("name", ["furniture", "folder"])
def test_all_views_are_for_home3d_alone(name, tmp_path):
    with raises_with_advice(ValueError, "`all_views` can be set for 'home3d'", f"'{name}'"):
        load_dataset(name, "train", tmp_path, all_views=True)


def test_furniture_needs_no_folder():
    assert_same(load_dataset("furniture", "test"), load_furniture_parts("test"))


@pytest.mark.parametrize("stream", [None, True, False])
def test_procedural_shapes_are_made_later_unless_told_otherwise(stream):
    options = {"num_shapes": 4, "held_out": ["anchor"], "captions": False}
    data = load_dataset("procedural", "val", stream=stream, num_points=64, **options)
    assert isinstance(data, PointCloudData if stream is False else PointCloudStream)
    expected = load_procedural_shapes("val", **options, stream=False)
    assert_same(data if stream is False else data.load(), expected)
    # As many points as a step uses, if these are more.
    assert load_dataset("procedural", "val", num_points=4096, **options).num_points == 4096


def test_options_of_procedural_shapes_are_for_these_alone():
    with raises_with_advice(ValueError, "`num_shapes` can be set for 'procedural'", "'home3d'"):
        load_dataset("home3d", "train", num_shapes=3)


def test_shapenetpart_has_the_published_splits(tmp_path):
    write_shapenetpart(tmp_path)
    data = load_dataset("shapenetpart", "trainval", tmp_path)
    expected = load_shapenetpart(tmp_path, "trainval")
    assert_same(data, expected)
    np.testing.assert_array_equal(data.part_labels, expected.part_labels)


@pytest.mark.parametrize("stream", [None, True, False])
def test_shapenet55_stays_on_disk_unless_told_otherwise(stream, tmp_path):
    write_shapenet55(tmp_path)
    data = load_dataset("shapenet55", "train", tmp_path, stream)
    assert isinstance(data, PointCloudData if stream is False else PointCloudStream)
    assert_same(data if stream is False else data.load(), load_shapenet55(tmp_path, "train", False))


def test_scans_stay_on_disk_if_told_so(tmp_path):
    write_scanobjectnn(tmp_path, "hardest")
    data = load_dataset("scanobjectnn_hardest", "train", tmp_path, stream=True)
    assert isinstance(data, PointCloudStream)
    assert_same(data.load(), load_dataset("scanobjectnn_hardest", "train", tmp_path))


@pytest.mark.parametrize(
    ("name", "write", "load"),
    [
        ("openshape_modelnet40", write_openshape_modelnet40, load_openshape_modelnet40),
        ("openshape_scanobjectnn", write_openshape_scanobjectnn, load_openshape_scanobjectnn),
    ],
)
def test_openshape_has_test_shapes(name, write, load, tmp_path):
    write(tmp_path)
    assert_same(load_dataset(name, "test", tmp_path), load(tmp_path))


@pytest.mark.parametrize("stream", [None, True, False])
def test_objaverse_lvis_stays_on_disk_unless_told_otherwise(stream, tmp_path):
    write_objaverse_lvis(tmp_path)
    data = load_dataset("objaverse_lvis", "test", tmp_path, stream)
    assert isinstance(data, PointCloudData if stream is False else PointCloudStream)
    assert_same(data if stream is False else data.load(), load_objaverse_lvis(tmp_path, False))


@pytest.mark.parametrize("split", ["train", "test"])
def test_shards_of_a_split_are_in_a_folder_of_its_name(split, tmp_path):
    data = load_home3d(split)
    write_tfrecords(data, tmp_path / split)
    shards = load_dataset("shards", split, tmp_path)
    assert isinstance(shards, PointCloudShards)
    assert len(shards) == len(data)
    assert (
        shards.feature_dims == data.feature_dims == {"image_features": 1280, "text_features": 384}
    )


def test_what_is_in_memory_alone_is_not_streamed():
    with raises_with_advice(ValueError, "'shapenet55'", "stream=True for 'home3d'"):
        load_dataset("home3d", "train", stream=True)


def test_other_names_are_refused():
    with raises_with_advice(ValueError, "'modelnet40', 'modelnet10'", "'shapenet'"):
        load_dataset("shapenet", "train")


@pytest.mark.parametrize(
    "name",
    ["home3d", "furniture", "procedural", "modelnet40", "shapenet55", "objaverse_lvis", "folder"],
)
def test_other_splits_are_refused(name, tmp_path):
    with raises_with_advice(ValueError, "`split` must be", "'extra'"):
        load_dataset(name, "extra", tmp_path)


WITHOUT_FOLDER = ("home3d", "furniture", "procedural")


@pytest.mark.parametrize("name", [name for name in DATASETS if name not in WITHOUT_FOLDER])
def test_a_folder_must_be_given(name):
    with raises_with_advice(ValueError, f"`folder` must be given for '{name}'", "folder=None"):
        load_dataset(name, "train")
