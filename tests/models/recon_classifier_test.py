import keras
import numpy as np
import pytest
from harness import (
    FEW_STEPS,
    JIT_COMPILE,
    compiled,
    raises_with_advice,
    run_model_test,
    tiny_backbone,
    tiny_colored_points,
    tiny_points,
    tiny_recon2_backbone,
    to_numpy,
)
from reference import array, dense, randomize

from keras_recon import ReCon2Pretrainer, ReConClassifier
from keras_recon.layers import PointCloudPreprocessor

CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
LABELS = np.array([0, 1, 2, 1])


def tiny_classifier(head="mlp", **options):
    stochastic_depth = options.pop("stochastic_depth", 0.1)
    backbone = tiny_backbone(stochastic_depth=stochastic_depth)
    return ReConClassifier(backbone, num_classes=3, head=head, **options)


def weights_of(layer):
    return [np.array(value) for value in layer.get_weights()]


def changed(layer, before):
    return [(a != b).any() for a, b in zip(layer.get_weights(), before, strict=True)]


def test_classifier_as_a_model(tmp_path):
    classifier = tiny_classifier(preprocessor=PointCloudPreprocessor(64))
    run_model_test(classifier, tiny_points(), tmp_path, y=LABELS, loss=CROSS_ENTROPY)


@pytest.mark.parametrize("channels", [3, 6])
def test_classifier_of_recon2_as_a_model(tmp_path, channels):
    classifier = recon2_classifier(channels=channels, preprocessor=PointCloudPreprocessor(64))
    points = tiny_points() if channels == 3 else tiny_colored_points()
    run_model_test(classifier, points, tmp_path, y=LABELS, loss=CROSS_ENTROPY)


def recon2_classifier(head="mlp", channels=6, **options):
    backbone = tiny_recon2_backbone(channels=channels)
    # As they are after some steps: at the start all queries are alike.
    tokens = backbone.queries.tokens
    tokens.assign(np.random.default_rng(3).normal(size=tokens.shape))
    return ReConClassifier(backbone, num_classes=3, head=head, **options)


def test_linear_head_reads_the_largest_of_each_kind_of_query_of_recon2():
    classifier, points = recon2_classifier("linear"), tiny_colored_points()
    queries, tokens = slow_encode(classifier.backbone, points)
    # Four image queries, two text queries.
    largest = [queries[:, :4].max(axis=1), queries[:, 4:].max(axis=1), tokens.max(axis=1)]
    expected = dense(classifier.head.layers[0], np.concatenate(largest, axis=1))
    logits = to_numpy(compiled(classifier)(points))
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-5)


def slow_encode(backbone, points):
    patches, centers = backbone.grouping(points)
    return to_numpy(backbone.encode(backbone.patch_embedding(patches), centers))


def test_points_without_a_color_are_grey_to_recon2():
    classifier = recon2_classifier("linear", preprocessor=PointCloudPreprocessor(64))
    raw = 5 * tiny_points(num_points=90)
    grey = np.concatenate([raw, np.full_like(raw, 0.4)], axis=-1)
    logits = classifier.predict(raw, verbose=0)
    np.testing.assert_allclose(logits, classifier.predict(grey, verbose=0), rtol=1e-5, atol=1e-6)
    grey[..., 3:] = tiny_colored_points(num_points=90)[..., 3:]
    assert np.abs(logits - classifier.predict(grey, verbose=0)).max() > 1e-4


def test_a_classifier_takes_over_the_encoder_of_a_pretrainer(tmp_path):
    pretrainer = ReCon2Pretrainer(
        recon2_classifier().backbone,
        decoder_depth=1,
        preprocessor=PointCloudPreprocessor(64, default_color=0.25),
    )
    pretrainer.save_to_preset(tmp_path)
    classifier = ReConClassifier.from_preset(tmp_path, num_classes=3)
    assert classifier.preprocessor.default_color == 0.25
    points = tiny_colored_points()
    features = to_numpy(compiled(classifier.backbone)(points))["image_queries"]
    expected = to_numpy(compiled(pretrainer.backbone)(points))["image_queries"]
    np.testing.assert_allclose(features, expected, rtol=1e-4, atol=1e-5)


def features_of(classifier, points):
    outputs = to_numpy(compiled(classifier.backbone)(points))
    tokens = [outputs[name] for name in ("class_token", "image_token", "text_token")]
    return np.concatenate([*tokens, outputs["group_tokens"].max(axis=1)], axis=1)


def test_linear_head_reads_the_queries_and_the_largest_of_the_patches():
    classifier, points = tiny_classifier("linear"), tiny_points()
    expected = dense(classifier.head.layers[0], features_of(classifier, points))
    logits = to_numpy(compiled(classifier)(points))
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-5)


