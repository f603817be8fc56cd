import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from keras_recon.datasets import load_parts, parts
from keras_recon.evaluation import mean_iou, predict_parts


@pytest.fixture(scope="module")
def train():
    return load_parts("train")


@pytest.fixture(scope="module")
def test():
    return load_parts("test")


def test_every_class_has_as_many_shapes(train, test):
    assert np.bincount(train.labels).tolist() == [200] * 5
    assert np.bincount(test.labels).tolist() == [40] * 5


def test_points_are_centred_and_fill_the_unit_sphere(test):
    np.testing.assert_allclose(test.points.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(test.points, axis=-1).max(axis=1), 1, atol=1e-6)


def test_shapes_are_always_the_same(test):
    again = load_parts("test")
    np.testing.assert_array_equal(again.points, test.points)
    np.testing.assert_array_equal(again.part_labels, test.part_labels)
    assert again.names == test.names


def test_no_shape_of_the_test_split_is_in_training(train, test):
    seen = {points.tobytes() for points in train.points}
    assert not any(points.tobytes() in seen for points in test.points)


def test_shapes_have_parts_of_their_own_class_alone(train):
    for label, parts_of_shape in zip(train.labels, train.part_labels, strict=True):
        assert {*np.unique(parts_of_shape)} <= {*train.class_parts[label]}


def test_parts_of_the_classes_are_all_parts_once(train):
    every_part = [part for class_parts in train.class_parts for part in class_parts]
    assert every_part == [*range(len(train.part_names))]
    assert np.bincount(train.part_labels.ravel(), minlength=18).min() > 1000
    for name, class_parts in zip(train.class_names, train.class_parts, strict=True):
        assert all(train.part_names[part].startswith(f"{name} ") for part in class_parts)


def mean_height(data, part):
    chosen = data.part_labels == data.part_names.index(part)
    return np.array([p[c, 1].mean() for p, c in zip(data.points, chosen, strict=True) if c.any()])


def test_y_is_up(test):
    assert (mean_height(test, "table top") > 0).mean() > 0.9
    for low, high in (("chair legs", "chair seat"), ("bed legs", "bed mattress")):
        assert mean_height(test, low).mean() < mean_height(test, high).mean()


def test_styles_and_numbers_vary(train):
    names = " ".join(train.names)
    styles = ("pedestal", "runners", "slatted", "ladder", "no back", "without arms", "round table")
    for style in (*styles, "hanging", "tripod", "bunk", "shelf of 2", "shelf of 6"):
        assert style in names


def test_area_decides_how_many_points_a_piece_gets(random):
    # Two boxes far apart: surfaces of 6 and 24.
    pieces = [("a", parts._box((0, 0, 0), (1, 1, 1))), ("b", parts._box((5, 0, 0), (2, 2, 2)))]
    _, piece = parts._sample(pieces, random)
    assert piece.mean() == pytest.approx(0.8, abs=0.04)


def test_points_lie_on_the_surface_of_a_box(random):
    points, _ = parts._sample([("a", parts._box((0, 0, 0), (1, 1, 1)))], random)
    # Turned about y and scaled: faces up and down remain, of a sixth of the surface each.
    up = np.isclose(points[:, 1], points[:, 1].max(), atol=1e-6)
    assert up.mean() == pytest.approx(1 / 6, abs=0.03)
    assert np.linalg.norm(points, axis=1).min() > 0.5 * np.linalg.norm(points, axis=1).max()


def test_rods_have_the_area_of_cylinders():
    def area(triangles):
        first, second = np.swapaxes(triangles[:, 1:] - triangles[:, :1], 0, 1)
        return np.linalg.norm(np.cross(first, second), axis=-1).sum() / 2

    start, end = (1, 2, 3), (1, 2 + 3, 3 + 4)
    rod = parts._rod(start, end, 0.5, sides=200)
    assert area(rod) == pytest.approx(2 * np.pi * 0.5 * 5 + 2 * np.pi * 0.25, rel=1e-3)
    cone = parts._rod(start, end, 0.5, 0.2, sides=200, caps=False)
    assert area(cone) == pytest.approx(np.pi * 0.7 * np.hypot(5, 0.3), rel=1e-3)
    assert area(parts._box(start, (1, 2, 3))) == pytest.approx(2 * (2 + 3 + 6))


def test_height_alone_does_not_tell_the_parts(train, test):
    """A classifier that sees the class and the height of a point stays well below 80 %."""
    predicted = np.empty_like(test.part_labels)
    for label in range(5):
        of_train, of_test = train.labels == label, test.labels == label
        height = train.points[of_train][:, ::16, 1].reshape(-1, 1)
        neighbors = KNeighborsClassifier(50)
        neighbors.fit(height, train.part_labels[of_train][:, ::16].ravel())
        part = neighbors.predict(test.points[of_test][..., 1].reshape(-1, 1))
        predicted[of_test] = part.reshape(-1, parts.NUM_POINTS)
    assert mean_iou(predicted, test.part_labels, test.labels, test.class_parts)["instance"] < 0.6


def test_true_parts_score_one(test):
    logits = np.eye(18)[test.part_labels]
    predicted = predict_parts(logits, test.labels, test.class_parts)
    assert mean_iou(predicted, test.part_labels, test.labels, test.class_parts)["class"] == 1


def test_unknown_split_is_refused():
    with pytest.raises(ValueError, match='"train" or "test". Received: \'val\''):
        load_parts("val")
