import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from keras_recon.datasets import load_furniture_parts, load_parts
from keras_recon.evaluation import mean_iou, predict_parts


@pytest.fixture(scope="module")
def train():
    return load_furniture_parts("train")


@pytest.fixture(scope="module")
def test():
    return load_furniture_parts("test")


def test_every_class_has_as_many_shapes(train, test):
    assert np.bincount(train.labels).tolist() == [200] * 5
    assert np.bincount(test.labels).tolist() == [40] * 5


def test_points_are_centred_and_fill_the_unit_sphere(test):
    np.testing.assert_allclose(test.points.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(test.points, axis=-1).max(axis=1), 1, atol=1e-6)


def test_shapes_are_always_the_same(test):
    again = load_furniture_parts("test")
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


def test_height_alone_does_not_tell_the_parts(train, test):
    """A classifier that sees the class and the height of a point stays well below 80 %."""
    predicted = np.empty_like(test.part_labels)
    for label in range(5):
        of_train, of_test = train.labels == label, test.labels == label
        height = train.points[of_train][:, ::16, 1].reshape(-1, 1)
        neighbors = KNeighborsClassifier(50)
        neighbors.fit(height, train.part_labels[of_train][:, ::16].ravel())
        part = neighbors.predict(test.points[of_test][..., 1].reshape(-1, 1))
        predicted[of_test] = part.reshape(-1, 2048)
    assert mean_iou(predicted, test.part_labels, test.labels, test.class_parts)["instance"] < 0.6


def test_true_parts_score_one(test):
    logits = np.eye(18)[test.part_labels]
    predicted = predict_parts(logits, test.labels, test.class_parts)
    assert mean_iou(predicted, test.part_labels, test.labels, test.class_parts)["class"] == 1


def test_the_name_that_it_had_before_stays():
    assert load_parts is load_furniture_parts


def test_unknown_split_is_refused():
    with pytest.raises(ValueError, match='"train" or "test". Received: \'val\''):
        load_furniture_parts("val")
