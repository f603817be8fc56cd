r"""Pretrain ReCon: by default on Home3D, real furniture, in minutes on a laptop's processor.

    python examples/pretrain.py
    python examples/pretrain.py --preset=recon2_nano
    python examples/pretrain.py --dataset=folder --data_dir=my_meshes
    python examples/pretrain.py --dataset=procedural --num_shapes=52470
    python examples/pretrain.py --recipe=shapenet55 --data_dir=...

Your own meshes are rendered, and teachers encode the pictures and the names of files and folders,
once. Other data are distilled as far as they have features, or pictures and texts for teachers that
you name; without any, shapes are reconstructed alone. Prints the accuracy of a linear probe on
held-out shapes before and after; writes the model (`preset/`), what it reached (`metrics.json`) and
pictures to `--output_dir`. A stopped run goes on with `--resume`; `--distribute=auto` trains on all
devices (`keras_recon.training.distribute`). The paper's ablations: `--preset=two_tower_nano`,
`--noimage`, `--notext`, `--nostop_gradient`, `--noreconstruction`, `--mask_type=block`,
`--shared_query`.
"""

import os
import sys
import time
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("recipe", "home3d", "Settings to start from; see keras_recon.training.RECIPES.")
flags.DEFINE_string("preset", "recon_nano", "Size of the model, or a preset to go on from.")
flags.DEFINE_string("dataset", "home3d", "A name that datasets.load_dataset knows: folder, ...")
flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
flags.DEFINE_integer("num_shapes", None, "Procedural shapes; as many as ShapeNet55's if not given.")
flags.DEFINE_string("up_axis", None, "Axis that is up in your own shapes: y, z, x, -z, ...")
flags.DEFINE_string("views_dir", None, "Folder for pictures of your shapes; in --output_dir.")
flags.DEFINE_string("image_teacher", None, "Of a folder: efficientnet_lite0; also clip:<preset>.")
flags.DEFINE_string("text_teacher", None, "Of a folder: all_minilm_l6_v2; also clip:<preset>.")
flags.DEFINE_bool("stream", None, "Leave points on disk, where the data set can.")
flags.DEFINE_bool("probe", True, "Probe before and after, where shapes have labels.")
flags.DEFINE_integer("epochs", 60, "Passes over the training split.", lower_bound=1)
flags.DEFINE_integer("batch_size", 32, "Shapes a step.", lower_bound=2)
flags.DEFINE_integer("num_points", 512, "Points of each shape that a step sees.", lower_bound=1)
flags.DEFINE_float("learning_rate", 1e-3, "Peak learning rate.", lower_bound=0)
flags.DEFINE_float("warmup_epochs", 5, "Epochs of linear warm-up.", lower_bound=0)
flags.DEFINE_float("weight_decay", 0.05, "Decay of AdamW.", lower_bound=0)
flags.DEFINE_float("clipnorm", 10.0, "Largest norm of the gradient.", lower_bound=0)
flags.DEFINE_enum(
    "augmentation", "rotation", ["rotation", "rotation_scale"], "As published, or stretched too."
)
flags.DEFINE_float("color_drop", 0.5, "Share of the shapes that lose their colours.")
flags.DEFINE_bool("image", True, "Distil the image teacher, if there is one.")
flags.DEFINE_bool("text", True, "Distil the text teacher, if there is one.")
# Arguments of the model: what isn't given is as in the preset.
flags.DEFINE_float("stochastic_depth", None, "Rate at the last block.", lower_bound=0)
flags.DEFINE_integer("channels", None, "6 for points with colours, 3 for points without.")
flags.DEFINE_enum("mask_type", None, ["random", "block"], "Which patches are hidden.")
flags.DEFINE_float("mask_ratio", None, "Share of the patches that are hidden.")
flags.DEFINE_enum("chamfer_norm", None, ["l2", "l1"], "Chamfer distance.")
flags.DEFINE_bool("contrast", None, "Contrast the classes of a batch.")
flags.DEFINE_bool("reconstruction", None, "Reconstruct; off only with --nostop_gradient.")
flags.DEFINE_bool("stop_gradient", None, "Keep the teachers from the patches' tokens.")
flags.DEFINE_bool("shared_query", None, "One query for class, image and text.")
flags.DEFINE_bool("embed_visible_only", None, "Leave hidden patches out of batch statistics.")
flags.DEFINE_integer("seed", 0, "Seed of weights, order, augmentation and masks.")
flags.DEFINE_string("output_dir", "outputs/pretrain", "Folder to write to.")
flags.DEFINE_bool("resume", False, "Go on from the last finished epoch in --output_dir.")
flags.DEFINE_enum("distribute", None, ["auto"], "Train on all devices, of all processes.")
flags.DEFINE_enum("precision", "float32", ["float32", "mixed_bfloat16"], "Dtype policy.")
flags.DEFINE_bool("tensorboard", False, "Logs for TensorBoard too.")
flags.DEFINE_bool("jit_compile", True, "Compile the step with XLA; not on PyTorch.")
FLAGS = flags.FLAGS

