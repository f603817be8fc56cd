r"""Label shapes of classes that no training ever saw, by the words for them.

    python examples/zero_shot.py
    python examples/zero_shot.py --recipe=modelnet40 --preset=my_preset --data_dir=... \
        --teacher=clip:clip_vit_base_patch32
    python examples/zero_shot.py --recipe=objaverse_lvis --preset=my_preset --data_dir=...

By default every third class of Home3D is kept out of pretraining altogether; then its shapes are
labelled by the similarity of the text query to the names of these classes; --epochs=0 takes a
--preset that was pretrained without them as it is. Beside it stand chance and what queries without
pretraining reach. A recipe takes a pretrained network and a published test split; --published adds
the training split, as ReCon's published code does. Writes `metrics.json` and, of up to 100 classes,
the confusion matrix to `--output_dir`.
"""

import itertools
import os
import time
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("recipe", "home3d", "Settings to start from; see keras_recon.training.RECIPES.")
flags.DEFINE_string("dataset", "home3d", "A name that keras_recon.datasets.load_dataset knows.")
flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
flags.DEFINE_string("preset", "recon_nano", "A pretrained network; for Home3D, a size too.")
flags.DEFINE_string("class_features", None, "File that save_class_features wrote.")
flags.DEFINE_string("teacher", None, "What encodes the names, if no file is given.")
flags.DEFINE_enum("prompts", "recon", ["recon", "ulip"], "Sentences around the names.")
flags.DEFINE_enum("mode", None, ["full", "text", "image"], "Queries; all that fit if not given.")
flags.DEFINE_float("text_weight", 0.25, "Weight of the text query beside that of the image query.")
flags.DEFINE_integer("num_groups", None, "Patches of each shape; the preset's if not given.")
flags.DEFINE_integer("group_size", None, "Points of each patch; the preset's if not given.")
flags.DEFINE_integer("num_points", 512, "Points of each shape, if it has more.", lower_bound=1)
flags.DEFINE_bool("published", False, "Score training and test shapes together, as published.")
flags.DEFINE_list("seeds", ["0", "1", "2"], "Seeds to pretrain with.")
flags.DEFINE_integer("epochs", 60, "Passes of pretraining on Home3D.", lower_bound=0)
flags.DEFINE_integer("batch_size", 32, "Shapes that are taken at once.", lower_bound=2)
flags.DEFINE_string("output_dir", "outputs/zero_shot", "Folder to write to.")
FLAGS = flags.FLAGS


def pretrain(train, seed, epochs, load_weights):
    """Pretrain on shapes without the unseen classes, as examples/pretrain.py does."""
    import keras

    import keras_recon
    from keras_recon import data, training

    keras.utils.set_random_seed(seed)
    train = data.scale_teacher_features(train)
    pretrainer = keras_recon.models.MaskedPretrainer.from_preset(
        FLAGS.preset,
        load_weights,
        image_dim=train.image_features.shape[-1],
        text_dim=train.text_features.shape[-1],
        preprocessor=keras_recon.layers.PointCloudPreprocessor(FLAGS.num_points),
    )
    default_color = pretrainer.backbone.default_color
    if epochs:
        batches = data.point_cloud_dataset(
            train,
            FLAGS.batch_size,
            FLAGS.num_points,
            [data.RandomRotation(), *([data.RandomColorDrop()] if default_color else [])],
            features=pretrainer.teacher_inputs[:2],
            shuffle=True,
            drop_remainder=True,
            seed=seed,
            default_color=default_color,
        )
        rate = training.warmup_cosine(1e-3, epochs, len(batches), min(5, epochs))
        pretrainer.compile(training.AdamW(rate, weight_decay=0.05, global_clipnorm=10))
        pretrainer.fit(batches, epochs=epochs, verbose=0)
    return pretrainer


