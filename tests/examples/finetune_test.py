import json

import h5py
import keras
import numpy as np
import pytest
from example_runs import TINY_SHAPES, run_example
from published_layouts import write_modelnet, write_scanobjectnn

import keras_recon

QUICK = ["--epochs=1", "--batch_size=4", "--seeds=0", "--farthest_of=80", *TINY_SHAPES]
# Compiling takes longer than what is trained here; JAX does nothing without.
if keras.backend.backend() != "jax":
    QUICK.append("--nojit_compile")


def recipe_of(output_dir):
    return json.loads((output_dir / "preset" / "metadata.json").read_text())["recipe"]


def weights_of(path):
    arrays = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset) and "seed" not in name:
            arrays[name] = item[()]

    with h5py.File(path) as file:
        file.visititems(keep)
    return arrays


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["obj_bg", "hardest"])
def test_recipes_of_scanobjectnn_run(variant, preset, tmp_path):
    write_scanobjectnn(tmp_path, variant)
    flags = [f"--recipe=scanobjectnn_{variant}", f"--data_dir={tmp_path}", f"--preset={preset}"]
    metrics, _ = run_example("finetune", tmp_path / "out", *flags, *QUICK, "--voting=2")
    assert metrics["test_shapes"] == 12
    assert 0 <= metrics["accuracy"]["mean"] <= 1
    assert len(metrics["voted_accuracy"]["values"]) == 1
    recipe = recipe_of(tmp_path / "out")
    expected = {
        "dataset": f"scanobjectnn_{variant}",
        "learning_rate": 2e-5,
        "warmup_epochs": 10,
        "augmentation": "rotation",
        "view_augmentation": "rotation" if variant == "hardest" else "none",
    }
    assert {name: recipe[name] for name in expected} == expected
    # Given by hand.
    assert (recipe["epochs"], recipe["farthest_of"], recipe["preset"]) == (1, 80, str(preset))
    classifier = keras_recon.ReConClassifier.from_preset(tmp_path / "out" / "preset")
    assert not classifier.preprocessor.normalize


@pytest.mark.slow
def test_recipe_of_modelnet_runs_and_chooses_the_epoch_on_training_shapes(preset, tmp_path):
    write_modelnet(tmp_path, pickled=True)
    flags = ["--recipe=modelnet40", f"--data_dir={tmp_path}", f"--preset={preset}"]
    flags += [*QUICK, "--epochs=3", "--validation_split=0.3", "--freeze_backbone"]
    metrics, printed = run_example("finetune", tmp_path / "out", *flags)
    accuracies = [
        float(line.split("val_accuracy: ")[1].split()[0])
        for line in printed.splitlines()
        if "val_accuracy" in line
    ]
    assert len(accuracies) == 3
    assert metrics["epochs"] == [1 + int(np.argmax(accuracies))]
    recipe = recipe_of(tmp_path / "out")
    assert (recipe["learning_rate"], recipe["augmentation"]) == (1e-5, "scale_shift")
    # A frozen backbone stays as it is, running statistics too.
    before, after = (weights_of(p / "model.weights.h5") for p in (preset, tmp_path / "out/preset"))
    assert before.keys() == after.keys()
    for name, value in before.items():
        np.testing.assert_array_equal(after[name], value)


@pytest.mark.slow
def test_a_two_tower_preset_runs(tmp_path):
    write_scanobjectnn(tmp_path, "hardest")
    keras_recon.TwoTowerBackbone(
        dim=24, depth=1, num_heads=3, num_groups=8, group_size=4, patch_widths=(8, 16, 16)
    ).save_to_preset(tmp_path / "preset")
    flags = ["--recipe=scanobjectnn_hardest_two_tower", f"--data_dir={tmp_path}"]
    flags += [f"--preset={tmp_path / 'preset'}", "--stream=contrast", *QUICK]
    run_example("finetune", tmp_path / "out", *flags)
    classifier = keras_recon.TwoTowerClassifier.from_preset(tmp_path / "out" / "preset")
    assert classifier.stream == "contrast"
    assert recipe_of(tmp_path / "out")["learning_rate"] == 5e-5


@pytest.mark.slow
def test_the_same_recipe_twice_gives_the_same_to_the_last_bit(preset, tmp_path):
    flags = [f"--preset={preset}", "--epochs=3", "--seeds=0", "--num_points=64"]
    flags += ["--voting=2", "--validation_split=0.2", "--shots=4"]
    runs = []
    for name in ("one", "other"):
        metrics, _ = run_example("finetune", tmp_path / name, *flags, threads=2)
        metrics.pop("seconds")
        files = (f"{kind}.weights.h5" for kind in ("model", "task"))
        runs.append((metrics, [weights_of(tmp_path / name / "preset" / file) for file in files]))
    (metrics, weights), (other_metrics, other_weights) = runs
    assert metrics == other_metrics
    assert metrics["train_shapes"] == 4 * 23
    # Weights tell more than accuracies, which few steps may leave as they were.
    for arrays, others in zip(weights, other_weights, strict=True):
        assert arrays.keys() == others.keys()
        for key, value in arrays.items():
            np.testing.assert_array_equal(value, others[key])
