r"""Draw a page of procedural shapes, to see whether each would be known.

python tools/draw_procedural.py --output=examples/images/procedural.png

Needs `pip install "keras-recon[render]"`.
"""

import contextlib

from absl import app, flags
from PIL import Image, ImageDraw

from keras_recon.datasets import generate_shape
from keras_recon.datasets.procedural import CATEGORIES
from keras_recon.datasets.procedural.procedural_shape import SPLITS
from keras_recon.datasets.views import view_directions
from keras_recon.datasets.views.draw_file import triangle_worker

flags.DEFINE_string("output", None, "Picture to write.", required=True)
flags.DEFINE_integer("num_shapes", 200, "How many shapes.", lower_bound=1)
flags.DEFINE_list("categories", [*CATEGORIES], "Of which; their numbers go up when all had one.")
flags.DEFINE_integer("first", 0, "The number that they begin with.", lower_bound=0)
flags.DEFINE_enum("split", "train", SPLITS, "Of which split.")
flags.DEFINE_integer("columns", 20, "Shapes in a row.", lower_bound=1)
flags.DEFINE_integer("size", 96, "Height and width of each, in pixels.", lower_bound=8)
flags.DEFINE_integer("colors", 256, "Colours of the picture.", lower_bound=2, upper_bound=256)
FLAGS = flags.FLAGS

# Height of the name below each.
LINE = 12


def main(_):
    size, columns = FLAGS.size, FLAGS.columns
    directions, requests = view_directions(1), []
    for i in range(FLAGS.num_shapes):
        number, place = divmod(i, len(FLAGS.categories))
        shape = generate_shape(FLAGS.categories[place], FLAGS.first + number, FLAGS.split)
        requests.append((shape.category, shape.triangles, shape.colors, directions, size))
    rows = -(-len(requests) // columns)
    page = Image.new("RGB", (columns * size, rows * (size + LINE)), "white")
    text = ImageDraw.Draw(page)
    with contextlib.closing(triangle_worker()) as worker:
        for i, drawing in enumerate(worker.answer_all(requests)):
            if isinstance(drawing, Exception):
                raise drawing
            x, y = i % columns * size, i // columns * (size + LINE)
            page.paste(Image.fromarray(drawing.views[0]), (x, y))
            text.text((x + size / 2, y + size), requests[i][0], fill="#444444", anchor="ma")
    page.quantize(FLAGS.colors).save(FLAGS.output, optimize=True)


if __name__ == "__main__":
    app.run(main)
