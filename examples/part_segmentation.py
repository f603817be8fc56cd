r"""Segment shapes into parts, from pretrained weights or from scratch.

    python examples/part_segmentation.py
    python examples/part_segmentation.py --recipe=shapenetpart --preset=my_preset --data_dir=...

Trains once for each seed, without choosing anything on the test split: the figures are those of
the last epoch. Writes the segmenter of the first seed (`preset/`), `metrics.json` and a picture
of predictions beside the truth to `--output_dir`.
"""

import os
import sys
import time
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("recipe", "parts", "Settings to start from; see keras_recon.training.RECIPES.")
flags.DEFINE_enum("dataset", "parts", ["parts", "shapenetpart"], "parts is made up by a program.")
flags.DEFINE_string("data_dir", None, "Folder of the data set; parts needs none.")
flags.DEFINE_string("preset", "recon_nano_home3d", "What to start from: a name or a folder.")
flags.DEFINE_bool("from_scratch", False, "Start from random weights of the same architecture.")
flags.DEFINE_list("seeds", ["0", "1", "2"], "Seeds to train with.")
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
flags.DEFINE_float("warmup_epochs", 2, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("stochastic_depth", 0.1, "Rate at the last block.", lower_bound=0)
# XLA draws noise for every point so slowly on a processor that 0.5 triples the time of a step.
flags.DEFINE_float("dropout", 0, "Share of the head's features dropped.", lower_bound=0)
flags.DEFINE_integer("voting", 0, "Augmented views whose mean to report beside.", lower_bound=0)
flags.DEFINE_integer("pictures", 8, "Test shapes in the picture.", lower_bound=1)
flags.DEFINE_string("output_dir", "outputs/part_segmentation", "Folder to write to.")
flags.DEFINE_bool("jit_compile", True, "Compile the step with XLA; not on PyTorch.")
FLAGS = flags.FLAGS


def load_data():
    """Training and test shapes; the published training is on the validation shapes, too."""
    from keras_recon import datasets

    if FLAGS.dataset == "parts":
        return datasets.load_furniture_parts("train"), datasets.load_furniture_parts("test")
    load = datasets.load_shapenetpart
    return load(FLAGS.data_dir, "trainval"), load(FLAGS.data_dir, "test", FLAGS.num_points)


def train_once(seed, train):
    """Train with one seed."""
    import keras

    import keras_recon
    from keras_recon.data import RandomScale, RandomShift, point_cloud_dataset

    keras.utils.set_random_seed(seed)
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
    batches = point_cloud_dataset(
        train,
        FLAGS.batch_size,
        num_points=FLAGS.num_points,
        augmentations=[RandomScale(), RandomShift()],
        features=["shape_class"],
        labels="part_labels",
        shuffle=True,
        drop_remainder=True,
        seed=seed,
        default_color=segmenter.backbone.default_color,
    )
    schedule = keras_recon.training.warmup_cosine(
        FLAGS.learning_rate, FLAGS.epochs, len(batches), FLAGS.warmup_epochs
    )
    segmenter.compile(
        segmenter.default_optimizer(schedule), jit_compile="auto" if FLAGS.jit_compile else False
    )
    segmenter.fit(batches, epochs=FLAGS.epochs, verbose=1 if sys.stdout.isatty() else 2)
    return segmenter


def summary(scores, class_names):
    """Mean and standard deviation over the seeds, in a form for `metrics.json`."""
    from keras_recon.evaluation import mean_and_deviation

    figures = {
        f"{kind}_miou": mean_and_deviation([score[kind] for score in scores])
        for kind in ("instance", "class")
    }
    per_class = zip(*(score["per_class"] for score in scores), strict=True)
    figures["per_category"] = {
        name: mean_and_deviation(values)
        for name, values in zip(class_names, per_class, strict=True)
    }
    return figures


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import numpy as np

    import keras_recon
    from keras_recon import data, training
    from keras_recon.evaluation import mean_iou, percent, predict_parts, vote

    training.use_recipe(FLAGS, "part_segmentation")
    output_dir = Path(FLAGS.output_dir)
    train, test = load_data()
    truth = test.part_labels[:, : FLAGS.num_points]
    seeds, scores, voted, first = [int(seed) for seed in FLAGS.seeds], [], [], None
    for seed in seeds:
        segmenter = train_once(seed, train)
        # Points come in random order: the first are a random sample.
        points = test.raw_points(segmenter.backbone.channels)[:, : FLAGS.num_points]

        def logits_of(points, segmenter=segmenter):
            inputs = {"points": points, "shape_class": test.labels}
            return segmenter.predict(data.prepared_dataset(inputs, FLAGS.batch_size), verbose=0)

        parts = predict_parts(logits_of(points), test.labels, test.class_parts)
        scores.append(mean_iou(parts, truth, test.labels, test.class_parts))
        print(f"Seed {seed}: instance mIoU {scores[-1]['instance']:.1%}")
        if FLAGS.voting:
            views = [data.RandomScale(), data.RandomShift()]
            mean_logits = vote(logits_of, points, views, FLAGS.voting, seed=seed)
            of_votes = predict_parts(mean_logits, test.labels, test.class_parts)
            voted.append(mean_iou(of_votes, truth, test.labels, test.class_parts))
        first = first or (segmenter, parts)

    metrics = summary(scores, test.class_names)
    if FLAGS.voting:
        metrics["voting"] = {"views": FLAGS.voting, **summary(voted, test.class_names)}
    metrics |= {"seeds": seeds, "epochs": FLAGS.epochs, "test_shapes": len(test)}
    metrics["seconds"] = round(time.time() - start, 1)
    # An equal number of shapes from below to above the median, whatever their class.
    ranks = np.argsort(scores[0]["per_shape"], kind="stable")
    shown = ranks[np.linspace(0, len(ranks) - 1, min(FLAGS.pictures, len(ranks))).astype(int)]
    keras_recon.visualization.plot_part_labels(
        points[shown, :, :3],
        first[1][shown],
        truth[shown],
        test.part_names,
        [f"{test.names[i]}: {scores[0]['per_shape'][i]:.0%}" for i in shown],
        output_dir / "parts.png",
    )
    facts = {"recipe": training.recipe_of(FLAGS), "metrics": metrics}
    first[0].save_to_preset(output_dir / "preset", facts | {"class_parts": test.class_parts})
    keras_recon.files.write_json(output_dir / "metrics.json", metrics)

    for name, figure in metrics["per_category"].items():
        print(f"{name:>12} {percent(figure)}")
    for title, figures in (("", metrics), (f"{FLAGS.voting} views, ", metrics.get("voting"))):
        if figures:
            instance, by_class = (
                percent(figures[f"{kind}_miou"]) for kind in ("instance", "class")
            )
            print(f"{title}{len(seeds)} seeds: instance mIoU {instance}, class mIoU {by_class}")
    print(f"{metrics['seconds']:.0f} s. Segmenter, metrics and picture are in {output_dir}")


if __name__ == "__main__":
    app.run(main)
