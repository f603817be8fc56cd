r"""Fine-tune a classifier on Home3D, from pretrained weights or from scratch.

    python examples/finetune.py
    python examples/finetune.py --from_scratch

Trains once for each seed, without choosing anything on the test split: the figure is that of the
last epoch. Writes the classifier of the first seed (`preset/`), `metrics.json` and the confusion
matrix over all seeds to `--output_dir`.
"""

import json
import os
import sys
import time
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("preset", "recon_nano_home3d", "What to start from: a name or a folder.")
flags.DEFINE_bool("from_scratch", False, "Start from random weights of the same architecture.")
flags.DEFINE_enum("head", "full", ["full", "linear", "mlp3"], "mlp3 freezes the backbone.")
flags.DEFINE_list("seeds", ["0", "1", "2"], "Seeds to train with.")
flags.DEFINE_integer("epochs", 60, "Passes over the labelled training shapes.", lower_bound=1)
flags.DEFINE_integer("batch_size", 32, "Shapes a step.", lower_bound=2)
flags.DEFINE_integer("num_points", 512, "Points of each shape that a step sees.", lower_bound=1)
flags.DEFINE_float("learning_rate", 5e-4, "Peak rate of the backbone.", lower_bound=0)
flags.DEFINE_float("head_rate", 10, "The head's rate, in units of the backbone's.")
flags.DEFINE_float("warmup_epochs", 5, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("weight_decay", 0.05, "Decay of AdamW.", lower_bound=0)
flags.DEFINE_float("clipnorm", 10.0, "Largest norm of the gradient.", lower_bound=0)
flags.DEFINE_float("stochastic_depth", 0.2, "Rate at the last block.", lower_bound=0)
flags.DEFINE_enum("augmentation", "scale_shift", ["scale_shift", "rotation"], "As published.")
flags.DEFINE_string("output_dir", "outputs/finetune", "Folder to write to.")
flags.DEFINE_bool("jit_compile", True, "Compile the step; PyTorch runs as it is.")
FLAGS = flags.FLAGS


def train_once(seed, train, test):
    """Fine-tune with one seed; give the classifier and its logits of the test shapes."""
    import keras
    from keras import ops

    import keras_recon
    from keras_recon.data import (
        RandomRotation,
        RandomScale,
        RandomShift,
        num_batches,
        point_cloud_dataset,
    )

    keras.utils.set_random_seed(seed)
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
    classifier = keras_recon.ReConClassifier.from_preset(
        FLAGS.preset,
        load_weights=not FLAGS.from_scratch,
        num_classes=len(train.class_names),
        head=FLAGS.head,
        stochastic_depth=FLAGS.stochastic_depth,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(FLAGS.num_points),
    )
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
    classifier.fit(
        batches,
        steps_per_epoch=steps,
        epochs=FLAGS.epochs,
        shuffle=False,  # the pipeline does
        verbose=1 if sys.stdout.isatty() else 2,
    )
    points = ops.convert_to_numpy(classifier.preprocessor(test.points))
    return classifier, classifier.predict(points, verbose=0)


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import numpy as np
    from sklearn.metrics import accuracy_score, confusion_matrix

    import keras_recon

    output_dir = Path(FLAGS.output_dir)
    output_dir.mkdir(parents=True, exist_ok=True)
    train = keras_recon.datasets.load_home3d("train")
    train = train.select(train.labels >= 0)
    test = keras_recon.datasets.load_home3d("test")

    seeds, accuracies, first = [int(seed) for seed in FLAGS.seeds], [], None
    classes = range(len(test.class_names))
    confusion = np.zeros((len(classes), len(classes)), int)
    for seed in seeds:
        classifier, logits = train_once(seed, train, test)
        predicted = logits.argmax(-1)
        accuracies.append(float(accuracy_score(test.labels, predicted)))
        confusion += confusion_matrix(test.labels, predicted, labels=classes)
        first = first or classifier
        print(f"Seed {seed}: {100 * accuracies[-1]:.1f} % of {len(test)} test shapes")

    metrics = {
        "accuracy": accuracies,
        "mean": float(np.mean(accuracies)),
        "standard_deviation": float(np.std(accuracies, ddof=1)) if len(seeds) > 1 else None,
        "seeds": seeds,
        "epochs": FLAGS.epochs,
        "seconds": round(time.time() - start, 1),
    }
    keras_recon.visualization.plot_confusion_matrix(
        confusion, test.class_names, output_dir / "confusion_matrix.png"
    )
    recipe = {
        flag.name: flag.value
        for flag in FLAGS.get_key_flags_for_module(sys.argv[0])
        if flag.name not in ("output_dir", "resume", "tensorboard")
    }
    first.save_to_preset(
        output_dir / "preset",
        metadata={"recipe": recipe, "metrics": metrics, "class_names": list(test.class_names)},
    )
    (output_dir / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    spread = f" ± {100 * metrics['standard_deviation']:.1f}" if len(seeds) > 1 else ""
    print(
        f"Test accuracy: {100 * metrics['mean']:.1f}{spread} % over {len(seeds)} seeds, "
        f"{metrics['seconds']:.0f} s. Classifier, metrics and picture are in {output_dir}"
    )


if __name__ == "__main__":
    app.run(main)
