import importlib.util
import sys

import numpy as np
import pytest
from harness import TINY, assert_close, tiny_colored_points, tiny_recon2_backbone
from keras import ops

import keras_recon
from keras_recon.exporting import verify
from keras_recon.exporting.verify import TOLERANCES
from keras_recon.up_axis import turn

SUFFIXES = {"saved_model": "", "onnx": ".onnx", "litert": ".tflite", "torch": ".pt2"}
slow = pytest.mark.slow
# On each backend one artefact is written; the same processes write the others. Segmenters, whose
# head has the most operations, in each format, other heads in two or more, ReCon++'s among them.
KINDS_AND_FORMATS = [
    ("classifier", "saved_model"),
    pytest.param("classifier", "onnx", marks=slow),
    pytest.param("backbone", "saved_model", marks=slow),
    pytest.param("zero_shot", "onnx", marks=slow),
    pytest.param("zero_shot", "litert", marks=slow),
    pytest.param("part_segmenter", "onnx", marks=slow),
    pytest.param("part_segmenter", "litert", marks=slow),
    pytest.param("part_segmenter", "torch", marks=slow),
]
OF_RECON2 = [
    ("backbone", "onnx"),
    ("classifier", "litert"),
    ("part_segmenter", "saved_model"),
    ("classifier", "torch"),
]


def make(kind, preprocessor, backbone=None):
    backbone = backbone or keras_recon.ReConBackbone(**TINY)
    widths = {"propagation_widths": (32, 32), "head_widths": (32, 16)}
    features = np.random.default_rng(0).normal(size=(4, 12))
    model = {
        "backbone": lambda: backbone,
        "classifier": lambda: keras_recon.ReConClassifier(
            backbone, num_classes=5, preprocessor=preprocessor
        ),
        "part_segmenter": lambda: keras_recon.ReConPartSegmenter(
            backbone, num_parts=6, num_shape_classes=3, preprocessor=preprocessor, **widths
        ),
        "zero_shot": lambda: keras_recon.ReConZeroShotClassifier(
            backbone, "abcd", features, 12, 12, temperature=1.0, preprocessor=preprocessor
        ),
    }[kind]()
    # Larger than at the start of training, so that outputs are of the size of trained ones.
    for weight in model.trainable_weights:
        if len(weight.shape) > 1:
            weight.assign(weight * 8)
    return model


def expected(model, points, shape_class):
    """What the model's own methods give of raw points."""
    if isinstance(model, keras_recon.Backbone):
        features = keras_recon.probe_features(model, points, batch_size=len(points))
        return {**model(points), "features": features}
    if isinstance(model, keras_recon.ReConPartSegmenter):
        inputs = {"points": points, "shape_class": shape_class}
        return {"logits": model(model.prepare(inputs))}
    prepared = model.prepare(points)
    if isinstance(model, keras_recon.ReConZeroShotClassifier):
        features = model.embed(points, batch_size=len(points))
        return {"probabilities": model(prepared), "features": features}
    return {"logits": model(prepared), "features": model.features(prepared)}


def load(path, format):
    """The artefact as a user loads it: a function from inputs to outputs by name."""
    if format == "saved_model":
        import tensorflow as tf

        model = tf.saved_model.load(path)
        # The model lives as long as its signature is in use.
        return lambda **inputs: model.signatures["serving_default"](**inputs)
    if format == "onnx":
        import onnxruntime

        session = onnxruntime.InferenceSession(path)
        names = [output.name for output in session.get_outputs()]
        return lambda **inputs: dict(zip(names, session.run(None, inputs), strict=True))
    if format == "litert":
        from ai_edge_litert.interpreter import Interpreter

        return Interpreter(str(path)).get_signature_runner("serving_default")
    import torch

    program = torch.export.load(path).module()
    return lambda **inputs: program(**{k: torch.from_numpy(x) for k, x in inputs.items()})


def skip_without(format):
    for package in {"onnx": ["tf2onnx", "onnxruntime"], "litert": ["ai_edge_litert"]}.get(
        format, ["torch"] if format == "torch" else []
    ):
        # Not imported here: PyTorch after TensorFlow takes seconds.
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")


