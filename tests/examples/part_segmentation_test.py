import json

import keras
import pytest
from example_runs import TINY_SHAPES, run_example
from published_layouts import write_shapenetpart

QUICK = [] if keras.backend.backend() == "jax" else ["--nojit_compile"]


@pytest.mark.slow
def test_the_recipe_of_shapenetpart_twice_gives_the_same_metrics(preset, tmp_path):
    write_shapenetpart(tmp_path)
    flags = ["--recipe=shapenetpart", f"--data_dir={tmp_path}", f"--preset={preset}", "--epochs=2"]
    flags += ["--batch_size=8", "--head_widths=16,16,16,16", "--voting=2", *TINY_SHAPES, *QUICK]
    runs = [
        run_example("part_segmentation", tmp_path / name, *flags, threads=2)
        for name in ("one", "other")
    ]
    (metrics, _), (other_metrics, _) = runs
    assert metrics["test_shapes"] == 12
    assert metrics["per_category"].keys() == {"Lamp", "Table"}
    assert 0 < metrics["instance_miou"]["mean"] < 1
    assert 0 < metrics["voting"]["instance_miou"]["mean"] < 1
    timings = [name for name in metrics if "seconds" in name]
    for name in timings:
        metrics.pop(name), other_metrics.pop(name)
    assert metrics == other_metrics
    recipe = json.loads((tmp_path / "one/preset/metadata.json").read_text())["recipe"]
    assert (recipe["learning_rate"], recipe["dropout"], recipe["epochs"]) == (1e-4, 0.5, 2)
