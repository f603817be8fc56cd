"""`keras-recon predict`: what shapes in files are."""

import contextlib
import sys

from keras_recon.cli.output import add_output_arguments, tell_notes, tell_unreadable, write_output
from keras_recon.up_axis import UP_AXES

# What answers if nothing else is said.
DEFAULT_PRESET = "recon_nano_home3d_classifier"
HELP = "tell the class of files, or the part of each point"
DESCRIPTION = """\
Tell what the shapes in files are, meshes and point clouds of any unit: with a classifier their
class and its probability, with a part segmenter the share of each part.

  keras-recon predict chair.obj scans/ --preset=outputs/finetune/preset
  keras-recon predict scans/ --preset=classifier --up_axis=z --format=csv --output=classes.csv
  keras-recon predict chair.obj --preset=segmenter --shape_class=chair --output_dir=coloured

Ends with 0, or 1 if some files could not be read, or 2 if nothing could be done."""


def add_arguments(parser):
    """Add what the command accepts."""
    parser.add_argument("paths", nargs="+", metavar="FILE_OR_FOLDER")
    parser.add_argument(
        "--preset",
        default=DEFAULT_PRESET,
        help="a built-in name, a folder or a hub's address of a classifier or a part segmenter; "
        f"default: {DEFAULT_PRESET}",
    )
    parser.add_argument(
        "--up_axis",
        choices=UP_AXES,
        help="the axis that is up in the files, such as --up_axis=z; default: the preset's, mostly "
        "y",
    )
    parser.add_argument("--batch_size", type=int, default=32, help="shapes at once; default: 32")
    parser.add_argument("--num_points", type=int, help="points to read of each file")
    parser.add_argument("--num_workers", type=int, help="processes that read")
    parser.add_argument("--shape_class", help="what all the shapes are, for a part segmenter")
    parser.add_argument(
        "--output_dir", metavar="FOLDER", help="where a part segmenter writes coloured PLY files"
    )
    add_output_arguments(parser)


def run(options):
    """Run the command; see `keras_recon.cli.main`."""
    from keras_recon.models import ReConPartSegmenter, Task
    from keras_recon.prediction import FileAnswers

    task = Task.from_preset(options.preset)
    for_parts = {"shape_class": options.shape_class, "output_dir": options.output_dir}
    for_parts = {name: value for name, value in for_parts.items() if value is not None}
    if isinstance(task, ReConPartSegmenter):
        for_parts["keep_points"] = False
    with contextlib.redirect_stdout(sys.stderr):  # the bar
        answers = task.predict_files(
            options.paths,
            up_axis=options.up_axis,
            batch_size=options.batch_size,
            num_workers=options.num_workers,
            num_points=options.num_points,
            **for_parts,
        )
    if options.format == "table":
        text = FileAnswers(answers.answered).to_table()
    else:
        text = answers.to_json() if options.format == "json" else answers.to_csv()
    write_output(text, options.output)
    tell_notes(
        [*answers.left_out, *(f"{row.path}: {note}" for row in answers for note in row.notes)]
    )
    return tell_unreadable([row.error for row in answers.failed])
