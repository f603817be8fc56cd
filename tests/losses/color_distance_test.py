import json

import keras
import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import to_numpy
from scipy.spatial import cKDTree

from keras_recon.losses import ColorDistance


def smooth_l1(difference):
    absolute = np.abs(difference)
    return np.where(absolute <= 1, absolute**2 / 2, absolute - 0.5)


def test_each_color_is_compared_with_that_of_the_nearest_true_point(random):
    true = random.normal(size=(2, 5, 7, 6)).astype("float32")
    made = 2 * random.normal(size=(2, 5, 9, 6)).astype("float32")
    expected = np.zeros((2, 5))
    for place in np.ndindex(2, 5):
        nearest = cKDTree(true[place][:, :3]).query(made[place][:, :3])[1]
        expected[place] = smooth_l1(made[place][:, 3:] - true[place][nearest, 3:]).mean()
    each = to_numpy(ColorDistance(reduction=None)(true, made))
    np.testing.assert_allclose(each, expected, rtol=1e-4)
    assert float(ColorDistance()(true, made)) == pytest.approx(expected.mean(), rel=1e-5)


def test_gradients_reach_the_colors_alone(random):
    true = random.normal(size=(1, 7, 6)).astype("float32")
    layer = keras.layers.Dense(6, kernel_initializer="ones", bias_initializer="zeros")
    ones = np.ones((1, 3, 1), "float32")
    layer.build(ones.shape)
    _, gradients = loss_and_gradients(layer, lambda: ColorDistance()(true, layer(ones)))
    for gradient in gradients.values():
        gradient = gradient.reshape(-1)
        np.testing.assert_array_equal(gradient[:3], 0)
        assert np.abs(gradient[3:]).min() > 0


def test_name_survives_serialization():
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(ColorDistance(name="hue"))))
    assert keras.saving.deserialize_keras_object(stored).name == "hue"
