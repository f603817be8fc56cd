r"""Probe a frozen network with a linear SVM, beside the same network without its weights.

    python examples/linear_probe.py
    python examples/linear_probe.py --recipe=modelnet40 --preset=my_preset --data_dir=...

The SVM learns from the labelled training shapes and is tested on the test split, nothing is
chosen. Writes `metrics.json` to `--output_dir`.
"""

import json
import os
import sys
import time
from pathlib import Path

from absl import app, flags

# Settings as published; a flag given by hand overrides its recipe.
RECIPES = {
    "home3d": {},
    "modelnet40": {
        "dataset": "modelnet40",
        "preset": "recon_base",
        "num_groups": 64,
        "num_points": 1024,
    },
}
flags.DEFINE_enum("recipe", "home3d", list(RECIPES), "Settings to start from.")
flags.DEFINE_string("dataset", "home3d", "A name that keras_recon.datasets.load_dataset knows.")
flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
flags.DEFINE_string("preset", "recon_nano_home3d", "What to probe: a name or a folder.")
flags.DEFINE_integer("num_groups", None, "Patches of each shape; the preset's if not given.")
flags.DEFINE_integer("num_points", 512, "Points of each shape.", lower_bound=1)
flags.DEFINE_integer("batch_size", 64, "Shapes at a time.", lower_bound=1)
flags.DEFINE_float("C", 0.075, "Inverse strength of the SVM's regularization.")
flags.DEFINE_list("untrained_seeds", ["0", "1", "2"], "Seeds of the random weights.")
flags.DEFINE_string("output_dir", "outputs/linear_probe", "Folder to write to.")
FLAGS = flags.FLAGS


def probe(train, test, load_weights, seed=0):
    """Accuracy of a linear SVM on the frozen backbone."""
    import keras

    import keras_recon
    from keras_recon.evaluation import linear_probe, probe_features

    keras.utils.set_random_seed(seed)
    preset = keras_recon.presets.read_preset(FLAGS.preset)
    backbone = getattr(keras_recon, preset.backbone_class).from_preset(
        FLAGS.preset,
        load_weights=load_weights,
        **({"num_groups": FLAGS.num_groups} if FLAGS.num_groups else {}),
    )
    features = [probe_features(backbone, data.points, FLAGS.batch_size) for data in (train, test)]
    return linear_probe(features[0], train.labels, features[1], test.labels, C=FLAGS.C)


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for name, value in RECIPES[FLAGS.recipe].items():
        FLAGS.set_default(name, value)
    import keras_recon
    from keras_recon.data import keep_farthest
    from keras_recon.evaluation import mean_and_deviation, percent

    output_dir = Path(FLAGS.output_dir)
    output_dir.mkdir(parents=True, exist_ok=True)
    train, test = (
        keep_farthest(
            keras_recon.datasets.load_dataset(FLAGS.dataset, split, FLAGS.data_dir),
            FLAGS.num_points,
        )
        for split in ("train", "test")
    )
    train = train.select(train.labels >= 0)

    metrics = {}
    if keras_recon.presets.read_preset(FLAGS.preset).weights:
        metrics["accuracy"] = probe(train, test, load_weights=True)
        print(f"Linear probe: {100 * metrics['accuracy']:.1f} % of {len(test)} test shapes")
    else:
        print(f"{FLAGS.preset} is a size without weights: nothing here is pretrained")
    seeds = [int(seed) for seed in FLAGS.untrained_seeds]
    untrained = [probe(train, test, load_weights=False, seed=seed) for seed in seeds]
    metrics["untrained"] = mean_and_deviation(untrained)
    print(f"Without its weights: {percent(metrics['untrained'])} over {len(seeds)} seeds")
    metrics |= {
        "test_shapes": len(test),
        "recipe": {
            flag.name: flag.value
            for flag in FLAGS.get_key_flags_for_module(sys.argv[0])
            if flag.name not in ("output_dir", "data_dir")
        },
        "seconds": round(time.time() - start, 1),
    }
    (output_dir / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    print(f"{metrics['seconds']:.0f} s. Metrics are in {output_dir}")


if __name__ == "__main__":
    app.run(main)
