import numpy as np
import pytest
from harness import raises_with_advice
from sklearn.metrics import average_precision_score

from keras_recon import ShapeIndex
from keras_recon.evaluation import mean_average_precision


@pytest.mark.parametrize("ties", [False, True])
def test_equals_that_of_scikit_learn(ties, random):
    embeddings, queries = random.normal(size=(200, 8)), random.normal(size=(5, 8))
    if ties:
        embeddings = embeddings[random.integers(0, 20, 200)]
    index, labels = ShapeIndex(embeddings, map(str, range(200))), random.integers(-1, 5, 200)
    result = mean_average_precision(index, queries, labels)
    scores = (index.embeddings @ queries.astype("float32").T).T
    if ties:  # products of equal rows may differ by rounding
        scores = scores.round(5)
    expected = [average_precision_score(labels == k, scores[k]) for k in range(5)]
    np.testing.assert_allclose(result["per_class"], expected, rtol=1e-6)
    assert result["mean"] == pytest.approx(np.mean(expected))


def test_is_one_where_a_class_is_ahead_of_all_others():
    index = ShapeIndex(np.array([[1, 0], [0.9, 0.1], [0, 1]]), "abc")
    assert mean_average_precision(index, np.eye(2), np.array([0, 0, 1]))["mean"] == 1


def test_classes_without_a_shape_do_not_count():
    index = ShapeIndex(np.eye(3), "abc")
    result = mean_average_precision(index, np.eye(3), np.array([0, -1, 2]))
    np.testing.assert_array_equal(result["per_class"], [1, np.nan, 1])
    assert result["mean"] == 1


@pytest.mark.parametrize(
    ("queries", "labels", "advice"),
    [
        (np.eye(2), [0, 0, 0], "(classes, 3)"),
        (np.ones(3), [0, 0, 0], "(classes, 3)"),
        (np.eye(3), [0, 0], "(3,)"),
        (np.eye(3), [0.0, 0, 0], "integers"),
        (np.eye(3), [0, 0, 3], "from 0 to 2"),
        (np.eye(3), [-1, -1, -1], "not all -1"),
    ],
)
def test_what_does_not_fit_is_refused(queries, labels, advice):
    with raises_with_advice(ValueError, advice):
        mean_average_precision(ShapeIndex(np.eye(3), "abc"), queries, np.array(labels))
