import json
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from convert_official_checkpoint import (
    convert,
    convert_to_preset,
    read_checkpoint,
    read_config,
    verify,
)
from harness import raises_with_advice
from keras import ops

import keras_recon

torch = pytest.importorskip("torch", reason="published checkpoints are read with PyTorch")

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
CONFIGS = json.loads((FIXTURES / "configs.json").read_text())
CONFIGS |= json.loads((FIXTURES / "recon_pp_configs.json").read_text())
RECON2 = "recon_pp_tiny_color"
PRETRAINER, CLASSIFIER = "pretrain_tiny_rand_cdl2", "classifier_tiny_full"


def tensors_of(name):
    return dict(read_checkpoint(FIXTURES / f"{name}.pth"))


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("pretrain_tiny_rand_cdl2", "pretrainer"),
        ("pretrain_tiny_block_cdl1", "pretrainer"),
        ("pretrain_tiny_rand_cdl2", "backbone"),
        ("classifier_tiny_full", "classifier"),
        ("classifier_tiny_linear", "classifier"),
        ("classifier_tiny_full", "backbone"),
        ("two_tower_pretrain_tiny", "pretrainer"),
        ("two_tower_pretrain_tiny", "backbone"),
        ("two_tower_classifier_tiny", "classifier"),
        ("two_tower_classifier_tiny", "backbone"),
        ("part_segmenter", "part_segmenter"),
        ("part_segmenter", "backbone"),
        ("recon_pp_tiny_color", "recon2"),
        ("recon_pp_tiny_color", "backbone"),
        ("recon_pp_tiny_xyz_layerscale", "recon2"),
    ],
)
def test_converted_model_agrees_with_pytorch(name, task):
    tensors = tensors_of(name)
    assert verify(convert(task, CONFIGS[name], tensors), tensors) <= 1e-5


@pytest.mark.parametrize("name", ["features_tiny", "pretrain_tiny_rand_cdl2", RECON2])
def test_converted_zero_shot_classifier_agrees_with_pytorch(name, random):
    tensors = tensors_of(name)
    width = len(tensors["text_proj.bias"])
    classes = ("bed", "chair", "table"), random.normal(size=(3, width))
    assert verify(convert("zero_shot", CONFIGS[name], tensors, classes), tensors) <= 1e-4


def test_a_zero_shot_classifier_needs_classes():
    with pytest.raises(ValueError, match="give --class_features.*Received: none"):
        convert("zero_shot", CONFIGS["features_tiny"], tensors_of("features_tiny"))


def test_verification_refuses_a_model_that_gives_other_numbers():
    tensors = tensors_of(CLASSIFIER)
    model = convert("classifier", CONFIGS[CLASSIFIER], tensors)
    kernel = model.backbone.blocks[1].local_mlp.output_dense.kernel
    kernel.assign(kernel * 1.1)
    with pytest.raises(ValueError, match="must give the same logits as PyTorch.*Received:"):
        verify(model, tensors)


@pytest.mark.parametrize(("stream", "start"), [("MDM", 0), ("CMC", 96)])
def test_classifier_of_one_tower_agrees_with_pytorch(stream, start):
    name = "two_tower_classifier_tiny"
    tensors = tensors_of(name)
    # The published head reads two tokens then, as one half of its kernel does here.
    kernel = tensors["cls_head_finetune.0.weight"]
    tensors["cls_head_finetune.0.weight"] = kernel[:, start : start + 96]
    model = convert("classifier", {**CONFIGS[name], "stream": stream}, tensors)
    assert verify(model, tensors) <= 1e-5


def test_unused_tensor_is_refused():
    tensors = {**tensors_of(CLASSIFIER), "extra.weight": np.zeros(3, "float32")}
    with pytest.raises(ValueError, match=r"Received: 1 unused, \['extra.weight'\]"):
        convert("classifier", CONFIGS[CLASSIFIER], tensors)


