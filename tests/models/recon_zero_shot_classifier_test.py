import keras
import numpy as np
import pytest
from harness import (
    FEW_STEPS,
    raises_with_advice,
    run_model_test,
    tiny_backbone,
    tiny_points,
    to_numpy,
)

from keras_recon import ReConPretrainer, ReConZeroShotClassifier
from keras_recon.layers import PointCloudPreprocessor

NAMES = ("bed", "chair", "table")


@pytest.fixture(scope="module")
def pretrainer():
    return ReConPretrainer(
        tiny_backbone(),
        decoder_depth=1,
        image_dim=5,
        text_dim=5,
        preprocessor=PointCloudPreprocessor(64),
    )


@pytest.fixture
def features(random):
    return random.normal(size=(3, 5))


def projections(pretrainer, points):
    outputs = pretrainer.backbone(points)
    return [
        to_numpy(getattr(pretrainer, f"{name}_projection")(outputs[f"{name}_token"]))
        for name in ("image", "text")
    ]


def unit(features):
    return features / np.linalg.norm(features, axis=-1, keepdims=True)


def test_zero_shot_classifier_as_a_model(features, tmp_path):
    model = ReConZeroShotClassifier(
        tiny_backbone(), NAMES, features, image_dim=5, text_dim=5, temperature=0.5
    )
    loss = keras.losses.SparseCategoricalCrossentropy()
    run_model_test(model, tiny_points(), tmp_path, y=np.array([0, 1, 2, 1]), loss=loss)


@pytest.mark.parametrize("weight", [0.25, 0.05])
def test_shapes_are_what_the_published_procedure_makes_of_them(pretrainer, features, weight):
    classifier = ReConZeroShotClassifier.from_pretrainer(
        pretrainer, NAMES, features, text_weight=weight
    )
    raw = 10 * tiny_points()
    image, text = projections(pretrainer, pretrainer.preprocessor(raw))
    for mode, wanted in {"image": image, "text": text, "full": weight * text + image}.items():
        embedded = classifier.embed(raw, mode)
        assert embedded.dtype == np.float32
        np.testing.assert_allclose(embedded, wanted, atol=1e-5)


def test_probabilities_are_the_softmax_of_the_cosines(pretrainer, features):
    classifier = ReConZeroShotClassifier.from_pretrainer(
        pretrainer, NAMES, features, temperature=0.5
    )
    points = tiny_points()
    cosine = unit(classifier.embed(points)) @ unit(features).T
    wanted = np.exp(cosine / 0.5) / np.exp(cosine / 0.5).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(classifier.predict(points, verbose=0), wanted, atol=1e-5)


def test_the_length_of_class_features_does_not_matter(pretrainer, features):
    points = tiny_points()
    one, other = (
        ReConZeroShotClassifier.from_pretrainer(pretrainer, NAMES, scale * features)
        for scale in (1, np.array([[0.1], [3], [50]]))
    )
    np.testing.assert_allclose(
        one.predict(points, verbose=0), other.predict(points, verbose=0), atol=1e-5
    )


@pytest.mark.parametrize("load", [ReConZeroShotClassifier.from_preset, "keras"])
def test_it_comes_back_from_a_file_with_names_and_features(load, pretrainer, features, tmp_path):
    classifier = ReConZeroShotClassifier.from_pretrainer(pretrainer, NAMES, features, mode="text")
    if load == "keras":
        classifier.save(tmp_path / "it.keras")
        loaded = keras.models.load_model(tmp_path / "it.keras")
    else:
        classifier.save_to_preset(tmp_path / "preset")
        loaded = load(tmp_path / "preset")
    assert (loaded.class_names, loaded.mode) == (NAMES, "text")
    points = tiny_points()
    np.testing.assert_allclose(
        loaded.predict(points, verbose=0), classifier.predict(points, verbose=0), atol=1e-6
    )


