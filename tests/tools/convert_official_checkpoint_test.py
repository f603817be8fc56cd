import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from convert_official_checkpoint import (
    convert,
    read_checkpoint,
    read_config,
    verify,
)
from keras import ops

import keras_recon

torch = pytest.importorskip("torch", reason="published checkpoints are read with PyTorch")

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
CONFIGS = json.loads((FIXTURES / "configs.json").read_text())
PRETRAINER, CLASSIFIER = "pretrain_tiny_rand_cdl2", "classifier_tiny_full"


def tensors_of(name):
    return read_checkpoint(FIXTURES / f"{name}.pth")


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
    ],
)
def test_converted_model_agrees_with_pytorch(name, task):
    tensors = tensors_of(name)
    assert verify(convert(task, CONFIGS[name], tensors), tensors) <= 1e-5


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


def test_checkpoint_that_runs_code_is_refused(tmp_path):
    class Hostile:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "owned"),)

    path = tmp_path / "hostile.pth"
    torch.save({"base_model": {"a": Hostile()}}, path, pickle_module=pickle)
    with pytest.raises(ValueError, match="tensors and plain containers only.*Received:"):
        read_checkpoint(path)
    assert not (tmp_path / "owned").exists()


def test_truncated_checkpoint_is_refused(tmp_path):
    path = tmp_path / "truncated.pth"
    path.write_bytes((FIXTURES / f"{CLASSIFIER}.pth").read_bytes()[:100_000])
    with pytest.raises(ValueError, match="whole file"):
        read_checkpoint(path)


def test_foreign_checkpoint_is_refused(tmp_path):
    path = tmp_path / "foreign.pth"
    torch.save({"state_dict": {"a": torch.zeros(3)}}, path)
    with pytest.raises(ValueError, match="under 'base_model'.*state_dict"):
        read_checkpoint(path)


def test_shape_classes_that_differ_from_the_checkpoints_are_refused():
    config = {**CONFIGS["part_segmenter"], "shape_classes": 15}
    with pytest.raises(ValueError, match=r"must have the shape \(15, 64\).*Received: shape"):
        convert("part_segmenter", config, tensors_of("part_segmenter"))


def test_missing_checkpoint_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.pth"):
        read_checkpoint(tmp_path / "nowhere.pth")


def run_tool(output, config):
    command = [
        sys.executable,
        str(ROOT / "tools" / "convert_official_checkpoint.py"),
        f"--checkpoint={FIXTURES / PRETRAINER}.pth",
        f"--config={json.dumps(config)}",
        "--task=pretrainer",
        f"--output={output}",
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


def test_tool_writes_nothing_when_it_refuses(tmp_path):
    finished = run_tool(tmp_path / "preset", {**CONFIGS[PRETRAINER], "depth": 1})
    assert finished.returncode != 0
    assert "unused" in finished.stderr
    assert list(tmp_path.iterdir()) == []