def test_missing_tensor_is_refused():
    tensors = tensors_of(CLASSIFIER)
    del tensors["norm.weight"]
    with pytest.raises(ValueError, match="must hold 'norm.weight'"):
        convert("classifier", CONFIGS[CLASSIFIER], tensors)


def test_deeper_checkpoint_than_config_is_refused():
    config = {**CONFIGS[PRETRAINER], "depth": 1}
    with pytest.raises(ValueError, match=r"unused.*blocks\.1"):
        convert("pretrainer", config, tensors_of(PRETRAINER))


def test_other_shape_is_refused():
    config = {**CONFIGS[CLASSIFIER], "cls_dim": 8}
    with pytest.raises(ValueError, match=r"must have the shape \(256, 8\).*Received: shape"):
        convert("classifier", config, tensors_of(CLASSIFIER))


def test_pretrainer_is_not_taken_for_a_classifier():
    config = {**CONFIGS[PRETRAINER], "cls_dim": 7, "type": "full"}
    with pytest.raises(ValueError, match="must hold"):
        convert("classifier", config, tensors_of(PRETRAINER))


def test_frozen_teachers_in_a_checkpoint_are_left_out():
    tensors = tensors_of(PRETRAINER)
    tensors["img_encoder.model.patch_embed.proj.weight"] = np.zeros((4, 3), "float32")
    convert("pretrainer", CONFIGS[PRETRAINER], tensors)


@pytest.mark.parametrize(
    ("name", "published", "head", "frozen"),
    [
        ("classifier_tiny_full", "full", "mlp", False),
        ("classifier_tiny_full", "mlp3", "mlp", True),
        ("classifier_tiny_linear", "linear", "linear", False),
        ("two_tower_classifier_tiny", "mlp3", "mlp", True),
    ],
)
def test_published_head_says_whether_the_backbone_is_frozen(name, published, head, frozen):
    model = convert("classifier", {**CONFIGS[name], "type": published}, tensors_of(name))
    assert model.get_config()["head"] == head
    assert bool(model.backbone.trainable_variables) is not frozen
    assert model.head.trainable_variables


def test_unknown_head_is_refused():
    config = {**CONFIGS[CLASSIFIER], "type": "mlp"}
    with pytest.raises(ValueError, match="'type' of the config must be one of.*Received: 'mlp'"):
        convert("classifier", config, tensors_of(CLASSIFIER))


@pytest.mark.parametrize("missing", ["trans_dim", "num_group", "mask_ratio"])
def test_config_without_an_option_is_refused(missing):
    config = {key: value for key, value in CONFIGS[PRETRAINER].items() if key != missing}
    with pytest.raises(ValueError, match=f"must give '{missing}'.*Received:"):
        convert("pretrainer", config, tensors_of(PRETRAINER))


def test_published_yaml_is_read(tmp_path):
    pytest.importorskip("yaml")
    path = tmp_path / "base.yaml"
    path.write_text(
        "optimizer : {\n  type: AdamW,\n  kwargs: {\n  lr : 0.0005\n}}\n"
        "model : {\n  NAME: ReCon,\n  group_size: 32,\n  num_group: 64,\n  loss: cdl2,\n"
        "  transformer_config: {\n    mask_ratio: 0.6,\n    mask_type: 'rand',\n"
        "    trans_dim: 384,\n    depth: 12\n  },\n"
        "  # a comment,\n  self_contrastive: FALSE,\n  }\n"
    )
    options = read_config(str(path))
    assert (options["trans_dim"], options["group_size"]) == (384, 32)
    assert options["self_contrastive"] is False


def test_json_object_and_json_file_are_read(tmp_path):
    text = json.dumps(CONFIGS[CLASSIFIER])
    path = tmp_path / "config.json"
    path.write_text(text)
    assert read_config(text) == read_config(str(path))


