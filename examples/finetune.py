r"""Fine-tune a classifier on Home3D, from pretrained weights or from scratch.

    python examples/finetune.py
    python examples/finetune.py --from_scratch
    python examples/finetune.py --recipe=scanobjectnn_hardest --preset=my_preset --data_dir=...

Trains once for each seed, without choosing anything on the test split: the figure is that of the
last epoch or, with --validation_split, of the epoch that is best on a part held out of the
training split. --voting=10 reports the mean over augmented views beside it. Writes the classifier
of the first seed (`preset/`), `metrics.json` and the confusion matrix over all seeds to
`--output_dir`.
"""

import json
import os
import sys
import time
from pathlib import Path

from absl import app, flags

# Settings as published; a flag given by hand overrides its recipe. With --head=linear and
# --head=mlp3 the published rate is 1e-4.
MODELNET = {
    "dataset": "modelnet40",
    "preset": "recon_base",
    "num_groups": 64,
    "num_points": 1024,
    "farthest_of": 1200,
    "learning_rate": 1e-5,
    "epochs": 300,
    "warmup_epochs": 10,
    "augmentation": "scale_shift",
    "view_augmentation": "scale",
}
SCANOBJECTNN = {
    **MODELNET,
    "num_groups": 128,
    "num_points": 2048,
    "farthest_of": 2400,
    "learning_rate": 2e-5,
    "augmentation": "rotation",
    "view_augmentation": "none",
}
HARDEST = {**SCANOBJECTNN, "dataset": "scanobjectnn_hardest", "view_augmentation": "rotation"}
RECIPES = {
    "home3d": {},
    "modelnet40": MODELNET,
    "modelnet40_8k": {**MODELNET, "num_groups": 512, "num_points": 8192, "farthest_of": 8192},
    "scanobjectnn_obj_bg": {**SCANOBJECTNN, "dataset": "scanobjectnn_obj_bg"},
    "scanobjectnn_obj_only": {**SCANOBJECTNN, "dataset": "scanobjectnn_obj_only"},
    "scanobjectnn_hardest": HARDEST,
    "scanobjectnn_hardest_two_tower": {
        **HARDEST,
        "preset": "two_tower_base",
        "learning_rate": 5e-5,
    },
}
flags.DEFINE_enum("recipe", "home3d", list(RECIPES), "Settings to start from.")
flags.DEFINE_string("dataset", "home3d", "A name that keras_recon.datasets.load_dataset knows.")
flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
flags.DEFINE_string("preset", "recon_nano_home3d", "What to start from: a name or a folder.")
flags.DEFINE_bool("from_scratch", False, "Start from random weights of the same architecture.")
flags.DEFINE_enum("head", "full", ["full", "linear", "mlp3"], "mlp3 freezes the backbone.")
flags.DEFINE_enum(
    "stream", "all", ["all", "reconstruction", "contrast"], "Towers of a two-tower preset."
)
flags.DEFINE_list("seeds", ["0", "1", "2"], "Seeds to train with.")
flags.DEFINE_integer("epochs", 60, "Passes over the labelled training shapes.", lower_bound=1)
flags.DEFINE_integer("batch_size", 32, "Shapes a step.", lower_bound=2)
flags.DEFINE_integer("num_groups", None, "Patches of each shape; the preset's if not given.")
flags.DEFINE_integer("num_points", 512, "Points of each shape that a step sees.", lower_bound=1)
flags.DEFINE_integer("farthest_of", None, "Draw them from as many farthest ones; else from all.")
flags.DEFINE_float("learning_rate", 5e-4, "Peak rate of the backbone.", lower_bound=0)
flags.DEFINE_float("head_rate", 10, "The head's rate, in units of the backbone's.")
flags.DEFINE_float("warmup_epochs", 5, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("weight_decay", 0.05, "Decay of AdamW.", lower_bound=0)
flags.DEFINE_float("clipnorm", 10.0, "Largest norm of the gradient.", lower_bound=0)
flags.DEFINE_float("stochastic_depth", 0.2, "Rate at the last block.", lower_bound=0)
flags.DEFINE_enum("augmentation", "scale_shift", ["scale_shift", "rotation"], "As published.")
flags.DEFINE_float(
    "validation_split", 0, "Share of the training shapes to choose the epoch on.", 0, 0.9
)
flags.DEFINE_integer("voting", 0, "Views to average over; 10 as published.", lower_bound=0)
flags.DEFINE_enum(
    "view_augmentation", "scale", ["scale", "rotation", "none"], "Beside drawing other points."
)
flags.DEFINE_string("output_dir", "outputs/finetune", "Folder to write to.")
flags.DEFINE_bool("jit_compile", True, "Compile the step; PyTorch runs as it is.")
FLAGS = flags.FLAGS


def train_once(seed, train):
    """Fine-tune with one seed; give the classifier and the number of epochs behind its weights."""
    import keras
    import numpy as np

    import keras_recon
    from keras_recon.data import (
        RandomRotation,
        RandomScale,
        RandomShift,
        keep_at_most,
        num_batches,
        point_cloud_dataset,
    )

    keras.utils.set_random_seed(seed)

    # === Data ===
    validation = None
    if FLAGS.validation_split:
        order = np.random.default_rng(seed).permutation(len(train))
        held_out = max(1, round(FLAGS.validation_split * len(train)))
        validation, train = train.select(order[:held_out]), train.select(order[held_out:])
        validation = keep_at_most(validation, FLAGS.num_points)
    rotation = FLAGS.augmentation == "rotation"
    batches = point_cloud_dataset(
        train,
        FLAGS.batch_size,
        num_points=FLAGS.num_points,
        augmentations=[RandomRotation()] if rotation else [RandomScale(), RandomShift()],
        labels=True,
        shuffle=True,
        repeat=True,
        drop_remainder=True,
        seed=seed,
    )
    steps = num_batches(train, FLAGS.batch_size, drop_remainder=True)

    # === Model ===
    two_towers = keras_recon.presets.read_preset(FLAGS.preset).backbone_class == "TwoTowerBackbone"
    task = keras_recon.TwoTowerClassifier if two_towers else keras_recon.ReConClassifier
    classifier = task.from_preset(
        FLAGS.preset,
        load_weights=not FLAGS.from_scratch,
        num_classes=len(train.class_names),
        head=FLAGS.head,
        stochastic_depth=FLAGS.stochastic_depth,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(
            # As published, scans keep their size and place.
            FLAGS.num_points,
            normalize=not FLAGS.dataset.startswith("scanobjectnn"),
        ),
        **({"num_groups": FLAGS.num_groups} if FLAGS.num_groups else {}),
        **({"stream": FLAGS.stream} if two_towers else {}),
    )

    # === Training ===
    schedule = keras_recon.training.warmup_cosine(
        FLAGS.learning_rate, FLAGS.epochs, steps, FLAGS.warmup_epochs
    )
    classifier.compile(
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
    choice = keras.callbacks.EarlyStopping(
        "val_accuracy", patience=FLAGS.epochs, mode="max", restore_best_weights=True
    )
    classifier.fit(
        batches,
        steps_per_epoch=steps,
        epochs=FLAGS.epochs,
        validation_data=(validation.points, validation.labels) if validation else None,
        callbacks=[choice] if validation else None,
        shuffle=False,  # the pipeline does
        verbose=1 if sys.stdout.isatty() else 2,
    )
    return classifier, choice.best_epoch + 1 if validation else FLAGS.epochs


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for name, value in RECIPES[FLAGS.recipe].items():
        FLAGS.set_default(name, value)
    import numpy as np
    from sklearn.metrics import accuracy_score, confusion_matrix

    import keras_recon
    from keras_recon.data import RandomRotation, RandomSample, RandomScale, keep_at_most
    from keras_recon.evaluation import mean_and_deviation, percent, vote

    output_dir = Path(FLAGS.output_dir)
    output_dir.mkdir(parents=True, exist_ok=True)
    if not (FLAGS.from_scratch or keras_recon.presets.read_preset(FLAGS.preset).weights):
        print(f"{FLAGS.preset} is a size without weights: training from scratch")
    train, test = (
        keep_at_most(
            keras_recon.datasets.load_dataset(FLAGS.dataset, split, FLAGS.data_dir),
            FLAGS.farthest_of,
        )
        for split in ("train", "test")
    )
    train = train.select(train.labels >= 0)
    test_points = keep_at_most(test, FLAGS.num_points).points
    view = {"scale": [RandomScale()], "rotation": [RandomRotation()], "none": []}
    view = [RandomSample(FLAGS.num_points), *view[FLAGS.view_augmentation]]

    seeds, accuracies, voted, epochs, first = [int(seed) for seed in FLAGS.seeds], [], [], [], None
    classes = range(len(test.class_names))
    confusion = np.zeros((len(classes), len(classes)), int)
    for seed in seeds:
        classifier, epoch = train_once(seed, train)

        def logits(points, classifier=classifier):
            return classifier.predict(points, verbose=0)

        predicted = logits(test_points).argmax(-1)
        accuracies.append(float(accuracy_score(test.labels, predicted)))
        confusion += confusion_matrix(test.labels, predicted, labels=classes)
        epochs.append(epoch)
        print(f"Seed {seed}: {100 * accuracies[-1]:.1f} % of {len(test)} test shapes")
        if FLAGS.voting:
            mean_logits = vote(logits, test.points, view, FLAGS.voting, seed=seed)
            voted.append(float(accuracy_score(test.labels, mean_logits.argmax(-1))))
        first = first or classifier

    metrics = {
        "accuracy": mean_and_deviation(accuracies),
        **({"voted_accuracy": mean_and_deviation(voted)} if voted else {}),
        "seeds": seeds,
        "epochs": epochs,
        "test_shapes": len(test),
        "seconds": round(time.time() - start, 1),
    }
    keras_recon.visualization.plot_confusion_matrix(
        confusion, test.class_names, output_dir / "confusion_matrix.png"
    )
    recipe = {
        flag.name: flag.value
        for flag in FLAGS.get_key_flags_for_module(sys.argv[0])
        if flag.name not in ("output_dir", "data_dir")
    }
    first.save_to_preset(
        output_dir / "preset",
        metadata={"recipe": recipe, "metrics": metrics, "class_names": list(test.class_names)},
    )
    (output_dir / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    for title, name in (("", "accuracy"), (f", {FLAGS.voting} views", "voted_accuracy")):
        if name in metrics:
            print(f"Test accuracy{title}: {percent(metrics[name])} over {len(seeds)} seeds")
    print(f"{metrics['seconds']:.0f} s. Classifier, metrics and picture are in {output_dir}")


if __name__ == "__main__":
    app.run(main)
