r"""Measure Keras ReCon against a plain PyTorch ReCon, on one machine, in one run.

    python tools/benchmark.py --task=pretrain --preset=recon_base --batch_size=16
    python tools/benchmark.py --task=classify --preset=recon_base --batch_size=1
    python tools/benchmark.py --task=group --batch_size=32 --num_points=8192 \
        --num_groups=512 --group_size=32

Each implementation has a process of its own, and they take turns, so that all meet the same
machine. Prints a JSON line for each: median, least and most seconds of a step, the median of its
round-by-round speed-up over the baseline, peak memory of the process and, for a pretraining step,
the floating-point work of its matrix products, and what fraction of the machine's rate of large
matrix products, the highest that any implementation reaches, this is.

Needs `pip install "keras-recon[jax,torch]"`.
"""

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

TASKS = ("pretrain", "classify", "group")
BASELINE = "baseline"
BACKENDS = ("tensorflow", "jax", "torch")
IMAGE_DIM, TEXT_DIM, NUM_CLASSES = 768, 512, 40
MATRIX_SIZE = 2048

flags.DEFINE_enum("task", "pretrain", TASKS, "What to measure.")
flags.DEFINE_string("preset", "recon_base", "Size of the model.")
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
flags.DEFINE_string("worker", None, "Used by the tool itself: the implementation to run.")
flags.DEFINE_string("size", None, "Used by the tool itself: the configuration, as JSON.")
FLAGS = flags.FLAGS


# === Inside a process that is measured ===


def make_inputs(size):
    """Random clouds within the unit sphere, random teachers' features, a random mask."""
    import numpy as np

    random = np.random.default_rng(0)
    count = FLAGS.num_points or 16 * size["num_groups"]
    points = random.normal(size=(FLAGS.batch_size, count, 3))
    points /= np.linalg.norm(points, axis=-1, keepdims=True)
    mask = random.random((FLAGS.batch_size, size["num_groups"])).argsort(1)
    return {
        "points": points.astype("float32"),
        "image_features": random.normal(size=(FLAGS.batch_size, IMAGE_DIM)).astype("float32"),
        "text_features": random.normal(size=(FLAGS.batch_size, TEXT_DIM)).astype("float32"),
        "mask": mask < int(0.6 * size["num_groups"]),
    }


def keras_step(size, inputs):
    """A function that runs one step of the task with Keras ReCon on the active backend."""
    import keras

    import keras_recon

    keras.utils.set_random_seed(0)
    jit_compile = FLAGS.jit_compile and keras.backend.backend() != "torch"
    if FLAGS.task == "group":
        points = keras.Input((None, 3))
        grouping = keras_recon.layers.PointGrouping(size["num_groups"], size["group_size"])
        model = keras.Model(points, grouping(points))
        model.compile(jit_compile=jit_compile)
        return lambda: model.predict_on_batch(inputs["points"])

    options = {name: size[name] for name in ("num_groups", "group_size", "depth")}
    options["dtype"] = FLAGS.precision
    if FLAGS.task == "classify":
        classifier = keras_recon.ReConClassifier.from_preset(
            FLAGS.preset, num_classes=NUM_CLASSES, **options
        )
        classifier.compile(jit_compile=jit_compile)
        return lambda: classifier.predict_on_batch(inputs["points"])

    pretrainer = keras_recon.ReConPretrainer.from_preset(
        FLAGS.preset, image_dim=IMAGE_DIM, text_dim=TEXT_DIM, stochastic_depth=0.0, **options
    )
    pretrainer.compile(optimizer=keras_recon.training.AdamW(5e-4), jit_compile=jit_compile)
    return lambda: pretrainer.train_on_batch(inputs)


def baseline_step(size, inputs):
    """A function that runs one step of the task with the plain PyTorch ReCon."""
    import recon_torch
    import torch

    batch = {name: torch.from_numpy(value) for name, value in inputs.items()}
    mask = batch.pop("mask")
    if FLAGS.task == "group":
        return lambda: recon_torch.group(batch["points"], size["num_groups"], size["group_size"])
    weights = recon_torch.random_weights(
        size["dim"],
        size["depth"],
        size["num_heads"],
        size["group_size"],
        size["decoder_depth"],
        IMAGE_DIM,
        TEXT_DIM,
    )
    common = {"groups": size["num_groups"], "size": size["group_size"]}
    if FLAGS.task == "pretrain":
        optimizer = recon_torch.optimizer(weights)
        common |= {"heads": size["num_heads"], "decoder_heads": size["num_heads"]}
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
            return recon_torch.classify(weights, batch["points"], size["num_heads"], **common)

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
    """Floating-point operations of the matrix products of one step, PyTorch's own count."""
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        step()
    return counter.get_total_flops()


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
    inputs = make_inputs(size)
    make_step = baseline_step if implementation == BASELINE else keras_step
    step, product = make_step(size, inputs), matrix_product(implementation)
    for _ in range(2):
        step(), product()
    print("{}", flush=True)
    for request in sys.stdin:
        answer = {}
        if request.strip() == "time":
            answer["seconds"] = [seconds_of(step) for _ in range(FLAGS.steps)]
            answer["memory"] = peak_memory()
            answer["rate"] = 2 * MATRIX_SIZE**3 / min(seconds_of(product) for _ in range(3))
        elif request.strip() == "count":
            answer["work"] = count_work(step)
        print(json.dumps(answer), flush=True)


# === The tool ===


def sizes():
    """The configuration that the flags ask for: the preset's, with what is overridden."""
    from keras_recon.presets import read_preset

    preset = read_preset(FLAGS.preset)
    size = {"decoder_depth": 4, **preset.tasks.get("ReConPretrainer", {}), **preset.backbone}
    for name in ("num_groups", "group_size", "depth"):
        if getattr(FLAGS, name) is not None:
            size[name] = getattr(FLAGS, name)
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


def measure(implementations):
    """Let the implementations take turns; give a row for each."""
    size = sizes()
    workers = [Worker(name, size) for name in implementations]
    work_of = {}
    if FLAGS.task == "pretrain":
        # PyTorch counts, where gradients are on; the other backends run the same source.
        for name in {BASELINE, "torch"} & {*implementations, "torch"}:
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
            "shapes_per_second": FLAGS.batch_size / statistics.median(seconds),
            "peak_memory_gib": max(turn["memory"] for turn in turns),
            "matrix_product_gflops": max(turn["rate"] for turn in turns) / 1e9,
        }
        if BASELINE in rounds:
            row["speedup"] = statistics.median(
                statistics.median(base["seconds"]) / statistics.median(turn["seconds"])
                for base, turn in zip(rounds[BASELINE], turns, strict=True)
            )
        if work_of:
            operations = work_of[BASELINE if name == BASELINE else "torch"]
            row["gflop"] = operations / 1e9
            row["fraction_of_peak"] = operations / row["seconds"] / peak
        rows.append(row)
    return rows


def print_rows(rows, **facts):
    for row in rows:
        rounded = {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in row.items()}
        print(json.dumps({**facts, **rounded}), flush=True)


def main(_):
    if FLAGS.worker:
        work(FLAGS.worker)
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    rows = measure([BASELINE, *FLAGS.backends])
    print_rows(rows, task=FLAGS.task, preset=FLAGS.preset, batch_size=FLAGS.batch_size)


if __name__ == "__main__":
    app.run(main)
