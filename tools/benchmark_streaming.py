"""Measure an epoch of shards: shapes a second, memory, and what a training step consumes beside it.

    python tools/benchmark_streaming.py --shapes=20000,200000
    KERAS_BACKEND=jax python tools/benchmark_streaming.py --shapes=200000 --folder=/data

The shapes are synthetic. Prints a JSON line for each number of them: shapes a second of an epoch
through `point_cloud_dataset`, shuffled, with the points drawn and turned; the process's peak memory
above that of the libraries, in MiB; and last the shapes a second of training, of as many steps
before each epoch as after, so that all meet the same machine. Needs Linux.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from absl import app, flags

FLAGS = flags.FLAGS
flags.DEFINE_list("shapes", ["20000", "200000"], "Numbers of shapes.")
flags.DEFINE_integer("num_points", 512, "Points of each.")
flags.DEFINE_integer("num_shards", 8, "Files.")
flags.DEFINE_integer("batch_size", 32, "Shapes in a batch.")
flags.DEFINE_integer("steps", 30, "Steps of training, before an epoch and after it.")
flags.DEFINE_string("preset", "recon_nano", "The network that is trained.")
flags.DEFINE_string("folder", None, "Where the shards are written; removed afterwards.")
flags.DEFINE_string("epoch_of", None, "Folder of shards of which to measure an epoch alone.")


def synthetic_shapes(count, num_points):
    """Shapes that cost nothing to keep: each is made when it is read."""
    from keras_recon.data import PointCloudStream

    def read(index):
        points = np.random.default_rng(int(index[0])).normal(size=(len(index), num_points, 3))
        return (points / 4).astype("float32")

    names = [f"shape {number % 1000}" for number in range(count)]
    return PointCloudStream(read, num_points, np.arange(count) % 10, [*"abcdefghij"], names)


def peak_memory():
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def measure_epoch(folder, batch_size):
    """Shapes a second and memory of an epoch, in this process, which shall have done nothing."""
    from keras_recon.data import PointCloudShards, RandomRotation, point_cloud_dataset

    def epoch(shards):
        batches = point_cloud_dataset(
            shards, batch_size, augmentations=[RandomRotation()], shuffle=True
        )
        return sum(len(batch) for batch in batches)

    shards = PointCloudShards(folder)
    next(iter(point_cloud_dataset(shards, 1)))
    before, start = peak_memory(), time.perf_counter()
    count = epoch(shards)
    return {
        "shapes": count,
        "shapes_per_second": round(count / (time.perf_counter() - start)),
        "memory": round(peak_memory() - before, 1),
    }


def training_step(preset, batch_size, num_points):
    """A function that trains for some steps and gives the shapes a second."""
    import keras

    import keras_recon

    model = keras_recon.ReConPretrainer.from_preset(preset)
    model.compile(optimizer=keras.optimizers.AdamW(5e-4))
    points = np.random.default_rng(0).normal(size=(batch_size, num_points, 3)).astype("float32") / 4
    inputs = {"points": points}

    def train(steps):
        start = time.perf_counter()
        for _ in range(steps):
            model.train_on_batch(inputs)
        return steps * batch_size / (time.perf_counter() - start)

    train(3)
    return train


def main(_):
    if FLAGS.epoch_of:
        print(json.dumps(measure_epoch(FLAGS.epoch_of, FLAGS.batch_size)))
        return
    from keras_recon.data import write_tfrecords

    train = training_step(FLAGS.preset, FLAGS.batch_size, FLAGS.num_points)
    root, rates = Path(tempfile.mkdtemp(dir=FLAGS.folder)), []
    try:
        for count in map(int, FLAGS.shapes):
            start = time.perf_counter()
            write_tfrecords(
                synthetic_shapes(count, FLAGS.num_points), root / "shards", FLAGS.num_shards
            )
            written = count / (time.perf_counter() - start)
            rates.append(train(FLAGS.steps))
            run = [sys.executable, __file__, f"--epoch_of={root / 'shards'}"]
            run.append(f"--batch_size={FLAGS.batch_size}")
            done = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True)
            result = json.loads(done.stdout.splitlines()[-1])
            rates.append(train(FLAGS.steps))
            print(json.dumps({**result, "written_per_second": round(written)}), flush=True)
            shutil.rmtree(root / "shards")
    finally:
        shutil.rmtree(root)
    print(json.dumps({"trained_per_second": [round(rate) for rate in rates]}))


if __name__ == "__main__":
    app.run(main)
