import numpy as np
import pytest
import tensorflow as tf
from harness import assert_close, raises_with_advice, tiny_backbone, tiny_points, to_numpy

import keras_recon
from keras_recon.data import RandomRotation, RandomSample, RandomScale, RandomShift
from keras_recon.evaluation import vote


def of_view(seed, view, number):
    """The key of an augmentation's draws, in a view."""
    return tf.random.experimental.stateless_fold_in((seed, view), number)


def test_the_vote_is_the_mean_over_views_made_one_by_one(random):
    points = random.normal(size=(3, 20, 3)).astype("float32")
    weights = random.normal(size=(3, 4))

    def predict(points):
        return np.tanh(points @ weights).mean(axis=1)

    expected = np.zeros((3, 4))
    for view in range(10):
        scale = tf.random.stateless_uniform((3, 1, 3), of_view(5, view, 0), 2 / 3, 3 / 2).numpy()
        shift = tf.random.stateless_uniform((3, 1, 3), of_view(5, view, 1), -0.2, 0.2).numpy()
        for i in range(3):
            moved = [point * scale[i, 0] + shift[i, 0] for point in points[i]]
            expected[i] += sum(np.tanh(point @ weights) for point in moved) / 20 / 10
    voted = vote(predict, points, [RandomScale(), RandomShift()], seed=5)
    np.testing.assert_allclose(voted, expected, rtol=1e-5)


def test_the_vote_of_a_network_is_the_mean_of_its_logits():
    classifier = keras_recon.ReConClassifier(tiny_backbone(), num_classes=3)
    points, views = tiny_points(num_points=80), []

    def predict(points):
        views.append(points)
        return classifier.predict(points, verbose=0)

    voted = vote(predict, points, [RandomSample(64), RandomRotation()], num_views=3)
    expected = sum(to_numpy(classifier(view)) for view in views) / 3
    assert [view.shape for view in views] == [(4, 64, 3)] * 3
    assert_close(voted, expected)


def test_each_view_is_another(random):
    seen = []
    vote(
        lambda points: seen.append(points) or np.zeros(3),
        random.normal(size=(3, 20, 3)),
        [RandomRotation()],
    )
    assert len({view.tobytes() for view in seen}) == 10


def test_an_augmentation_may_be_any_function_of_points_and_a_key(random):
    points = random.normal(size=(2, 9, 3)).astype("float32")
    voted = vote(lambda points: points, points, [lambda cloud, _: 2 * cloud], num_views=2)
    np.testing.assert_allclose(voted, 2 * points, rtol=1e-6)


def test_the_seed_decides_everything(random):
    points = random.normal(size=(3, 20, 3)).astype("float32")

    def voted(seed):
        return vote(lambda points: points[:, :9].max(axis=1), points, [RandomSample(12)], 4, seed)

    np.testing.assert_array_equal(voted(1), voted(1))
    assert (voted(1) != voted(2)).any()


def test_no_view_is_refused():
    with raises_with_advice(ValueError, "`num_views` must be at least 1", "num_views=0"):
        vote(lambda points: points, np.zeros((1, 4, 3)), [], num_views=0)


@pytest.mark.parametrize("num_views", [1, 7])
def test_without_augmentation_every_view_is_the_shape_itself(num_views, random):
    points = random.normal(size=(3, 20, 3)).astype("float32")
    voted = vote(lambda points: points, points, [], num_views)
    np.testing.assert_allclose(voted, points, rtol=1e-6)


def test_colors_stay_with_their_points(random):
    points = random.normal(size=(3, 20, 3)).astype("float32")
    # Each point has the colour that its number says.
    colors = np.broadcast_to(np.linspace(0, 1, 20, dtype="float32")[:, None], (3, 20, 3))
    views = []
    vote(
        lambda points: views.append(points) or np.zeros(3),
        np.concatenate([points, colors], axis=-1),
        [RandomSample(12), RandomShift()],
        num_views=2,
    )
    for view in views:
        assert view.shape == (3, 12, 6)
        number = (view[..., 3] * 19).round().astype(int)
        moved = view[..., :3] - np.take_along_axis(points, number[..., None], axis=1)
        np.testing.assert_allclose(moved, np.broadcast_to(moved[:, :1], moved.shape), atol=1e-6)
        assert np.abs(moved).min() > 0
