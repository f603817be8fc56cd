"""`keras-recon search`: shapes like words, a picture or another shape."""

import contextlib
import csv
import io
import json
import pathlib
import sys

from keras_recon.cli.output import add_output_arguments, tell_unreadable, write_output
from keras_recon.text_table import text_table
from keras_recon.up_axis import UP_AXES

DEFAULT_PRESET = "recon_nano_shapes"
HELP = "find shapes by words, by a picture or by another shape"
DESCRIPTION = """\
Find shapes by words, by a picture or by another shape, in a folder of meshes and point clouds, or
in Home3D's test split.

  keras-recon search "a chair with wheels" --folder=meshes --up_axis=z --cache_dir=cache
  keras-recon search --like=chair.obj --folder=meshes --page=found.html
  keras-recon search --picture=photo.png

Ends with 0, or 1 if some files could not be read, or 2 if nothing could be done."""


def add_arguments(parser):
    """Add what the command accepts."""
    parser.add_argument("words", nargs="*", metavar="WORDS")
    parser.add_argument("--like", metavar="FILE", help="a shape to search for")
    parser.add_argument("--picture", metavar="FILE", help="a picture to search for")
    parser.add_argument("--folder", help="where to search; default: Home3D's test split")
    parser.add_argument(
        "--preset",
        default=DEFAULT_PRESET,
        help=f"a pretrained network: a name, a folder or an address; default: {DEFAULT_PRESET}",
    )
    parser.add_argument(
        "--up_axis",
        choices=UP_AXES,
        default="y",
        help="the axis that is up in the files, such as --up_axis=z; default: y",
    )
    parser.add_argument("--count", type=int, default=24, help="shapes to find; default: 24")
    parser.add_argument("--cache_dir", metavar="FOLDER", help="where to keep embeddings")
    parser.add_argument("--page", metavar="FILE", help="write a page with pictures there, HTML")
    parser.add_argument(
        "--teacher",
        default="all_minilm_l6_v2",
        help="the text teacher that the network was distilled from; default: all_minilm_l6_v2",
    )
    parser.add_argument(
        "--image_teacher",
        default="efficientnet_lite0",
        help="its image teacher; default: efficientnet_lite0",
    )
    add_output_arguments(parser)


def check(parser, options):
    """End the process unless one thing is asked for."""
    options.words = " ".join(options.words)
    given = [query for query in (options.words, options.like, options.picture) if query]
    if len(given) != 1:
        parser.error(f"give either words, or --like, or --picture. Received: {given}")


def run(options):
    """Run the command; see `keras_recon.cli.main`."""
    from keras_recon import ShapeIndex, datasets, search, teachers, visualization

    if options.words:
        [query] = teachers.load_teacher(options.teacher).encode_texts([options.words])
    elif options.picture:
        query = search.picture_query(options.picture, options.image_teacher, options.preset)
    model, points = search.load_shape_embedder(options.preset), None
    mode = "image" if options.picture and model.mode != "full" else model.mode
    if options.like:
        query, points = search.shape_query(options.like, model, mode, options.up_axis)
    with contextlib.redirect_stdout(sys.stderr):  # the bar
        if options.folder:
            kept = {"up_axis": options.up_axis, "cache_dir": options.cache_dir}
            index = ShapeIndex.of_folder(options.folder, model, mode, **kept)
        else:
            index = ShapeIndex.of_data(datasets.load_home3d("test"), model, mode)
    results = index.describe(*index.search(query, options.count))
    if options.page:
        title = options.words or f"Like {pathlib.Path(options.like or options.picture).name}"
        visualization.write_search_page(results, options.page, title, points)
    write_output(_FORMATS[options.format](_plain(results)), options.output)
    return tell_unreadable(index.unreadable)


def _plain(results):
    fields = ("score", "name", "path", "caption")
    return [{field: found.get(field, "") for field in fields} for found in results]


def _table(results):
    return text_table(
        (f"{found['score']:.3f}", found["name"], str(found["path"])) for found in results
    )


def _csv(results):
    text = io.StringIO()
    writer = csv.DictWriter(text, results[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(results)
    return text.getvalue()


_FORMATS = {
    "table": _table,
    "json": lambda results: json.dumps(results, indent=2) + "\n",
    "csv": _csv,
}
