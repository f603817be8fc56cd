import numpy as np
from harness import run_layer_test, to_numpy
from reference import array, dense, randomize

from keras_recon.layers import FeaturePropagation
from keras_recon.ops import interpolate_features


def inputs(random):
    points = random.normal(size=(3, 20, 3)).astype("float32")
    return points, points[:, :6], random.normal(size=(3, 6, 8)).astype("float32")


def test_feature_propagation_as_a_layer(random):
    run_layer_test(
        FeaturePropagation, {"hidden_dim": 12, "dim": 10}, inputs(random), unknown_axes=(0,)
    )


def norm(layer, x):
    x = (x - array(layer.moving_mean)) / np.sqrt(array(layer.moving_variance) + 1e-5)
    return np.maximum(x * array(layer.gamma) + array(layer.beta), 0)


def test_dense_layers_see_coordinates_and_interpolated_features(random):
    layer, (points, centers, features) = FeaturePropagation(12, 10), inputs(random)
    layer(points, centers, features)
    randomize(layer, random)
    for part in (layer.hidden_norm, layer.output_norm):
        part.moving_variance.assign(random.uniform(0.5, 2, part.moving_variance.shape))
    # The published order: interpolate, concatenate, then one dense layer on both.
    interpolated = to_numpy(interpolate_features(points, centers, features))
    kernel = np.concatenate([array(layer.point_half.kernel), array(layer.patch_half.kernel)])
    x = np.concatenate([points, interpolated], -1) @ kernel + array(layer.point_half.bias)
    x = norm(layer.output_norm, dense(layer.output_dense, norm(layer.hidden_norm, x)))
    outputs = to_numpy(layer(points, centers, features))
    np.testing.assert_allclose(outputs, x, rtol=1e-3, atol=1e-4)
