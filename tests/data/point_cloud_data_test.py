import dataclasses
import pathlib

import numpy as np
import pytest

from keras_recon.data import PointCloudData
from keras_recon.datasets.unit_sphere import fit_unit_sphere


def make_fields(n=4):
    rng = np.random.default_rng(0)
    return {
        "points": rng.normal(size=(n, 16, 3)),
        "labels": np.arange(n) % 3 - 1,
        "class_names": ["chair", "table"],
        "names": [f"object {i}" for i in range(n)],
        "image_features": rng.normal(size=(n, 5)),
        "text_features": rng.normal(size=(n, 7)),
        "icons": rng.integers(0, 256, size=(n, 64, 64, 3), dtype="uint8"),
        "part_labels": rng.integers(-1, 3, size=(n, 16)),
        "part_names": ["leg", "seat", "top"],
        "class_parts": [[0, 1], np.array([0, 2])],
        "image_paths": [pathlib.Path(f"{i}.png") for i in range(n)],
        "captions": [f"a thing, number {i}" for i in range(n)],
        "colors": rng.uniform(size=(n, 16, 3)),
    }


def test_arrays_get_their_dtypes():
    data = PointCloudData(**make_fields())
    assert data.points.dtype == data.image_features.dtype == data.text_features.dtype == "float32"
    assert data.colors.dtype == "float32"
    assert data.labels.dtype == data.part_labels.dtype == "int32"
    assert data.class_names == ("chair", "table")
    assert data.part_names == ("leg", "seat", "top")
    assert data.class_parts == ((0, 1), (0, 2))
    assert data.image_paths == ("0.png", "1.png", "2.png", "3.png")
    assert len(data) == 4


def test_what_not_every_data_set_has_is_optional():
    fields = make_fields()
    data = PointCloudData(**{k: fields[k] for k in ("points", "labels", "class_names", "names")})
    for name in set(fields) - {"points", "labels", "class_names", "names"}:
        assert getattr(data, name) is None
    assert len(data.select([0])) == 1


@pytest.mark.parametrize("index", [np.array([3, 0, 0]), np.array([True, False, False, True]), []])
def test_select_picks_the_same_objects_in_every_field(index):
    fields = make_fields()
    selected = PointCloudData(**fields).select(index)
    rows = np.arange(4)[index]
    assert len(selected) == len(rows)
    assert selected.names == tuple(fields["names"][i] for i in rows)
    assert selected.captions == tuple(fields["captions"][i] for i in rows)
    assert selected.image_paths == tuple(str(fields["image_paths"][i]) for i in rows)
    assert selected.part_names == ("leg", "seat", "top")
    assert selected.class_parts == ((0, 1), (0, 2))
    arrays = ("points", "labels", "image_features", "text_features", "icons", "part_labels")
    for name in (*arrays, "colors"):
        np.testing.assert_array_equal(
            getattr(selected, name), np.asarray(fields[name])[rows].astype(selected_dtype(name))
        )


def selected_dtype(name):
    return {"labels": "int32", "part_labels": "int32", "icons": "uint8"}.get(name, "float32")


def test_colors_of_a_byte_become_floats_from_0_to_1():
    levels = np.arange(192, dtype="uint8").reshape(4, 16, 3) + np.uint8(64)
    data = PointCloudData(**{**make_fields(), "colors": levels})
    assert data.colors.dtype == "float32"
    np.testing.assert_allclose(data.colors, levels / 255, rtol=1e-7)
    assert data.colors.max() == 1


@pytest.mark.parametrize("colored", [False, True])
def test_points_and_colors_are_read_together(colored):
    data = PointCloudData(**{**make_fields(), **({} if colored else {"colors": None})})
    values = data.read_per_point(np.array([2, 0]))
    assert [*values] == (["points", "colors"] if colored else ["points"])
    for name, value in values.items():
        np.testing.assert_array_equal(value, getattr(data, name)[[2, 0]])


def test_select_rejects_a_boolean_array_of_another_length():
    with pytest.raises(IndexError, match="boolean"):
        PointCloudData(**make_fields()).select(np.array([True, False]))


