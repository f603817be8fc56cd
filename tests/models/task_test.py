import keras
import numpy as np
import pytest
from harness import JIT_COMPILE, raises_with_advice, tiny_backbone, tiny_points

from keras_recon import ReConClassifier, ReConPretrainer

LABELS = np.array([0, 1, 2, 0])


def with_nan(points):
    points = points.copy()
    points[2, 5, 1] = np.nan
    return points


BAD_POINTS = {
    "nan": (with_nan(tiny_points()), "`points` must be finite"),
    "infinity": (np.where(tiny_points() > 0.7, np.inf, tiny_points()), "`points` must be finite"),
    "integers": (np.ones((4, 64, 3), "int32"), "`points` must be floating point"),
    "two_coordinates": (tiny_points()[..., :2], "`points` must have the shape"),
    "one_cloud": (tiny_points()[0], "`points` must have the shape"),
    "few_points": (tiny_points()[:, :7], "`points` must hold at least 8"),
}
bad_points = pytest.mark.parametrize(("points", "accepted"), BAD_POINTS.values(), ids=BAD_POINTS)


@pytest.fixture(scope="module")
def backbone():
    return tiny_backbone()


@pytest.fixture(scope="module")
def classifier(backbone):
    classifier = ReConClassifier(backbone, num_classes=3)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    classifier.compile(loss=loss, jit_compile=JIT_COMPILE)
    return classifier


@pytest.fixture(scope="module")
def pretrainer(backbone):
    pretrainer = ReConPretrainer(backbone, decoder_depth=1)
    pretrainer.compile(jit_compile=JIT_COMPILE)
    return pretrainer


@bad_points
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_classifier_refuses_bad_arrays(classifier, method, points, accepted):
    arguments = (points,) if method == "predict" else (points, LABELS)
    with raises_with_advice(ValueError, accepted):
        getattr(classifier, method)(*arguments, verbose=0)


@bad_points
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_pretrainer_refuses_bad_arrays(pretrainer, method, points, accepted):
    with raises_with_advice(ValueError, accepted):
        getattr(pretrainer, method)({"points": points}, verbose=0)


@bad_points
def test_backbone_refuses_bad_arrays_in_predict(backbone, points, accepted):
    with raises_with_advice(ValueError, accepted):
        backbone.predict(points, verbose=0)


def test_a_dataset_is_accepted_in_predict(backbone):
    tf = pytest.importorskip("tensorflow")
    points = tiny_points()
    dataset = tf.data.Dataset.from_tensor_slices(points).batch(2)
    of_arrays = backbone.predict(points, verbose=0)
    of_dataset = backbone.predict(dataset, verbose=0)
    for name, value in of_arrays.items():
        np.testing.assert_allclose(of_dataset[name], value, rtol=1e-4, atol=1e-5)


def test_a_generator_is_accepted_in_fit(classifier):
    batches = ((tiny_points(seed=seed), LABELS) for seed in range(2))
    history = classifier.fit(batches, steps_per_epoch=2, shuffle=False, verbose=0).history
    assert np.isfinite(history["loss"]).all()