@pytest.mark.parametrize("suffix", ["yaml", "json"])
@pytest.mark.parametrize(
    "content",
    ["", "[1]", "7", "{", "a: b: c", "\0", "{}: 2", '{"model": 3}', "[" * 100_000, "\udcff"],
)
def test_a_config_that_is_no_object_is_refused(content, suffix, tmp_path):
    path = tmp_path / f"config.{suffix}"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with raises_with_advice(ValueError, "must be an object of options", str(path)):
        read_config(str(path))


class Call:
    """Unpickles to what a call of the function gives."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize(
    "hide",
    [
        lambda call: {"base_model": {"a": call}},
        lambda call: {"base_model": {"a": torch.zeros(3)}, "test_acc": call},
        lambda call: {"test_acc": np.array([call], dtype=object)},
        lambda call: {"test_acc": Call(np.float64().__reduce__()[0], np.dtype(object), call)},
        lambda call: {"test_acc": Call(np.float64().__reduce__()[0], Call(np.dtype, "O"), call)},
        lambda call: {"test_acc": Call(np.float64().__reduce__()[0], np.dtype([("a", "O")]), call)},
        lambda call: {"test_acc": Call(np.dtype, call)},
    ],
    ids=["weight", "metric", "array", "object", "bare object", "structure", "dtype"],
)
def test_checkpoint_that_runs_code_is_refused(tmp_path, hide):
    path, owned = tmp_path / "hostile.pth", tmp_path / "owned"
    torch.save(hide(Call(os.mkdir, str(owned))), path, pickle_module=pickle)
    with pytest.raises(ValueError, match="numbers and plain containers only.*Received:"):
        read_checkpoint(path)
    assert not owned.exists()


@pytest.mark.parametrize("function", [np.load, np.frombuffer, np.memmap, np.array])
def test_what_is_not_a_number_of_numpys_is_refused(tmp_path, function):
    path = tmp_path / "hostile.pth"
    torch.save({"base_model": {"a": torch.zeros(3)}, "test_acc": Call(function, b"1")}, path)
    with pytest.raises(ValueError, match="containers only. Received: .*GLOBAL numpy"):
        read_checkpoint(path)


def published_module(path, module):
    """Rewrite a checkpoint as the NumPy that calls its module so would have written it."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content.replace(b"cnumpy._core.multi", b"c%b.multi" % module))


@pytest.mark.parametrize("module", [b"numpy.core", b"numpy._core"], ids=["numpy 1", "numpy 2"])
@pytest.mark.parametrize("key", ["base_model", "model_state_dict", "model"])
def test_metrics_beside_the_weights_are_read(tmp_path, key, module):
    path = tmp_path / "metrics.pth"
    metrics = {
        "test_acc": np.float64(0.5),
        "best_metrics": {"acc": np.float32(0.5)},
        "seen": np.int64(3),
        "improved": np.bool_(True),
    }
    torch.save({**metrics, "epoch": 3, key: {"module.a": torch.ones(3)}}, path)
    published_module(path, module)
    assert module + b".multiarray" in path.read_bytes()
    weights = read_checkpoint(path)
    assert weights.keys() == {"a"}
    np.testing.assert_array_equal(weights["a"], np.ones(3, "float32"))


def test_fixture_of_part_segmentation_holds_the_published_metrics():
    content = (FIXTURES / "part_segmenter.pth").read_bytes()
    for name in (b"train_acc", b"test_acc", b"class_avg_iou", b"inctance_avg_iou"):
        assert name in content
    assert b"numpy.core.multiarray\nscalar" in content


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float64"])
def test_weights_of_any_precision_become_float32(tmp_path, dtype):
    path, kernel = tmp_path / "half.pth", torch.tensor([0.5, -1.25, 3.0])
    parameter = torch.nn.Parameter(kernel.to(getattr(torch, dtype)))
    torch.save({"base_model": {"a": parameter, "b": parameter.data, "n": torch.tensor(7)}}, path)
    weights = read_checkpoint(path)
    for name in "ab":
        assert weights[name].dtype == "float32"
        np.testing.assert_array_equal(weights[name], kernel)
    assert weights["n"] == 7


