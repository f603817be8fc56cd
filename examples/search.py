r"""Find shapes by words, by a picture or by another shape.

    python examples/search.py "a chair with wheels"
    python examples/search.py "a chair with wheels" --folder=meshes --up_axis=z
    python examples/search.py --like=chair.obj --folder=meshes
    python examples/search.py --picture=photo.png
    python examples/search.py --evaluate

Shapes are those of Home3D's test split, or of a folder, which is embedded once. Words and pictures
go through the teachers that the network was distilled from. Prints the ranks and writes
`search.html` to `--output_dir`. With --evaluate also the mean average precision of finding the
test shapes of Home3D by the names of their classes, beside untrained queries and a random order.
"""

import os
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("folder", None, "Folder of meshes and clouds; Home3D's test split if not given")
flags.DEFINE_string("up_axis", "y", "Axis that is up in your files: y, z, x, -z, ...")
flags.DEFINE_string("like", None, "File of a shape to search for.")
flags.DEFINE_string("picture", None, "File of a picture to search for.")
flags.DEFINE_string("preset", "recon_nano_home3d", "A pretrained network: a name or a folder.")
flags.DEFINE_string("teacher", "all_minilm_l6_v2", "The text teacher that it was distilled from.")
flags.DEFINE_string("image_teacher", "efficientnet_lite0", "Its image teacher.")
flags.DEFINE_integer("count", 24, "Shapes to find.", lower_bound=1)
flags.DEFINE_bool("evaluate", False, "Search Home3D's test shapes by the names of their classes.")
flags.DEFINE_list("untrained_seeds", ["0", "1", "2"], "Seeds of the random weights.")
flags.DEFINE_string("output_dir", "outputs/search", "Folder to write to.")
FLAGS = flags.FLAGS


def load_model(load_weights=True, seed=0):
    """The network as what embeds shapes in the space of its teachers."""
    import keras
    import numpy as np

    from keras_recon import ReConPretrainer, ReConZeroShotClassifier

    keras.utils.set_random_seed(seed)
    pretrainer = ReConPretrainer.from_preset(FLAGS.preset, load_weights)
    # Classes are not asked for: any will do.
    feature = np.ones((1, pretrainer.text_dim or pretrainer.image_dim), "float32")
    return ReConZeroShotClassifier.from_pretrainer(pretrainer, ["any"], feature)


def picture_query(path):
    """What the image teacher makes of a picture, on white where it is transparent."""
    import numpy as np
    from PIL import Image

    from keras_recon import datasets, teachers

    picture = Image.open(path).convert("RGBA")
    on_white = Image.new("RGBA", picture.size, "white")
    on_white.alpha_composite(picture)
    teacher = teachers.load_teacher(FLAGS.image_teacher)
    [feature] = teacher.encode_images(np.asarray(on_white.convert("RGB"))[None])
    if teacher.name == "efficientnet_lite0":
        # The network learned these features centred, see `scale_teacher_features`.
        feature = feature - datasets.load_home3d("train").image_features.mean(axis=0)
    return feature


def evaluate(teacher):
    """Mean average precision of searching by class names, beside what needs no training."""
    import numpy as np

    from keras_recon import ShapeIndex, datasets
    from keras_recon.evaluation import mean_and_deviation, mean_average_precision, percent

    test = datasets.load_home3d("test")
    queries = teacher.encode_texts(list(test.class_names))

    def precision(index):
        return mean_average_precision(index, queries, test.labels)["mean"]

    def untrained(seed):
        return ShapeIndex.of_data(test, load_model(load_weights=False, seed=seed), mode="text")

    def random_order(seed):
        random = np.random.default_rng(seed)
        return ShapeIndex(random.normal(size=(len(test), teacher.dim)), test.names)

    seeds = [int(seed) for seed in FLAGS.untrained_seeds]
    metrics = {
        "mean_average_precision": precision(ShapeIndex.of_data(test, load_model(), mode="text")),
        "untrained": mean_and_deviation([precision(untrained(seed)) for seed in seeds]),
        "random_order": mean_and_deviation([precision(random_order(seed)) for seed in range(20)]),
    }
    print(
        f"Mean average precision of {len(queries)} class names over {len(test)} test shapes: "
        f"{metrics['mean_average_precision']:.1%}; untrained {percent(metrics['untrained'])}; "
        f"in random order {percent(metrics['random_order'])}"
    )
    return metrics


def main(arguments):
    words = " ".join(arguments[1:])
    given = [query for query in (words, FLAGS.like, FLAGS.picture) if query]
    if len(given) > 1 or not (given or FLAGS.evaluate):
        raise SystemExit(
            f"Give one of words, --like or --picture, or --evaluate. Received: {given}"
        )
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras_recon
    from keras_recon import ShapeIndex, datasets, teachers, visualization

    output_dir, metrics, points = Path(FLAGS.output_dir), {}, None
    if words or FLAGS.evaluate:
        teacher = teachers.load_teacher(FLAGS.teacher)
    if given:
        model = load_model()
        one_space = model.image_dim == model.text_dim
        mode = "full" if one_space else "image" if FLAGS.picture or not model.text_dim else "text"
        if FLAGS.folder:
            options = {"up_axis": FLAGS.up_axis, "cache_dir": output_dir / "cache"}
            index = ShapeIndex.of_folder(FLAGS.folder, model, mode, **options)
        else:
            index = ShapeIndex.of_data(datasets.load_home3d("test"), model, mode)
        if words:
            [query] = teacher.encode_texts([words])
        elif FLAGS.picture:
            query = picture_query(FLAGS.picture)
        else:
            shape = datasets.read_shape(FLAGS.like, up_axis=FLAGS.up_axis)
            points = datasets.fit_unit_sphere(shape.points)
            [query] = model.embed(points[None], mode=mode)
        results = index.describe(*index.search(query, FLAGS.count))
        for rank, result in enumerate(results, start=1):
            print(f"{rank:3} {result['score']:.3f} {result['name']} {result.get('path', '')}")
        page = output_dir / "search.html"
        visualization.write_search_page(results, page, given[0], points)
        print(f"Pictures are in {page}")
        metrics["results"] = [[result["name"], result["score"]] for result in results]
    if FLAGS.evaluate:
        metrics |= evaluate(teacher)
    keras_recon.files.write_json(output_dir / "metrics.json", metrics)


if __name__ == "__main__":
    app.run(main)
