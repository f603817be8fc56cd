r"""Fine-tune a classifier on Home3D, from pretrained weights or from scratch.

    python examples/finetune.py
    python examples/finetune.py --from_scratch
    python examples/finetune.py --recipe=scanobjectnn_hardest --preset=my_preset --data_dir=...

Trains once for each seed, without choosing anything on the test split: the figure is that of the
last epoch or, with --validation_split, of the epoch that is best on a part held out of the
training split. --shots=5 learns from five labels of each class, drawn by the seed. --voting=10
reports the mean over augmented views beside it. Writes the classifier of the first seed
(`preset/`), `metrics.json` and the confusion matrix over all seeds to `--output_dir`.
`--distribute=auto` trains on all devices (`keras_recon.training.distribute`).
"""

import os
import sys
import time
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("recipe", "home3d", "Settings to start from; see keras_recon.training.RECIPES.")
flags.DEFINE_string("dataset", "home3d", "A name that keras_recon.datasets.load_dataset knows.")
flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
flags.DEFINE_string("up_axis", None, "Axis that is up in your own shapes: y, z, x, -z, ...")
flags.DEFINE_string("preset", "recon_nano_shapes", "What to start from: a name or a folder.")
flags.DEFINE_bool("from_scratch", False, "Start from random weights of the same architecture.")
flags.DEFINE_enum("head", "mlp", ["mlp", "linear"], "Three dense layers, or one.")
flags.DEFINE_bool("freeze_backbone", False, "Train the head alone.")
flags.DEFINE_enum(
    "stream", None, ["all", "reconstruction", "contrast"], "Towers of a two-tower preset."
)
flags.DEFINE_list("seeds", ["0", "1", "2"], "Seeds to train with.")
flags.DEFINE_integer("epochs", 60, "Passes over the labelled training shapes.", lower_bound=1)
flags.DEFINE_integer("batch_size", 32, "Shapes a step.", lower_bound=2)
flags.DEFINE_integer("num_groups", None, "Patches of each shape; the preset's if not given.")
flags.DEFINE_integer("num_points", 512, "Points of each shape that a step sees.", lower_bound=1)
flags.DEFINE_integer("farthest_of", None, "Draw them from as many farthest ones; else from all.")
flags.DEFINE_float("learning_rate", 5e-4, "Peak rate of the backbone.", lower_bound=0)
flags.DEFINE_float("warmup_epochs", 5, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("stochastic_depth", 0.2, "Rate at the last block.", lower_bound=0)
flags.DEFINE_enum("augmentation", "scale_shift", ["scale_shift", "rotation"], "As published.")
flags.DEFINE_integer("shots", None, "Labels of each class to learn from; all if not given.", 1)
flags.DEFINE_float("validation_split", 0, "Share of training shapes to choose by.", 0, 0.9)
flags.DEFINE_integer("voting", 0, "Views to average over; 10 as published.", lower_bound=0)
flags.DEFINE_enum(
    "view_augmentation", "scale", ["scale", "rotation", "none"], "Beside drawing other points."
)
flags.DEFINE_enum("distribute", None, ["auto"], "Train on all devices, of all processes.")
flags.DEFINE_string("output_dir", "outputs/finetune", "Folder to write to.")
flags.DEFINE_bool("jit_compile", True, "Compile the step with XLA; not on PyTorch.")
FLAGS = flags.FLAGS


def train_once(seed, train, distribution):
    """Fine-tune with one seed; give the classifier and the number of epochs behind its weights."""
    import keras
    import numpy as np

    import keras_recon
    from keras_recon.data import RandomRotation, RandomScale, RandomShift, point_cloud_dataset

    keras.utils.set_random_seed(seed)
    # === Model ===
    options = ("head", "freeze_backbone", "stream", "num_groups", "stochastic_depth")
    with distribution.scope():
        classifier = keras_recon.ReConClassifier.from_preset(
            FLAGS.preset,
            load_weights=not FLAGS.from_scratch,
            class_names=train.class_names,
            # As published, scans keep their size and place.
            preprocessor=keras_recon.layers.PointCloudPreprocessor(
                FLAGS.num_points, normalize=not FLAGS.dataset.startswith("scanobjectnn")
            ),
            **{name: FLAGS[name].value for name in options if FLAGS[name].value is not None},
        )

    # === Data ===
    validation = None
    if FLAGS.validation_split:
        order = np.random.default_rng(seed).permutation(np.flatnonzero(train.labels >= 0))
        held_out = max(1, round(FLAGS.validation_split * len(order)))
        validation, train = train.select(order[:held_out]), train.select(order[held_out:])
    rotation = FLAGS.augmentation == "rotation"
    batches = point_cloud_dataset(
        train,
        FLAGS.batch_size,
        num_points=FLAGS.num_points,
        augmentations=[RandomRotation()] if rotation else [RandomScale(), RandomShift()],
        labels=True,
        shuffle=True,
        drop_remainder=True,
        seed=seed,
        default_color=classifier.backbone.default_color,
        part=distribution.part,
    )

    # === Training ===
    schedule = keras_recon.training.warmup_cosine(
        FLAGS.learning_rate, FLAGS.epochs, len(batches), FLAGS.warmup_epochs
    )
    choice = keras.callbacks.EarlyStopping(
        "val_accuracy", patience=FLAGS.epochs, mode="max", restore_best_weights=True
    )
    with distribution.scope():
        optimizer = classifier.default_optimizer(schedule)
        classifier.compile(optimizer, jit_compile="auto" if FLAGS.jit_compile else False)
        classifier.fit(
            distribution.feed(batches),
            epochs=FLAGS.epochs,
            validation_data=prepared(validation, classifier) if validation else None,
            callbacks=[choice] if validation else None,
            verbose=1 if sys.stdout.isatty() else 2,
        )
    classifier = distribution.on_one_device(classifier)
    return classifier, choice.best_epoch + 1 if validation else FLAGS.epochs


def prepared(data, classifier):
    """Batches to test on: the farthest points of each shape, as published."""
    from keras_recon.data import keep_farthest, point_cloud_dataset

    data = keep_farthest(data, FLAGS.num_points)
    color = classifier.backbone.default_color
    return point_cloud_dataset(data, FLAGS.batch_size, labels=True, default_color=color)


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from sklearn.metrics import confusion_matrix

    import keras_recon
    from keras_recon import data, datasets, training
    from keras_recon.evaluation import mean_and_deviation, percent, vote

    training.use_recipe(FLAGS, "finetune")
    if FLAGS.distribute and FLAGS.validation_split:
        raise app.UsageError("--distribute trains alone: leave out --validation_split")
    distribution = training.distribute(FLAGS.distribute)
    output_dir = Path(FLAGS.output_dir)
    if not (FLAGS.from_scratch or keras_recon.presets.read_preset(FLAGS.preset).weights):
        print(f"{FLAGS.preset} is a size without weights: training from scratch")
    source = {"folder": FLAGS.data_dir, "num_points": FLAGS.num_points, "up_axis": FLAGS.up_axis}
    train, test = (
        data.keep_farthest(datasets.load_dataset(FLAGS.dataset, split, **source), FLAGS.farthest_of)
        for split in ("train", "test")
    )
    view = {"scale": [data.RandomScale()], "rotation": [data.RandomRotation()], "none": []}
    view = [data.RandomSample(FLAGS.num_points), *view[FLAGS.view_augmentation]]

    seeds, accuracies, voted, epochs = [int(seed) for seed in FLAGS.seeds], [], [], []
    first, confusion, names = None, 0, test.class_names
    for seed in seeds:
        labelled = data.keep_labels(train, FLAGS.shots, seed) if FLAGS.shots else train
        classifier, epoch = train_once(seed, labelled, distribution)
        predicted = classifier.predict(prepared(test, classifier), verbose=0).argmax(-1)
        accuracies.append(float((predicted == test.labels).mean()))
        confusion += confusion_matrix(test.labels, predicted, labels=range(len(names)))
        epochs.append(epoch)
        print(f"Seed {seed}: {accuracies[-1]:.1%} of {len(test)} test shapes")
        if FLAGS.voting:

            def logits(points, classifier=classifier):
                # A dataset is taken as it is: views keep their size.
                views = data.prepared_dataset(points, FLAGS.batch_size)
                return classifier.predict(views, verbose=0)

            points = test.raw_points(classifier.backbone.channels)
            mean_logits = vote(logits, points, view, FLAGS.voting, seed=seed)
            voted.append(float((mean_logits.argmax(-1) == test.labels).mean()))
        first = first or classifier

    metrics = {"accuracy": mean_and_deviation(accuracies), "seeds": seeds, "epochs": epochs}
    print(f"Test accuracy: {percent(metrics['accuracy'])} over {len(seeds)} seeds")
    if voted:
        metrics["voted_accuracy"] = mean_and_deviation(voted)
        print(f"With {FLAGS.voting} views: {percent(metrics['voted_accuracy'])}")
    distribution.end()
    if not distribution.writes:
        return
    counts = {"train_shapes": int((labelled.labels >= 0).sum()), "test_shapes": len(test)}
    metrics |= {**counts, "seconds": round(time.time() - start, 1)}
    picture = output_dir / "confusion_matrix.png"
    keras_recon.visualization.plot_confusion_matrix(confusion, names, picture)
    facts = {"recipe": training.recipe_of(FLAGS, ["distribute"]), "metrics": metrics}
    first.save_to_preset(output_dir / "preset", metadata=facts)
    keras_recon.files.write_json(output_dir / "metrics.json", metrics)
    print(f"{metrics['seconds']:.0f} s. Classifier, metrics and picture are in {output_dir}")


if __name__ == "__main__":
    app.run(main)
