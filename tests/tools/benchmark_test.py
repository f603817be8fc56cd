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
@pytest.mark.parametrize("task", ["classify", "segment", "group"])
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


@pytest.mark.slow
def test_fit_is_measured_beside_bare_steps_and_the_pipeline(tmp_path):
    rows = run("--task=fit", "--depth=1", f"--plot={tmp_path / 'fit.png'}")
    (row,) = rows.values()
    assert row["fit_over_bare_rate"] == pytest.approx(
        row["bare_seconds"] / row["seconds"], rel=0.01
    )
    assert 0 < row["pipeline_seconds"] < row["seconds"]
    assert (tmp_path / "fit.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_speedup_below_the_least_fails_the_run():
    with pytest.raises(subprocess.CalledProcessError) as failure:
        run("--task=group", f"--minimum_speedup={keras.backend.backend()}:1000")
    assert "must be 1000.0 times as fast as the baseline" in failure.value.stderr


def test_growth_is_the_exponent_of_a_power():
    from benchmark import growth

    assert growth([1, 2, 4, 8], [3, 12, 48, 192]) == pytest.approx(2)


def test_scaling_is_drawn_with_its_exponents(tmp_path):
    from benchmark import SWEEPS, plot_scaling

    rows = [
        {"implementation": name, "axis": axis, "value": value, "seconds": value * factor}
        for name, factor in (("ours", 1), ("theirs", 2))
        for axis, values in SWEEPS.items()
        for value in values
    ]
    plot_scaling(rows, tmp_path / "scaling.png")
    assert (tmp_path / "scaling.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("training", [False, True])
def test_work_counts_the_processors_attention(training):
    import torch
    from benchmark import count_work

    q, k = (torch.ones(1, 2, n, 8, requires_grad=training) for n in (5, 7))

    def step():
        attended = torch.nn.functional.scaled_dot_product_attention(q, k, k)
        if training:
            attended.sum().backward()

    forward = 2 * 2 * (2 * 5 * 7 * 8)
    assert count_work(step) == (3.5 if training else 1) * forward


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
