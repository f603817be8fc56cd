import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops

import keras_recon
from keras_recon.up_axis import turn

ANSWER = """
import sys
import numpy as np
import tensorflow as tf

model = tf.saved_model.load(sys.argv[1])
for path in sys.argv[2:]:
    points = np.load(path)
    serve = model.serve if points.dtype == "float32" else model.serve_float64
    np.save(path + ".logits.npy", serve(points).numpy())
assert "keras_recon" not in sys.modules
"""


def answer(*arguments):
    # TensorFlow imports Keras, with whatever backend it is told.
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow"}
    command = [sys.executable, "-c", ANSWER, *map(str, arguments)]
    subprocess.run(command, env=environment, check=True)


def classifier(preprocessor):
    keras.utils.set_random_seed(0)
    backbone = keras_recon.ReConBackbone(
        dim=24, depth=2, num_heads=3, num_groups=16, group_size=8, patch_widths=(8, 16, 16)
    )
    model = keras_recon.ReConClassifier(backbone, num_classes=5, preprocessor=preprocessor)
    # Larger than at the start of training, so that logits are of the size of trained ones.
    for weight in model.trainable_weights:
        if len(weight.shape) > 1:
            weight.assign(weight * 8)
    return model


@pytest.mark.parametrize("preprocess", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_saved_model_answers_in_a_process_with_tensorflow_alone(tmp_path, preprocess):
    layer = keras_recon.layers.PointCloudPreprocessor
    model = classifier(layer(512, up_axis="z") if preprocess else None)
    path = tmp_path / "saved_model"
    model.export(path)

    random, wanted = np.random.default_rng(0), {}
    for batch, count, shift in ((1, 600, 0), (7, 1024, 0), (2, 300, 0), (3, 700, 4.5e6)):
        points = random.normal(size=(batch, count, 3)).astype("float32")
        cloud = str(tmp_path / f"{batch}x{count}.npy")
        far = (points + np.float64(shift)) if shift and preprocess else points
        np.save(cloud, far)
        if preprocess:
            points = layer(512)(turn(points, up_axis="z"))
        wanted[cloud] = ops.convert_to_numpy(model(points))
    answer(path, *wanted)
    for cloud, logits in wanted.items():
        assert np.abs(logits).max() > 0.1
        np.testing.assert_allclose(np.load(f"{cloud}.logits.npy"), logits, atol=1e-4)


@pytest.mark.slow
def test_two_towers_are_exported_as_well(tmp_path):
    backbone = keras_recon.TwoTowerBackbone(
        dim=24, depth=1, num_heads=3, num_groups=16, group_size=8, patch_widths=(8, 16, 16)
    )
    model = keras_recon.TwoTowerClassifier(backbone, num_classes=5, stream="reconstruction")
    keras_recon.export(model, tmp_path / "saved_model")
    points = np.random.default_rng(0).normal(size=(2, 300, 3)).astype("float32")
    np.save(tmp_path / "points.npy", points)
    answer(tmp_path / "saved_model", tmp_path / "points.npy")
    logits = np.load(tmp_path / "points.npy.logits.npy")
    np.testing.assert_allclose(logits, ops.convert_to_numpy(model(points)), atol=1e-4)


def test_unknown_format_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"must be one of \('saved_model', 'tf_saved_model'\).*Received:"
    ):
        keras_recon.export(classifier(None), tmp_path / "model", format="pickle")


def test_existing_path_is_refused(tmp_path):
    with pytest.raises(ValueError, match="new folder.*Received:"):
        keras_recon.export(classifier(None), tmp_path)


def test_a_task_exports_itself_and_refuses_what_it_cannot(tmp_path):
    backbone = classifier(None).backbone
    with pytest.raises(ValueError, match="ReConClassifier.*Received:"):
        keras_recon.ReConPretrainer(backbone, decoder_depth=1).export(tmp_path / "model")


def test_other_models_are_refused(tmp_path):
    with pytest.raises(ValueError, match="ReConClassifier.*Received:"):
        keras_recon.export(classifier(None).backbone, tmp_path / "model")


def test_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="could not write"):
        keras_recon.export(classifier(None), tmp_path / "model")
    assert list(tmp_path.iterdir()) == []
