r"""Prepare shapes for pretraining: points, views and teachers' features, in shards.

python tools/prepare_shapes.py --source=meshes --output_dir=prepared
python tools/prepare_shapes.py --source=s3://bucket/list.csv --output_dir=s3://bucket/prepared \
    --num_views=12 --address=auto
python examples/pretrain.py --dataset=shards --data_dir=prepared

The source is a folder or a list, see `keras_recon.preparation`. It runs on this machine or, with
`--address`, on a cluster of Ray. A run that was stopped, or that finds more shapes, does what isn't
done yet; `report.json` tells what was left out, and why. An empty name is no teacher. Needs
`pip install "keras-recon[ray,render,teachers-offline]"`.
"""

import time

import numpy as np
from absl import app, flags

from keras_recon.preparation import PreparationSettings, prepare_shapes
from keras_recon.up_axis import UP_AXES

FLAGS = flags.FLAGS


def main(_):
    start = time.time()
    settings = PreparationSettings(
        FLAGS.num_points,
        FLAGS.up_axis,
        FLAGS.seed,
        FLAGS.num_views,
        FLAGS.view_size,
        FLAGS.elevation,
        FLAGS.image_teacher or None,
        FLAGS.text_teacher or None,
    )
    result = prepare_shapes(
        FLAGS.source,
        FLAGS.output_dir,
        settings,
        FLAGS.shapes_per_shard,
        FLAGS.scale_teacher_features,
        FLAGS.num_workers,
        FLAGS.address,
        FLAGS.gpus_of_teacher,
    )
    report = result.report
    for stage, seconds in result.seconds.items():
        print(f"{stage}: {len(seconds)} shapes, {np.mean(seconds):.3f} s each on average")
    for split, count in report["splits"].items():
        print(f"{FLAGS.output_dir}/{split}: {count} of {report['found']} shapes")
    for kind in ("left_out", "parts", "without_views"):
        if report[kind]:
            print(f"{kind}: {len(report[kind])}, such as {report[kind][0]}")
    print(f"{time.time() - start:.0f} s. The report is {FLAGS.output_dir}/report.json")


if __name__ == "__main__":
    settings = PreparationSettings()
    flags.DEFINE_string("source", None, "Folder or list of shapes.", required=True)
    flags.DEFINE_string("output_dir", None, "Folder to write to.", required=True)
    flags.DEFINE_integer("num_points", settings.num_points, "Points of each shape.")
    flags.DEFINE_enum("up_axis", settings.up_axis, UP_AXES, "The axis that is up in the files.")
    flags.DEFINE_integer("seed", settings.seed, "Seed of the points.")
    flags.DEFINE_integer("num_views", settings.num_views, "Pictures of each shape.")
    flags.DEFINE_integer("view_size", settings.view_size, "Their height and width, in pixels.")
    flags.DEFINE_float("elevation", settings.elevation, "How far above the shape, in degrees.")
    flags.DEFINE_string("image_teacher", settings.image_teacher, "A name for load_teacher.")
    flags.DEFINE_string("text_teacher", settings.text_teacher, "Another one.")
    flags.DEFINE_integer("shapes_per_shard", 1024, "Shapes of a file.", lower_bound=1)
    flags.DEFINE_bool("scale_teacher_features", True, "Scale them, to pretrain on the shards.")
    flags.DEFINE_integer("num_workers", None, "Processes; one for each processor if not given.")
    flags.DEFINE_string(
        "address", None, "A cluster of Ray, such as auto, in place of this machine."
    )
    flags.DEFINE_float("gpus_of_teacher", 0, "GPUs of each process that encodes.", lower_bound=0)
    app.run(main)