# Flags that are arguments of the model.
OPTIONS = (
    *("contrast", "reconstruction", "stop_gradient", "embed_visible_only", "shared_query"),
    *("mask_type", "mask_ratio", "chamfer_norm", "stochastic_depth", "channels"),
)


def main(_):
    start = time.time()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    import keras_recon
    from keras_recon import data, datasets, files, teachers, training, visualization

    training.use_recipe(FLAGS, "pretrain")
    output_dir = Path(FLAGS.output_dir)
    distribution = training.distribute(FLAGS.distribute)
    keras.utils.set_random_seed(FLAGS.seed)
    # ReCon++ takes all pictures and texts of a shape; ReCon one, drawn anew for each step.
    pretrainer_class = keras_recon.models.MaskedPretrainer.class_of_preset(FLAGS.preset)
    image_input, text_input = pretrainer_class.teacher_inputs[:2]

    # === Data ===
    source = (FLAGS.data_dir, FLAGS.stream, FLAGS.num_points, FLAGS.up_axis)
    several = image_input == "image_targets"
    options = {"all_views": True} if several and FLAGS.dataset == "home3d" else {}
    if FLAGS.dataset == "procedural":
        options = {"num_shapes": FLAGS.num_shapes, "captions": FLAGS.text_teacher is not None}
    if FLAGS.dataset == "folder":
        options["on_error"] = "skip"
        FLAGS.set_default("text_teacher", "all_minilm_l6_v2")
        FLAGS.set_default("image_teacher", "efficientnet_lite0")
        if FLAGS.image:
            views_dir = options["views_dir"] = FLAGS.views_dir or output_dir / "views"
            datasets.views.render_views(FLAGS.data_dir, views_dir, up_axis=FLAGS.up_axis or "y")
    train = datasets.load_dataset(FLAGS.dataset, "train", *source, **options)
    facts, test = {}, None
    if FLAGS.dataset == "shards":
        scaling = train.scaling  # by which features were scaled already
    else:
        train = teachers.add_teacher_features(
            train,
            FLAGS.image_teacher if FLAGS.image else None,
            FLAGS.text_teacher if FLAGS.text else None,
            files.user_cache("teacher_features"),
        )
        scaling = data.teacher_scaling(train)
        train = data.scale_teacher_features(train, scaling)
        options.pop("num_shapes", None)
        test = datasets.load_dataset(FLAGS.dataset, "test", *source, **options)
    if "image_mean" in scaling:
        facts["image_mean"] = scaling["image_mean"].round(5).tolist()
    dims = train.feature_dims
    image_dim = dims.get("image_features") if FLAGS.image else None
    text_dim = dims.get("text_features") if FLAGS.text else None

    # === Model ===
    options = {name: getattr(FLAGS, name) for name in OPTIONS if getattr(FLAGS, name) is not None}
    preprocessor = keras_recon.layers.PointCloudPreprocessor(FLAGS.num_points)
    options |= {"dtype": FLAGS.precision, "preprocessor": preprocessor}
    options |= {"image_dim": image_dim, "text_dim": text_dim}
    with distribution.scope():
        pretrainer = pretrainer_class.from_preset(FLAGS.preset, **options)
    preprocessor, default_color = pretrainer.preprocessor, pretrainer.backbone.default_color
    metrics = {"epochs": FLAGS.epochs}
    probe = keras_recon.evaluation.probe_accuracy
    probed = FLAGS.probe and hasattr(train, "points") and len({*train.labels} - {-1}) > 1
    if probed:
        start_model = distribution.on_one_device(pretrainer)
        metrics["probe_before"] = probe(start_model.backbone, train, test, preprocessor)
        print(f"Linear probe before: {metrics['probe_before']:.1%} of {len(test)} test shapes")

    # === Training ===
    wanted = {image_input: image_dim, text_input: text_dim, "class_index": FLAGS.contrast}
    augmentations = [data.RandomRotation()]
    if FLAGS.augmentation == "rotation_scale":
        augmentations.append(data.RandomScale())
    if default_color is not None:
        augmentations.append(data.RandomColorDrop(FLAGS.color_drop, default_color))
    initial_epoch = training.resume_epoch(output_dir) if FLAGS.resume else 0
    batches = data.point_cloud_dataset(
        train,
        FLAGS.batch_size,
        FLAGS.num_points,
        augmentations,
        features=[name for name, there in wanted.items() if there],
        shuffle=True,
        drop_remainder=True,
        seed=FLAGS.seed,
        initial_epoch=initial_epoch,
        default_color=default_color,
        part=distribution.part,
    )
    schedule = training.warmup_cosine(
        FLAGS.learning_rate, FLAGS.epochs, len(batches), FLAGS.warmup_epochs
    )
    decay, clipnorm = FLAGS.weight_decay, FLAGS.clipnorm or None
    saving = training.training_callbacks(output_dir, FLAGS.resume, FLAGS.tensorboard, distribution)
    with distribution.scope():
        optimizer = training.AdamW(schedule, weight_decay=decay, global_clipnorm=clipnorm)
        pretrainer.compile(optimizer, jit_compile="auto" if FLAGS.jit_compile else False)
        pretrainer.fit(
            distribution.feed(batches),
            epochs=FLAGS.epochs,
            initial_epoch=initial_epoch,
            callbacks=saving,
            verbose=1 if sys.stdout.isatty() else 2,
        )
    distribution.end()
    if not distribution.writes:
        return

    # === Results ===
    pretrainer = distribution.on_one_device(pretrainer)
    history = training.read_history(output_dir)
    metrics["losses"] = {
        key: losses[-1] for key, losses in history.items() if key != "learning_rate"
    }
    if probed:
        metrics["probe_after"] = probe(pretrainer.backbone, train, test, preprocessor)
        print(f"Linear probe after: {metrics['probe_after']:.1%}")
    if pretrainer.reconstruction and test is not None:
        visualization.plot_reconstructions_of(pretrainer, test, output_dir / "reconstructions.png")
    visualization.plot_loss_curves(history, output_dir / "losses.png")
    metrics["seconds"] = round(time.time() - start, 1)
    recipe = training.recipe_of(FLAGS, ["resume", "tensorboard", "distribute"])
    facts |= {"recipe": recipe, "backend": keras.backend.backend(), "metrics": metrics}
    pretrainer.save_to_preset(output_dir / "preset", metadata=facts)
    files.write_json(output_dir / "metrics.json", metrics)
    print(f"{metrics['seconds']:.0f} s. Model, metrics and pictures are in {output_dir}")


if __name__ == "__main__":
    app.run(main)
