r"""Measure Keras ReCon against a plain PyTorch ReCon, on one machine, in one run.

    python tools/benchmark.py --task=pretrain --preset=recon_base --batch_size=16
    python tools/benchmark.py --task=classify --preset=recon_base --batch_size=1
    python tools/benchmark.py --task=segment --preset=recon_base --batch_size=4 --num_points=2048
    python tools/benchmark.py --task=group --batch_size=32 --num_points=8192 \
        --num_groups=512 --group_size=32
    python tools/benchmark.py --task=fit --preset=recon_nano --batch_size=32
    python tools/benchmark.py --scaling --preset=recon_nano --plot=scaling.png

Each implementation has a process of its own, and they take turns, so that all meet the same
machine. Prints a JSON line for each: median, least and most seconds of a step, the median of its
round-by-round speed-up over the baseline, peak memory of the process, the floating-point work of
its matrix products, and what fraction of the machine's rate of large matrix products, the highest
that any implementation reaches, this is.

`fit` measures an epoch of `model.fit` on a tf.data pipeline, a step of it beside a bare step, and a
batch of the pipeline by itself. `--scaling` sweeps points, patches, batch and depth, and fits the
exponents with which time and work grow. `--plot` draws either.

Needs `pip install "keras-recon[jax,torch]"`.
"""

import contextlib
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from absl import app, flags

TASKS = ("pretrain", "classify", "segment", "group", "fit")
BASELINE = "baseline"
BACKENDS = ("tensorflow", "jax", "torch")
IMAGE_DIM, TEXT_DIM, NUM_CLASSES = 768, 512, 40
NUM_PARTS, NUM_SHAPE_CLASSES = 50, 16
EPOCH_STEPS = 50
# What `--scaling` sweeps, one at a time; the others stay at the first value.
SWEEPS = {
    "num_points": (1024, 2048, 4096, 8192),
    "num_groups": (32, 64, 128, 256),
    "batch_size": (16, 32, 64, 128),
    "depth": (4, 8, 12, 16),
}
# Branches of the blocks; their inner activations are the larger part of a block's.
RECOMPUTED = (
    "query_attention",
    "query_mlp",
    "local_attention",
    "local_mlp",
    "attention",
    "mlp",
)
MATRIX_SIZE = 2048

flags.DEFINE_enum("task", "pretrain", TASKS, "What to measure.")
flags.DEFINE_list("preset", ["recon_base"], "Sizes of the model, one or more.")
flags.DEFINE_integer("batch_size", 16, "Shapes a step.", lower_bound=1)
flags.DEFINE_integer("num_points", None, "Points a shape; 16 a group, as published, if not given.")
flags.DEFINE_integer("num_groups", None, "Patches a shape; those of the preset if not given.")
flags.DEFINE_integer("group_size", None, "Points a patch; those of the preset if not given.")
flags.DEFINE_integer("depth", None, "Blocks of the encoder; those of the preset if not given.")
flags.DEFINE_list("backends", [*BACKENDS], "Which backends to measure.")
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
flags.DEFINE_string("worker", None, "Used by the tool itself: the implementation to run.")
flags.DEFINE_string("size", None, "Used by the tool itself: the configuration, as JSON.")
FLAGS = flags.FLAGS


# === Inside a process that is measured ===


def make_inputs(size):
    """Random clouds within the unit sphere, random teachers' features, a random mask."""
    import numpy as np

    random = np.random.default_rng(0)
    batch, groups = size["batch_size"], size["num_groups"]
    points = random.normal(size=(batch, size["num_points"], 3))
    points /= np.linalg.norm(points, axis=-1, keepdims=True)
    mask = random.random((batch, groups)).argsort(1)
    return {
        "points": points.astype("float32"),
        "image_features": random.normal(size=(batch, IMAGE_DIM)).astype("float32"),
        "text_features": random.normal(size=(batch, TEXT_DIM)).astype("float32"),
        "mask": mask < int(0.6 * groups),
        "shape_class": random.integers(NUM_SHAPE_CLASSES, size=batch).astype("int32"),
    }


