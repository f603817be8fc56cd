"""A process of `benchmark.py`: runs one implementation and is measured.

    python tools/benchmark_worker.py OPTIONS

The options are a JSON object: implementation, task, settings and sizes. Requests come one a line,
and each is answered with a line of JSON.
"""

import contextlib
import json
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np

BASELINE = "baseline"
IMAGE_DIM, TEXT_DIM, NUM_CLASSES = 768, 512, 40
RECON2_DIM = 1280
NUM_PARTS, NUM_SHAPE_CLASSES = 50, 16
EPOCH_STEPS = 50
# Branches of the blocks; their inner activations are the larger part of a block's.
RECOMPUTED = ("query_attention", "query_mlp", "local_attention", "local_mlp", "attention", "mlp")
MATRIX_SIZE = 2048


def make_inputs(options):
    """Random clouds in the unit sphere, with colours if asked, teachers' features, a mask."""
    random = np.random.default_rng(0)
    batch, groups = options["batch_size"], options["num_groups"]
    points = random.normal(size=(batch, options["num_points"], 3))
    points /= np.linalg.norm(points, axis=-1, keepdims=True)
    colors = random.uniform(size=(batch, options["num_points"], options["channels"] - 3))
    points = np.concatenate([points, colors], axis=-1)
    mask = random.random((batch, groups)).argsort(1)
    return {
        "points": points.astype("float32"),
        "image_features": random.normal(size=(batch, IMAGE_DIM)).astype("float32"),
        "text_features": random.normal(size=(batch, TEXT_DIM)).astype("float32"),
        "mask": mask < int(0.6 * groups),
        "shape_class": random.integers(NUM_SHAPE_CLASSES, size=batch).astype("int32"),
    }


def uses_xla(options):
    import keras

    return options["jit_compile"] and keras.backend.backend() != "torch"


def keras_model(options):
    """The compiled model of the task."""
    import keras

    import keras_recon

    keras.utils.set_random_seed(0)
    if options["task"] == "group":
        points = keras.Input((None, options["channels"]))
        grouping = keras_recon.layers.PointGrouping(options["num_groups"], options["group_size"])
        model = keras.Model(points, grouping(points))
        model.compile(jit_compile=uses_xla(options))
        return model

    arguments = {name: options[name] for name in ("num_groups", "group_size", "depth")}
    arguments["dtype"] = options["precision"]
    if options["task"] == "classify":
        task, arguments["num_classes"] = keras_recon.ReConClassifier, NUM_CLASSES
    elif options["task"] == "zero_shot":
        task = keras_recon.ReCon2Pretrainer
        arguments |= {"image_dim": RECON2_DIM, "text_dim": RECON2_DIM}
    elif options["task"] == "segment":
        task, arguments["num_parts"] = keras_recon.ReConPartSegmenter, NUM_PARTS
        arguments["num_shape_classes"] = NUM_SHAPE_CLASSES
        arguments["fetched_blocks"] = options["fetched_blocks"]
    else:
        task = keras_recon.ReConPretrainer
        arguments |= {"image_dim": IMAGE_DIM, "text_dim": TEXT_DIM, "stochastic_depth": 0.0}
        arguments["embed_visible_only"] = options["embed_visible_only"]
    recomputing = keras.RematScope(mode="list_of_layers", layer_names=RECOMPUTED)
    with recomputing if options["recompute"] else contextlib.nullcontext():
        model = task.from_preset(options["preset"], load_weights=False, **arguments)
    if options["task"] == "zero_shot":
        names = [f"class {i}" for i in range(NUM_CLASSES)]
        features = np.random.default_rng(0).normal(size=(NUM_CLASSES, RECON2_DIM))
        model = keras_recon.ReConZeroShotClassifier.from_pretrainer(model, names, features)
    accumulation = options["gradient_accumulation_steps"]
    model.compile(
        optimizer=keras_recon.training.AdamW(
            5e-4, gradient_accumulation_steps=accumulation if accumulation > 1 else None
        ),
        jit_compile=uses_xla(options),
        steps_per_execution=options["steps_per_execution"],
    )
    return model


def keras_steps(options, inputs):
    """Functions that run with Keras ReCon: a step of the task, in inference its grouping alone."""
    model = keras_model(options)
    shape_class = inputs.pop("shape_class")
    if options["task"] == "pretrain":
        return {"seconds": lambda: model.train_on_batch(inputs)}
    points = inputs["points"]
    batch = {"points": points, "shape_class": shape_class}
    given = batch if options["task"] == "segment" else points
    steps = {"seconds": lambda: model.predict_on_batch(given)}
    if options["task"] != "group":
        grouping = keras_model({**options, "task": "group"})
        steps["grouping_seconds"] = lambda: grouping.predict_on_batch(points)
    return steps


