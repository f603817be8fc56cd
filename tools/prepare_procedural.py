r"""Prepare procedural shapes for pretraining: points, views and teachers' features, in shards.

python tools/prepare_procedural.py --num_shapes=52470 --output_dir=prepared
python examples/pretrain.py --dataset=shards --data_dir=prepared

Pictures and features are kept in `output_dir/views` and `output_dir/features`: a run that was
stopped, or that makes more shapes, does what isn't done yet, and the shards are the same, byte for
byte. An empty name is no teacher. Needs `pip install "keras-recon[render,teachers-offline]"`.
"""

import contextlib
import dataclasses
import functools
import os
import pathlib
import shutil
import time

import numpy as np
from absl import app, flags
from PIL import Image

from keras_recon import data, datasets, files, teachers
from keras_recon.datasets.answer_requests import answer_requests
from keras_recon.datasets.procedural import CATEGORIES
from keras_recon.datasets.procedural.procedural_shape import SPLITS, VERSION
from keras_recon.datasets.views import view_directions
from keras_recon.datasets.views.draw_file import triangle_worker

flags.DEFINE_string("output_dir", None, "Folder to write to.", required=True)
flags.DEFINE_integer("num_shapes", None, "How many; as many as ShapeNet55 has if not given.")
flags.DEFINE_enum("split", "train", SPLITS, "Which shapes; also the folder of the shards.")
flags.DEFINE_integer("seed", 0, "Seed of the shapes.", lower_bound=0)
flags.DEFINE_list("held_out", [], "Categories, and classes of Home3D's copies, to leave out.")
flags.DEFINE_integer("home3d_copies", 0, "How often Home3D's training shapes are among them.")
flags.DEFINE_integer("num_points", 2048, "Points of each shape.", lower_bound=1)
flags.DEFINE_integer("num_views", 1, "Pictures of each shape.", lower_bound=1)
flags.DEFINE_integer("view_size", 128, "Their height and width, in pixels.", lower_bound=8)
flags.DEFINE_string("image_teacher", "efficientnet_lite0", "A name for load_teacher.")
flags.DEFINE_string("text_teacher", "all_minilm_l6_v2", "Another one.")
flags.DEFINE_integer("num_shards", 52, "Number of files.", lower_bound=1)
flags.DEFINE_integer("num_workers", None, "Processes that draw; one a processor if not given.")
FLAGS = flags.FLAGS

# With more, memory is given back and taken anew for each batch: that took as long as the network.
ENCODED_AT_ONCE = 8


def main(_):
    if FLAGS.home3d_copies and FLAGS.split != "train":
        raise app.UsageError(
            "--home3d_copies is for the training split: Home3D's others are to test on"
        )
    output_dir = pathlib.Path(FLAGS.output_dir)
    copies = [*copies_of_home3d()] if FLAGS.home3d_copies else []
    others = {name for copy in copies for name in copy.class_names} - {*CATEGORIES}
    held_out = [name for name in FLAGS.held_out if name not in others]
    options = {"seed": FLAGS.seed, "held_out": held_out, "num_points": FLAGS.num_points}
    with timed("make"):
        source = datasets.load_procedural_shapes(FLAGS.split, FLAGS.num_shapes, **options)
    cache_dir, count = output_dir / "features", len(source)
    if FLAGS.image_teacher:
        with timed("draw", count):
            source = dataclasses.replace(source, image_paths=draw_views(source, output_dir))
        with timed("encode pictures", count):
            teacher = teachers.load_teacher(FLAGS.image_teacher, ENCODED_AT_ONCE)
            source = teachers.add_teacher_features(source, teacher, cache_dir=cache_dir)
    if FLAGS.text_teacher:
        with timed("encode texts", count):
            teacher = FLAGS.text_teacher
            source = teachers.add_teacher_features(source, None, teacher, cache_dir)
    if copies:
        # In random order, as a shuffle of shards mixes those that are near each other.
        source = data.concatenate(source, *copies)
        source = source.select(np.random.default_rng(FLAGS.seed).permutation(len(source)))
    folder = output_dir / FLAGS.split
    with timed("write", len(source)):
        scaling = data.teacher_scaling(source)
        if FLAGS.split != "train" and (output_dir / "train").is_dir():
            scaling = data.PointCloudShards(output_dir / "train").scaling
        shutil.rmtree(folder, ignore_errors=True)
        scaled = data.scale_teacher_features(source, scaling)
        data.write_tfrecords(scaled, folder, min(FLAGS.num_shards, len(source)), scaling)
    print(f"{folder}: {len(source)} shapes of {len(source.class_names)} categories")


def copies_of_home3d():
    """Home3D's training shapes, each time with the features of another picture and text."""
    home3d = datasets.load_home3d("train", all_views=True)
    left_out = [home3d.class_names.index(n) for n in FLAGS.held_out if n in home3d.class_names]
    home3d = home3d.select(~np.isin(home3d.labels, left_out))
    for copy in range(FLAGS.home3d_copies):
        features = {
            name: getattr(home3d, name)[:, copy % getattr(home3d, name).shape[1]]
            for name in ("image_features", "text_features")
        }
        yield dataclasses.replace(home3d, captions=home3d.names, **features)


def draw_views(source, output_dir):
    """Draw the shapes that have no pictures yet; give the paths of all pictures."""
    kind = f"{FLAGS.split}-{FLAGS.seed}-{FLAGS.num_views}x{FLAGS.view_size}-v{VERSION}"
    folders = [output_dir / "views" / kind / name for name in source.names]
    paths = [[folder / f"{view}.png" for view in range(FLAGS.num_views)] for folder in folders]
    missing = [
        (name, own)
        for name, own in zip(source.names, paths, strict=True)
        if not all(path.is_file() for path in own)
    ]
    count = FLAGS.num_workers or os.cpu_count()
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(contextlib.closing(triangle_worker())) for _ in range(count)]
        functions = [functools.partial(draw, worker) for worker in workers]
        for _ in answer_requests(missing, functions):
            pass
    return [tuple(map(str, own)) for own in paths]


def draw(worker, requests):
    """Draw shapes, told by their names and the paths of their pictures; give those or errors."""
    directions, shapes = view_directions(FLAGS.num_views), []
    for name, _ in requests:
        category, number = name.rsplit(" ", 1)
        shape = datasets.generate_shape(category, int(number), FLAGS.split, FLAGS.seed)
        shapes.append((name, shape.triangles, shape.colors, directions, FLAGS.view_size))
    for (_, paths), drawing in zip(requests, worker.answer_all(shapes), strict=True):
        if isinstance(drawing, Exception):
            yield drawing
            continue
        for path, view in zip(paths, drawing.views, strict=True):
            with files.replacing(path) as partial:
                Image.fromarray(view).save(partial, format="PNG", compress_level=1)
        yield paths


@contextlib.contextmanager
def timed(stage, shapes=None):
    """Print how long a stage takes."""
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    each = f", {shapes / seconds:.0f} shapes a second" if shapes else ""
    print(f"{stage}: {seconds:.1f} s{each}", flush=True)


if __name__ == "__main__":
    app.run(main)
