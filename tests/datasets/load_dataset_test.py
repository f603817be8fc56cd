import numpy as np
import pytest
from harness import raises_with_advice
from published_layouts import SCANOBJECTNN, write_modelnet, write_scanobjectnn

from keras_recon.datasets import (
    DATASETS,
    load_dataset,
    load_home3d,
    load_modelnet,
    load_scanobjectnn,
    load_shape_folder,
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


def test_own_shapes(random, tmp_path):
    for name in ("chair", "table"):
        (tmp_path / name).mkdir()
        for i in range(4):
            np.save(tmp_path / name / f"{i}.npy", random.normal(size=(2048, 3)))
    for split in ("train", "test"):
        assert_same(load_dataset("folder", split, tmp_path), load_shape_folder(tmp_path, split))


def test_other_names_are_refused():
    with raises_with_advice(ValueError, "'modelnet40', 'modelnet10'", "'shapenet'"):
        load_dataset("shapenet", "train")


def test_other_splits_are_refused():
    with raises_with_advice(ValueError, '"train" or "test"', "'all'"):
        load_dataset("home3d", "all")


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "home3d"])
def test_a_folder_must_be_given(name):
    with raises_with_advice(ValueError, f"`folder` must be given for '{name}'", "folder=None"):
        load_dataset(name, "train")