def test_mlp_head_is_dense_norm_relu_twice_and_dense(random):
    classifier, points = tiny_classifier(), tiny_points()
    layers = {layer.name: layer for layer in classifier.head.layers}
    for index in range(2):
        randomize(layers[f"norm_{index}"], random)
        layers[f"norm_{index}"].moving_variance.assign(random.uniform(0.5, 2, 256))
    x = features_of(classifier, points)
    for index in range(2):
        x, norm = dense(layers[f"dense_{index}"], x), layers[f"norm_{index}"]
        x = (x - array(norm.moving_mean)) / np.sqrt(array(norm.moving_variance) + 1e-5)
        x = np.maximum(x * array(norm.gamma) + array(norm.beta), 0)
    expected = dense(layers["logits"], x)
    logits = to_numpy(compiled(classifier)(points))
    np.testing.assert_allclose(logits, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_dropout_of_the_head_has_the_share_asked_for(share):
    classifier = tiny_classifier(dropout=share)
    layers = [layer for layer in classifier.head.layers if isinstance(layer, keras.layers.Dropout)]
    assert [layer.rate for layer in layers] == [share, share]


def fit(classifier, epochs=1):
    options = FEW_STEPS if epochs < 4 else {"jit_compile": JIT_COMPILE}
    classifier.compile(optimizer=keras.optimizers.SGD(0.1), loss=CROSS_ENTROPY, **options)
    return classifier.fit(tiny_points(), LABELS, epochs=epochs, verbose=0).history["loss"]


def test_frozen_backbone_keeps_weights_and_statistics_in_fit():
    classifier = tiny_classifier(freeze_backbone=True)
    before, head_before = weights_of(classifier.backbone), weights_of(classifier.head)
    fit(classifier)
    assert not any(changed(classifier.backbone, before))
    assert any(changed(classifier.head, head_before))


@pytest.mark.parametrize("head", ["mlp", "linear"])
def test_backbone_and_its_statistics_learn_unless_frozen(head):
    classifier = tiny_classifier(head)
    before = weights_of(classifier.backbone)
    fit(classifier)
    moved = dict(
        zip(
            [weight.path for weight in classifier.backbone.weights],
            changed(classifier.backbone, before),
            strict=True,
        )
    )
    statistics = [path for path in moved if "moving" in path]
    assert len(statistics) == 4
    assert all(moved[path] for path in statistics)
    assert any(moved[path] for path in moved if path.endswith("kernel"))


def test_backbone_frozen_by_hand_keeps_its_statistics_in_fit():
    classifier = tiny_classifier("linear")
    classifier.backbone.trainable = False
    before = weights_of(classifier.backbone)
    fit(classifier)
    assert not any(changed(classifier.backbone, before))


def test_frozen_backbone_drops_nothing():
    classifier = tiny_classifier(freeze_backbone=True, dropout=0.0, stochastic_depth=0.9)
    points = tiny_points()
    one, other = (to_numpy(classifier(points, training=True)) for _ in range(2))
    np.testing.assert_allclose(one, other, atol=1e-5)


def test_loss_falls_in_fit():
    classifier = tiny_classifier(dropout=0.0, stochastic_depth=0.0)
    losses = fit(classifier, epochs=10)
    assert losses[-1] < 0.5 * losses[0]


@pytest.fixture(scope="module")
def compiled_classifier():
    keras.utils.set_random_seed(0)
    classifier = tiny_classifier()
    classifier.compile(optimizer=keras.optimizers.SGD(1.0), loss=CROSS_ENTROPY, **FEW_STEPS)
    return classifier, weights_of(classifier)


@pytest.mark.parametrize(
    ("kind", "batch"),
    [("random", 1), *((kind, 3) for kind in ("random", "identical", "origin", "same_shape"))],
)
def test_a_training_step_is_finite(compiled_classifier, kind, batch):
    classifier, weights = compiled_classifier
    classifier.set_weights(weights)
    points = {
        "random": tiny_points(batch),
        "identical": np.full((batch, 64, 3), 0.5, "float32"),
        "origin": np.zeros((batch, 64, 3), "float32"),
        "same_shape": np.repeat(tiny_points(1), batch, axis=0),
    }[kind]
    logs = classifier.train_on_batch(points, LABELS[:batch], return_dict=True)
    assert np.isfinite(logs["loss"])
    assert all(np.isfinite(value).all() for value in classifier.get_weights())


def test_unknown_head_is_an_error():
    with raises_with_advice(ValueError, "mlp", "linear"):
        tiny_classifier("full")
