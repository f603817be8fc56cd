import numpy as np
import pytest
from harness import raises_with_advice
from sklearn.metrics import jaccard_score

from keras_recon.evaluation import mean_iou, predict_parts

CLASS_PARTS = ((0, 1, 2), (3, 4), (5, 6, 7, 8))


@pytest.fixture
def shapes(random):
    """Shapes of three classes, some without some part, and noisy predictions."""
    shape_class = random.integers(0, 3, 40)
    truth, predicted = np.empty((2, 40, 30), int)
    for index, parts in enumerate(shape_class):
        parts = random.permutation(CLASS_PARTS[parts])
        present = parts[: random.integers(1, len(parts) + 1)]
        truth[index] = random.choice(present, 30)
        guesses = random.choice(parts[: random.integers(1, len(parts) + 1)], 30)
        predicted[index] = np.where(random.random(30) < 0.3, guesses, truth[index])
    return predicted, truth, shape_class


def plain(predicted, truth, shape_class):
    """From the definition, one shape, part and point at a time."""
    per_shape = []
    for guess, wanted, index in zip(predicted, truth, shape_class, strict=True):
        ious = []
        for part in CLASS_PARTS[index]:
            a = {point for point, label in enumerate(guess) if label == part and wanted[point] >= 0}
            b = {point for point, label in enumerate(wanted) if label == part}
            ious.append(len(a & b) / len(a | b) if a | b else 1.0)
        per_shape.append(sum(ious) / len(ious))
    of_class = [
        [s for s, c in zip(per_shape, shape_class, strict=True) if c == k] for k in range(3)
    ]
    means = [sum(scores) / len(scores) for scores in of_class if scores]
    return sum(per_shape) / len(per_shape), sum(means) / len(means), means


@pytest.mark.parametrize("background", [False, True])
def test_scores_are_those_of_the_definition(shapes, random, background):
    _, truth, _ = shapes
    if background:
        truth[random.random(truth.shape) < 0.2] = -1
    scores = mean_iou(*shapes, CLASS_PARTS)
    instance, by_class, per_class = plain(*shapes)
    assert scores["instance"] == pytest.approx(instance)
    assert scores["class"] == pytest.approx(by_class)
    np.testing.assert_allclose(scores["per_class"], per_class)


def test_scores_of_shapes_are_the_jaccard_scores_of_scikit_learn(shapes):
    predicted, truth, shape_class = shapes
    expected = [
        jaccard_score(b, a, labels=CLASS_PARTS[index], average="macro", zero_division=1.0)
        for a, b, index in zip(predicted, truth, shape_class, strict=True)
    ]
    np.testing.assert_allclose(mean_iou(*shapes, CLASS_PARTS)["per_shape"], expected)


def test_a_part_absent_from_both_counts_as_one():
    truth = np.zeros((1, 4), int)
    assert mean_iou(truth, truth, np.array([0]), CLASS_PARTS)["instance"] == 1
    wrong = mean_iou(truth + 1, truth, np.array([0]), CLASS_PARTS)
    assert wrong["instance"] == pytest.approx(1 / 3)


def test_a_class_without_shapes_is_left_out():
    truth = np.zeros((2, 4), int)
    scores = mean_iou(truth, truth, np.array([0, 0]), CLASS_PARTS)
    assert scores["class"] == 1
    np.testing.assert_array_equal(np.isnan(scores["per_class"]), [False, True, True])


def test_predicted_part_is_the_best_of_the_shapes_own_class(random):
    logits, shape_class = random.normal(size=(6, 10, 9)), np.array([0, 1, 2, 2, 1, 0])
    predicted = predict_parts(logits, shape_class, CLASS_PARTS)
    for shape, index in enumerate(shape_class):
        for point in range(10):
            best = max(CLASS_PARTS[index], key=lambda part: logits[shape, point, part])
            assert predicted[shape, point] == best


def test_other_shapes_are_refused(shapes):
    predicted, truth, shape_class = shapes
    with raises_with_advice(ValueError, "same shape (n, N)", "(40, 29)"):
        mean_iou(predicted[:, :29], truth, shape_class, CLASS_PARTS)
    with raises_with_advice(ValueError, "`shape_class` must be integers of shape (40,)"):
        mean_iou(predicted, truth, shape_class[:39], CLASS_PARTS)


def test_a_part_of_another_class_is_refused(shapes):
    predicted, truth, shape_class = shapes
    with raises_with_advice(ValueError, "must be among its parts, (3, 4)"):
        mean_iou(predicted, truth, np.ones_like(shape_class), CLASS_PARTS)


def test_an_unknown_class_is_refused(random):
    with raises_with_advice(ValueError, "between 0 and 2", "[0, 3]"):
        predict_parts(random.normal(size=(2, 5, 9)), np.array([0, 3]), CLASS_PARTS)


def test_a_part_without_logits_is_refused(random):
    with raises_with_advice(ValueError, "from 0 to 7", "(5, 6, 7, 8)"):
        predict_parts(random.normal(size=(1, 5, 8)), np.array([0]), CLASS_PARTS)