def test_half_precision_checkpoint_converts(tmp_path):
    path = tmp_path / "half.pth"
    tensors = {name: torch.from_numpy(value) for name, value in tensors_of(CLASSIFIER).items()}
    halves = {k: torch.nn.Parameter(v.bfloat16(), False) for k, v in tensors.items()}
    torch.save({"model": halves}, path)
    tensors = read_checkpoint(path)
    assert verify(convert("classifier", CONFIGS[CLASSIFIER], tensors), tensors) <= 1e-5


def test_weights_that_are_not_tensors_are_refused(tmp_path):
    path = tmp_path / "numbers.pth"
    torch.save({"base_model": {"a": torch.zeros(3), "b": 1.5}}, path)
    with pytest.raises(ValueError, match=r"must be tensors. Received: others, \['b'\]"):
        read_checkpoint(path)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_name_that_pytorch_would_search_for_ever_is_refused(tmp_path, zipped):
    path = tmp_path / "long.pth"
    torch.save({"base_model": {"a": Call(len, [])}}, path, _use_new_zipfile_serialization=zipped)
    long = b"cbuiltins\n" + 10**6 * b"x" + b"\n"
    if zipped:
        with zipfile.ZipFile(path) as archive:
            entries = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in entries.items():
                archive.writestr(name, content.replace(b"c__builtin__\nlen\n", long))
    else:
        path.write_bytes(path.read_bytes().replace(b"c__builtin__\nlen\n", long))
    with pytest.raises(ValueError, match=r"no name of more than.*Received: .*long.pth"):
        read_checkpoint(path)


@pytest.mark.parametrize("length", [0, 3, 100_000])
def test_truncated_checkpoint_is_refused(tmp_path, length):
    path = tmp_path / "truncated.pth"
    path.write_bytes((FIXTURES / f"{CLASSIFIER}.pth").read_bytes()[:length])
    with pytest.raises(ValueError, match=r"whole file.*Received: .*truncated.pth: \w+Error"):
        read_checkpoint(path)


def test_foreign_checkpoint_is_refused(tmp_path):
    path = tmp_path / "foreign.pth"
    torch.save({"state_dict": {"a": torch.zeros(3)}}, path)
    with pytest.raises(ValueError, match="under one of .'base_model'.*state_dict"):
        read_checkpoint(path)


def test_shape_classes_that_differ_from_the_checkpoints_are_refused():
    config = {**CONFIGS["part_segmenter"], "shape_classes": 15}
    with pytest.raises(ValueError, match=r"must have the shape \(15, 64\).*Received: shape"):
        convert("part_segmenter", config, tensors_of("part_segmenter"))


def test_missing_checkpoint_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.pth"):
        read_checkpoint(tmp_path / "nowhere.pth")


def test_causal_recon2_is_refused():
    tensors = tensors_of(RECON2)
    with pytest.raises(ValueError, match="random-mask variant.*Received: mask_type='causal'"):
        convert("recon2", {**CONFIGS[RECON2], "mask_type": "causal"}, tensors)
    tensors["model.encoder.sos"] = np.zeros((1, 1, 48), "float32")
    with pytest.raises(ValueError, match="random-mask variant.*Received: .*encoder.sos"):
        convert("recon2", CONFIGS[RECON2], tensors)


def test_only_the_unused_norm_of_recon2_is_left_out():
    tensors = tensors_of(RECON2)
    del tensors["model.norm.weight"], tensors["model.norm.bias"]
    convert("recon2", CONFIGS[RECON2], tensors)
    tensors["model.norms.weight"] = np.zeros(48, "float32")
    with pytest.raises(ValueError, match=r"Received: 1 unused, \['model.norms.weight'\]"):
        convert("recon2", CONFIGS[RECON2], tensors)


