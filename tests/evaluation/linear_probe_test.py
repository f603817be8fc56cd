import numpy as np
import pytest
from harness import raises_with_advice
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from keras_recon.evaluation import linear_probe


@pytest.fixture
def clusters(random):
    """Two overlapping classes, of features of very different sizes."""
    labels = random.integers(0, 2, 80)
    features = random.normal(size=(80, 6)) + 0.7 * labels[:, None]
    return features * [1, 10, 100, 0.1, 0.01, 1] + 5, labels


@pytest.mark.parametrize("C", [0.075, 1e-4])
def test_accuracy_is_that_of_a_pipeline_of_scikit_learn(clusters, C):
    features, labels = clusters
    pipeline = make_pipeline(StandardScaler(), SVC(kernel="linear", C=C))
    expected = pipeline.fit(features[:50], labels[:50]).score(features[50:], labels[50:])
    accuracy = linear_probe(features[:50], labels[:50], features[50:], labels[50:], C=C)
    assert accuracy == expected


def test_shapes_without_a_label_count_for_the_scale_alone(clusters):
    features, labels = clusters
    train_labels = labels[:50].copy()
    train_labels[::3] = -1
    scaler = StandardScaler().fit(features[:50])
    machine = SVC(kernel="linear", C=0.075)
    machine.fit(scaler.transform(features[:50][train_labels >= 0]), train_labels[train_labels >= 0])
    expected = machine.score(scaler.transform(features[50:]), labels[50:])
    assert linear_probe(features[:50], train_labels, features[50:], labels[50:]) == expected


def test_a_feature_that_is_constant_does_no_harm(clusters):
    features, labels = clusters
    features[:, 0] = 3
    assert linear_probe(features, labels, features, labels) > 0.6


@pytest.mark.parametrize("part", ["train", "test"])
def test_features_that_are_not_finite_are_refused(clusters, part):
    features, labels = clusters
    broken = features.copy()
    broken[3, 2] = np.nan
    train, test = (broken, features) if part == "train" else (features, broken)
    with raises_with_advice(ValueError, f"`{part}_features` must be finite", "1 of 80"):
        linear_probe(train, labels, test, labels)


def test_widths_that_differ_are_refused(clusters):
    features, labels = clusters
    with raises_with_advice(ValueError, "one width", "6 and 5"):
        linear_probe(features, labels, features[:, :5], labels)


def test_another_number_of_labels_is_refused(clusters):
    features, labels = clusters
    with raises_with_advice(ValueError, "`test_labels`", "(79,)"):
        linear_probe(features, labels, features, labels[1:])


def test_a_test_shape_without_a_label_is_refused(clusters):
    features, labels = clusters
    with raises_with_advice(ValueError, "must have a label", "1 of 80"):
        linear_probe(features, labels, features, np.r_[-1, labels[1:]])
