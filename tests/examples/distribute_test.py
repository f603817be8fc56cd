"""The examples train on several processes, of which the first one writes."""

import json

import keras
import pytest
from cluster import ROOT, finish, start_cluster, start_script
from published_layouts import write_modelnet, write_shapenet55

import keras_recon
from keras_recon.training import read_history

BACKEND = keras.backend.backend()
QUICK = ["--batch_size=4", "--num_points=64"]
if BACKEND != "jax":
    QUICK.append("--nojit_compile")
several_processes = pytest.mark.skipif(BACKEND == "torch", reason="Keras distributes nothing there")


def start(name, out, *flags):
    script = ROOT / "examples" / f"{name}.py"
    return start_cluster(script, f"--output_dir={out}", "--distribute=auto", *QUICK, *flags)


@several_processes
@pytest.mark.slow
def test_pretraining_goes_on_with_two_processes(preset, tmp_path):
    write_shapenet55(tmp_path)
    backbone = keras_recon.ReConBackbone.from_preset(preset)
    keras_recon.ReConPretrainer(backbone, decoder_depth=1).save_to_preset(preset)
    flags = ["--recipe=shapenet55", f"--data_dir={tmp_path}", f"--preset={preset}"]
    out = tmp_path / "out"
    finish(*start("pretrain", out, *flags, "--epochs=1"))
    outputs = finish(*start("pretrain", out, *flags, "--epochs=2", "--resume"))
    assert ["after 1 finished epochs" in output for output in outputs] == [True, False]
    assert len(read_history(out)["loss"]) == 2
    assert {path.name for path in out.iterdir()} == {
        *("backup.h5", "history.csv", "losses.png", "metrics.json", "preset"),
        "reconstructions.png",
    }
    keras_recon.ReConPretrainer.from_preset(out / "preset")


@several_processes
@pytest.mark.slow
def test_finetuning_with_two_processes_writes_once(preset, tmp_path):
    write_modelnet(tmp_path)
    flags = ["--recipe=modelnet40", f"--data_dir={tmp_path}", f"--preset={preset}"]
    flags += ["--num_groups=8", "--farthest_of=80", "--seeds=0,1", "--epochs=1"]
    outputs = finish(*start("finetune", tmp_path / "out", *flags))
    assert ["Classifier, metrics" in output for output in outputs] == [True, False]
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert metrics["seeds"] == [0, 1]


def test_validation_goes_without_distribution(tmp_path):
    flags = ["--distribute=auto", "--validation_split=0.2", f"--output_dir={tmp_path / 'out'}"]
    run = start_script(ROOT / "examples" / "finetune.py", *flags)
    output, _ = run.communicate(timeout=100)
    assert run.returncode != 0
    assert "leave out --validation_split" in output
    assert not (tmp_path / "out").exists()
