import numpy as np
import pytest
from harness import raises_with_advice
from published_layouts import write_openshape_scanobjectnn

from keras_recon.datasets import fit_unit_sphere, load_openshape_scanobjectnn


def path_of(folder):
    return folder / "meta_data" / "scanobjectnn" / "xyz_label.npy"


def change(folder, **fields):
    content = {**np.load(path_of(folder), allow_pickle=True).item(), **fields}
    np.save(path_of(folder), content, allow_pickle=True)


@pytest.mark.parametrize("colored", [False, True])
def test_shapes_are_as_published(colored, tmp_path):
    write_openshape_scanobjectnn(tmp_path, colored=colored)
    data = load_openshape_scanobjectnn(tmp_path)
    content = np.load(path_of(tmp_path), allow_pickle=True).item()
    np.testing.assert_array_equal(data.points, fit_unit_sphere(content["xyz"]))
    np.testing.assert_array_equal(data.labels, content["label"])
    assert len(data.class_names) == 15
    if colored:
        np.testing.assert_array_equal(data.colors, content["rgb"])
    else:
        assert data.colors is None


def test_shapes_of_different_numbers_of_points_get_the_smallest(tmp_path, random):
    write_openshape_scanobjectnn(tmp_path, shapes=3)
    clouds = np.empty(3, object)
    clouds[:] = [random.normal(size=(size, 3)) for size in (90, 70, 80)]
    change(tmp_path, xyz=clouds)
    assert load_openshape_scanobjectnn(tmp_path).points.shape == (3, 70, 3)


@pytest.mark.parametrize(
    "fields",
    [
        {"label": np.full(12, 15)},
        {"label": np.full(12, -1)},
        {"label": np.zeros(11, int)},
        {"label": ["chair"] * 12},
        {"label": None},
        {"xyz": 3},
        {"rgb": np.zeros((11, 100, 3))},
    ],
)
def test_labels_and_shapes_that_do_not_fit_are_refused(fields, tmp_path):
    write_openshape_scanobjectnn(tmp_path)
    change(tmp_path, **fields)
    with raises_with_advice(ValueError, "whole numbers from 0 to 14", "xyz_label.npy"):
        load_openshape_scanobjectnn(tmp_path)


@pytest.mark.parametrize("value", [200.0, np.nan])
def test_colors_must_be_from_0_to_1(value, tmp_path):
    write_openshape_scanobjectnn(tmp_path)
    change(tmp_path, rgb=np.full((12, 100, 3), value))
    with raises_with_advice(ValueError, "`rgb` must be", "from 0 to 1", "shape 0 of"):
        load_openshape_scanobjectnn(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with raises_with_advice(FileNotFoundError, "`xyz_label.npy`"):
        load_openshape_scanobjectnn(tmp_path)
