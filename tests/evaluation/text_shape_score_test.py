import numpy as np
import pytest
from harness import raises_with_advice, tiny_backbone, tiny_points

from keras_recon import ReConZeroShotClassifier
from keras_recon.evaluation import text_shape_score


@pytest.fixture
def classifier(random):
    return ReConZeroShotClassifier(
        tiny_backbone(), ("bed", "chair"), random.normal(size=(2, 5)), text_dim=5
    )


def test_the_score_is_the_cosine(classifier, random):
    points, texts = tiny_points(), random.normal(size=(4, 5))
    shapes = classifier.embed(points)
    wanted = [
        shape @ text / np.linalg.norm(shape) / np.linalg.norm(text)
        for shape, text in zip(shapes, texts, strict=True)
    ]
    np.testing.assert_allclose(text_shape_score(classifier, points, texts), wanted, atol=1e-6)


def test_a_shapes_own_embedding_scores_one(classifier):
    points = tiny_points()
    score = text_shape_score(classifier, points, 7 * classifier.embed(points))
    np.testing.assert_allclose(score, 1, atol=1e-6)


@pytest.mark.parametrize("shape", [(3, 5), (4, 6)])
def test_another_number_or_width_is_refused(classifier, shape):
    with raises_with_advice(ValueError, "`text_features` must be of shape (4, 5)", str(shape)):
        text_shape_score(classifier, tiny_points(), np.ones(shape))
