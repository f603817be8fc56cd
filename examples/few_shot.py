r"""Few-shot classification on Home3D: a few classes, a few shapes of each to learn from.

    python examples/few_shot.py
    python examples/few_shot.py --finetune
    python examples/few_shot.py --recipe=modelnet40 --ways=10 --shots=20 --preset=my_preset \
        --data_dir=...

Each fold is a task of its own: a linear SVM on the features of the frozen network, or with
--finetune the whole network, learns from the shots and is asked for test shapes, once with the
preset's weights and once with random ones. Shots come from the training split, queries from the
test split: recon_nano_shapes was pretrained on the former, without labels, and never saw the
latter. Writes mean and standard deviation over the folds to `metrics.json` in `--output_dir`.
"""

import os
import time
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("recipe", "home3d", "Settings to start from; see keras_recon.training.RECIPES.")
flags.DEFINE_string(
    "dataset",
    "home3d",
    "modelnet40_few_shot, the published tasks; or a name that keras_recon.datasets.load_dataset "
    "knows, to draw tasks from.",
)
flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
flags.DEFINE_string("up_axis", None, "Axis that is up in your own shapes: y, z, x, -z, ...")
flags.DEFINE_string("preset", "recon_nano_shapes", "What to start from: a name or a folder.")
flags.DEFINE_integer("ways", 5, "Classes of a task.", lower_bound=2)
flags.DEFINE_integer("shots", 10, "Shapes of each class to learn from.", lower_bound=1)
flags.DEFINE_integer("queries", 20, "Most test shapes of each class, where tasks are drawn.")
flags.DEFINE_integer("folds", 10, "Tasks.", lower_bound=1)
flags.DEFINE_integer("seed", 0, "Seed of the tasks, of random weights and of training.")
flags.DEFINE_float("C", 0.075, "Inverse strength of the SVM's regularization.")
flags.DEFINE_bool("finetune", False, "Train the whole network instead of an SVM.")
flags.DEFINE_enum("head", "mlp", ["mlp", "linear"], "Three dense layers, or one.")
flags.DEFINE_bool("freeze_backbone", False, "Train the head alone.")
flags.DEFINE_integer("epochs", 150, "Passes over the shots.", lower_bound=1)
flags.DEFINE_integer("batch_size", 32, "Shapes a step.", lower_bound=2)
flags.DEFINE_integer("num_groups", None, "Patches of each shape; the preset's if not given.")
flags.DEFINE_integer("num_points", 512, "Points of each shape.", lower_bound=1)
flags.DEFINE_integer("farthest_of", None, "Draw them from as many farthest ones; else from all.")
flags.DEFINE_float("learning_rate", 5e-4, "Peak rate of the backbone.", lower_bound=0)
flags.DEFINE_float("warmup_epochs", 10, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("stochastic_depth", 0.1, "Rate at the last block.", lower_bound=0)
flags.DEFINE_enum("augmentation", "scale_shift", ["scale_shift", "rotation"], "In fine-tuning.")
flags.DEFINE_string("output_dir", "outputs/few_shot", "Folder to write to.")
flags.DEFINE_bool("jit_compile", True, "Compile the step with XLA; not on PyTorch.")
FLAGS = flags.FLAGS


def load_tasks():
    """For each fold, the shapes to learn from and those to test on."""
    from keras_recon import data, datasets

    # An SVM sees the points of a test; a training step draws its own from more.
    counts = (FLAGS.farthest_of if FLAGS.finetune else FLAGS.num_points, FLAGS.num_points)
    folds = range(FLAGS.folds)
    if FLAGS.dataset == "modelnet40_few_shot":
        load = datasets.load_modelnet_few_shot
        tasks = (load(FLAGS.data_dir, FLAGS.ways, FLAGS.shots, fold) for fold in folds)
        return [tuple(map(data.keep_farthest, task, counts)) for task in tasks]
    source = {"folder": FLAGS.data_dir, "num_points": FLAGS.num_points, "up_axis": FLAGS.up_axis}
    train, test = (
        data.keep_farthest(datasets.load_dataset(FLAGS.dataset, split, **source), count)
        for split, count in zip(("train", "test"), counts, strict=True)
    )
    draw = datasets.few_shot_task
    return [
        draw(train, test, FLAGS.ways, FLAGS.shots, fold, FLAGS.queries, FLAGS.seed)
        for fold in folds
    ]


def model_options():
    return {"num_groups": FLAGS.num_groups} if FLAGS.num_groups else {}


def probe(tasks, load_weights):
    """Accuracy on each task of a linear SVM on frozen features."""
    import keras

    from keras_recon import Backbone, evaluation

    keras.utils.set_random_seed(FLAGS.seed)
    backbone = Backbone.from_preset(FLAGS.preset, load_weights, **model_options())
    return [evaluation.probe_accuracy(backbone, *task, C=FLAGS.C) for task in tasks]


def finetune(train, test, load_weights, seed):
    """Accuracy on one task of a network that is trained on its shots."""
    import keras

    import keras_recon
    from keras_recon.data import RandomRotation, RandomScale, RandomShift, point_cloud_dataset

    keras.utils.set_random_seed(seed)
    classifier = keras_recon.ReConClassifier.from_preset(
        FLAGS.preset,
        load_weights,
        class_names=train.class_names,
        head=FLAGS.head,
        freeze_backbone=FLAGS.freeze_backbone,
        stochastic_depth=FLAGS.stochastic_depth,
        **model_options(),
    )
    color = classifier.backbone.default_color
    rotation = FLAGS.augmentation == "rotation"
    batches = point_cloud_dataset(
        train,
        min(FLAGS.batch_size, len(train)),
        num_points=FLAGS.num_points,
        augmentations=[RandomRotation()] if rotation else [RandomScale(), RandomShift()],
        labels=True,
        shuffle=True,
        drop_remainder=True,
        seed=seed,
        default_color=color,
    )
    schedule = keras_recon.training.warmup_cosine(
        FLAGS.learning_rate, FLAGS.epochs, len(batches), FLAGS.warmup_epochs
    )
    classifier.compile(
        classifier.default_optimizer(schedule), jit_compile="auto" if FLAGS.jit_compile else False
    )
    classifier.fit(batches, epochs=FLAGS.epochs, verbose=0)
    shapes = point_cloud_dataset(test, FLAGS.batch_size, labels=True, default_color=color)
    return classifier.evaluate(shapes, verbose=0, return_dict=True)["accuracy"]


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras_recon
    from keras_recon import training
    from keras_recon.evaluation import mean_and_deviation, percent

    training.use_recipe(FLAGS, "few_shot")
    tasks = load_tasks()
    kinds = {"pretrained": True, "untrained": False}
    if not keras_recon.presets.read_preset(FLAGS.preset).weights:
        print(f"{FLAGS.preset} is a size without weights: nothing here is pretrained")
        kinds.pop("pretrained")

    metrics = {}
    for kind, load_weights in kinds.items():
        accuracies = [] if FLAGS.finetune else probe(tasks, load_weights)
        for fold, (train, test) in enumerate(tasks if FLAGS.finetune else []):
            accuracies.append(finetune(train, test, load_weights, FLAGS.seed + fold))
            print(f"{kind}, fold {fold}: {accuracies[-1]:.1%}", flush=True)
        metrics[kind] = mean_and_deviation(accuracies)
        print(
            f"{FLAGS.ways}-way {FLAGS.shots}-shot, {kind}: {percent(metrics[kind])} "
            f"over {FLAGS.folds} folds"
        )
    metrics |= {
        "ways": FLAGS.ways,
        "shots": FLAGS.shots,
        "test_shapes": [len(test) for _, test in tasks],
        "classes": [list(train.class_names) for train, _ in tasks],
        "recipe": training.recipe_of(FLAGS),
        "seconds": round(time.time() - start, 1),
    }
    keras_recon.files.write_json(Path(FLAGS.output_dir) / "metrics.json", metrics)
    print(f"{metrics['seconds']:.0f} s. Metrics are in {FLAGS.output_dir}")


if __name__ == "__main__":
    app.run(main)
