r"""Probe a frozen network with a linear SVM, beside the same network without its weights.

    python examples/linear_probe.py
    python examples/linear_probe.py --recipe=modelnet40 --preset=my_preset --data_dir=...

The SVM learns from the labelled training shapes and is tested on the test split, nothing is
chosen. Writes `metrics.json` to `--output_dir`.
"""

import os
import time
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("recipe", "home3d", "Settings to start from; see keras_recon.training.RECIPES.")
flags.DEFINE_string("dataset", "home3d", "A name that keras_recon.datasets.load_dataset knows.")
flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
flags.DEFINE_string("up_axis", None, "Axis that is up in your own shapes: y, z, x, -z, ...")
flags.DEFINE_string("preset", "recon_nano_shapes", "What to probe: a name or a folder.")
flags.DEFINE_integer("num_groups", None, "Patches of each shape; the preset's if not given.")
flags.DEFINE_integer("num_points", 512, "Points of each shape.", lower_bound=1)
flags.DEFINE_integer("batch_size", 64, "Shapes at a time.", lower_bound=1)
flags.DEFINE_float("C", 0.075, "Inverse strength of the SVM's regularization.")
flags.DEFINE_list("untrained_seeds", ["0", "1", "2"], "Seeds of random weights; none if empty.")
flags.DEFINE_string("output_dir", "outputs/linear_probe", "Folder to write to.")
FLAGS = flags.FLAGS


def probe(train, test, load_weights, seed=0):
    """Accuracy of a linear SVM on the frozen backbone."""
    import keras

    from keras_recon import Backbone, evaluation

    keras.utils.set_random_seed(seed)
    options = {"num_groups": FLAGS.num_groups} if FLAGS.num_groups else {}
    backbone = Backbone.from_preset(FLAGS.preset, load_weights, **options)
    return evaluation.probe_accuracy(backbone, train, test, C=FLAGS.C, batch_size=FLAGS.batch_size)


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras_recon
    from keras_recon import data, datasets, training
    from keras_recon.evaluation import mean_and_deviation, percent

    training.use_recipe(FLAGS, "linear_probe")
    source = {"folder": FLAGS.data_dir, "num_points": FLAGS.num_points, "up_axis": FLAGS.up_axis}
    train, test = (
        data.keep_farthest(datasets.load_dataset(FLAGS.dataset, split, **source), FLAGS.num_points)
        for split in ("train", "test")
    )

    metrics = {}
    if keras_recon.presets.read_preset(FLAGS.preset).weights:
        metrics["accuracy"] = probe(train, test, load_weights=True)
        print(f"Linear probe: {metrics['accuracy']:.1%} of {len(test)} test shapes")
    else:
        print(f"{FLAGS.preset} is a size without weights: nothing here is pretrained")
    seeds = [int(seed) for seed in FLAGS.untrained_seeds]
    if seeds:
        untrained = [probe(train, test, load_weights=False, seed=seed) for seed in seeds]
        metrics["untrained"] = mean_and_deviation(untrained)
        print(f"Without its weights: {percent(metrics['untrained'])} over {len(seeds)} seeds")
    metrics |= {
        "test_shapes": len(test),
        "recipe": training.recipe_of(FLAGS),
        "seconds": round(time.time() - start, 1),
    }
    keras_recon.files.write_json(Path(FLAGS.output_dir) / "metrics.json", metrics)
    print(f"{metrics['seconds']:.0f} s. Metrics are in {FLAGS.output_dir}")


if __name__ == "__main__":
    app.run(main)
