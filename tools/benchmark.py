r"""Measure Keras ReCon against a plain PyTorch ReCon, on one machine, in one run.

    python tools/benchmark.py --task=pretrain --preset=recon_base --batch_size=16
    python tools/benchmark.py --task=classify --preset=recon_base --batch_size=1
    python tools/benchmark.py --task=classify --preset=recon_base --batch_size=1 --threads=1,2 \
        --artefacts=saved_model,onnx,litert,onnx-int8,litert-int8
    python tools/benchmark.py --task=segment --preset=recon_base --batch_size=4 --num_points=2048
    python tools/benchmark.py --task=zero_shot --preset=recon2_base --batch_size=8 \
        --num_points=10000
    python tools/benchmark.py --task=group --batch_size=32 --num_points=8192 \
        --num_groups=512 --group_size=32
    python tools/benchmark.py --task=fit --preset=recon_nano --batch_size=32
    python tools/benchmark.py --scaling --preset=recon_nano --plot=scaling.png

Each implementation has a process of its own, and they take turns, so that all meet the same
machine. Prints a JSON line for each: median, least and most seconds of a step, the median of its
round-by-round speed-up over the baseline, peak memory of the process, the floating-point work of
its matrix products, and what fraction of the machine's rate of large matrix products, the highest
that any implementation reaches, this is.

`--artefacts` measures exported classifiers, in their own runtimes, beside the backends.

Inference is measured beside its grouping alone; `zero_shot` takes the presets of ReCon++.

`fit` measures an epoch of `model.fit` on a tf.data pipeline, a step of it beside a bare step, and a
batch of the pipeline by itself. `--scaling` sweeps points, patches, batch and depth, and fits the
exponents with which time and work grow. `--plot` draws either.

Needs Linux and `pip install "keras-recon[jax,torch]"`; artefacts also need `export`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from absl import app, flags
from benchmark_worker import BASELINE

TASKS = ("pretrain", "classify", "segment", "zero_shot", "group", "fit")
BACKENDS = ("tensorflow", "jax", "torch")
SUFFIXES = {"saved_model": "", "onnx": ".onnx", "litert": ".tflite"}
# What `--scaling` sweeps, one at a time; the others stay at the first value.
SWEEPS = {
    "num_points": (1024, 2048, 4096, 8192),
    "num_groups": (32, 64, 128, 256),
    "batch_size": (16, 32, 64, 128),
    "depth": (4, 8, 12, 16),
}
# The flags that a worker needs, and those of the sizes that the preset says otherwise.
SETTINGS = (
    "task",
    "batch_size",
    "steps",
    "precision",
    "jit_compile",
    "embed_visible_only",
    "recompute",
    "gradient_accumulation_steps",
    "steps_per_execution",
)
SIZES = ("num_groups", "group_size", "depth")
PRETRAINER = "keras_recon>ReConPretrainer"
FLAGS = flags.FLAGS


def preset_sizes(name):
    """The sizes of a preset's backbone, and the depth of its decoder."""
    from keras_recon.presets import read_preset

    preset = read_preset(name)
    pretrainer = preset.options.get(PRETRAINER, {})
    if preset.task is not None and preset.task.registered_name == PRETRAINER:
        pretrainer = preset.task.config
    decoder_depth = pretrainer.get("decoder_depth", 4)
    return {
        "patch_widths": (128, 256, 512),
        "decoder_depth": decoder_depth,
        "channels": 3,
        "num_image_queries": 13,
        "num_text_queries": 3,
        **preset.backbone.config,
    }


def options_of(preset, **overrides):
    """What a worker is to run: what the flags ask for, the preset's sizes where they don't."""
    from keras_recon.models.recon_part_segmenter import blocks_to_fetch

    given = {name: FLAGS[name].value for name in SIZES if FLAGS[name].value is not None}
    settings = {name: FLAGS[name].value for name in SETTINGS}
    options = {"preset": preset, **preset_sizes(preset), **settings, **given, **overrides}
    options.setdefault("num_points", FLAGS.num_points or 16 * options["num_groups"])
    options["fetched_blocks"] = blocks_to_fetch(options["depth"])
    return options


