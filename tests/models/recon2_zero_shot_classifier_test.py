import keras
import numpy as np
import pytest
from harness import (
    raises_with_advice,
    run_model_test,
    tiny_colored_points,
    tiny_recon2_backbone,
    to_numpy,
)

from keras_recon import (
    ReCon2Pretrainer,
    ReCon2ZeroShotClassifier,
    ReConZeroShotClassifier,
    Task,
)
from keras_recon.layers import PointCloudPreprocessor

NAMES = ("bed", "chair", "table")


@pytest.fixture
def features(random):
    return random.normal(size=(3, 5))


def spread_queries(model):
    tokens = model.backbone.queries.tokens
    tokens.assign(np.random.default_rng(3).normal(size=tokens.shape))
    return model


def pretrainer_of(**options):
    options = {"decoder_depth": 1, "image_dim": 5, "text_dim": 5, **options}
    return spread_queries(ReCon2Pretrainer(tiny_recon2_backbone(), **options))


def test_zero_shot_classifier_as_a_model(features, tmp_path):
    model = spread_queries(
        ReCon2ZeroShotClassifier(
            tiny_recon2_backbone(), NAMES, features, image_dim=5, text_dim=5, temperature=0.5
        )
    )
    loss = keras.losses.SparseCategoricalCrossentropy()
    run_model_test(model, tiny_colored_points(), tmp_path, y=np.array([0, 1, 2, 1]), loss=loss)


@pytest.mark.parametrize("weight", [None, 0.3])
def test_feature_is_the_mean_of_image_tokens_and_a_share_of_that_of_text_tokens(
    features, weight, tmp_path
):
    pretrainer = pretrainer_of(preprocessor=PointCloudPreprocessor(64, default_color=0.4))
    pretrainer.save_to_preset(tmp_path)
    options = {} if weight is None else {"text_weight": weight}
    classifier = ReConZeroShotClassifier.from_preset(
        tmp_path, class_names=NAMES, class_features=features, **options
    )
    assert type(classifier) is ReCon2ZeroShotClassifier
    raw = tiny_colored_points(num_points=100)
    raw[..., :3] *= 10
    queries = pretrainer.backbone(pretrainer.preprocessor(raw))
    tokens = to_numpy(pretrainer.project(queries))
    expected = tokens["image_tokens"].mean(1) + (weight or 0.5) * tokens["text_tokens"].mean(1)
    embedded = classifier.embed(raw)
    np.testing.assert_allclose(embedded, expected, rtol=1e-4, atol=1e-5)

    unit = embedded / np.linalg.norm(embedded, axis=-1, keepdims=True)
    cosines = unit @ (features / np.linalg.norm(features, axis=-1, keepdims=True)).T
    probabilities = classifier.predict(raw, verbose=0)
    np.testing.assert_array_equal(probabilities.argmax(-1), cosines.argmax(-1))


def test_it_comes_back_from_a_preset_of_its_own(features, tmp_path):
    classifier = ReConZeroShotClassifier.from_pretrainer(pretrainer_of(), NAMES, features)
    classifier.save_to_preset(tmp_path)
    points = tiny_colored_points()
    for cls in (Task, ReConZeroShotClassifier):
        loaded = cls.from_preset(tmp_path)
        assert (type(loaded), loaded.text_weight) == (ReCon2ZeroShotClassifier, 0.5)
        np.testing.assert_allclose(loaded.embed(points), classifier.embed(points), rtol=1e-5)


def test_preset_of_a_pretrainer_needs_classes(tmp_path):
    pretrainer_of().save_to_preset(tmp_path)
    with raises_with_advice(ValueError, "class_names", "class_features"):
        ReConZeroShotClassifier.from_preset(tmp_path)
