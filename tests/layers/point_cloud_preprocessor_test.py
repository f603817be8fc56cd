import timeit

import keras
import numpy as np
import pytest
from harness import JIT_COMPILE, raises_with_advice, run_layer_test, to_numpy
from reference import slow_sample

from keras_recon.layers import PointCloudPreprocessor
from keras_recon.ops import farthest_point_sample
from keras_recon.up_axis import turn


@pytest.mark.parametrize("normalize", [False, True])
def test_preprocessor_as_a_layer(random, normalize):
    run_layer_test(
        PointCloudPreprocessor,
        {"num_points": 16, "normalize": normalize},
        (random.normal(size=(3, 40, 3)).astype("float32"),),
        unknown_axes=(0, 1),
        float32=True,
    )


@pytest.mark.parametrize("channels", [3, 6])
def test_preprocessor_with_a_color_as_a_layer(random, channels):
    run_layer_test(
        PointCloudPreprocessor,
        {"num_points": 16, "default_color": 0.4},
        (random.uniform(size=(3, 40, channels)).astype("float32"),),
        unknown_axes=(0, 1),
        float32=True,
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("compiled", [False, True])
def test_colors_stay_with_their_points(random, dtype, compiled):
    raw = 5 + random.normal(size=(2, 30, 3)).astype(dtype)
    colors = random.uniform(size=(2, 30, 3)).astype(dtype)
    preprocessor = PointCloudPreprocessor(16, up_axis="z")
    expected, everything = (to_numpy(x) for x in preprocessor.prepare_all(raw))
    preprocessor = PointCloudPreprocessor(16, up_axis="z", default_color=0.4)
    colored = np.concatenate([raw, colors], axis=-1)
    if compiled:
        inputs = keras.Input((None, 6), dtype=dtype)
        points = keras.Model(inputs, preprocessor(inputs)).predict(colored, verbose=0)
    else:
        points = to_numpy(preprocessor(colored))
    np.testing.assert_allclose(points[..., :3], expected, atol=1e-5)
    for own, all_of_it, of_points in zip(points, everything, colors, strict=True):
        nearest = np.abs(own[:, None, :3] - all_of_it).sum(-1).argmin(1)
        np.testing.assert_allclose(own[:, 3:], of_points[nearest], rtol=1e-6)


def test_points_without_a_color_get_the_default_one(random):
    raw = random.normal(size=(2, 30, 3)).astype("float32")
    points = to_numpy(PointCloudPreprocessor(16, default_color=0.4)(raw))
    np.testing.assert_array_equal(points[..., 3:], np.float32(0.4))
    np.testing.assert_array_equal(points[..., :3], to_numpy(PointCloudPreprocessor(16)(raw)))


@pytest.mark.parametrize(
    ("channels", "color", "accepted"),
    [
        (6, 255.0, "from 0 to 1"),
        (6, -0.1, "from 0 to 1"),
        (6, np.nan, "must be finite"),
        (4, 0.5, "(batch, points, 3): x, y, z last, or (batch, points, 6)"),
        (7, 0.5, "(batch, points, 3): x, y, z last, or (batch, points, 6)"),
    ],
)
def test_colors_that_are_none_are_refused(random, channels, color, accepted):
    raw = random.uniform(size=(2, 30, channels)).astype("float32")
    raw[1, 7, -1] = color
    with raises_with_advice(ValueError, accepted):
        PointCloudPreprocessor(16, default_color=0.4)(raw)


@pytest.mark.parametrize("channels", [3, 6])
def test_all_points_are_coordinates_alone(random, channels):
    raw = random.uniform(size=(2, 30, channels)).astype("float32")
    preprocessor = PointCloudPreprocessor(16, default_color=0.4)
    prepared, everything = to_numpy(preprocessor.prepare_all(raw))
    assert prepared.shape == (2, 16, 6)
    _, expected = to_numpy(PointCloudPreprocessor(16).prepare_all(raw[..., :3]))
    np.testing.assert_array_equal(everything, expected)


def test_default_color_lies_from_0_to_1():
    with raises_with_advice(ValueError, "default_color", "from 0 to 1"):
        PointCloudPreprocessor(16, default_color=100)


def slow_normalize(points):
    centred = points - points.mean(axis=0)
    return centred / np.linalg.norm(centred, axis=1).max()


def slow_prepare(raw, num_points):
    """Each cloud by itself, in float64."""
    prepared = []
    for cloud in raw.astype("float64"):
        cloud = slow_normalize(cloud)
        if len(cloud) != num_points:
            cloud = cloud[slow_sample(cloud, num_points)]
        prepared.append(slow_normalize(cloud))
    return prepared


def rows(points):
    return {tuple(row) for row in np.round(points, 4).tolist()}


@pytest.mark.parametrize(("clouds", "num_points"), [(1, 16), (3, 30), (3, 40)])
@pytest.mark.parametrize(("scale", "shift"), [(1, 0), (250, 100), (0.001, -0.02)])
def test_points_are_those_of_the_definition(random, clouds, num_points, scale, shift):
    raw = (scale * random.normal(size=(clouds, 30, 3)) + shift).astype("float32")
    preprocessor = PointCloudPreprocessor(num_points)
    points = to_numpy(preprocessor(raw))
    np.testing.assert_allclose(points, slow_prepare(raw, num_points), atol=1e-5)
    np.testing.assert_allclose(points.mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(points, axis=2).max(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("count", [12, 16, 30])
def test_compiled_for_any_number_of_points_it_gives_the_same(random, count):
    raw = random.normal(3, 5, size=(2, count, 3)).astype("float32")
    inputs = keras.Input((None, 3))
    model = keras.Model(inputs, PointCloudPreprocessor(16)(inputs))
    points = model.predict(raw, verbose=0)
    np.testing.assert_allclose(points, slow_prepare(raw, 16), atol=1e-5)


def test_models_that_begin_with_it_train(random):
    raw = random.normal(3, 5, size=(4, 30, 3)).astype("float32")
    layers = [PointCloudPreprocessor(16), keras.layers.Flatten(), keras.layers.Dense(2)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse", jit_compile=JIT_COMPILE)
    model.fit(raw, np.ones((4, 2)), verbose=0)
    wanted = layers[2](np.reshape(slow_prepare(raw, 16), (4, -1)))
    np.testing.assert_allclose(model.predict(raw, verbose=0), to_numpy(wanted), atol=1e-5)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="tf.data runs TensorFlow")
def test_pipelines_can_map_it(random):
    import tensorflow as tf

    raw = random.normal(3, 5, size=(4, 30, 3)).astype("float32")
    batches = tf.data.Dataset.from_tensor_slices(raw).batch(2).map(PointCloudPreprocessor(16))
    points = np.concatenate(list(batches.as_numpy_iterator()))
    np.testing.assert_allclose(points, slow_prepare(raw, 16), atol=1e-5)


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("count", [10, 16, 40])
def test_points_prepared_once_stay_as_they_are(random, count, normalize):
    raw = random.normal(3, 5, size=(3, count, 3)).astype("float32")
    preprocessor = PointCloudPreprocessor(16, normalize)
    once = to_numpy(preprocessor(raw))
    np.testing.assert_allclose(to_numpy(preprocessor(once)), once, rtol=0, atol=5e-7)


def test_a_cloud_of_as_many_points_keeps_their_order(random):
    raw = random.normal(size=(3, 16, 3)).astype("float32")
    raw[:, 5] = 0  # a point that is never sampled
    points = PointCloudPreprocessor(num_points=16, normalize=False)(raw)
    np.testing.assert_array_equal(to_numpy(points), raw)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="sizes are known when traced")
def test_compiled_for_any_number_of_points_it_samples_only_where_it_must(random):
    import tensorflow as tf

    prepare = tf.function(PointCloudPreprocessor(1024), [tf.TensorSpec((None, None, 3))])

    def seconds(count):
        raw = tf.constant(random.normal(size=(1, count, 3)), "float32")
        return min(timeit.repeat(lambda: prepare(raw), number=1, repeat=5))

    # Measured: a hundredth of the time.
    assert seconds(1024) < seconds(1025) / 5


@pytest.mark.parametrize("count", [10, 16, 40])
def test_all_points_move_along_with_the_prepared_ones(random, count):
    raw = random.normal(3, 5, size=(3, count, 3)).astype("float32")
    preprocessor = PointCloudPreprocessor(num_points=16)
    prepared, points = map(to_numpy, preprocessor.prepare_all(raw))
    np.testing.assert_array_equal(prepared, to_numpy(preprocessor(raw)))
    for cloud, moved, sampled in zip(raw, points, prepared, strict=True):
        assert rows(sampled) <= rows(moved)
        # One shift and one scale for all of them.
        scale = np.linalg.norm(moved[0] - moved[1]) / np.linalg.norm(cloud[0] - cloud[1])
        np.testing.assert_allclose(moved - moved[0], scale * (cloud - cloud[0]), atol=1e-5)


def test_without_normalization_all_points_stay(random):
    raw = random.normal(3, 5, size=(3, 40, 3)).astype("float32")
    _, points = PointCloudPreprocessor(num_points=16, normalize=False).prepare_all(raw)
    np.testing.assert_array_equal(to_numpy(points), raw)


def test_nothing_is_lost_of_float64_coordinates_far_from_the_origin(random):
    raw = random.normal(size=(2, 40, 3))
    for shifted in (raw + 4.5e6, raw[:1] - 1e9):
        points = to_numpy(PointCloudPreprocessor(num_points=40)(shifted))
        np.testing.assert_allclose(points, slow_prepare(raw[: len(points)], 40), atol=2e-6)


def test_the_order_of_points_is_that_of_farthest_point_sampling(random):
    raw = random.normal(size=(2, 60, 3)).astype("float32")
    points = to_numpy(PointCloudPreprocessor(num_points=20, normalize=False)(raw))
    index = to_numpy(farthest_point_sample(raw, 20))
    np.testing.assert_array_equal(points, np.take_along_axis(raw, index[..., None], axis=1))


def test_without_normalization_coordinates_stay(random):
    raw = (5 + 30 * random.normal(size=(2, 30, 3))).astype("float32")
    points = to_numpy(PointCloudPreprocessor(num_points=30, normalize=False)(raw))
    for cloud, wanted in zip(points, raw, strict=True):
        assert rows(cloud) == rows(wanted)


def test_points_repeat_in_a_cloud_of_fewer(random):
    raw = random.normal(size=(2, 10, 3)).astype("float32")
    points = to_numpy(PointCloudPreprocessor(num_points=16, normalize=False)(raw))
    assert points.shape == (2, 16, 3)
    for cloud, wanted in zip(points, raw, strict=True):
        assert rows(cloud) == rows(wanted)


@pytest.mark.parametrize("num_points", [16, 40])
def test_an_object_of_six_centimetres_in_metres_must_be_normalized(random, num_points):
    raw = random.uniform(-0.017, 0.017, size=(2, 40, 3)).astype("float32")
    with raises_with_advice(ValueError, "beyond 0.03 of the origin", "normalize=True", "2 of the"):
        PointCloudPreprocessor(num_points, normalize=False)(raw)
    points = to_numpy(PointCloudPreprocessor(num_points)(raw))
    np.testing.assert_allclose(points, slow_prepare(raw, num_points), atol=1e-5)


def test_one_point_out_there_is_enough(random):
    raw = random.uniform(-0.017, 0.017, size=(1, 40, 3)).astype("float32")
    raw[0, 7] = (0, 0, 0.04)
    points = PointCloudPreprocessor(num_points=2, normalize=False)(raw)
    np.testing.assert_array_equal(to_numpy(points)[0], raw[0, [0, 7]])


@pytest.mark.skipif(keras.backend.backend() == "torch", reason="PyTorch runs it as it is called")
def test_compiled_it_cannot_look_at_values(random):
    raw = random.uniform(-0.017, 0.017, size=(2, 40, 3)).astype("float32")
    inputs = keras.Input((40, 3))
    model = keras.Model(inputs, PointCloudPreprocessor(16, normalize=False)(inputs))
    points = model.predict(raw, verbose=0)
    np.testing.assert_array_equal(points, np.repeat(raw[:, :1], 16, axis=1))


@pytest.mark.parametrize("value", [0.0, 7.5, 0.1])
def test_identical_points_end_at_the_origin(value):
    points = PointCloudPreprocessor(num_points=8)(np.full((2, 20, 3), value, "float32"))
    np.testing.assert_array_equal(to_numpy(points), np.zeros((2, 8, 3)))


def test_a_single_point_ends_at_the_origin():
    points = PointCloudPreprocessor(num_points=4)(np.ones((1, 1, 3), "float32"))
    np.testing.assert_array_equal(to_numpy(points), np.zeros((1, 4, 3)))


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_outputs_are_float32_whatever_the_precision_of_the_points(random, dtype):
    points = PointCloudPreprocessor(num_points=8)(random.normal(size=(2, 20, 3)).astype(dtype))
    assert keras.backend.standardize_dtype(points.dtype) == "float32"


@pytest.mark.parametrize(
    "points",
    [
        np.zeros((20, 3), "float32"),
        np.zeros((2, 20, 2), "float32"),
        np.zeros((2, 20, 3), "int32"),
        np.zeros((2, 0, 3), "float32"),
        np.full((2, 20, 3), np.nan, "float32"),
    ],
)
def test_points_of_another_kind_are_an_error(points):
    with raises_with_advice(ValueError, "`points` must"):
        PointCloudPreprocessor(num_points=8)(points)


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize(("up_axis", "trained"), [("z", "y"), ("-x", "y"), ("y", "x"), ("z", "z")])
def test_points_of_another_up_axis_give_what_upright_ones_give(random, up_axis, trained, normalize):
    raw = random.normal(size=(2, 40, 3)).astype("float32")
    upright = turn(raw, up_axis, trained)
    wanted = PointCloudPreprocessor(16, normalize)(upright)
    preprocessor = PointCloudPreprocessor(16, normalize, up_axis, trained)
    np.testing.assert_array_equal(to_numpy(preprocessor(raw)), to_numpy(wanted))
    inputs = keras.Input((None, 3))
    traced = keras.Model(inputs, preprocessor(inputs)).predict(raw, verbose=0)
    np.testing.assert_allclose(traced, to_numpy(wanted), atol=1e-6)
    _, all_points = preprocessor.prepare_all(raw)
    _, all_upright = PointCloudPreprocessor(16, normalize).prepare_all(upright)
    np.testing.assert_array_equal(to_numpy(all_points), to_numpy(all_upright))


@pytest.mark.parametrize("name", ["up_axis", "trained_up_axis"])
def test_an_unknown_axis_is_refused(name):
    with raises_with_advice(ValueError, f"`{name}` must be one of", "'w'"):
        PointCloudPreprocessor(16, **{name: "w"})


def test_presets_from_before_axes_are_upright_along_y():
    config = PointCloudPreprocessor(16).get_config()
    del config["up_axis"], config["trained_up_axis"]
    loaded = PointCloudPreprocessor.from_config(config)
    assert (loaded.up_axis, loaded.trained_up_axis) == ("y", "y")
