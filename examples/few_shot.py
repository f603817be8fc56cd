r"""Few-shot classification on Home3D: a few classes, a few shapes of each to learn from.

    python examples/few_shot.py
    python examples/few_shot.py --finetune
    python examples/few_shot.py --recipe=modelnet40 --ways=10 --shots=20 --preset=my_preset \
        --data_dir=...

Each fold is a task of its own: a linear SVM on the features of the frozen network, or with
--finetune the whole network, learns from the shots and is asked for test shapes, once with the
preset's weights and once with random ones. Shots come from the training split, queries from the
test split: recon_nano_home3d was pretrained on the former, without labels, and never saw the
latter. Writes mean and standard deviation over the folds to `metrics.json` in `--output_dir`.
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
        "dataset": "modelnet40_few_shot",
        "preset": "recon_base",
        "num_groups": 64,
        "num_points": 1024,
        "farthest_of": 1200,
        "finetune": True,
        "learning_rate": 5e-4,
        "epochs": 150,
        "warmup_epochs": 10,
        "stochastic_depth": 0.1,
        "augmentation": "rotation",
    },
}
flags.DEFINE_enum("recipe", "home3d", list(RECIPES), "Settings to start from.")
flags.DEFINE_string(
    "dataset",
    "home3d",
    "modelnet40_few_shot, the published tasks; or a name that keras_recon.datasets.load_dataset "
    "knows, to draw tasks from.",
)
flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
flags.DEFINE_string("preset", "recon_nano_home3d", "What to start from: a name or a folder.")
flags.DEFINE_integer("ways", 5, "Classes of a task.", lower_bound=2)
flags.DEFINE_integer("shots", 10, "Shapes of each class to learn from.", lower_bound=1)
flags.DEFINE_integer("queries", 20, "Most test shapes of each class, where tasks are drawn.")
flags.DEFINE_integer("folds", 10, "Tasks.", lower_bound=1)
flags.DEFINE_integer("seed", 0, "Seed of the tasks, of random weights and of training.")
flags.DEFINE_float("C", 0.075, "Inverse strength of the SVM's regularization.")
flags.DEFINE_bool("finetune", False, "Train the whole network instead of an SVM.")
flags.DEFINE_enum("head", "full", ["full", "linear", "mlp3"], "mlp3 freezes the backbone.")
flags.DEFINE_integer("epochs", 150, "Passes over the shots.", lower_bound=1)
flags.DEFINE_integer("batch_size", 32, "Shapes a step.", lower_bound=2)
flags.DEFINE_integer("num_groups", None, "Patches of each shape; the preset's if not given.")
flags.DEFINE_integer("num_points", 512, "Points of each shape.", lower_bound=1)
flags.DEFINE_integer("farthest_of", None, "Draw them from as many farthest ones; else from all.")
flags.DEFINE_float("learning_rate", 5e-4, "Peak rate of the backbone.", lower_bound=0)
flags.DEFINE_float("head_rate", 10, "The head's rate, in units of the backbone's.")
flags.DEFINE_float("warmup_epochs", 10, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("weight_decay", 0.05, "Decay of AdamW.", lower_bound=0)
flags.DEFINE_float("clipnorm", 10.0, "Largest norm of the gradient.", lower_bound=0)
flags.DEFINE_float("stochastic_depth", 0.1, "Rate at the last block.", lower_bound=0)
flags.DEFINE_enum("augmentation", "scale_shift", ["scale_shift", "rotation"], "In fine-tuning.")
flags.DEFINE_string("output_dir", "outputs/few_shot", "Folder to write to.")
flags.DEFINE_bool("jit_compile", True, "Compile the step; PyTorch runs as it is.")
FLAGS = flags.FLAGS


def load_tasks():
    """For each fold, the shapes to learn from and those to test on."""
    from keras_recon import datasets
    from keras_recon.data import keep_at_most

    # An SVM sees the points of a test; a training step draws its own from more.
    num_points = {
        "train": FLAGS.farthest_of if FLAGS.finetune else FLAGS.num_points,
        "test": FLAGS.num_points,
    }
    folds = range(FLAGS.folds)
    if FLAGS.dataset == "modelnet40_few_shot":
        load = datasets.load_modelnet_few_shot
        tasks = [load(FLAGS.data_dir, FLAGS.ways, FLAGS.shots, fold) for fold in folds]
        return [tuple(map(keep_at_most, task, num_points.values())) for task in tasks]
    train, test = (
        keep_at_most(datasets.load_dataset(FLAGS.dataset, split, FLAGS.data_dir), count)
        for split, count in num_points.items()
    )
    draw = datasets.few_shot_task
    return [
        draw(train, test, FLAGS.ways, FLAGS.shots, fold, FLAGS.queries, FLAGS.seed)
        for fold in folds
    ]


def probe(tasks, load_weights):
    """Accuracy on each task of a linear SVM on frozen features."""
    import keras

    import keras_recon
    from keras_recon.evaluation import linear_probe, probe_features

    keras.utils.set_random_seed(FLAGS.seed)
    preset = keras_recon.presets.read_preset(FLAGS.preset)
    backbone = getattr(keras_recon, preset.backbone_class).from_preset(
        FLAGS.preset, load_weights=load_weights, **model_options()
    )
    accuracies = []
    for train, test in tasks:
        features = [probe_features(backbone, data.points) for data in (train, test)]
        accuracies.append(
            linear_probe(features[0], train.labels, features[1], test.labels, C=FLAGS.C)
        )
    return accuracies


def finetune(train, test, load_weights, seed):
    """Accuracy on one task of a network that is trained on its shots."""
    import keras
    from sklearn.metrics import accuracy_score

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
    batch_size = min(FLAGS.batch_size, len(train))
    batches = point_cloud_dataset(
        train,
        batch_size,
        num_points=FLAGS.num_points,
        augmentations=[RandomRotation()] if rotation else [RandomScale(), RandomShift()],
        labels=True,
        shuffle=True,
        repeat=True,
        drop_remainder=True,
        seed=seed,
    )
    steps = num_batches(train, batch_size, drop_remainder=True)
    preset = keras_recon.presets.read_preset(FLAGS.preset)
    two_towers = preset.backbone_class == "TwoTowerBackbone"
    task = keras_recon.TwoTowerClassifier if two_towers else keras_recon.ReConClassifier
    classifier = task.from_preset(
        FLAGS.preset,
        load_weights=load_weights,
        num_classes=len(train.class_names),
        head=FLAGS.head,
        stochastic_depth=FLAGS.stochastic_depth,
        **model_options(),
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
        jit_compile=FLAGS.jit_compile and keras.backend.backend() != "torch",
    )
    classifier.fit(
        batches,
        steps_per_epoch=steps,
        epochs=FLAGS.epochs,
        shuffle=False,  # the pipeline does
        verbose=0,
    )
    logits = classifier.predict(test.points, verbose=0)
    return float(accuracy_score(test.labels, logits.argmax(-1)))


def model_options():
    return {"num_groups": FLAGS.num_groups} if FLAGS.num_groups else {}


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for name, value in RECIPES[FLAGS.recipe].items():
        FLAGS.set_default(name, value)
    import keras_recon
    from keras_recon.evaluation import mean_and_deviation, percent

    output_dir = Path(FLAGS.output_dir)
    output_dir.mkdir(parents=True, exist_ok=True)
    tasks = load_tasks()
    kinds = {"pretrained": True, "untrained": False}
    if not keras_recon.presets.read_preset(FLAGS.preset).weights:
        print(f"{FLAGS.preset} is a size without weights: nothing here is pretrained")
        kinds.pop("pretrained")

    metrics = {}
    for kind, load_weights in kinds.items():
        if FLAGS.finetune:
            accuracies = []
            for fold, (train, test) in enumerate(tasks):
                accuracies.append(finetune(train, test, load_weights, FLAGS.seed + fold))
                print(f"{kind}, fold {fold}: {100 * accuracies[-1]:.1f} %", flush=True)
        else:
            accuracies = probe(tasks, load_weights)
        metrics[kind] = mean_and_deviation(accuracies)
    metrics |= {
        "ways": FLAGS.ways,
        "shots": FLAGS.shots,
        "test_shapes": [len(test) for _, test in tasks],
        "classes": [list(train.class_names) for train, _ in tasks],
        "recipe": {
            flag.name: flag.value
            for flag in FLAGS.get_key_flags_for_module(sys.argv[0])
            if flag.name not in ("output_dir", "data_dir")
        },
        "seconds": round(time.time() - start, 1),
    }
    (output_dir / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    for kind in kinds:
        print(
            f"{FLAGS.ways}-way {FLAGS.shots}-shot, {kind}: {percent(metrics[kind])} "
            f"over {FLAGS.folds} folds"
        )
    print(f"{metrics['seconds']:.0f} s. Metrics are in {output_dir}")


if __name__ == "__main__":
    app.run(main)