def test_recon2_is_no_classifier_and_recon_no_recon2():
    with pytest.raises(ValueError, match="must be one of .*Received: classifier"):
        convert("classifier", CONFIGS[RECON2], tensors_of(RECON2))
    with pytest.raises(ValueError, match="must hold 'model.embed"):
        convert("recon2", CONFIGS[RECON2], tensors_of(PRETRAINER))


def test_depth_that_the_config_of_recon2_leaves_out_is_refused():
    with pytest.raises(ValueError, match="unused.*blocks.2"):
        convert("recon2", {**CONFIGS[RECON2], "depth": 2}, tensors_of(RECON2))


@pytest.mark.slow
def test_tool_writes_a_preset_of_recon2_with_its_preprocessor(tmp_path, random):
    output = tmp_path / "preset"
    finished = run_tool(output, CONFIGS[RECON2], RECON2, "recon2", "--up_axis=z", "--num_points=64")
    assert finished.returncode == 0, finished.stderr
    assert "Left out: model.norm.weight, model.norm.bias" in finished.stdout
    pretrainer = keras_recon.ReCon2Pretrainer.from_preset(output)
    preprocessor = pretrainer.preprocessor
    assert (preprocessor.up_axis, preprocessor.default_color) == ("z", 0.4)
    # Points without a colour, in any unit.
    embedder = keras_recon.ReConZeroShotClassifier.from_preset(
        output, class_names=["one", "two"], class_features=np.eye(2, 1280)
    )
    assert embedder.embed(9 * random.normal(size=(2, 100, 3))).shape == (2, 1280)


@pytest.mark.parametrize(("name", "color"), [(RECON2, 0.4), ("recon_pp_tiny_xyz_layerscale", None)])
@pytest.mark.parametrize("task", ["recon2", "zero_shot", "backbone"])
def test_every_preset_of_recon2_has_a_preprocessor(task, name, color, tmp_path):
    preprocessor = keras_recon.layers.PointCloudPreprocessor(64, up_axis="y", default_color=color)
    options = {
        "task": task,
        "options": CONFIGS[name],
        "classes": (("one", "two"), np.eye(2, 1280)),
        "preprocessor": preprocessor,
    }
    output = tmp_path / "preset"
    convert_to_preset(output, read_checkpoint(FIXTURES / f"{name}.pth"), {}, **options)
    config = json.loads((output / "preprocessor.json").read_text())["config"]
    assert (config["up_axis"], config["default_color"]) == ("y", color)
    # A task on the backbone takes the same.
    loaded = keras_recon.ReCon2Pretrainer.from_preset(output).preprocessor
    assert (loaded.up_axis, loaded.default_color, loaded.num_points) == ("y", color, 64)


@pytest.mark.slow
def test_tool_gives_a_backbone_the_published_up_axis_and_color(tmp_path):
    finished = run_tool(tmp_path / "preset", CONFIGS[RECON2], RECON2, "backbone")
    assert finished.returncode == 0, finished.stderr
    config = json.loads((tmp_path / "preset" / "preprocessor.json").read_text())["config"]
    assert (config["up_axis"], config["default_color"], config["num_points"]) == ("y", 0.4, 10000)


@pytest.fixture
def served(hub):
    """A hub with a checkpoint in a folder of its repository, and another at a revision."""
    hub.repositories["tiny/recon"] = {
        revision: {"zeroshot/base/best.pth": (FIXTURES / f"{name}.pth").read_bytes()}
        for revision, name in (("main", RECON2), ("v2", CLASSIFIER))
    }
    return hub


CHECKPOINT = "hf://tiny/recon/zeroshot/base/best.pth"


@pytest.mark.parametrize(
    ("revision", "name"), [("", RECON2), ("@main", RECON2), ("@v2", CLASSIFIER)]
)
def test_checkpoint_on_the_hub_is_read_by_its_address(revision, name, served):
    found, wanted = read_checkpoint(CHECKPOINT + revision), tensors_of(name)
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        np.testing.assert_array_equal(found[key], value)


