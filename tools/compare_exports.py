r"""Measure an exported classifier in each format and precision: accuracy, size, latency.

    python tools/compare_exports.py --preset=recon_nano_home3d_classifier

Exports the preset, lets each artefact name the test shapes of Home3D from all their points, and
times one shape, of as many points as the model takes and of all, by turns in one process. Prints
a table; ratios are to float32 of the same format, medians over the rounds.

Needs `pip install "keras-recon[export,torch]"`.
"""

import os
import tempfile
import time
from pathlib import Path

import numpy as np
from absl import app, flags

flags.DEFINE_string("preset", "recon_nano_home3d_classifier", "Preset of a classifier of Home3D.")
flags.DEFINE_integer("rounds", 30, "How often each artefact has its turn.", lower_bound=1)
flags.DEFINE_integer("steps", 3, "Shapes of a turn.", lower_bound=1)
FLAGS = flags.FLAGS


def load(format, path):
    """A function from points to logits, in the runtime of the format."""
    from keras_recon.exporting.check_artefact import LOADERS

    if format == "saved_model":
        import tensorflow as tf

        model = tf.saved_model.load(path)
        return lambda points: model.serve(points).numpy()
    run = LOADERS[format](path)
    return lambda points: run({"points": points})["logits"]


def size(path):
    """Bytes of a file, or of a folder's."""
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file())


def seconds_of_turns(runs, points):
    """Median seconds of each turn, an array `(rounds,)` for each artefact."""
    turns = {name: [] for name in runs}
    for turn in range(-1, FLAGS.rounds):
        for name, run in runs.items():
            seconds = []
            for _ in range(FLAGS.steps):
                start = time.perf_counter()
                run(points)
                seconds.append(time.perf_counter() - start)
            if turn >= 0:  # the first is to warm up
                turns[name].append(np.median(seconds))
    return {name: np.array(seconds) for name, seconds in turns.items()}


def main(_):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras_recon
    from keras_recon.exporting.export import FORMATS

    classifier = keras_recon.ReConClassifier.from_preset(FLAGS.preset)
    test = keras_recon.datasets.load_home3d("test")
    names = np.array(classifier.class_names)
    wanted = np.array(test.class_names)[test.labels]

    def accuracy(logits):
        return np.mean(names[np.argmax(logits, axis=-1)] == wanted)

    print(f"The model itself: {accuracy(classifier.predict(test.points, verbose=0)):.1%}")
    runs, facts = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for format, stated in FORMATS.items():
            for precision in stated.precisions:
                path = Path(folder) / f"{format}_{precision}{stated.suffix}"
                classifier.export(path, format, precision=precision)
                run = runs[format, precision] = load(format, str(path))
                facts[format, precision] = accuracy(run(test.points)), size(path) / 1e6
        counts = (classifier.preprocessor.num_points, test.points.shape[1])
        seconds = [seconds_of_turns(runs, test.points[:1, :count]) for count in counts]

    print(
        f"| format | precision | accuracy | MB | {' | '.join(f'ms, {n} points' for n in counts)} |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for (format, precision), (correct, megabytes) in facts.items():
        times = " | ".join(
            f"{1e3 * np.median(turns[format, precision]):.1f} "
            f"({np.median(turns[format, precision] / turns[format, 'float32']):.2f})"
            for turns in seconds
        )
        print(f"| `{format}` | {precision} | {correct:.1%} | {megabytes:.1f} | {times} |")


if __name__ == "__main__":
    app.run(main)