def keras_model(size):
    """The compiled model of the task."""
    import keras

    import keras_recon

    keras.utils.set_random_seed(0)
    jit_compile = FLAGS.jit_compile and keras.backend.backend() != "torch"
    if FLAGS.task == "group":
        points = keras.Input((None, 3))
        grouping = keras_recon.layers.PointGrouping(size["num_groups"], size["group_size"])
        model = keras.Model(points, grouping(points))
        model.compile(jit_compile=jit_compile)
        return model

    options = {name: size[name] for name in ("num_groups", "group_size", "depth")}
    options["dtype"] = FLAGS.precision
    if FLAGS.task == "classify":
        task, options["num_classes"] = keras_recon.ReConClassifier, NUM_CLASSES
    elif FLAGS.task == "segment":
        task, options["num_parts"] = keras_recon.ReConPartSegmenter, NUM_PARTS
        options |= {"num_shape_classes": NUM_SHAPE_CLASSES, "fetched_blocks": size["fetched"]}
    else:
        task = keras_recon.ReConPretrainer
        options |= {"image_dim": IMAGE_DIM, "text_dim": TEXT_DIM, "stochastic_depth": 0.0}
        options["embed_visible_only"] = FLAGS.embed_visible_only
    recomputing = keras.RematScope(mode="list_of_layers", layer_names=RECOMPUTED)
    with recomputing if FLAGS.recompute else contextlib.nullcontext():
        model = task.from_preset(size["preset"], load_weights=False, **options)
    accumulation = FLAGS.gradient_accumulation_steps
    model.compile(
        optimizer=keras_recon.training.AdamW(
            5e-4, gradient_accumulation_steps=accumulation if accumulation > 1 else None
        ),
        jit_compile=jit_compile,
        steps_per_execution=FLAGS.steps_per_execution,
    )
    return model


def keras_step(size, inputs):
    """A function that runs one step of the task with Keras ReCon on the active backend."""
    model = keras_model(size)
    if FLAGS.task == "segment":
        batch = {name: inputs[name] for name in ("points", "shape_class")}
        return lambda: model.predict_on_batch(batch)
    if FLAGS.task != "pretrain":
        return lambda: model.predict_on_batch(inputs["points"])
    inputs.pop("shape_class")
    return lambda: model.train_on_batch(inputs)


def fit_steps(size, inputs):
    """Functions that run an epoch: of `fit` on a pipeline, of bare steps, of the pipeline."""
    import numpy as np

    import keras_recon

    model = keras_model(size)
    repeats = np.resize(np.arange(size["batch_size"]), EPOCH_STEPS * size["batch_size"])
    data = keras_recon.datasets.PointCloudData(
        labels=repeats * 0,
        class_names=("shape",),
        names=["shape"] * len(repeats),
        **{n: inputs[n][repeats] for n in ("points", "image_features", "text_features")},
    )
    batches = keras_recon.data.point_cloud_dataset(
        data,
        batch_size=size["batch_size"],
        num_points=size["num_points"],
        augmentations=[keras_recon.data.RandomRotation()],
        features=["image_features", "text_features"],
        shuffle=True,
        drop_remainder=True,
    )
    batch = {name: value.numpy() for name, value in next(iter(batches)).items()}

    def bare():
        for _ in range(EPOCH_STEPS):
            model.train_on_batch(batch)

    def pipeline():
        for _ in batches:
            pass

    return {
        "seconds": lambda: model.fit(batches, verbose=0),
        "bare_seconds": bare,
        "pipeline_seconds": pipeline,
    }


def cropped(weights, widths):
    """The baseline's weights, whose patch embedding has the published widths, cut to others."""
    first, second, third = widths
    shapes = {
        "first_conv.0": (first,),
        "first_conv.1": (first,),
        "first_conv.3": (second, first),
        "second_conv.0": (third, 2 * second),
        "second_conv.1": (third,),
        "second_conv.3": (None, third),
    }

    def crop(name, weight):
        wanted = next((shape for part, shape in shapes.items() if f"encoder.{part}" in name), ())
        cut = tuple(slice(size) for size in wanted[: weight.ndim])
        return weight.detach()[cut].clone().requires_grad_(weight.requires_grad)

    return {name: crop(name, weight) for name, weight in weights.items()}


