import keras
import pytest
from example_runs import TINY_SHAPES, run_example
from published_layouts import write_modelnet_few_shot

QUICK = [] if keras.backend.backend() == "jax" else ["--nojit_compile"]


@pytest.mark.slow
def test_pretrained_features_are_ahead_of_untrained_ones_on_home3d(tmp_path):
    metrics, _ = run_example("few_shot", tmp_path)
    assert len(metrics["pretrained"]["values"]) == len(metrics["untrained"]["values"]) == 10
    # Ten folds gave 82.8 and 69.0 %.
    assert metrics["pretrained"]["mean"] > metrics["untrained"]["mean"] + 0.05


@pytest.mark.slow
def test_published_tasks_are_fine_tuned_by_the_published_recipe(preset, tmp_path):
    write_modelnet_few_shot(tmp_path)
    flags = ["--recipe=modelnet40", f"--data_dir={tmp_path}", f"--preset={preset}", "--epochs=2"]
    flags += ["--ways=3", "--shots=4", "--folds=2", "--batch_size=6", "--farthest_of=80"]
    metrics, _ = run_example("few_shot", tmp_path / "out", *flags, *TINY_SHAPES, *QUICK)
    assert metrics["test_shapes"] == [60, 60]
    assert metrics["classes"] == [["class 0", "class 1", "class 2"]] * 2
    assert {len(metrics[kind]["values"]) for kind in ("pretrained", "untrained")} == {2}
    expected = {
        "finetune": True,
        "learning_rate": 5e-4,
        "warmup_epochs": 10,
        "stochastic_depth": 0.1,
        "epochs": 2,
    }
    assert {name: metrics["recipe"][name] for name in expected} == expected


@pytest.mark.slow
@pytest.mark.parametrize("how", [["--nofinetune"], ["--finetune", "--epochs=2", *QUICK]], ids=str)
def test_the_same_seed_twice_gives_the_same_metrics(how, preset, tmp_path):
    flags = [f"--preset={preset}", "--folds=1", "--num_points=64", *how]
    runs = [
        run_example("few_shot", tmp_path / name, *flags, threads=2)[0] for name in ("one", "other")
    ]
    for metrics in runs:
        metrics.pop("seconds")
    assert runs[0] == runs[1]