def test_the_preset_of_a_pretrainer_will_do(pretrainer, features, tmp_path):
    pretrainer.save_to_preset(tmp_path / "preset")
    wanted = ReConZeroShotClassifier.from_pretrainer(pretrainer, NAMES, features, mode="image")
    loaded = ReConZeroShotClassifier.from_preset(
        tmp_path / "preset", class_names=NAMES, class_features=features, mode="image"
    )
    points = tiny_points()
    np.testing.assert_allclose(loaded.embed(points), wanted.embed(points), atol=1e-6)
    assert loaded.preprocessor.num_points == 64


def test_features_that_are_given_are_not_those_of_the_preset(pretrainer, features, tmp_path):
    classifier = ReConZeroShotClassifier.from_pretrainer(pretrainer, NAMES, features)
    classifier.save_to_preset(tmp_path / "preset")
    names, others = NAMES[::-1], features[::-1]
    loaded = ReConZeroShotClassifier.from_preset(
        tmp_path / "preset", class_names=names, class_features=others
    )
    points = tiny_points()
    wanted = classifier.predict(points, verbose=0)[:, ::-1]
    np.testing.assert_allclose(loaded.predict(points, verbose=0), wanted, atol=1e-6)


def test_the_pretrainer_trains_on_afterwards(pretrainer, features):
    ReConZeroShotClassifier.from_pretrainer(pretrainer, NAMES, features)
    assert pretrainer.backbone.trainable_weights
    assert pretrainer.image_projection.trainable_weights


@pytest.mark.parametrize(
    ("image_dim", "text_dim", "width", "mode"),
    [(5, 5, 5, "full"), (7, 5, 5, "text"), (7, 5, 7, "image"), (None, 5, 5, "text")],
)
def test_the_mode_follows_from_the_widths(image_dim, text_dim, width, mode, random):
    classifier = ReConZeroShotClassifier(
        tiny_backbone(), NAMES, random.normal(size=(3, width)), image_dim, text_dim
    )
    assert classifier.mode == mode
    assert classifier.embed(tiny_points()).shape == (4, width)


@pytest.mark.parametrize(
    "arguments",
    [
        {"image_dim": 7, "text_dim": 5, "mode": "full"},
        {"image_dim": None, "text_dim": 5, "mode": "image"},
        {"image_dim": 7, "text_dim": 8},
        {"image_dim": None, "text_dim": None},
        {"image_dim": 5, "text_dim": 5, "mode": "both"},
    ],
)
def test_modes_that_do_not_fit_are_refused(arguments, features):
    with raises_with_advice(ValueError, "`mode` must be one of ('full', 'text', 'image')"):
        ReConZeroShotClassifier(tiny_backbone(), NAMES, features, **arguments)


@pytest.mark.parametrize("wrong", [np.zeros((3, 5)), np.ones((2, 5)), np.full((3, 5), np.nan)])
def test_features_that_do_not_fit_are_refused(wrong):
    with raises_with_advice(ValueError, "`class_features` must be finite numbers of shape (3, 5)"):
        ReConZeroShotClassifier(tiny_backbone(), NAMES, wrong, text_dim=5)


def test_a_pretrainers_preset_needs_names_and_features(pretrainer, tmp_path):
    pretrainer.save_to_preset(tmp_path / "preset")
    with raises_with_advice(ValueError, "needs `class_names`, and", "3 names"):
        ReConZeroShotClassifier.from_preset(tmp_path / "preset", class_names=NAMES)


def test_it_evaluates_as_a_classifier(pretrainer, features):
    classifier = ReConZeroShotClassifier.from_pretrainer(pretrainer, NAMES, features)
    classifier.compile(**FEW_STEPS)
    points = tiny_points()
    labels = classifier.predict(points, verbose=0).argmax(axis=1)
    assert classifier.evaluate(points, labels, verbose=0, return_dict=True)["accuracy"] == 1