def home3d():
    """Accuracy on every third class, kept out of pretraining, for each seed and untrained."""
    import numpy as np

    import keras_recon
    from keras_recon import datasets, teachers

    pretrainer_class = keras_recon.models.MaskedPretrainer.class_of_preset(FLAGS.preset)
    all_views = "image_targets" in pretrainer_class.teacher_inputs
    train, test = (datasets.load_home3d(split, all_views) for split in ("train", "test"))
    unseen = np.arange(len(train.class_names))[::3]
    names = [train.class_names[i] for i in unseen]
    kept_out = np.isin(train.labels, unseen)
    shapes = [train.select(kept_out), test.select(np.isin(test.labels, unseen))]
    labels = np.searchsorted(unseen, np.concatenate([part.labels for part in shapes]))
    features = teachers.load_class_features(datasets.home3d.CLASS_FEATURES).of(names)
    predicted = {True: [], False: []}
    for trained, seed in itertools.product(predicted, FLAGS.seeds):
        epochs = FLAGS.epochs * trained
        pretrainer = pretrain(train.select(~kept_out), int(seed), epochs, load_weights=trained)
        classifier = keras_recon.ReConZeroShotClassifier.from_pretrainer(
            pretrainer, names, features, mode=FLAGS.mode
        )
        points = [part.raw_points(pretrainer.backbone.channels) for part in shapes]
        predicted[trained].append(classifier.predict(np.concatenate(points), verbose=0).argmax(-1))
        accuracy = (predicted[trained][-1] == labels).mean()
        kind = "pretrained" if trained else "untrained"
        print(f"Seed {seed}, {kind}: {accuracy:.1%} of {len(labels)} unseen shapes")
    untrained = [float((one == labels).mean()) for one in predicted[False]]
    return names, labels, predicted[True], {"untrained_accuracy": untrained}


def features_of(names):
    """What the text teacher of the network makes of the names of the classes."""
    from keras_recon import datasets, teachers

    if FLAGS.class_features:
        return teachers.load_class_features(FLAGS.class_features).of(names)
    if FLAGS.teacher:
        teacher = teachers.load_teacher(FLAGS.teacher)
        if FLAGS.prompts == "ulip":
            return teachers.class_features(names, teacher, teachers.ULIP_TEMPLATES, "mean")
        words = ["toile" if FLAGS.published and n == "toilet" else n for n in names]
        return teachers.class_features(words, teacher)
    if FLAGS.dataset.startswith(("openshape", "objaverse")):
        return datasets.load_openshape_class_features(FLAGS.dataset, FLAGS.data_dir, names)
    raise SystemExit("Class features are needed: give --class_features or --teacher.")


def published():
    """Labels and predictions of a published data set."""
    import numpy as np

    import keras_recon
    from keras_recon import data, datasets, evaluation

    splits = ["train", "test"] if FLAGS.published else ["test"]
    loaded = [datasets.load_dataset(FLAGS.dataset, split, FLAGS.data_dir) for split in splits]
    names = loaded[0].class_names
    given = [name for name in ("mode", "num_groups", "group_size") if FLAGS[name].value]
    classifier = keras_recon.ReConZeroShotClassifier.from_preset(
        FLAGS.preset,
        class_names=names,
        class_features=features_of(names),
        text_weight=FLAGS.text_weight,
        temperature=1.0,  # at a lower one many probabilities are 0, and have no order
        **{name: FLAGS[name].value for name in given},
    )
    options = {"num_points": min(FLAGS.num_points, loaded[0].num_points)}
    options["default_color"] = classifier.backbone.default_color
    # ReCon++ takes random points.
    if not isinstance(classifier.backbone, keras_recon.ReCon2Backbone):
        options["farthest_of"] = options["num_points"]
    batches = [data.point_cloud_dataset(part, FLAGS.batch_size, **options) for part in loaded]
    scores = np.concatenate([classifier.predict(part) for part in batches])
    labels = np.concatenate([part.labels for part in loaded])
    top = {f"top_{k}_accuracy": [evaluation.top_k_accuracy(scores, labels, k)] for k in (3, 5)}
    return names, labels, [scores.argmax(-1)], top


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from sklearn.metrics import confusion_matrix

    from keras_recon import files, training, visualization
    from keras_recon.evaluation import mean_and_deviation, percent

    training.use_recipe(FLAGS, "zero_shot")
    output_dir = Path(FLAGS.output_dir)
    names, labels, predicted, more = home3d() if FLAGS.dataset == "home3d" else published()
    figures = {"accuracy": [float((one == labels).mean()) for one in predicted], **more}
    figures = {name: mean_and_deviation(values) for name, values in figures.items()}
    metrics = {"chance": 1 / len(names), "shapes": len(labels), "classes": names, **figures}
    metrics["seconds"] = round(time.time() - start, 1)
    print(f"Chance: {metrics['chance']:.1%}")
    for name, figure in figures.items():
        print(f"{name.replace('_', ' ').capitalize()}: {percent(figure)}")
    if len(names) <= 100:
        confusion = sum(confusion_matrix(labels, p, labels=range(len(names))) for p in predicted)
        visualization.plot_confusion_matrix(confusion, names, output_dir / "confusion_matrix.png")
    files.write_json(output_dir / "metrics.json", metrics)
    print(f"{metrics['seconds']:.0f} s. Metrics and picture are in {output_dir}")


if __name__ == "__main__":
    app.run(main)
