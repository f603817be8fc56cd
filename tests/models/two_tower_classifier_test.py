import keras
import numpy as np
import pytest
from harness import (
    FEW_STEPS,
    TINY,
    assert_close,
    compiled,
    raises_with_advice,
    run_model_test,
    tiny_backbone,
    tiny_points,
    to_numpy,
)
from reference import dense

from keras_recon import ReConClassifier, ReConPretrainer, TwoTowerBackbone, TwoTowerClassifier
from keras_recon.layers import PointCloudPreprocessor

CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
LABELS = np.array([0, 1, 2, 1])
STREAMS = ("all", "reconstruction", "contrast")


def tiny_classifier(head="mlp", **options):
    return TwoTowerClassifier(TwoTowerBackbone(**TINY), num_classes=3, head=head, **options)


@pytest.mark.parametrize(("head", "stream"), [("linear", "reconstruction"), ("mlp", "contrast")])
def test_a_classifier_of_one_tower_comes_back_from_a_preset(tmp_path, head, stream):
    classifier, points = tiny_classifier(head, stream=stream), tiny_points()
    classifier.save_to_preset(tmp_path)
    loaded = TwoTowerClassifier.from_preset(tmp_path)
    assert len(loaded.trainable_weights) == len(classifier.trainable_weights)
    assert_close(compiled(loaded)(points), compiled(classifier)(points))


def test_classifier_as_a_model(tmp_path):
    classifier = tiny_classifier(preprocessor=PointCloudPreprocessor(64))
    run_model_test(classifier, tiny_points(), tmp_path, y=LABELS, loss=CROSS_ENTROPY)


@pytest.mark.parametrize("stream", STREAMS)
def test_linear_head_reads_the_tokens_of_the_stream(stream):
    classifier, points = tiny_classifier("linear", stream=stream), tiny_points()
    backbone = classifier.backbone
    patches, centers = backbone.grouping(points)
    # The class query goes ahead of the patches of which the first two are left out.
    tokens = to_numpy(
        backbone.reconstruction_tower(patches, centers, queries=classifier.class_query(points))
    )
    outputs = to_numpy(compiled(backbone)(points))
    parts = {
        "reconstruction": [tokens[:, 0], tokens[:, 1:][:, 2:].max(axis=1)],
        "contrast": [outputs["image_token"], outputs["text_token"]],
    }
    parts["all"] = parts["reconstruction"] + parts["contrast"]
    expected = dense(classifier.head.layers[0], np.concatenate(parts[stream], axis=1))
    logits = to_numpy(compiled(classifier)(points))
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("stream", "idle"),
    [
        ("all", set()),
        ("reconstruction", {"contrast_tower", "queries"}),
        ("contrast", {"reconstruction_tower"}),
    ],
)
def test_fit_leaves_the_tower_alone_that_the_stream_does_not_read(stream, idle):
    classifier = tiny_classifier(stream=stream)
    layers = ("reconstruction_tower", "contrast_tower", "queries")
    before = {name: getattr(classifier.backbone, name).get_weights() for name in layers}
    classifier.compile(optimizer=keras.optimizers.AdamW(1e-2), loss=CROSS_ENTROPY, **FEW_STEPS)
    classifier.fit(tiny_points(), LABELS, verbose=0)
    still = {
        name
        for name in layers
        if all(
            np.array_equal(a, b)
            for a, b in zip(
                getattr(classifier.backbone, name).get_weights(), before[name], strict=True
            )
        )
    }
    assert still == idle


def test_towers_come_from_a_pretraining_preset(tmp_path):
    pretrainer = ReConPretrainer(TwoTowerBackbone(**TINY), decoder_depth=1, image_dim=5)
    pretrainer.save_to_preset(tmp_path)
    classifier = TwoTowerClassifier.from_preset(tmp_path, num_classes=3)
    pairs = zip(classifier.backbone.get_weights(), pretrainer.backbone.get_weights(), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)


def test_another_stream_starts_the_head_anew(tmp_path):
    tiny_classifier().save_to_preset(tmp_path)
    loaded = TwoTowerClassifier.from_preset(tmp_path, stream="contrast")
    assert loaded.head.layers[0].kernel.shape == (2 * 24, 256)


def test_unknown_stream_is_an_error():
    with raises_with_advice(ValueError, *STREAMS):
        tiny_classifier(stream="both")


def test_a_backbone_of_the_other_kind_is_an_error():
    with raises_with_advice(ValueError, "TwoTowerClassifier must be a TwoTowerBackbone"):
        TwoTowerClassifier(tiny_backbone(), num_classes=3)
    with raises_with_advice(ValueError, "with the queries", "a TwoTowerBackbone"):
        ReConClassifier(TwoTowerBackbone(**TINY), num_classes=3)
