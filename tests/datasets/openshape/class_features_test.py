import numpy as np
import pytest
from harness import raises_with_advice
from published_layouts import (
    write_objaverse_lvis,
    write_openshape_modelnet40,
    write_openshape_scanobjectnn,
)

from keras_recon.datasets import load_dataset, load_openshape_class_features

WRITERS = {
    "objaverse_lvis": write_objaverse_lvis,
    "openshape_modelnet40": write_openshape_modelnet40,
    "openshape_scanobjectnn": write_openshape_scanobjectnn,
}
FILES = {
    "objaverse_lvis": "meta_data/lvis_cat_name_pt_feat.npy",
    "openshape_modelnet40": "meta_data/modelnet40/cat_name_pt_feat.npy",
    "openshape_scanobjectnn": "meta_data/scanobjectnn/cat_name_pt_feat.npy",
}


@pytest.mark.parametrize("name", WRITERS)
def test_features_are_in_the_order_of_the_classes(name, tmp_path):
    WRITERS[name](tmp_path)
    names = load_dataset(name, "test", tmp_path).class_names
    features = load_openshape_class_features(name, tmp_path, names)
    assert (features.dtype, features.shape) == ("float32", (len(names), 16))
    stored = np.load(tmp_path / FILES[name], allow_pickle=True)
    if stored.ndim == 0:
        stored = [stored.item()[one]["open_clip_text_feat"][0] for one in names]
    np.testing.assert_array_equal(features, np.asarray(stored, "float32"))


@pytest.mark.parametrize(
    "content",
    [
        np.ones((2, 16)),
        np.ones(3),
        np.full((3, 16), np.nan),
        np.zeros((3, 16)),
        {"sofa": {"open_clip_text_feat": np.ones((1, 16))}},
        {name: {"other": np.ones((1, 16))} for name in ("a", "b", "c")},
        {name: np.ones((1, 16)) for name in ("a", "b", "c")},
        [1, 2, 3],
        None,
    ],
)
def test_features_that_do_not_fit_are_refused(content, tmp_path):
    (tmp_path / "meta_data").mkdir()
    np.save(tmp_path / FILES["objaverse_lvis"], content, allow_pickle=True)
    with raises_with_advice(ValueError, "features of the 3 classes", "pt_feat.npy"):
        load_openshape_class_features("objaverse_lvis", tmp_path, ["a", "b", "c"])


def test_other_names_are_refused(tmp_path):
    with raises_with_advice(ValueError, "`name` must be among", "'modelnet40'"):
        load_openshape_class_features("modelnet40", tmp_path, ["a"])


def test_a_missing_file_is_named(tmp_path):
    with raises_with_advice(FileNotFoundError, "`lvis_cat_name_pt_feat.npy`"):
        load_openshape_class_features("objaverse_lvis", tmp_path, ["a"])
