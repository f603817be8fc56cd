import json
import os
import shutil

import numpy as np
import pytest
from harness import raises_with_advice
from published_layouts import write_objaverse_lvis

from keras_recon.data import point_cloud_dataset
from keras_recon.datasets import PointCloudStream, fit_unit_sphere, load_objaverse_lvis


@pytest.fixture
def folder(tmp_path):
    write_objaverse_lvis(tmp_path)
    return tmp_path


def read_list(folder):
    return json.loads((folder / "meta_data" / "split" / "lvis.json").read_text())


def write_list(folder, entries):
    (folder / "meta_data" / "split" / "lvis.json").write_text(json.dumps(entries))


def path_of(folder, number):
    return folder / read_list(folder)[number]["data_path"].removeprefix("/mnt/data/")


def test_shapes_stay_in_their_files_as_published(folder):
    data = load_objaverse_lvis(folder)
    assert isinstance(data, PointCloudStream)
    entries = read_list(folder)
    assert data.class_names == ("Mug", "armchair", "zebra")
    assert [data.class_names[label] for label in data.labels] == [e["category"] for e in entries]
    assert data.names == tuple(entry["uid"] for entry in entries)
    values = data.read_per_point(np.array([4, 1]))
    for row, number in enumerate([4, 1]):
        shape = np.load(path_of(folder, number), allow_pickle=True).item()
        # No axis is swapped.
        np.testing.assert_array_equal(values["points"][row], fit_unit_sphere(shape["xyz"]))
        np.testing.assert_array_equal(values["colors"][row], shape["rgb"])
    in_memory = load_objaverse_lvis(folder, stream=False)
    np.testing.assert_array_equal(in_memory.points, data.load().points)
    np.testing.assert_array_equal(in_memory.colors, data.load().colors)


def test_batches_have_colors(folder):
    data = load_objaverse_lvis(folder)
    batches = point_cloud_dataset(data, 7, num_points=64, default_color=0.4, labels=True)
    shapes = [points.shape.as_list() for points, _ in batches]
    assert shapes == [[7, 64, 6], [7, 64, 6], [4, 64, 6]]


def test_a_file_is_read_when_a_batch_needs_it(folder):
    data = load_objaverse_lvis(folder)
    path_of(folder, 17).write_bytes(b"damaged")
    data.read_points(np.arange(17))
    with raises_with_advice(ValueError, "A .npy file must be whole", path_of(folder, 17).name):
        data.read_points(np.array([17]))


class Hostile:
    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (lambda shape, mark: {"rgb": 255 * shape["rgb"]}, "`rgb` must be numbers"),
        (lambda shape, mark: {"rgb": np.full((100, 3), np.nan)}, "300 not finite"),
        (lambda shape, mark: {"xyz": np.full((100, 3), np.nan)}, "`xyz` must be finite"),
        (lambda shape, mark: {"xyz": shape["xyz"][:50]}, "at least 100 points"),
        (lambda shape, mark: {"xyz": Hostile(f"touch {mark}")}, "system is not admitted"),
    ],
)
def test_a_shape_that_is_not_as_published_is_refused(change, advice, folder, tmp_path):
    data, path = load_objaverse_lvis(folder), path_of(folder, 3)
    shape = np.load(path, allow_pickle=True).item()
    np.save(path, {**shape, **change(shape, tmp_path / "hacked")}, allow_pickle=True)
    with raises_with_advice(ValueError, advice, path.name):
        data.read_points(np.array([3]))
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("content", [{"xyz": np.eye(3)}, [1, 2], np.eye(3)])
def test_a_file_without_points_and_colors_is_refused(content, folder):
    data, path = load_objaverse_lvis(folder), path_of(folder, 3)
    np.save(path, content, allow_pickle=True)
    with raises_with_advice(ValueError, "with xyz, rgb", path.name):
        data.read_points(np.array([3]))


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "[3]", '[{"uid": "a", "category": "mug"}]', '[{"uid": 3, "data_path": "a"}]'],
)
def test_a_list_of_another_layout_is_refused(content, folder):
    (folder / "meta_data" / "split" / "lvis.json").write_text(content)
    with raises_with_advice(ValueError, "JSON list of objects", "lvis.json"):
        load_objaverse_lvis(folder)


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.npy", "/mnt/data/../secret.npy"])
def test_a_path_out_of_the_folder_is_refused(path, folder):
    write_list(folder, [{**read_list(folder)[0], "data_path": path}])
    with raises_with_advice(ValueError, "A `data_path` must lie below /mnt/data/", path):
        load_objaverse_lvis(folder)


def test_missing_files_are_named(folder):
    path_of(folder, 3).unlink()
    with raises_with_advice(FileNotFoundError, f"{3:032x}.npy"):
        load_objaverse_lvis(folder)
    shutil.rmtree(folder / "meta_data")
    with raises_with_advice(FileNotFoundError, "`lvis.json`"):
        load_objaverse_lvis(folder)