@pytest.mark.parametrize(
    "address",
    [f"{CHECKPOINT}s", f"{CHECKPOINT}@v9", "hf://tiny/none/best.pth"],
    ids=["file", "revision", "repository"],
)
def test_what_is_not_on_the_hub_is_said(address, served):
    with raises_with_advice(FileNotFoundError, "file that is there", repr(address)):
        read_checkpoint(address)


@pytest.mark.parametrize("address", ["hf://tiny/recon", f"{CHECKPOINT}@", "kaggle://a/b/c/d"])
def test_address_of_no_file_is_refused(address, served):
    with raises_with_advice(ValueError, "hf://organization/name/path", repr(address)):
        read_checkpoint(address)
    assert served.requests == []


def test_hub_without_its_client_is_told_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with raises_with_advice(ImportError, 'pip install "keras-recon[hub]"'):
        read_checkpoint(CHECKPOINT)


@pytest.mark.slow
def test_tool_converts_a_checkpoint_on_the_hub(served, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", served.url)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    output = tmp_path / "preset"
    finished = run_tool(output, CONFIGS[RECON2], CHECKPOINT, "recon2")
    assert finished.returncode == 0, finished.stderr
    metadata = json.loads((output / "metadata.json").read_text())
    assert metadata["converted_from"] == CHECKPOINT


def run_tool(output, config, name=PRETRAINER, task="pretrainer", *flags):
    checkpoint = name if "/" in name else FIXTURES / f"{name}.pth"
    command = [
        sys.executable,
        str(ROOT / "tools" / "convert_official_checkpoint.py"),
        f"--checkpoint={checkpoint}",
        f"--config={json.dumps(config)}",
        f"--task={task}",
        f"--output={output}",
        *flags,
    ]
    return subprocess.run(command, capture_output=True, text=True)


def test_tool_writes_a_preset_that_loads(tmp_path):
    output = tmp_path / "preset"
    finished = run_tool(output, CONFIGS[PRETRAINER])
    assert finished.returncode == 0, finished.stderr
    assert "largest relative difference to PyTorch" in finished.stdout
    pretrainer = keras_recon.ReConPretrainer.from_preset(output)
    tensors = tensors_of(PRETRAINER)
    np.testing.assert_array_equal(
        ops.convert_to_numpy(pretrainer.backbone.norm.gamma), tensors["MAE_encoder.norm.weight"]
    )


@pytest.mark.slow
def test_tool_writes_nothing_when_it_refuses(tmp_path):
    finished = run_tool(tmp_path / "preset", {**CONFIGS[PRETRAINER], "depth": 1})
    assert finished.returncode != 0
    assert "unused" in finished.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_where_pytorch_gives_other_numbers(tmp_path):
    tensors = tensors_of(CLASSIFIER)
    tensors["norm.weight"] = np.full_like(tensors["norm.weight"], np.nan)
    options = {"task": "classifier", "options": CONFIGS[CLASSIFIER], "preprocessor": None}
    with pytest.raises(ValueError, match="same logits as PyTorch.*Received: nan"):
        convert_to_preset(tmp_path / "preset", tensors, {}, **options)
    assert list(tmp_path.iterdir()) == []


def test_arrays_of_a_checkpoint_are_read_when_they_are_asked_for(tmp_path):
    path, count = tmp_path / "large.pth", 12
    weights = {f"module.{i}": torch.full((2**22,), float(i)) for i in range(count)}
    torch.save({"base_model": weights, "optimizer": [*weights.values()]}, path)
    del weights
    memory = resident_mebibytes()
    tensors = read_checkpoint(path)
    assert [*tensors] == [str(i) for i in range(count)]
    for name, value in tensors.items():
        assert value.dtype == "float32"
        assert (value == float(name)).all()
        # Of 192 MiB only what was read last.
        assert resident_mebibytes() - memory < 96


def resident_mebibytes():
    if not Path("/proc/self/statm").exists():
        pytest.skip("tells the memory of a process on Linux only")
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