def test_fields_cannot_be_set():
    with pytest.raises(dataclasses.FrozenInstanceError):
        PointCloudData(**make_fields()).names = ()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("points", np.zeros((4, 16, 2)), r"`points`.*any, any, 3.*Received: shape \(4, 16, 2\)"),
        ("points", np.zeros((16, 3)), r"`points`.*Received: shape \(16, 3\)"),
        ("points", np.zeros((4, 16, 3), "int32"), r"`points` must be floats.*Received.*int32"),
        ("points", np.full((4, 16, 3), np.nan), r"`points` must be finite.*Received: 192"),
        ("points", np.full((4, 16, 3), 1e39), r"`points` must be finite.*192.*in float32"),
        ("labels", np.zeros(4), r"`labels` must be integers.*Received.*float64"),
        ("labels", np.zeros((4, 1), "int32"), r"`labels`.*Received: shape \(4, 1\)"),
        ("labels", np.array([0, 1, 2, 0]), r"`labels`.*2 `class_names`.*Received: .* 0 to 2"),
        ("labels", np.array([0, -2, 1, 0]), r"`labels`.*Received: labels from -2 to 1"),
        ("labels", np.zeros(3, "int32"), r"`labels` must have as many.*4. Received: 3"),
        ("names", ["a", "b"], r"`names` must have as many.*4. Received: 2"),
        ("image_features", np.zeros((4, 2, 2, 2)), r"`image_features`.*Received: shape"),
        ("text_features", np.zeros(4), r"`text_features`.*Received: shape"),
        ("image_features", np.zeros((3, 5)), r"`image_features` must have as many.*Received: 3"),
        ("text_features", np.full((4, 7), np.inf), r"`text_features` must be finite"),
        ("icons", np.zeros((4, 64, 64, 3)), r"`icons` must be uint8.*Received.*float64"),
        ("icons", np.zeros((4, 32, 32, 3), "uint8"), r"`icons`.*Received: shape \(4, 32"),
        ("icons", np.zeros((5, 64, 64, 3), "uint8"), r"`icons` must have as many.*Received: 5"),
        ("part_labels", np.zeros((4, 16)), r"`part_labels` must be integers.*float64"),
        ("part_labels", np.zeros((4, 15), "int32"), r"each of the 16 points.*\(4, 15\)"),
        ("part_labels", np.zeros((3, 16), "int32"), r"`part_labels` must have as many.*: 3"),
        ("part_labels", np.full((4, 16), 3), r"3 `part_names`. Received: labels from 3 to 3"),
        ("part_names", None, r"`part_labels` need `part_names`. Received: part_names=None"),
        ("class_parts", [[0]], r"each of the 2 `class_names`.*Received: \(\(0,\),\)"),
        ("class_parts", [[0], [3]], r"3 `part_names`. Received: \(\(0,\), \(3,\)\)"),
        ("image_paths", ["a.png"], r"`image_paths` must have as many.*4. Received: 1"),
        ("captions", ["a", "b"], r"`captions` must have as many.*4. Received: 2"),
        ("colors", np.zeros((4, 15, 3)), r"`colors`.*any, 16, 3.*Received: shape \(4, 15, 3\)"),
        ("colors", np.zeros((4, 16, 4), "uint8"), r"`colors`.*Received: shape \(4, 16, 4\)"),
        ("colors", np.zeros((3, 16, 3)), r"`colors` must have as many.*4. Received: 3"),
        ("colors", np.zeros((4, 16, 3), "int64"), r"`colors` must be floats.*Received.*int64"),
        ("colors", np.full((4, 16, 3), 255.0), r"`colors`.*0 to 1. Received: from 255 to 255"),
        ("colors", np.full((4, 16, 3), -0.5), r"`colors`.*0 to 1. Received: from -0.5 to -0.5"),
        ("colors", np.full((4, 16, 3), np.nan), r"`colors` must be finite.*Received: 192"),
    ],
)
def test_a_field_that_does_not_fit_is_rejected(field, value, message):
    with pytest.raises(ValueError, match=message):
        PointCloudData(**{**make_fields(), field: value})


def with_points(points):
    count = len(points)
    return PointCloudData(points, np.zeros(count, int), ["thing"], [str(i) for i in range(count)])


# Metres of a national grid.
FAR = np.array([4.5e6, 0, 5.3e6])


def test_points_that_float32_would_move_are_rejected():
    points = np.random.default_rng(0).uniform(-0.5, 0.5, size=(3, 16, 3))
    points[1] += FAR
    with pytest.raises(ValueError, match=r"fit_unit_sphere.*float64.*5.3e\+06; .* 1 of the 3.* %"):
        with_points(points)


def test_they_are_accepted_once_they_are_centred():
    points = np.random.default_rng(0).uniform(-0.5, 0.5, size=(3, 16, 3))
    expected = with_points(fit_unit_sphere(points)).points
    data = with_points(fit_unit_sphere(points + FAR))
    np.testing.assert_allclose(data.points, expected, atol=1e-6)


@pytest.mark.parametrize("distance", [0, 1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7])
def test_the_move_is_that_of_the_definition(distance):
    points = np.random.default_rng(0).normal(size=(1, 16, 3)) + distance
    cloud = points[0]
    radius = max(np.linalg.norm(point - cloud.mean(axis=0)) for point in cloud)
    moved = max(np.linalg.norm(point - point.astype("float32")) for point in cloud)
    if moved > 1e-4 * radius:
        with pytest.raises(ValueError, match=f"{100 * moved / radius:.2g} % of the radius"):
            with_points(points)
    else:
        np.testing.assert_array_equal(with_points(points).points, points.astype("float32"))


def test_of_float32_nothing_is_lost():
    points = (np.random.default_rng(0).normal(size=(2, 16, 3)) + FAR).astype("float32")
    assert with_points(points).points is points


def test_coinciding_points_have_no_shape_to_lose():
    assert (with_points(np.full((2, 16, 3), 1e6 + 0.1)).points == np.float32(1e6 + 0.1)).all()


@pytest.mark.parametrize("shape", [(0, 16, 3), (2, 0, 3)])
def test_there_may_be_no_points(shape):
    assert with_points(np.zeros(shape)).points.shape == shape


def test_raw_points_have_the_channels_of_a_model():
    data = PointCloudData(**make_fields())
    np.testing.assert_array_equal(data.raw_points(), data.points)
    colored = data.raw_points(channels=6)
    np.testing.assert_array_equal(colored[..., :3], data.points)
    np.testing.assert_array_equal(colored[..., 3:], data.colors)
    grey = PointCloudData(**{**make_fields(), "colors": None}).raw_points(6, default_color=0.25)
    np.testing.assert_array_equal(grey[..., 3:], np.full_like(data.points, 0.25))
