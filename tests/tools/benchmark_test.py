import json
import pathlib
import subprocess
import sys

import keras
import pytest

pytest.importorskip("torch", reason="the baseline is PyTorch")

TOOL = pathlib.Path(__file__).parents[2] / "tools" / "benchmark.py"
SMALL = ["--preset=recon_nano", "--num_points=64", "--num_groups=8", "--group_size=4"]


def run(*arguments):
    """The rows that the tool prints, by implementation."""
    common = [f"--backends={keras.backend.backend()}", "--batch_size=2", "--rounds=2", "--steps=2"]
    done = subprocess.run(
        [sys.executable, str(TOOL), *SMALL, *common, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["implementation"]: row for row in rows}


def check(rows):
    assert rows.keys() == {"PyTorch baseline", f"Keras ReCon, {keras.backend.backend()}"}
    for row in rows.values():
        assert 0 < row["seconds_least"] <= row["seconds"] <= row["seconds_most"]
        assert row["shapes_per_second"] == pytest.approx(2 / row["seconds"], rel=1e-2)
        assert row["peak_memory_gib"] > 0.1
    assert rows["PyTorch baseline"]["speedup"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("task", ["classify", "group"])
def test_task_is_measured_beside_the_baseline(task):
    check(run(f"--task={task}", "--depth=1"))


@pytest.mark.slow
def test_pretraining_is_measured_beside_the_baseline_with_its_work():
    rows = run("--task=pretrain", "--depth=1")
    check(rows)
    for row in rows.values():
        assert 0 < row["fraction_of_peak"] < 1
    baseline, ours = rows.values()
    assert 0 < ours["gflop"] < baseline["gflop"]


def test_work_is_that_of_the_products_alone():
    import torch
    from benchmark import count_work

    a, b = torch.ones(7, 11), torch.ones(11, 13)
    assert count_work(lambda: torch.relu(a @ b) + 1) == 2 * 7 * 11 * 13


def test_a_failure_shows_what_the_process_said():
    done = subprocess.run(
        [sys.executable, str(TOOL), "--preset=recon_bse"], capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "Did you mean 'recon_base'?" in done.stderr
