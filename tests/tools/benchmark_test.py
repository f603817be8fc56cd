import json
import pathlib
import subprocess
import sys

import keras
import pytest
from benchmark import SWEEPS, Worker, preset_sizes, require_speedup, summarize
from benchmark_plots import growth, plot_scaling
from benchmark_worker import count_work

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
        assert row["peak_memory_gib"] > 0.1
    baseline, ours = rows.values()
    least = baseline["seconds_least"] / ours["seconds_most"]
    most = baseline["seconds_most"] / ours["seconds_least"]
    assert 0.99 * least < ours["speedup"] < 1.01 * most  # rows are rounded


@pytest.mark.slow
def test_segmentation_is_measured_beside_the_baseline():
    check(run("--task=segment", "--depth=1"))


@pytest.mark.slow
def test_zero_shot_is_measured_beside_the_baseline_and_its_grouping():
    rows = run("--task=zero_shot", "--preset=recon2_nano", "--depth=1")
    check(rows)
    baseline, ours = rows.values()
    assert "grouping_seconds" not in baseline
    assert 0 < ours["grouping_fraction"] < 1
    # The same network: the layers after the patches do the same work.
    assert 0.5 < ours["gflop"] / baseline["gflop"] <= 1


@pytest.mark.slow
def test_artefacts_are_measured_beside_the_backends():
    pytest.importorskip("tf2onnx")
    rows = run("--task=classify", "--depth=1", "--artefacts=onnx-int8", "--threads=1")
    onnx = rows.pop("Keras ReCon, onnx-int8")
    check(rows)
    assert onnx["threads"] == 1
    assert 0 < onnx["seconds_least"] <= onnx["seconds"]


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
    rows = run("--task=fit", "--depth=1", "--rounds=1", f"--plot={tmp_path / 'fit.png'}")
    (row,) = rows.values()
    assert 0 < row["pipeline_seconds"] < row["seconds"]
    assert row["bare_seconds"] > 0
    assert "speedup" not in row
    assert (tmp_path / "fit.png").read_bytes().startswith(b"\x89PNG")


def test_a_speedup_below_the_least_fails_the_run():
    rows = [
        {"implementation": "PyTorch baseline", "speedup": 1.0},
        {"implementation": "Keras ReCon, tensorflow", "speedup": 1.5},
        {"implementation": "Keras ReCon, jax", "speedup": 0.8},
    ]
    require_speedup(rows, ["tensorflow:1.4", "jax:0.8", "torch:2"])
    with pytest.raises(SystemExit, match=r"jax must be 0.9 times as fast.*Received: 0\.80"):
        require_speedup(rows, ["tensorflow:1.4", "jax:0.9"])


def answer(*seconds, memory=1.0, rate=1e9, **others):
    return {"seconds": [*seconds], "memory": memory, "rate": rate, **others}


def test_speedup_is_the_median_of_the_rounds_ratios():
    # On a machine that slows down; the ratio of the medians of all times would be 4.
    rounds = [
        {"baseline": answer(2, 2, 3), "jax": answer(1, 1, 9)},
        {"baseline": answer(4, 4, 4), "jax": answer(1, 1, 1)},
        {"baseline": answer(30, 30, 30), "jax": answer(10, 10, 10)},
    ]
    baseline, ours = summarize(rounds, batch_size=6, work={})
    assert ours["speedup"] == 3
    assert (ours["seconds"], ours["seconds_least"], ours["seconds_most"]) == (1, 1, 10)
    assert (baseline["shapes_per_second"], ours["shapes_per_second"]) == (1.5, 6)


def test_work_is_set_beside_the_highest_rate_of_all():
    rounds = [{"baseline": answer(2, rate=1e9), "jax": answer(1, memory=3.0, rate=4e9)}]
    baseline, ours = summarize(rounds, 1, work={"baseline": 4e9, "torch": 2e9})
    assert (baseline["gflop"], baseline["fraction_of_peak"]) == (4, 0.5)
    assert (ours["gflop"], ours["fraction_of_peak"]) == (2, 0.5)
    assert (ours["peak_memory_gib"], ours["matrix_product_gflops"]) == (3, 4)


def test_grouping_is_a_part_of_the_median_step():
    (row,) = summarize([{"jax": answer(4, 8, 5, grouping_seconds=[1, 1, 9])}], 1, work={})
    assert row["grouping_fraction"] == 0.2


def test_an_epoch_is_set_beside_bare_steps_and_the_pipeline():
    turn = answer(4, 8, 5, bare_seconds=[4, 4, 4], pipeline_seconds=[1, 2, 3])
    (row,) = summarize([{"jax": turn}], 1, work={})
    assert (row["fit_over_bare_rate"], row["pipeline_over_bare_rate"]) == (0.8, 2)
    assert "speedup" not in row


def test_growth_is_the_exponent_of_a_power():
    assert growth([1, 2, 4, 8], [3, 12, 48, 192]) == pytest.approx(2)


def test_scaling_is_drawn_with_its_exponents(monkeypatch):
    rows = [
        {"implementation": name, "axis": axis, "value": value, "seconds": value**power}
        for name, power in (("ours", 1), ("theirs", 2))
        for axis, values in SWEEPS.items()
        for value in values
    ]
    figures = []
    monkeypatch.setattr("benchmark_plots.save_figure", lambda figure, _: figures.append(figure))
    plot_scaling(rows, "scaling.png")
    for panel in figures[0].axes:
        labels = [text.get_text() for text in panel.get_legend().get_texts()]
        assert labels == ["ours: 1.00", "theirs: 2.00"]


@pytest.mark.parametrize("training", [False, True])
def test_work_counts_the_processors_attention(training):
    import torch

    q, k = (torch.ones(1, 2, n, 8, requires_grad=training) for n in (5, 7))

    def step():
        attended = torch.nn.functional.scaled_dot_product_attention(q, k, k)
        if training:
            attended.sum().backward()

    forward = 2 * 2 * (2 * 5 * 7 * 8)
    assert count_work(step) == (3.5 if training else 1) * forward


def test_work_is_that_of_the_products_alone():
    import torch

    a, b = torch.ones(7, 11), torch.ones(11, 13)
    assert count_work(lambda: torch.relu(a @ b) + 1) == 2 * 7 * 11 * 13


def test_a_failure_shows_what_the_process_said():
    with pytest.raises(RuntimeError, match="(?s)baseline failed:.*KeyError: 'batch_size'"):
        Worker("baseline", {})


def test_an_unknown_preset_is_refused_before_anything_is_measured():
    with pytest.raises(ValueError, match="Did you mean 'recon_base'"):
        preset_sizes("recon_bse")
