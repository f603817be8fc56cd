import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.evaluation import top_k_accuracy


@pytest.mark.parametrize("k", [1, 3, 5, 9])
def test_it_agrees_with_sklearn(k, random):
    metrics = pytest.importorskip("sklearn.metrics")
    scores, labels = random.normal(size=(200, 7)), random.integers(0, 7, 200)
    expected = metrics.top_k_accuracy_score(labels, scores, k=k, labels=range(7)) if k < 7 else 1
    assert top_k_accuracy(scores, labels, k) == pytest.approx(expected)


def test_of_equal_scores_the_lower_class_is_first(random):
    scores, labels = random.integers(0, 3, (200, 7)).astype(float), random.integers(0, 7, 200)
    assert top_k_accuracy(scores, labels, 1) == np.mean(scores.argmax(axis=1) == labels)
    assert top_k_accuracy(np.zeros((7, 7)), np.arange(7), 3) == pytest.approx(3 / 7)


@pytest.mark.parametrize(
    ("scores", "labels", "k"),
    [
        (np.zeros((2, 3)), np.array([0, 3]), 1),
        (np.zeros((2, 3)), np.array([0, -1]), 1),
        (np.zeros((2, 3)), np.array([0]), 1),
        (np.zeros((0, 3)), np.zeros(0, int), 1),
        (np.full((1, 3), np.nan), np.array([0]), 1),
        (np.zeros((2, 3)), np.array([0, 1]), 0),
    ],
)
def test_what_does_not_fit_is_refused(scores, labels, k):
    with raises_with_advice(ValueError):
        top_k_accuracy(scores, labels, k)