def baseline_step(size, inputs):
    """A function that runs one step of the task with the plain PyTorch ReCon."""
    import recon_torch
    import torch

    batch = {name: torch.from_numpy(value) for name, value in inputs.items()}
    mask, shape_class = batch.pop("mask"), batch.pop("shape_class").long()
    common = {"groups": size["num_groups"], "size": size["group_size"]}
    if FLAGS.task == "group":
        return lambda: recon_torch.group(batch["points"], **common)
    sizes = [size[name] for name in ("dim", "depth", "num_heads", "group_size")]
    common["heads"] = size["num_heads"]
    if FLAGS.task == "segment":
        import part_segmentation_torch

        weights = part_segmentation_torch.random_weights(*sizes, fetched=len(size["fetched"]))
        weights = cropped(weights, size["patch_widths"])
        common["fetched_blocks"] = size["fetched"]

        def segment():
            with torch.no_grad():
                points = batch["points"]
                return part_segmentation_torch.segment(weights, points, shape_class, **common)

        return segment

    weights = recon_torch.random_weights(*sizes, size["decoder_depth"], IMAGE_DIM, TEXT_DIM)
    weights = cropped(weights, size["patch_widths"])
    if FLAGS.task == "pretrain":
        optimizer = recon_torch.optimizer(weights)
        common["decoder_heads"] = size["num_heads"]
        return lambda: recon_torch.train_step(weights, optimizer, batch, mask, **common)

    weights = {name.removeprefix("MAE_encoder."): value for name, value in weights.items()}
    widths = itertools.pairwise([4 * size["dim"], 256, 256, NUM_CLASSES])
    for place, (inward, outward) in zip((0, 4, 8), widths, strict=True):
        weights[f"cls_head_finetune.{place}.weight"] = torch.randn(outward, inward) * 0.02
        weights[f"cls_head_finetune.{place}.bias"] = torch.zeros(outward)
    for place in (1, 5):
        name = f"cls_head_finetune.{place}"
        for part, value in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)):
            weights[f"{name}.{part}"] = torch.full((256,), float(value))

    def classify():
        with torch.no_grad():
            return recon_torch.classify(weights, batch["points"], **common)

    return classify


def matrix_product(implementation):
    """A function that multiplies two large matrices with the implementation's own library."""
    import numpy as np

    matrix = np.random.default_rng(0).normal(size=(MATRIX_SIZE, MATRIX_SIZE)).astype("float32")
    if implementation in (BASELINE, "torch"):
        import torch

        matrix = torch.from_numpy(matrix)
        return lambda: matrix @ matrix
    if implementation == "jax":
        import jax

        matrix = jax.numpy.asarray(matrix)
        product = jax.jit(jax.numpy.matmul)
        return lambda: product(matrix, matrix).block_until_ready()
    import tensorflow as tf

    matrix = tf.constant(matrix)
    return lambda: tf.linalg.matmul(matrix, matrix).numpy()


def seconds_of(step):
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def count_work(step):
    """Floating-point operations of the matrix products of one step, by PyTorch's formulas."""
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils.flop_counter import flop_registry, sdpa_backward_flop_count, sdpa_flop_count

    total = 0

    class Counter(TorchDispatchMode):
        """FlopCounterMode with the processor's attention, and without need of gradients."""

        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            nonlocal total
            output = function(*args, **(kwargs or {}))
            name = function.__name__
            if "flash_attention_for_cpu_backward" in name:
                total += sdpa_backward_flop_count(*(tensor.shape for tensor in args[:4]))
            elif "flash_attention_for_cpu" in name:
                total += sdpa_flop_count(*(tensor.shape for tensor in args[:3]))
            elif function.overloadpacket in flop_registry:
                count = flop_registry[function.overloadpacket]
                total += count(*args, **(kwargs or {}), out_val=output)
            return output

    with Counter():
        step()
    return total


def peak_memory():
    """Most memory that the process held, in GiB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Unlike getrusage it doesn't begin with that of the process that started this one.
        (line,) = (line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(line.split()[1]) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def work(implementation):
    """Answer the tool's requests, one a line, with a JSON object each."""
    size = json.loads(FLAGS.size)
    inputs, product = make_inputs(size), matrix_product(implementation)
    if FLAGS.task == "fit":
        steps, repeats = fit_steps(size, inputs), EPOCH_STEPS
    else:
        make_step = baseline_step if implementation == BASELINE else keras_step
        steps, repeats = {"seconds": make_step(size, inputs)}, 1
    for _ in range(2):
        for step in (*steps.values(), product):
            step()
    print("{}", flush=True)
    for request in sys.stdin:
        answer = {}
        if request.strip() == "time":
            for _ in range(FLAGS.steps):
                for name, step in steps.items():
                    answer.setdefault(name, []).append(seconds_of(step) / repeats)
            answer["memory"] = peak_memory()
            answer["rate"] = 2 * MATRIX_SIZE**3 / min(seconds_of(product) for _ in range(3))
        elif request.strip() == "count":
            answer["work"] = count_work(steps["seconds"])
        print(json.dumps(answer), flush=True)


