r"""Draw each shape in a folder from several sides, for image teachers and for people.

python tools/render_views.py --data_dir=shapes --output_dir=views --orientations
python tools/render_views.py --data_dir=shapes --output_dir=views --up_axis=z --sheet

The first command writes `views/orientations.png`, some shapes with each axis up: the column where
they stand upright has the `--up_axis` for the second. That one writes `views/chair/a.obj/0.png`
and so on, and with `--sheet` some of them side by side, `views/sheet.png`. It goes on where it was
stopped, and draws anew what has changed. Needs `pip install "keras-recon[render]"`.
"""

import contextlib
import itertools
import pathlib

from absl import app, flags

from keras_recon.datasets.find_shapes import find_shapes
from keras_recon.datasets.views import find_views, render_views, view_directions
from keras_recon.datasets.views.draw_file import drawing_worker
from keras_recon.up_axis import UP_AXES
from keras_recon.visualization.figure_file import save_figure
from keras_recon.visualization.shape_grid import shape_grid

FLAGS = flags.FLAGS


def main(_):
    folder, views_dir = pathlib.Path(FLAGS.data_dir), pathlib.Path(FLAGS.output_dir)
    if FLAGS.orientations:
        print(draw_orientations(folder, views_dir / "orientations.png"))
        return
    result = render_views(
        folder,
        views_dir,
        FLAGS.num_views,
        FLAGS.size,
        FLAGS.elevation,
        FLAGS.up_axis,
        num_workers=FLAGS.num_workers,
    )
    print(f"{views_dir}: {result.rendered} shapes drawn, {result.found} found there", end="")
    print(f", {len(result.unreadable)} left out" if result.unreadable else "")
    if FLAGS.sheet:
        print(draw_sheet(folder, views_dir))


def draw_sheet(folder, views_dir):
    """Draw the first views of some shapes from all over the folder."""
    places = places_in(folder)
    seen = [pair for pair in zip(places, find_views(views_dir, places), strict=True) if pair[1]]
    step = -(-len(seen) // FLAGS.sheet_shapes)
    names, views = zip(*seen[::step], strict=True)
    columns = max(map(len, views))
    return write_grid(names, [f"view {i}" for i in range(columns)], views, views_dir / "sheet.png")


def draw_orientations(folder, path):
    """Draw some shapes with each axis up."""
    places = places_in(folder)
    places = places[:: -(-len(places) // FLAGS.sheet_shapes)]
    directions = view_directions(1, FLAGS.elevation)
    requests = [
        (str(folder / place), directions, FLAGS.size, up_axis)
        for place, up_axis in itertools.product(places, UP_AXES)
    ]
    with contextlib.closing(drawing_worker()) as worker:
        drawings = [*worker.answer_all(requests)]
    names, rows = [], []
    for i, place in enumerate(places):
        row = drawings[len(UP_AXES) * i : len(UP_AXES) * (i + 1)]
        errors = [drawing for drawing in row if isinstance(drawing, Exception)]
        if errors:
            print(errors[0])
        else:
            names.append(place)
            rows.append([drawing.views[0] for drawing in row])
    if not rows:
        raise ValueError(f"No shape could be drawn. Received: {folder}")
    return write_grid(names, [f"up_axis={axis}" for axis in UP_AXES], rows, path)


def places_in(folder):
    files = find_shapes(folder, labels=False).files
    if not files:
        raise FileNotFoundError(f"`data_dir` must hold shapes. Received: {folder}")
    return [file.path.relative_to(folder).as_posix() for file in files]


def write_grid(names, titles, rows, path):
    """Write a picture with a row of pictures, arrays or files, for each name."""
    from matplotlib.image import imread

    figure, panels = shape_grid(names, titles, [1] * len(titles))
    for row, pictures in zip(panels, rows, strict=True):
        row[0].set_zorder(1)  # names in front of the pictures that they reach into
        for panel, picture in zip(row, pictures, strict=False):
            panel.imshow(imread(picture) if isinstance(picture, str) else picture)
    return save_figure(figure, path, dpi=100)


if __name__ == "__main__":
    flags.DEFINE_string("data_dir", None, "Folder of meshes and point clouds.", required=True)
    flags.DEFINE_string("output_dir", None, "Folder to write the pictures to.", required=True)
    flags.DEFINE_integer("num_views", 4, "Pictures of each shape.")
    flags.DEFINE_integer("size", 224, "Their height and width, in pixels.")
    flags.DEFINE_float("elevation", 20, "How far above the shape they are taken, in degrees.")
    flags.DEFINE_enum("up_axis", "y", UP_AXES, "The axis that is up in the files.")
    flags.DEFINE_integer("num_workers", None, "Processes; if not given, one for each processor.")
    flags.DEFINE_bool("sheet", False, "Write some of the pictures side by side, sheet.png.")
    flags.DEFINE_bool("orientations", False, "Only draw some shapes with each axis up.")
    flags.DEFINE_integer("sheet_shapes", 12, "How many shapes at most these two show.", 1)
    app.run(main)
