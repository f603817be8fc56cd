import json

import numpy as np
import pytest
from harness import raises_with_advice
from published_layouts import write_openshape_modelnet40

from keras_recon.datasets import fit_unit_sphere, load_openshape_modelnet40


@pytest.fixture
def root(tmp_path):
    write_openshape_modelnet40(tmp_path)
    return tmp_path / "meta_data" / "modelnet40"


def read_shapes(root):
    return np.load(root / "test_pc.npy", allow_pickle=True)


def write_shapes(root, shapes):
    np.save(root / "test_pc.npy", shapes, allow_pickle=True)


def test_shapes_are_as_published(root, tmp_path):
    data = load_openshape_modelnet40(tmp_path)
    entries = json.loads((root / "test_split.json").read_text())
    assert data.class_names == ("night_stand", "sofa", "xbox")
    assert [data.class_names[label] for label in data.labels] == [e["category"] for e in entries]
    assert data.names == tuple(entry["name"] for entry in entries)
    for points, shape in zip(data.points, read_shapes(root), strict=True):
        np.testing.assert_array_equal(points, fit_unit_sphere(shape["xyz"]))
    np.testing.assert_allclose(data.colors, 100 / 255, rtol=1e-6)


@pytest.mark.parametrize("value", [256, -1, np.nan])
def test_colors_must_be_from_0_to_255(value, root, tmp_path):
    shapes = read_shapes(root)
    shapes[4]["rgb"][7, 1] = value
    write_shapes(root, shapes)
    with raises_with_advice(ValueError, "from 0 to 255", "sofa_0004"):
        load_openshape_modelnet40(tmp_path)


def test_colors_from_0_to_1_are_refused(root, tmp_path):
    shapes = read_shapes(root)
    for shape in shapes:
        shape["rgb"] = np.full((100, 3), 0.4)
    write_shapes(root, shapes)
    with raises_with_advice(ValueError, "`rgb` must be from 0 to 255, as published", "to 0.4 in"):
        load_openshape_modelnet40(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda shapes: shapes[:5],
        lambda shapes: np.array([*shapes[:-1], {"xyz": np.eye(3)}], dtype=object),
        lambda shapes: np.array([*shapes[:-1], None], dtype=object),
        lambda shapes: np.zeros((18, 3)),
    ],
)
def test_other_shapes_than_listed_are_refused(change, root, tmp_path):
    write_shapes(root, change(read_shapes(root)))
    with raises_with_advice(ValueError, "dicts of xyz and rgb for the 18 shapes", "test_pc.npy"):
        load_openshape_modelnet40(tmp_path)


@pytest.mark.parametrize("name", ["test_pc.npy", "test_split.json"])
def test_a_missing_file_is_named(name, root, tmp_path):
    (root / name).unlink()
    with raises_with_advice(FileNotFoundError, f"`{name}`"):
        load_openshape_modelnet40(tmp_path)
