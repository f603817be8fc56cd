import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from keras_recon.data import (
    RandomColorDrop,
    RandomDrop,
    RandomJitter,
    RandomRotation,
    RandomSample,
    RandomScale,
    RandomShift,
)

SEED = (3, 4)
ALL = [
    RandomRotation(),
    RandomScale(),
    RandomScale(per_axis=False),
    RandomShift(),
    RandomJitter(),
    RandomDrop(),
    RandomSample(20),
    RandomColorDrop(),
]


def make_points(random, shapes=5, num_points=40):
    return random.normal(size=(shapes, num_points, 3)).astype("float32")


def apply(augmentation, points, seed=SEED):
    return augmentation(tf.constant(points), seed).numpy()


def angle_of(point, rotated):
    """Angle about y from z towards x, by which a point was turned."""
    turn = np.arctan2(rotated[..., 0], rotated[..., 2]) - np.arctan2(point[..., 0], point[..., 2])
    return np.mod(turn + np.pi, 2 * np.pi) - np.pi


def is_uniform(values, low, high):
    return stats.kstest(values, stats.uniform(low, high - low).cdf).pvalue > 0.01


def dropped_points(points, dropped):
    """Mark the points that moved; the first point of a shape can't."""
    return (dropped != points).any(axis=-1)


@pytest.mark.parametrize("augmentation", ALL, ids=repr)
def test_same_seed_gives_the_same(augmentation, random):
    points = make_points(random)
    np.testing.assert_array_equal(apply(augmentation, points), apply(augmentation, points))


@pytest.mark.parametrize("augmentation", ALL, ids=repr)
@pytest.mark.parametrize("seed", [(3, 5), (4, 4)])
def test_another_seed_gives_another(augmentation, seed, random):
    points = make_points(random)
    assert (apply(augmentation, points) != apply(augmentation, points, seed)).any()


# Of a draw between two, shapes share one.
@pytest.mark.parametrize("augmentation", ALL[:-1], ids=repr)
def test_shapes_of_a_batch_differ(augmentation, random):
    points = np.repeat(make_points(random, shapes=1), 5, axis=0)
    augmented = apply(augmentation, points)
    for one in range(5):
        for other in range(one):
            assert (augmented[one] != augmented[other]).any()


