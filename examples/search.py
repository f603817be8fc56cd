r"""Find shapes by words, by a picture or by another shape.

    python examples/search.py "a chair with wheels"
    python examples/search.py "a chair with wheels" --folder=meshes --up_axis=z
    python examples/search.py --like=chair.obj --folder=meshes
    python examples/search.py --picture=photo.png --evaluate

Shapes are those of Home3D's test split, or of a folder, which is embedded once; words and pictures
go through the teachers that the network was distilled from. Writes `search.html` to `--output_dir`.
--evaluate adds the mean average precision of finding Home3D's test shapes by the names of their
classes, beside untrained queries and a random order.
"""

import os
from pathlib import Path

import numpy as np
from absl import app, flags

flags.DEFINE_string("folder", None, "Folder of meshes and clouds; Home3D's test split if not given")
flags.DEFINE_string("up_axis", "y", "Axis that is up in your files: y, z, x, -z, ...")
flags.DEFINE_string("like", None, "File of a shape to search for.")
flags.DEFINE_string("picture", None, "File of a picture to search for.")
flags.DEFINE_string("preset", "recon_nano_shapes", "A pretrained network: a name or a folder.")
flags.DEFINE_string("teacher", "all_minilm_l6_v2", "The text teacher that it was distilled from.")
flags.DEFINE_string("image_teacher", "efficientnet_lite0", "Its image teacher.")
flags.DEFINE_integer("count", 24, "Shapes to find.", lower_bound=1)
flags.DEFINE_bool("evaluate", False, "Search Home3D's test shapes by the names of their classes.")
flags.DEFINE_string("output_dir", "outputs/search", "Folder to write to.")
FLAGS = flags.FLAGS


def evaluate(teacher):
    """Mean average precision of searching by class names, beside what needs no training."""
    import keras

    from keras_recon import ShapeIndex, datasets, search
    from keras_recon.evaluation import mean_and_deviation, mean_average_precision, percent

    test = datasets.load_home3d("test")
    queries = teacher.encode_texts(list(test.class_names))

    def precision(index):
        return mean_average_precision(index, queries, test.labels)["mean"]

    def of_network(load_weights=True, seed=0):
        keras.utils.set_random_seed(seed)
        model = search.load_shape_embedder(FLAGS.preset, load_weights)
        return precision(ShapeIndex.of_data(test, model, mode="text"))

    noise = np.random.default_rng(0).normal(size=(20, len(test), teacher.dim))
    trained = of_network()
    untrained = mean_and_deviation([of_network(load_weights=False, seed=i) for i in range(3)])
    in_random_order = mean_and_deviation([precision(ShapeIndex(x, test.names)) for x in noise])
    print(
        f"Mean average precision of {len(queries)} class names: {trained:.1%}; "
        f"untrained {percent(untrained)}; in random order {percent(in_random_order)}"
    )
    figures = {"mean_average_precision": trained, "untrained": untrained}
    return figures | {"random_order": in_random_order}


def main(arguments):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras_recon
    from keras_recon import ShapeIndex, datasets, search, teachers, visualization

    words = " ".join(arguments[1:])
    given = [query for query in (words, FLAGS.like, FLAGS.picture) if query]
    if len(given) > 1 or not (given or FLAGS.evaluate):
        raise SystemExit(f"Give words, --like, --picture or --evaluate. Received: {given}")
    output_dir, metrics, points = Path(FLAGS.output_dir), {}, None
    if words or FLAGS.evaluate:
        teacher = teachers.load_teacher(FLAGS.teacher)
    if given:
        model = search.load_shape_embedder(FLAGS.preset)
        mode = "image" if FLAGS.picture and model.mode != "full" else model.mode
        if FLAGS.folder:
            options = {"up_axis": FLAGS.up_axis, "cache_dir": output_dir / "cache"}
            index = ShapeIndex.of_folder(FLAGS.folder, model, mode, **options)
        else:
            index = ShapeIndex.of_data(datasets.load_home3d("test"), model, mode)
        if words:
            [query] = teacher.encode_texts([words])
        elif FLAGS.picture:
            query = search.picture_query(FLAGS.picture, FLAGS.image_teacher, FLAGS.preset)
        else:
            query, points = search.shape_query(FLAGS.like, model, mode, FLAGS.up_axis)
        results = index.describe(*index.search(query, FLAGS.count))
        for rank, result in enumerate(results, start=1):
            print(f"{rank:3} {result['score']:.3f} {result['name']} {result.get('path', '')}")
        title = words or f"Like {Path(given[0]).name}"
        visualization.write_search_page(results, output_dir / "search.html", title, points)
        metrics = {"found": [result["name"] for result in results]}
    if FLAGS.evaluate:
        metrics |= evaluate(teacher)
    keras_recon.files.write_json(output_dir / "metrics.json", metrics)
    print(f"Metrics and pictures are in {output_dir}")


if __name__ == "__main__":
    app.run(main)