@pytest.mark.parametrize(("kind", "format"), KINDS_AND_FORMATS)
def test_artefact_answers_as_the_model(kind, format, tmp_path, random):
    skip_without(format)
    model = make(kind, keras_recon.layers.PointCloudPreprocessor(64, up_axis="z"))
    path = tmp_path / f"model{SUFFIXES[format]}"
    assert model.export(path, format) <= 1e-5
    assert [*tmp_path.iterdir()] == [path]
    run = load(path, format)
    for batch, count in ((1, 50), (7, 64), (2, 90)):
        inputs = {"points": random.normal(size=(batch, count, 3)).astype("float32") / 4}
        shape_class = np.arange(batch, dtype="int32") % 3
        if kind == "part_segmenter":
            inputs["shape_class"] = shape_class
        outputs = {name: np.asarray(value) for name, value in run(**inputs).items()}
        assert_close(outputs, expected(model, inputs["points"], shape_class), atol=1e-4)


@slow
@pytest.mark.parametrize(("kind", "format"), OF_RECON2)
def test_an_artefact_of_recon2_takes_colors(kind, format, tmp_path):
    skip_without(format)
    model = make(kind, keras_recon.layers.PointCloudPreprocessor(64), tiny_recon2_backbone())
    path = tmp_path / f"model{SUFFIXES[format]}"
    assert model.export(path, format) <= 1e-5
    run = load(path, format)
    for batch, count in ((1, 50), (3, 90)):
        inputs = {"points": tiny_colored_points(batch, count)}
        shape_class = np.arange(batch, dtype="int32") % 3
        if kind == "part_segmenter":
            inputs["shape_class"] = shape_class
        outputs = {name: np.asarray(value) for name, value in run(**inputs).items()}
        assert_close(outputs, expected(model, inputs["points"], shape_class), atol=1e-4)


@slow
def test_a_backbone_with_colors_gets_a_preprocessor(tmp_path):
    backbone, layer = tiny_recon2_backbone(), keras_recon.layers.PointCloudPreprocessor(64)
    keras_recon.export(backbone, tmp_path / "model", preprocessor=layer)
    points = tiny_colored_points(2, 90)
    tokens = load(tmp_path / "model", "saved_model")(points=points)["image_queries"]
    colored = keras_recon.layers.PointCloudPreprocessor(64, default_color=0.4)
    wanted = ops.convert_to_numpy(backbone(colored(points))["image_queries"])
    np.testing.assert_allclose(tokens, wanted, atol=1e-4)


@slow
def test_a_backbone_gets_a_preprocessor(tmp_path, random):
    backbone = make("backbone", None)
    layer = keras_recon.layers.PointCloudPreprocessor
    keras_recon.export(backbone, tmp_path / "model", preprocessor=layer(64, up_axis="z"))
    points = 10 + random.normal(size=(2, 90, 3)).astype("float32")
    tokens = load(tmp_path / "model", "saved_model")(points=points)["class_token"]
    prepared = layer(64)(turn(points, up_axis="z"))
    np.testing.assert_allclose(
        tokens, ops.convert_to_numpy(backbone(prepared)["class_token"]), atol=1e-4
    )


@slow
def test_saved_model_keeps_its_endpoints(tmp_path, random):
    import tensorflow as tf

    model = make("classifier", keras_recon.layers.PointCloudPreprocessor(64))
    model.export(tmp_path / "model", "tf_saved_model")
    artefact = tf.saved_model.load(tmp_path / "model")
    points = random.normal(size=(3, 70, 3)).astype("float32")
    logits = ops.convert_to_numpy(model(model.prepare(points)))
    features = ops.convert_to_numpy(model.features(model.prepare(points)))
    embedded = artefact.signatures["embed"](points=points)
    assert {*embedded} == {"features"}
    np.testing.assert_allclose(artefact.serve(points), logits, atol=1e-4)
    np.testing.assert_allclose(embedded["features"], features, atol=1e-4)
    # As far from the origin as places on a map.
    np.testing.assert_allclose(
        artefact.serve_float64(points + np.float64(4.5e6)), logits, atol=1e-4
    )