# === The tool ===


def size_of(preset_name, **overrides):
    """The configuration that the flags ask for: the preset's, with what is overridden."""
    from keras_recon.models.recon_part_segmenter import blocks_to_fetch
    from keras_recon.presets import read_preset

    preset = read_preset(preset_name)
    size = {
        "preset": preset_name,
        "batch_size": FLAGS.batch_size,
        "decoder_depth": 4,
        **preset.tasks.get("ReConPretrainer", {}),
        **preset.backbone,
    }
    for name in ("num_groups", "group_size", "depth"):
        if getattr(FLAGS, name) is not None:
            size[name] = getattr(FLAGS, name)
    size |= overrides
    size.setdefault("num_points", FLAGS.num_points or 16 * size["num_groups"])
    size["patch_widths"] = list(size.get("patch_widths", (128, 256, 512)))
    size["fetched"] = blocks_to_fetch(size["depth"])
    return size


class Worker:
    """A process that runs one implementation."""

    def __init__(self, implementation, size):
        self.implementation = implementation
        backend = "torch" if implementation == BASELINE else implementation
        arguments = [
            flag.serialize() for flag in FLAGS.get_key_flags_for_module(sys.argv[0]) if flag.present
        ]
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open as long as the process)
        self.process = subprocess.Popen(
            [
                sys.executable,
                __file__,
                *arguments,
                f"--worker={implementation}",
                f"--size={json.dumps(size)}",
            ],
            env={**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"},
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


def measure(implementations, size, counted=(BASELINE, "torch")):
    """Let the implementations take turns; give a row for each."""
    workers = [Worker(name, size) for name in implementations]
    work_of = {}
    if BASELINE in implementations:
        # PyTorch counts; the other backends run the same source.
        for name in counted:
            worker = next((w for w in workers if w.implementation == name), None)
            counter = worker or Worker(name, size)
            work_of[name] = counter.ask("count")["work"]
            if worker is None:
                counter.close()
    rounds = {name: [] for name in implementations}
    for _ in range(FLAGS.rounds):
        for worker in workers:
            rounds[worker.implementation].append(worker.ask("time"))
    for worker in workers:
        worker.close()

    peak = max(turn["rate"] for turns in rounds.values() for turn in turns)
    rows = []
    for name, turns in rounds.items():
        seconds = [s for turn in turns for s in turn["seconds"]]
        row = {
            "implementation": "PyTorch baseline" if name == BASELINE else f"Keras ReCon, {name}",
            "seconds": statistics.median(seconds),
            "seconds_least": min(seconds),
            "seconds_most": max(seconds),
            "shapes_per_second": size["batch_size"] / statistics.median(seconds),
            "peak_memory_gib": max(turn["memory"] for turn in turns),
            "matrix_product_gflops": max(turn["rate"] for turn in turns) / 1e9,
        }
        for other in ("bare_seconds", "pipeline_seconds"):
            if other in turns[0]:
                row[other] = statistics.median(s for turn in turns for s in turn[other])
        if "bare_seconds" in row:
            row["fit_over_bare_rate"] = row["bare_seconds"] / row["seconds"]
            row["pipeline_over_bare_rate"] = row["bare_seconds"] / row["pipeline_seconds"]
        if BASELINE in rounds:
            row["speedup"] = statistics.median(
                statistics.median(base["seconds"]) / statistics.median(turn["seconds"])
                for base, turn in zip(rounds[BASELINE], turns, strict=True)
            )
        operations = work_of.get(BASELINE if name == BASELINE else "torch")
        if operations is not None:
            row["gflop"] = operations / 1e9
            row["fraction_of_peak"] = operations / row["seconds"] / peak
        rows.append(row)
    return rows


def print_row(row):
    rounded = {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in row.items()}
    print(json.dumps(rounded), flush=True)


def growth(xs, ys):
    """The exponent of y ~ x ** exponent, by least squares on the logarithms."""
    import numpy as np

    return float(np.polyfit(np.log(xs), np.log(ys), 1)[0])


def scale(implementations, facts):
    """Sweep the sizes one at a time and print each row, then the exponents of growth."""
    base = {name: values[0] for name, values in SWEEPS.items()}
    rows = []
    for axis, values in SWEEPS.items():
        for value in values:
            sweep = {**base, axis: value}
            if axis == "num_groups":
                sweep["num_points"] = SWEEPS["num_points"][-1] // 2
            size = size_of(facts["preset"], **sweep)
            for row in measure(implementations, size, counted=[BASELINE]):
                rows.append({**facts, "axis": axis, "value": value, **row})
                print_row(rows[-1])
        for name in dict.fromkeys(row["implementation"] for row in rows):
            of = [r for r in rows if r["axis"] == axis and r["implementation"] == name]
            exponents = {
                f"{key}_exponent": growth(values, [row[key] for row in of])
                for key in ("seconds", "gflop")
                if key in of[0]
            }
            print_row({**facts, "axis": axis, "implementation": name, **exponents})
    return rows


def plot_scaling(rows, path):
    from matplotlib.figure import Figure

    from keras_recon.visualization.figure_file import save_figure

    figure = Figure(figsize=(12, 3))
    panels = figure.subplots(1, len(SWEEPS), sharey=True)
    fastest, *_, slowest = sorted(row["seconds"] for row in rows)
    for panel, (axis, values) in zip(panels, SWEEPS.items(), strict=True):
        for name in dict.fromkeys(row["implementation"] for row in rows):
            of = [r["seconds"] for r in rows if r["axis"] == axis and r["implementation"] == name]
            panel.loglog(values, of, marker="o", label=f"{name}: {growth(values, of):.2f}")
        panel.set_xticks(values, values)
        panel.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
        panel.set_xlabel(axis.removeprefix("num_").replace("_", " "))
        panel.set_ylim(0.8 * fastest, 4 * slowest)  # room for the legend
        panel.legend(
            title="exponent", fontsize="x-small", title_fontsize="x-small", loc="upper left"
        )
    panels[0].set_ylabel("seconds a step")
    save_figure(figure, path)


def plot_comparison(rows, path):
    from matplotlib.figure import Figure

    from keras_recon.visualization.figure_file import save_figure

    figure = Figure(figsize=(8, 0.6 + 0.4 * len(rows)))
    names = [f"{row['preset']}, {row['implementation']}" for row in rows]
    labels = {"seconds": "seconds a step", "peak_memory_gib": "peak memory, GiB"}
    panels = figure.subplots(1, len(labels), sharey=True)
    for panel, (key, label) in zip(panels, labels.items(), strict=True):
        panel.bar_label(panel.barh(names, [row[key] for row in rows]), fmt="%.3g", padding=2)
        panel.margins(x=0.15)
        panel.set_xlabel(label)
    panels[0].invert_yaxis()
    save_figure(figure, path)


def main(_):
    if FLAGS.worker:
        work(FLAGS.worker)
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    implementations = [*FLAGS.backends] if FLAGS.task == "fit" else [BASELINE, *FLAGS.backends]
    rows = []
    for preset in FLAGS.preset:
        facts = {"task": FLAGS.task, "preset": preset}
        if FLAGS.scaling:
            rows += scale(implementations, facts)
            continue
        facts["batch_size"] = FLAGS.batch_size
        for row in measure(implementations, size_of(preset)):
            rows.append({**facts, **row})
            print_row(rows[-1])
    if FLAGS.plot:
        (plot_scaling if FLAGS.scaling else plot_comparison)(rows, FLAGS.plot)
    minima = dict(pair.split(":") for pair in FLAGS.minimum_speedup)
    for row in rows:
        minimum = float(minima.get(row["implementation"].split(", ")[-1], 0))
        if row.get("speedup", minimum) < minimum:
            sys.exit(
                f"{row['implementation']} must be {minimum} times as fast as the baseline. "
                f"Received: {row['speedup']:.2f}"
            )


if __name__ == "__main__":
    app.run(main)
