r"""Pretrain ReCon on Home3D: real furniture, minutes on a laptop's processor.

    python examples/pretrain.py

Prints the accuracy of a linear probe on held-out shapes before and after, and writes the model
(`preset/`), what it reached (`metrics.json`) and pictures to `--output_dir`. A run that was
stopped goes on with `--resume`. The paper's ablations are `--preset=two_tower_nano`, `--noimage`,
`--notext`, `--nostop_gradient`, `--noreconstruction`, `--mask_type=block`, `--shared_query`.
"""

import json
import os
import sys
import time
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("preset", "recon_nano", "Size of the model, or a preset to go on from.")
flags.DEFINE_enum("dataset", "home3d", ["home3d"], "What to pretrain on.")
flags.DEFINE_integer("epochs", 60, "Passes over the training split.", lower_bound=1)
flags.DEFINE_integer("batch_size", 32, "Shapes a step.", lower_bound=2)
flags.DEFINE_integer("num_points", 512, "Points of each shape that a step sees.", lower_bound=1)
flags.DEFINE_float("learning_rate", 1e-3, "Peak learning rate.", lower_bound=0)
flags.DEFINE_float("warmup_epochs", 5, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("weight_decay", 0.05, "Decay of AdamW.", lower_bound=0)
flags.DEFINE_float("clipnorm", 10.0, "Largest norm of the gradient.", lower_bound=0)
flags.DEFINE_float("stochastic_depth", 0.1, "Rate at the last block.", lower_bound=0)
flags.DEFINE_enum("mask_type", "random", ["random", "block"], "Which patches are hidden.")
flags.DEFINE_float("mask_ratio", 0.6, "Share of the patches that are hidden.")
flags.DEFINE_enum("chamfer_norm", "l2", ["l2", "l1"], "Chamfer distance.")
flags.DEFINE_bool("image", True, "Distil the image teacher.")
flags.DEFINE_bool("text", True, "Distil the text teacher.")
flags.DEFINE_bool("contrast", False, "Contrast the classes of a batch.")
flags.DEFINE_bool("reconstruction", True, "Reconstruct; off only with --nostop_gradient.")
flags.DEFINE_bool("stop_gradient", True, "Keep the teachers from the patches' tokens.")
flags.DEFINE_bool("shared_query", False, "One query for class, image and text.")
flags.DEFINE_bool("embed_visible_only", False, "Leave hidden patches out of batch statistics.")
flags.DEFINE_integer("seed", 0, "Seed of weights, order, augmentation and masks.")
flags.DEFINE_string("output_dir", "outputs/pretrain", "Folder to write to.")
flags.DEFINE_bool("resume", False, "Go on from the last finished epoch in --output_dir.")
flags.DEFINE_enum("precision", "float32", ["float32", "mixed_bfloat16"], "Dtype policy.")
flags.DEFINE_bool("jit_compile", True, "Compile the step; PyTorch runs as it is.")
flags.DEFINE_bool("tensorboard", False, "Write logs for TensorBoard too.")
FLAGS = flags.FLAGS


def scale_teacher_features(train):
    """Image features centred per feature with a mean deviation of 0.5; text features times 10.

    The smooth-L1 distance then stays near its quadratic part, and neither teacher drowns the
    other. All figures come from the training split.
    """
    import dataclasses

    image = train.image_features - train.image_features.mean(axis=0)
    return dataclasses.replace(
        train,
        image_features=0.5 * image / abs(image).mean(),
        text_features=10 * train.text_features,
    )


def linear_probe(backbone, preprocessor, train, test):
    """Accuracy of a linear SVM on the frozen backbone: labelled training shapes, test shapes."""
    from keras import ops

    import keras_recon

    train = train.select(train.labels >= 0)
    features = [
        keras_recon.probe_features(backbone, ops.convert_to_numpy(preprocessor(data.points)))
        for data in (train, test)
    ]
    return keras_recon.evaluation.linear_probe(features[0], train.labels, features[1], test.labels)


def draw_reconstructions(pretrainer, train, test, output_dir):
    """Draw what the network saw of unseen shapes, what it made of it, and the truth."""
    import numpy as np
    from keras import ops

    import keras_recon

    # One shape of each of the largest classes of the test split.
    classes = np.argsort(-np.bincount(test.labels), kind="stable")[:6]
    shapes = test.select(np.array([np.flatnonzero(test.labels == label)[0] for label in classes]))
    points = ops.convert_to_numpy(pretrainer.preprocessor(shapes.points))
    inputs = {"points": points}
    for name in ("image_features", "text_features"):
        inputs[name] = np.zeros((len(shapes), getattr(train, name).shape[1]), "float32")
    inputs["class_index"] = np.zeros(len(shapes), "int32")
    outputs = {key: ops.convert_to_numpy(value) for key, value in pretrainer(inputs).items()}
    patches, centers = map(ops.convert_to_numpy, pretrainer.backbone.group(points))
    patches = patches + centers[:, :, None]
    mask, count = outputs["mask"], len(shapes)
    hidden_centers = centers[mask].reshape(count, -1, 1, 3)
    keras_recon.visualization.plot_reconstructions(
        visible=patches[~mask].reshape(count, -1, 3),
        reconstruction=(outputs["reconstruction"] + hidden_centers).reshape(count, -1, 3),
        truth=shapes.points,
        names=shapes.names,
        path=output_dir / "reconstructions.png",
    )


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    import keras_recon
    from keras_recon.data import RandomRotation, num_batches, point_cloud_dataset

    output_dir = Path(FLAGS.output_dir)
    keras.utils.set_random_seed(FLAGS.seed)

    # === Data ===
    train = scale_teacher_features(keras_recon.datasets.load_home3d("train"))
    test = keras_recon.datasets.load_home3d("test")
    features = [
        *(["image_features"] if FLAGS.image else []),
        *(["text_features"] if FLAGS.text else []),
        *(["class_index"] if FLAGS.contrast else []),
    ]
    steps = num_batches(train, FLAGS.batch_size, drop_remainder=True)
    initial_epoch = keras_recon.training.resume_epoch(output_dir) if FLAGS.resume else 0
    batches = point_cloud_dataset(
        train,
        FLAGS.batch_size,
        num_points=FLAGS.num_points,
        augmentations=[RandomRotation()],
        features=features,
        shuffle=True,
        repeat=True,
        drop_remainder=True,
        seed=FLAGS.seed,
        initial_epoch=initial_epoch,
    )

    # === Model ===
    preprocessor = keras_recon.layers.PointCloudPreprocessor(FLAGS.num_points)
    pretrainer = keras_recon.ReConPretrainer.from_preset(
        FLAGS.preset,
        dtype=FLAGS.precision,
        image_dim=train.image_features.shape[1] if FLAGS.image else None,
        text_dim=train.text_features.shape[1] if FLAGS.text else None,
        contrast=FLAGS.contrast,
        reconstruction=FLAGS.reconstruction,
        stop_gradient=FLAGS.stop_gradient,
        embed_visible_only=FLAGS.embed_visible_only,
        mask_type=FLAGS.mask_type,
        mask_ratio=FLAGS.mask_ratio,
        chamfer_norm=FLAGS.chamfer_norm,
        stochastic_depth=FLAGS.stochastic_depth,
        preprocessor=preprocessor,
        **({"shared_query": True} if FLAGS.shared_query else {}),  # two towers have no such option
    )
    probe_before = linear_probe(pretrainer.backbone, preprocessor, train, test)
    print(f"Linear probe before pretraining: {100 * probe_before:.1f} % of {len(test)} test shapes")

    # === Training ===
    schedule = keras_recon.training.warmup_cosine(
        FLAGS.learning_rate, FLAGS.epochs, steps, FLAGS.warmup_epochs
    )
    pretrainer.compile(
        optimizer=keras_recon.training.AdamW(
            schedule, weight_decay=FLAGS.weight_decay, global_clipnorm=FLAGS.clipnorm or None
        ),
        jit_compile=FLAGS.jit_compile and keras.backend.backend() != "torch",
    )
    pretrainer.fit(
        batches,
        steps_per_epoch=steps,
        epochs=FLAGS.epochs,
        initial_epoch=initial_epoch,
        callbacks=keras_recon.training.training_callbacks(
            output_dir, resume=FLAGS.resume, tensorboard=FLAGS.tensorboard
        ),
        shuffle=False,  # the pipeline does
        verbose=1 if sys.stdout.isatty() else 2,
    )

    # === Results ===
    probe_after = linear_probe(pretrainer.backbone, preprocessor, train, test)
    history = keras_recon.training.read_history(output_dir)
    if FLAGS.reconstruction:
        draw_reconstructions(pretrainer, train, test, output_dir)
    keras_recon.visualization.plot_loss_curves(history, output_dir / "losses.png")
    metrics = {
        "probe_before": probe_before,
        "probe_after": probe_after,
        "seconds": round(time.time() - start, 1),
        "epochs": FLAGS.epochs,
        "losses": {key: values[-1] for key, values in history.items() if key != "learning_rate"},
    }
    recipe = {
        flag.name: flag.value
        for flag in FLAGS.get_key_flags_for_module(sys.argv[0])
        if flag.name not in ("output_dir", "resume", "tensorboard")
    }
    pretrainer.save_to_preset(
        output_dir / "preset",
        metadata={"recipe": recipe, "backend": keras.backend.backend(), "metrics": metrics},
    )
    (output_dir / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    print(
        f"Linear probe after {FLAGS.epochs} epochs: {100 * probe_after:.1f} % "
        f"(before: {100 * probe_before:.1f} %), {metrics['seconds']:.0f} s in all. "
        f"Model, metrics and pictures are in {output_dir}"
    )


if __name__ == "__main__":
    app.run(main)