@slow
@pytest.mark.parametrize("format", ["onnx", "torch"])
def test_two_towers_are_exported_as_well(format, tmp_path, random):
    skip_without(format)
    backbone = keras_recon.TwoTowerBackbone(**{**TINY, "depth": 1})
    model = keras_recon.TwoTowerClassifier(backbone, num_classes=5)
    path = tmp_path / f"model{SUFFIXES[format]}"
    keras_recon.export(model, path, format)
    points = random.uniform(-0.5, 0.5, (2, 80, 3)).astype("float32")
    logits = load(path, format)(points=points)["logits"]
    np.testing.assert_allclose(logits, ops.convert_to_numpy(model(points)), atol=1e-4)


@slow
@pytest.mark.parametrize(("precision", "share"), [("float16", 0.6), ("int8", 0.4)])
@pytest.mark.parametrize(("preset", "format"), [("recon_nano", "onnx"), ("recon2_nano", "litert")])
def test_a_lower_precision_is_smaller(preset, format, precision, share, tmp_path, random):
    skip_without(format)
    model = keras_recon.ReConClassifier.from_preset(preset, num_classes=5)
    path = tmp_path / f"model{SUFFIXES[format]}"
    assert 1e-5 < model.export(path, format, precision=precision) <= TOLERANCES[precision]
    assert path.stat().st_size < share * 4 * model.count_params()
    points = random.uniform(0, 0.5, (2, 600, model.backbone.channels)).astype("float32")
    logits = load(path, format)(points=points)["logits"]
    assert logits.dtype == "float32"
    wanted = ops.convert_to_numpy(model(model.prepare(points)))
    tolerance = TOLERANCES[precision] * np.abs(wanted).max()
    np.testing.assert_allclose(logits, wanted, rtol=0, atol=tolerance)


@slow
def test_a_mismatch_is_refused_and_leaves_nothing(tmp_path, monkeypatch):
    skip_without("onnx")

    def wrong(*arguments, **inputs):
        return {name: 1.01 * value for name, value in answer(*arguments, **inputs).items()}

    answer = verify.answer
    monkeypatch.setattr(verify, "answer", wrong)
    monkeypatch.setattr(verify, "DRAWS", 1)
    with pytest.raises(
        RuntimeError, match="must answer as the model.*Received: '.* of .*differs by 0.0099"
    ):
        keras_recon.export(make("classifier", None), tmp_path / "model.onnx", "onnx")
    assert [*tmp_path.iterdir()] == []


def test_a_process_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="could not be written"):
        keras_recon.export(make("classifier", None), tmp_path / "model")
    assert [*tmp_path.iterdir()] == []


def test_unknown_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"one of \('saved_model', 'onnx'.*Received:.*'pickle'"):
        keras_recon.export(make("classifier", None), tmp_path / "model", format="pickle")


def test_unknown_precision_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"one of \('float32', 'float16'.*Received:.*'int4'"):
        keras_recon.export(make("classifier", None), tmp_path / "model", precision="int4")


@pytest.mark.parametrize("format", ["saved_model", "torch"])
def test_formats_without_a_precision_name_those_with_it(format, tmp_path):
    with pytest.raises(ValueError, match=rf"has it: onnx, litert.*Received: format='{format}'"):
        keras_recon.export(make("classifier", None), tmp_path / "model", format, precision="int8")


def test_existing_path_is_refused(tmp_path):
    with pytest.raises(ValueError, match="new file or folder.*Received:"):
        keras_recon.export(make("classifier", None), tmp_path)


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"end in '.onnx'.*Received: .*model.tflite"):
        make("classifier", None).export(tmp_path / "model.tflite", "onnx")


def test_other_models_are_refused(tmp_path):
    pretrainer = keras_recon.ReConPretrainer(make("backbone", None), decoder_depth=1)
    with pytest.raises(ValueError, match="ReConClassifier.*Received:.*ReConPretrainer"):
        pretrainer.export(tmp_path / "model")


def test_half_precision_is_refused(tmp_path):
    backbone = keras_recon.ReConBackbone(**TINY, dtype="mixed_bfloat16")
    with pytest.raises(ValueError, match="dtype='float32'.*Received: 'mixed_bfloat16'"):
        backbone.export(tmp_path / "model")


def test_a_missing_package_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r'pip install "keras-recon\[export\]"'):
        make("classifier", None).export(tmp_path / "model.tflite", "litert")
