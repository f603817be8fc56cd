import json

import keras
import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import to_numpy

from keras_recon.losses import GroupContrast


def slow_contrast(classes, projections, temperature):
    unit = projections.astype("float64")
    unit = unit / np.linalg.norm(unit, axis=1, keepdims=True)
    losses = []
    for i in range(len(unit)):
        same, other = [], []
        for j in range(len(unit)):
            (same if classes[j] == classes[i] else other).append(float(unit[i] @ unit[j]))
        positive = np.exp(np.mean(same) / temperature)
        negative = sum(np.exp(s / temperature) for s in other)
        losses.append(-np.log(positive / (positive + negative)))
    return losses


@pytest.mark.parametrize("temperature", [0.1, 0.5])
@pytest.mark.parametrize(
    "classes", [[0], [0, 1], [3, 3, 3], [0, 1, 2, 3], [0, 0, 1, 1, 2, 7, 7, 7], [9, 0, 9, 0]]
)
def test_loss_is_that_of_a_loop(random, classes, temperature):
    projections = random.normal(size=(len(classes), 6)).astype("float32")
    loss = to_numpy(GroupContrast(temperature, reduction=None)(np.array(classes), projections))
    expected = slow_contrast(classes, projections, temperature)
    np.testing.assert_allclose(loss, expected, rtol=1e-4, atol=1e-5)


def test_scalar_is_the_mean_over_the_batch(random):
    projections = random.normal(size=(5, 6)).astype("float32")
    classes = np.array([0, 1, 1, 0, 2])
    expected = np.mean(slow_contrast(classes, projections, 0.1))
    assert float(GroupContrast()(classes, projections)) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("classes", [[4], [4, 4, 4]])
def test_loss_is_zero_without_another_class(random, classes):
    projections = random.normal(size=(len(classes), 6)).astype("float32")
    assert float(GroupContrast()(np.array(classes), projections)) == pytest.approx(0, abs=1e-6)


def test_length_of_the_projections_does_not_matter(random):
    projections = random.normal(size=(5, 6)).astype("float32")
    lengths = np.array([[0.01], [1], [10], [100], [3]], "float32")
    classes = np.array([0, 1, 1, 0, 2])
    loss = float(GroupContrast()(classes, projections))
    assert float(GroupContrast()(classes, projections * lengths)) == pytest.approx(loss, rel=1e-4)


def test_a_column_of_classes_is_as_good_as_a_row(random):
    projections = random.normal(size=(4, 6)).astype("float32")
    classes = np.array([0, 1, 1, 2])
    row = float(GroupContrast()(classes, projections))
    assert float(GroupContrast()(classes[:, None], projections)) == pytest.approx(row)


@pytest.mark.parametrize("classes", [[4], [4, 4, 4], [0, 1, 1]])
@pytest.mark.parametrize("scale", [0.0, 1.0])
def test_gradient_is_finite(random, classes, scale):
    start = (scale * random.normal(size=(len(classes), 6))).astype("float32")
    holder = keras.layers.Layer()
    projections = holder.add_weight(shape=start.shape, initializer="zeros", name="projections")
    projections.assign(start)
    loss, gradients = loss_and_gradients(
        holder, lambda: GroupContrast()(np.array(classes), projections + 0.0)
    )
    assert np.isfinite(loss)
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())


def test_temperature_survives_serialization():
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(GroupContrast(0.3))))
    assert keras.saving.deserialize_keras_object(stored).temperature == 0.3