@pytest.mark.parametrize("augmentation", ALL, ids=repr)
def test_batch_and_point_count_may_be_unknown(augmentation, random):
    points = make_points(random)
    graph = tf.function(
        lambda points: augmentation(points, SEED),
        input_signature=[tf.TensorSpec((None, None, 3), "float32")],
    )
    result = graph(points)
    assert result.dtype == "float32"
    np.testing.assert_allclose(result, apply(augmentation, points), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("augmentation", ALL, ids=repr)
def test_keeps_the_static_shape(augmentation):
    graph = tf.function(lambda points: augmentation(points, SEED)).get_concrete_function(
        tf.TensorSpec((5, 40, 3), "float32")
    )
    points = augmentation.num_points if isinstance(augmentation, RandomSample) else 40
    assert graph.output_shapes == (5, points, 3)


def test_rotation_turns_a_shape_by_one_angle_about_y(random):
    points = make_points(random)
    rotated = apply(RandomRotation(), points)
    angles = angle_of(points[:, 0], rotated[:, 0])
    for shape, turned, angle in zip(points, rotated, angles, strict=True):
        cos, sin = np.cos(angle), np.sin(angle)
        matrix = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
        np.testing.assert_allclose(turned, shape @ matrix.T, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(rotated[..., 1], points[..., 1])


@pytest.mark.parametrize("max_angle", [np.pi, 0.5])
def test_rotation_angles_are_uniform(max_angle):
    points = np.ones((2000, 1, 3), "float32")
    angles = angle_of(points, apply(RandomRotation(max_angle), points))[:, 0]
    assert is_uniform(angles, -max_angle, max_angle)


def test_rotation_by_nothing_is_the_same(random):
    points = make_points(random)
    np.testing.assert_array_equal(apply(RandomRotation(0.0), points), points)


@pytest.mark.parametrize("per_axis", [True, False])
def test_pinned_scale_is_a_product(per_axis, random):
    points = make_points(random)
    scaled = apply(RandomScale(1.25, 1.25, per_axis), points)
    np.testing.assert_allclose(scaled, 1.25 * points, rtol=1e-6)


@pytest.mark.parametrize(("per_axis", "factors"), [(True, 3), (False, 1)])
def test_a_shape_has_one_scale_an_axis_or_one_for_all(per_axis, factors, random):
    points = make_points(random)
    scale = apply(RandomScale(per_axis=per_axis), points) / points
    np.testing.assert_allclose(scale, np.broadcast_to(scale[:, :1], scale.shape), rtol=1e-5)
    assert [len(np.unique(row.round(4))) for row in scale[:, 0]] == [factors] * 5


def test_scales_are_uniform():
    points = np.ones((1000, 1, 3), "float32")
    assert is_uniform(apply(RandomScale(), points).ravel(), 2 / 3, 3 / 2)


def test_shift_moves_a_shape_by_one_vector(random):
    points = make_points(random)
    shift = apply(RandomShift(), points) - points
    np.testing.assert_allclose(shift, np.broadcast_to(shift[:, :1], shift.shape), atol=1e-6)
    assert len(np.unique(shift[:, 0].round(4))) == 15


def test_shifts_are_uniform():
    points = np.zeros((1000, 1, 3), "float32")
    assert is_uniform(apply(RandomShift(0.3), points).ravel(), -0.3, 0.3)


def test_jitter_is_normal():
    noise = apply(RandomJitter(sigma=0.02, clip=1.0), np.zeros((4, 500, 3), "float32"))
    assert stats.kstest(noise.ravel(), stats.norm(scale=0.02).cdf).pvalue > 0.01


def test_jitter_is_clipped():
    noise = np.abs(apply(RandomJitter(0.02, clip=0.03), np.zeros((4, 500, 3), "float32")))
    assert noise.max() == np.float32(0.03)
    clipped = (noise == np.float32(0.03)).mean()
    assert clipped == pytest.approx(2 * stats.norm.sf(1.5), abs=0.02)


def test_dropped_points_become_the_first_one(random):
    points = make_points(random)
    dropped = apply(RandomDrop(), points)
    moved = dropped_points(points, dropped)
    assert moved.any()
    expected = np.where(moved[..., None], points[:, :1], points)
    np.testing.assert_array_equal(dropped, expected)


@pytest.mark.parametrize("max_ratio", [0.875, 0.3])
def test_dropped_shares_are_uniform(max_ratio, random):
    points = make_points(random, shapes=500, num_points=1000)
    shares = dropped_points(points, apply(RandomDrop(max_ratio), points)).mean(axis=1)
    assert is_uniform(shares, 0, max_ratio)


def test_drop_reaches_every_point_alike(random):
    points = make_points(random, shapes=1000, num_points=20)
    shares = dropped_points(points, apply(RandomDrop(0.5), points)).mean(axis=0)
    np.testing.assert_allclose(shares[1:], 0.25, atol=0.06)


def test_sample_is_a_subset_without_repeats(random):
    points = make_points(random)
    for shape, sample in zip(points, apply(RandomSample(25), points), strict=True):
        kept = {tuple(point) for point in sample.tolist()}
        assert len(kept) == 25
        assert kept < {tuple(point) for point in shape.tolist()}


def test_sample_of_all_points_keeps_all(random):
    points = make_points(random)
    for shape, sample in zip(points, apply(RandomSample(40), points), strict=True):
        assert sorted(sample.tolist()) == sorted(shape.tolist())


def test_sample_keeps_every_point_alike():
    points = np.tile(np.arange(10, dtype="float32")[None, :, None], (2000, 1, 3))
    kept = apply(RandomSample(4), points)[..., 0].astype(int)
    np.testing.assert_allclose(np.bincount(kept.ravel(), minlength=10) / 2000, 0.4, atol=0.05)


@pytest.mark.parametrize("value", [0.4, 0.0])
def test_a_shape_loses_all_its_colors_or_none(value, random):
    colors = random.uniform(0.5, 1, size=(50, 40, 3)).astype("float32")
    result = apply(RandomColorDrop(value=value), colors)
    lost = (result == np.float32(value)).all(axis=(1, 2))
    assert lost.any()
    assert not lost.all()
    np.testing.assert_array_equal(result[~lost], colors[~lost])


@pytest.mark.parametrize("rate", [0, 0.2, 0.5, 1])
def test_colors_are_lost_at_the_rate_given(rate):
    lost = apply(RandomColorDrop(rate), np.ones((2000, 1, 3), "float32"))[:, 0, 0] != 1
    assert lost.mean() == pytest.approx(rate, abs=0.04 if 0 < rate < 1 else 0)


@pytest.mark.parametrize(
    ("augmentation", "arguments", "received"),
    [
        (RandomRotation, {"max_angle": -0.1}, "-0.1"),
        (RandomScale, {"low": 0.0}, "0.0"),
        (RandomScale, {"low": 1.5, "high": 1.2}, "1.5"),
        (RandomShift, {"max_shift": -0.2}, "-0.2"),
        (RandomJitter, {"sigma": -0.01}, "-0.01"),
        (RandomJitter, {"clip": -0.05}, "-0.05"),
        (RandomDrop, {"max_ratio": 1.0}, "1.0"),
        (RandomDrop, {"max_ratio": -0.1}, "-0.1"),
        (RandomSample, {"num_points": 0}, "0"),
        (RandomScale, {"high": float("nan")}, "nan"),
        (RandomColorDrop, {"rate": 1.1}, "1.1"),
        (RandomColorDrop, {"rate": float("nan")}, "nan"),
        (RandomColorDrop, {"value": -0.1}, "-0.1"),
        (RandomColorDrop, {"value": 102}, "102"),
    ],
)
def test_wrong_argument_is_an_error(augmentation, arguments, received):
    with pytest.raises(ValueError, match=f"Received: .*{received}"):
        augmentation(**arguments)


@pytest.fixture
def keras_cv_layers():
    if keras.backend.backend() != "tensorflow":
        pytest.skip("keras-cv's 3D layers call TensorFlow inside Keras layers")
    return pytest.importorskip("keras_cv").layers


def with_keras_cv(layer, points, transformation=None):
    """Apply a layer to one shape, with the parameters that its random draw would give."""
    inputs = {"point_clouds": points[None], "bounding_boxes": np.zeros((1, 1, 8), "float32")}
    if transformation is None:
        return layer(inputs)["point_clouds"][0]
    inputs = {key: tf.constant(value) for key, value in inputs.items()}
    return layer.augment_point_clouds_bounding_boxes(**inputs, transformation=transformation)[0][0]


def test_rotation_is_that_of_keras_cv(keras_cv_layers, random):
    points = make_points(random)
    rotated = apply(RandomRotation(), points)
    angles = angle_of(points[:, 0], rotated[:, 0])
    layer = keras_cv_layers.GlobalRandomRotation(max_rotation_angle_z=np.pi)
    z_up = [2, 0, 1]
    for shape, turned, angle in zip(points, rotated, angles, strict=True):
        # Its pose is that of the axes, which turn the other way.
        pose = tf.constant([0, 0, 0, -angle, 0, 0], "float32")
        expected = with_keras_cv(layer, shape[:, z_up], {"pose": pose})
        np.testing.assert_allclose(turned[:, z_up], expected, rtol=1e-5, atol=1e-5)


def test_scale_is_that_of_keras_cv(keras_cv_layers, random):
    points = make_points(random)
    scaled = apply(RandomScale(0.8, 0.8), points)
    layer = keras_cv_layers.GlobalRandomScaling(x_factor=0.8, y_factor=0.8, z_factor=0.8)
    for shape, result in zip(points, scaled, strict=True):
        np.testing.assert_allclose(result, with_keras_cv(layer, shape), rtol=1e-6)


def test_shift_is_that_of_keras_cv(keras_cv_layers, random):
    points = make_points(random)
    points[:, 0] = 0
    shifted = apply(RandomShift(), points)
    layer = keras_cv_layers.GlobalRandomTranslation()
    for shape, result in zip(points, shifted, strict=True):
        pose = tf.concat([result[0], tf.zeros(3)], axis=0)
        np.testing.assert_allclose(
            result, with_keras_cv(layer, shape, {"pose": pose}), rtol=1e-5, atol=1e-6
        )
