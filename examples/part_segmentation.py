r"""Segment shapes into parts, from pretrained weights or from scratch.

    python examples/part_segmentation.py
    python examples/part_segmentation.py --recipe=shapenetpart --preset=my_preset --data_dir=...

Trains once for each seed, without choosing anything on the test split: the figures are those of
the last epoch. Writes the segmenter of the first seed (`preset/`), `metrics.json` and a picture
of predictions beside the truth to `--output_dir`.
"""

import json
import os
import sys
import time
from pathlib import Path

from absl import app, flags

# Settings as published; a flag given by hand overrides its recipe.
RECIPES = {
    "parts": {},
    "shapenetpart": {
        "dataset": "shapenetpart",
        "preset": "recon_base",
        "num_groups": 128,
        "num_points": 2048,
        "batch_size": 16,
        "learning_rate": 1e-4,
        "epochs": 300,
        "warmup_epochs": 10.0,
        "stochastic_depth": 0.1,
        "dropout": 0.5,
        "head_widths": ["1536", "1024", "512", "256"],
    },
}
flags.DEFINE_enum("recipe", "parts", list(RECIPES), "Settings to start from.")
flags.DEFINE_enum("dataset", "parts", ["parts", "shapenetpart"], "parts is made up by a program.")
flags.DEFINE_string("data_dir", None, "Folder of the data set; parts needs none.")
flags.DEFINE_string("preset", "recon_nano_home3d", "What to start from: a name or a folder.")
flags.DEFINE_bool("from_scratch", False, "Start from random weights of the same architecture.")
flags.DEFINE_list("seeds", ["0"], "Seeds to train with.")
flags.DEFINE_integer("epochs", 13, "Passes over the training shapes.", lower_bound=1)
flags.DEFINE_integer("batch_size", 16, "Shapes a step.", lower_bound=2)
flags.DEFINE_integer("num_points", 1024, "Points of each shape, in training and test.")
flags.DEFINE_integer("num_groups", 64, "Patches of each shape.", lower_bound=1)
flags.DEFINE_list(
    "head_widths",
    ["192", "256", "128", "64"],
    "Layers of the propagation and of the head, two each.",
)
flags.DEFINE_float("learning_rate", 5e-4, "Peak rate of the backbone.", lower_bound=0)
flags.DEFINE_float("head_rate", 10, "The head's rate, in units of the backbone's.")
flags.DEFINE_float("warmup_epochs", 2, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("weight_decay", 0.05, "Decay of AdamW.", lower_bound=0)
flags.DEFINE_float("clipnorm", 10.0, "Largest norm of the gradient.", lower_bound=0)
flags.DEFINE_float("stochastic_depth", 0.1, "Rate at the last block.", lower_bound=0)
# XLA draws noise for every point so slowly on a processor that 0.5 triples the time of a step.
flags.DEFINE_float("dropout", 0, "Share of the head's features dropped.", lower_bound=0)
flags.DEFINE_integer("voting", 0, "Augmented views whose mean to report beside.", lower_bound=0)
flags.DEFINE_integer("pictures", 8, "Test shapes in the picture.", lower_bound=1)
flags.DEFINE_string("output_dir", "outputs/part_segmentation", "Folder to write to.")
flags.DEFINE_bool("jit_compile", True, "Compile the step; PyTorch runs as it is.")
FLAGS = flags.FLAGS


def load_data():
    """Training and test shapes."""
    from keras_recon import datasets

    if FLAGS.dataset == "parts":
        return datasets.load_parts("train"), datasets.load_parts("test")
    # As published: training on the validation shapes, too.
    load = datasets.load_shapenetpart
    return load(FLAGS.data_dir, "trainval"), load(FLAGS.data_dir, "test", FLAGS.num_points)


def train_once(seed, train):
    """Train with one seed; give the segmenter and the seconds that training took."""
    import keras

    import keras_recon
    from keras_recon.data import RandomScale, RandomShift, num_batches, point_cloud_dataset

    keras.utils.set_random_seed(seed)
    batches = point_cloud_dataset(
        train,
        FLAGS.batch_size,
        num_points=FLAGS.num_points,
        augmentations=[RandomScale(), RandomShift()],
        features=["shape_class"],
        labels="part_labels",
        shuffle=True,
        repeat=True,
        drop_remainder=True,
        seed=seed,
    )
    steps = num_batches(train, FLAGS.batch_size, drop_remainder=True)
    widths = [int(width) for width in FLAGS.head_widths]
    segmenter = keras_recon.ReConPartSegmenter.from_preset(
        FLAGS.preset,
        load_weights=not FLAGS.from_scratch,
        num_parts=len(train.part_names),
        num_shape_classes=len(train.class_names),
        propagation_widths=widths[:2],
        head_widths=widths[2:],
        dropout=FLAGS.dropout,
        num_groups=FLAGS.num_groups,
        stochastic_depth=FLAGS.stochastic_depth,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(FLAGS.num_points),
    )
    schedule = keras_recon.training.warmup_cosine(
        FLAGS.learning_rate, FLAGS.epochs, steps, FLAGS.warmup_epochs
    )
    segmenter.compile(
        optimizer=keras_recon.training.AdamW(
            schedule,
            weight_decay=FLAGS.weight_decay,
            rate_multipliers={"head": FLAGS.head_rate},
            global_clipnorm=FLAGS.clipnorm or None,
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=FLAGS.jit_compile and keras.backend.backend() != "torch",
    )
    start = time.time()
    segmenter.fit(
        batches,
        steps_per_epoch=steps,
        epochs=FLAGS.epochs,
        shuffle=False,  # the pipeline does
        verbose=1 if sys.stdout.isatty() else 2,
    )
    return segmenter, time.time() - start


def summary(scores, class_names):
    """Mean and standard deviation over the seeds, in a form for `metrics.json`."""
    from keras_recon.evaluation import mean_and_deviation

    per_class = zip(*(score["per_class"] for score in scores), strict=True)
    return {
        **{
            f"{kind}_miou": mean_and_deviation([score[kind] for score in scores])
            for kind in ("instance", "class")
        },
        "per_category": {
            name: mean_and_deviation(values)
            for name, values in zip(class_names, per_class, strict=True)
        },
    }


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for name, value in RECIPES[FLAGS.recipe].items():
        FLAGS.set_default(name, value)
    import numpy as np

    import keras_recon
    from keras_recon.data import RandomScale, RandomShift
    from keras_recon.evaluation import mean_iou, percent, predict_parts, vote

    output_dir = Path(FLAGS.output_dir)
    output_dir.mkdir(parents=True, exist_ok=True)
    train, test = load_data()
    # Points come in random order: the first are a random sample.
    points, truth = test.points[:, : FLAGS.num_points], test.part_labels[:, : FLAGS.num_points]

    seeds, first = [int(seed) for seed in FLAGS.seeds], None
    scores, voted, train_seconds = [], [], 0
    for seed in seeds:
        segmenter, seconds = train_once(seed, train)
        train_seconds += seconds

        def logits_of(points, segmenter=segmenter):
            inputs = {"points": points, "shape_class": test.labels}
            return segmenter.predict(inputs, batch_size=FLAGS.batch_size, verbose=0)

        def score(logits):
            parts = predict_parts(logits, test.labels, test.class_parts)
            return parts, mean_iou(parts, truth, test.labels, test.class_parts)

        parts, of_seed = score(logits_of(points))
        scores.append(of_seed)
        if FLAGS.voting:
            views = [RandomScale(), RandomShift()]
            mean_logits = vote(logits_of, points, views, FLAGS.voting, seed=seed)
            voted.append(score(mean_logits)[1])
        if first is None:
            first, first_parts = segmenter, parts
        print(f"Seed {seed}: instance mIoU {100 * of_seed['instance']:.1f} %")

    metrics = summary(scores, test.class_names)
    if FLAGS.voting:
        metrics["voting"] = {"views": FLAGS.voting, **summary(voted, test.class_names)}
    metrics |= {"seeds": seeds, "epochs": FLAGS.epochs, "test_shapes": len(test)}
    # An equal number of shapes from below to above the median, whatever their class.
    ranks = np.argsort(scores[0]["per_shape"], kind="stable")
    shown = ranks[np.linspace(0, len(ranks) - 1, min(FLAGS.pictures, len(ranks))).astype(int)]
    keras_recon.visualization.plot_part_labels(
        points[shown],
        first_parts[shown],
        truth[shown],
        test.part_names,
        [f"{test.names[i]}: {100 * scores[0]['per_shape'][i]:.0f} %" for i in shown],
        output_dir / "parts.png",
    )
    recipe = {
        flag.name: flag.value
        for flag in FLAGS.get_key_flags_for_module(sys.argv[0])
        if flag.name not in ("output_dir", "data_dir")
    }
    first.save_to_preset(
        output_dir / "preset",
        metadata={
            "recipe": recipe,
            "metrics": metrics,
            "class_names": list(test.class_names),
            "part_names": list(test.part_names),
            "class_parts": [list(parts) for parts in test.class_parts],
        },
    )
    (output_dir / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")

    for name, figure in metrics["per_category"].items():
        print(f"{name:>12} {percent(figure)}")
    for title, figures in (("", metrics), (f"{FLAGS.voting} views, ", metrics.get("voting"))):
        if figures:
            instance, by_class = (
                percent(figures[f"{kind}_miou"]) for kind in ("instance", "class")
            )
            print(f"{title}{len(seeds)} seeds: instance mIoU {instance}, class mIoU {by_class}")
    print(
        f"{train_seconds:.0f} s of training, {time.time() - start:.0f} s in all. Segmenter, "
        f"metrics and picture are in {output_dir}"
    )


if __name__ == "__main__":
    app.run(main)