def write_artefacts(options, folder):
    """Export the model in the formats that the flags ask for; give the paths by name."""
    from benchmark_worker import keras_model

    paths = {}
    for name in FLAGS.artefacts:
        format, _, precision = name.partition("-")
        paths[name] = f"{folder}/{name}{SUFFIXES[format]}"
        keras_model(options).export(paths[name], format, precision=precision or "float32")
    return paths


class Worker:
    """A process that runs one implementation."""

    def __init__(self, implementation, options):
        self.implementation = implementation
        backend = {BASELINE: "torch", "jax": "jax", "torch": "torch"}.get(
            implementation, "tensorflow"
        )
        processors = sorted(os.sched_getaffinity(0))[: options.get("threads")]
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open as long as the process)
        self.process = subprocess.Popen(
            [
                sys.executable,
                str(Path(__file__).with_name("benchmark_worker.py")),
                json.dumps({"implementation": implementation, **options}),
            ],
            env={**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"},
            # All libraries start as many threads as they see processors.
            preexec_fn=lambda: os.sched_setaffinity(0, processors),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self._answer()

    def ask(self, request):
        self.process.stdin.write(f"{request}\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            self.log.seek(0)
            raise RuntimeError(f"{self.implementation} failed:\n{self.log.read()[-4000:]}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(implementations, options, counted=(BASELINE, "torch")):
    """Let the implementations take turns; give a row for each."""
    workers = {name: Worker(name, options) for name in implementations}
    work = {}
    if BASELINE in implementations:
        # PyTorch counts; the other backends run the same source.
        for name in counted:
            counter = workers.get(name) or Worker(name, options)
            work[name] = counter.ask("count")["work"]
            if name not in workers:
                counter.close()
    rounds = [
        {name: worker.ask("time") for name, worker in workers.items()} for _ in range(FLAGS.rounds)
    ]
    for worker in workers.values():
        worker.close()
    return summarize(rounds, options["batch_size"], work)


def summarize(rounds, batch_size, work):
    """A row for each implementation.

    Args:
        rounds: For each round the answers of the implementations, by name.
        batch_size: Shapes of a step.
        work: Operations of a step of the baseline and of Keras ReCon, where they were counted.
    """
    peak = max(turn["rate"] for turns in rounds for turn in turns.values())
    rows = []
    for name in rounds[0]:
        turns = [answers[name] for answers in rounds]
        times = {
            key: [second for turn in turns for second in turn[key]]
            for key in ("seconds", "bare_seconds", "pipeline_seconds", "grouping_seconds")
            if key in turns[0]
        }
        medians = {key: statistics.median(seconds) for key, seconds in times.items()}
        row = {
            "implementation": "PyTorch baseline" if name == BASELINE else f"Keras ReCon, {name}",
            "seconds": medians["seconds"],
            "seconds_least": min(times["seconds"]),
            "seconds_most": max(times["seconds"]),
            "shapes_per_second": batch_size / medians["seconds"],
            "peak_memory_gib": max(turn["memory"] for turn in turns),
            "matrix_product_gflops": max(turn["rate"] for turn in turns) / 1e9,
            **medians,
        }
        if "bare_seconds" in row:
            row["fit_over_bare_rate"] = row["bare_seconds"] / row["seconds"]
            row["pipeline_over_bare_rate"] = row["bare_seconds"] / row["pipeline_seconds"]
        if "grouping_seconds" in row:
            row["grouping_fraction"] = row["grouping_seconds"] / row["seconds"]
        if BASELINE in rounds[0]:
            row["speedup"] = statistics.median(
                statistics.median(answers[BASELINE]["seconds"])
                / statistics.median(answers[name]["seconds"])
                for answers in rounds
            )
        operations = work.get(BASELINE if name == BASELINE else "torch")
        if operations is not None:
            row["gflop"] = operations / 1e9
            row["fraction_of_peak"] = operations / row["seconds"] / peak
        rows.append(row)
    return rows


def print_row(row):
    rounded = {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in row.items()}
    print(json.dumps(rounded), flush=True)


def scale(implementations, facts):
    """Sweep the sizes one at a time and print each row, then the exponents of growth."""
    from benchmark_plots import growth, unique

    base = {name: values[0] for name, values in SWEEPS.items()}
    rows = []
    for axis, values in SWEEPS.items():
        swept = []
        for value in values:
            sizes = {**base, axis: value}
            if axis == "num_groups":
                sizes["num_points"] = SWEEPS["num_points"][-1] // 2
            options = options_of(facts["preset"], **sizes)
            for row in measure(implementations, options, counted=[BASELINE]):
                swept.append({**facts, "axis": axis, "value": value, **row})
                print_row(swept[-1])
        for name in unique(swept, "implementation"):
            of = [row for row in swept if row["implementation"] == name]
            exponents = {
                f"{key}_exponent": growth(values, [row[key] for row in of])
                for key in ("seconds", "gflop")
                if key in of[0]
            }
            print_row({**facts, "axis": axis, "implementation": name, **exponents})
        rows += swept
    return rows


def require_speedup(rows, minima):
    """End the process if a row is slower than its minimum, such as "jax:0.9"."""
    minima = dict(pair.split(":") for pair in minima)
    for row in rows:
        minimum = float(minima.get(row["implementation"].split(", ")[-1], 0))
        if row.get("speedup", minimum) < minimum:
            sys.exit(
                f"{row['implementation']} must be {minimum} times as fast as the baseline. "
                f"Received: {row['speedup']:.2f}"
            )


def main(_):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    implementations = [*FLAGS.backends] if FLAGS.task == "fit" else [BASELINE, *FLAGS.backends]
    rows = []
    for preset in FLAGS.preset:
        facts = {"task": FLAGS.task, "preset": preset}
        if FLAGS.scaling:
            rows += scale(implementations, facts)
            continue
        facts["batch_size"] = FLAGS.batch_size
        with tempfile.TemporaryDirectory() as folder:
            options = options_of(preset)
            options["artefacts"] = write_artefacts(options, folder)
            for threads in map(int, FLAGS.threads):
                facts["threads"] = options["threads"] = threads
                for row in measure([*implementations, *FLAGS.artefacts], options):
                    rows.append({**facts, **row})
                    print_row(rows[-1])
    if FLAGS.plot:
        from benchmark_plots import plot_comparison, plot_scaling

        (plot_scaling if FLAGS.scaling else plot_comparison)(rows, FLAGS.plot)
    require_speedup(rows, FLAGS.minimum_speedup)


if __name__ == "__main__":
    flags.DEFINE_enum("task", "pretrain", TASKS, "What to measure.")
    flags.DEFINE_list("preset", ["recon_base"], "Sizes of the model, one or more.")
    flags.DEFINE_integer("batch_size", 16, "Shapes a step.", lower_bound=1)
    flags.DEFINE_integer(
        "num_points", None, "Points a shape; 16 a group, as published, if not given."
    )
    flags.DEFINE_integer("num_groups", None, "Patches a shape; those of the preset if not given.")
    flags.DEFINE_integer("group_size", None, "Points a patch; those of the preset if not given.")
    flags.DEFINE_integer("depth", None, "Blocks of the encoder; those of the preset if not given.")
    flags.DEFINE_list("backends", [*BACKENDS], "Which backends to measure.")
    flags.DEFINE_list("artefacts", [], "Formats to measure too; onnx-int8 and the like.")
    flags.DEFINE_list("threads", [len(os.sched_getaffinity(0))], "Processors to use, each alone.")
    flags.DEFINE_integer("rounds", 5, "How often each implementation has its turn.", lower_bound=1)
    flags.DEFINE_integer("steps", 3, "Steps of a turn.", lower_bound=1)
    flags.DEFINE_enum("precision", "float32", ["float32", "mixed_bfloat16"], "Dtype policy.")
    flags.DEFINE_bool("jit_compile", True, "Compile with XLA on TensorFlow; JAX always does.")
    flags.DEFINE_bool("embed_visible_only", False, "Pretraining's faster, inexact mode.")
    flags.DEFINE_bool("recompute", False, "Recompute the blocks' branches for the gradient.")
    flags.DEFINE_integer("gradient_accumulation_steps", 1, "Steps to an update.", lower_bound=1)
    flags.DEFINE_integer("steps_per_execution", 1, "Steps of `fit` between returns to Python.")
    flags.DEFINE_list("minimum_speedup", [], "Fail below, such as tensorflow:1.2,jax:0.9.")
    flags.DEFINE_bool("scaling", False, "Sweep points, patches, batch and depth.")
    flags.DEFINE_string("plot", None, "Picture to draw.")
    app.run(main)