def fit_steps(options, inputs):
    """Functions that run an epoch: of `fit` on a pipeline, of bare steps, of the pipeline."""
    import keras_recon

    model = keras_model(options)
    repeats = np.resize(np.arange(options["batch_size"]), EPOCH_STEPS * options["batch_size"])
    data = keras_recon.datasets.PointCloudData(
        labels=repeats * 0,
        class_names=("shape",),
        names=["shape"] * len(repeats),
        **{n: inputs[n][repeats] for n in ("points", "image_features", "text_features")},
    )
    batches = keras_recon.data.point_cloud_dataset(
        data,
        batch_size=options["batch_size"],
        num_points=options["num_points"],
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


def baseline_step(options, inputs):
    """A function that runs one step of the task with the plain PyTorch ReCon."""
    import part_segmentation_torch
    import recon2_torch
    import recon_torch
    import torch

    torch.manual_seed(0)
    batch = {name: torch.from_numpy(value) for name, value in inputs.items()}
    mask, points = batch.pop("mask"), batch["points"]
    grouping = {"groups": options["num_groups"], "size": options["group_size"]}
    if options["task"] == "group":
        with_colors = options["channels"] == 6
        group = (recon2_torch if with_colors else recon_torch).group
        return lambda: group(points, **grouping)
    common = {**grouping, "heads": options["num_heads"]}
    sizes = [options[name] for name in ("dim", "depth", "patch_widths")]
    if options["task"] == "pretrain":
        decoder = options["group_size"], options["decoder_depth"]
        weights = recon_torch.random_pretrainer(*sizes, *decoder, IMAGE_DIM, TEXT_DIM)
        optimizer = recon_torch.optimizer(weights)
        common["decoder_heads"] = options["num_heads"]
        return lambda: recon_torch.train_step(weights, optimizer, batch, mask, **common)
    if options["task"] == "zero_shot":
        image, text = options["num_image_queries"], options["num_text_queries"]
        size, channels, no_decoder = options["group_size"], options["channels"], 0
        weights = recon2_torch.random_pretrainer(
            *sizes, size, channels, image + text, no_decoder, RECON2_DIM, RECON2_DIM
        )
        features = torch.nn.functional.normalize(torch.randn(RECON2_DIM, NUM_CLASSES), dim=0)

        def infer(weights, points, **sizes):
            return recon2_torch.embed(weights, points, image, **sizes) @ features

    elif options["task"] == "classify":
        infer = recon_torch.classify
        weights = recon_torch.random_classifier(*sizes, NUM_CLASSES)
    else:
        infer = part_segmentation_torch.segment
        fetched = options["fetched_blocks"]
        weights = part_segmentation_torch.random_weights(*sizes, fetched=len(fetched))
        common |= {"shape_class": batch["shape_class"].long(), "fetched_blocks": fetched}
    return torch.no_grad()(lambda: infer(weights, points, **common))


def artefact_step(options, inputs):
    """A function that answers by an exported classifier in its own runtime."""
    path, points = options["artefacts"][options["implementation"]], inputs["points"]
    threads = len(os.sched_getaffinity(0))
    if path.endswith(".onnx"):
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(path, settings, ["CPUExecutionProvider"])
        return lambda: session.run(["logits"], {"points": points})
    if path.endswith(".tflite"):
        from ai_edge_litert.interpreter import Interpreter

        runner = Interpreter(path, num_threads=threads).get_signature_runner("serving_default")
        return lambda: runner(points=points)
    import tensorflow as tf

    model = tf.saved_model.load(path)
    return lambda: model.serve(points).numpy()


def matrix_product(implementation):
    """A function that multiplies two large matrices with the implementation's own library."""
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
    if implementation not in ("tensorflow", "saved_model"):
        return lambda: matrix @ matrix
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


def work(options):
    """Answer the requests: an empty object once all is compiled, then times or operations."""
    inputs = make_inputs(options)
    if options["task"] == "fit":
        steps, repeats = fit_steps(options, inputs), EPOCH_STEPS
    else:
        repeats = 1
        if options["implementation"] == BASELINE:
            steps = {"seconds": baseline_step(options, inputs)}
        elif options["implementation"] in options.get("artefacts", ()):
            steps = {"seconds": artefact_step(options, inputs)}
        else:
            steps = keras_steps(options, inputs)
    # After the model, so that Keras is imported before TensorFlow: the other order can crash.
    product = matrix_product(options["implementation"])
    for _ in range(2):
        for step in (*steps.values(), product):
            step()
    print("{}", flush=True)
    for request in sys.stdin:
        answer = {}
        if request.strip() == "count":
            answer["work"] = count_work(steps["seconds"])
        else:
            for _ in range(options["steps"]):
                for name, step in steps.items():
                    answer.setdefault(name, []).append(seconds_of(step) / repeats)
            answer["memory"] = peak_memory()
            answer["rate"] = 2 * MATRIX_SIZE**3 / min(seconds_of(product) for _ in range(3))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    work(json.loads(sys.argv[1]))
