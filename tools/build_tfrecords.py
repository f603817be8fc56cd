r"""Write a data set as TFRecord shards.

python tools/build_tfrecords.py --dataset=home3d --split=train --output_dir=shards
"""

from absl import app, flags

from keras_recon.data import write_tfrecords
from keras_recon.datasets import load_home3d

LOADERS = {"home3d": load_home3d}
FLAGS = flags.FLAGS


def main(_):
    data = LOADERS[FLAGS.dataset](FLAGS.split)
    write_tfrecords(data, FLAGS.output_dir, FLAGS.shards)
    print(f"{FLAGS.output_dir}: {len(data)} shapes in {FLAGS.shards} shards")


if __name__ == "__main__":
    flags.DEFINE_enum("dataset", "home3d", sorted(LOADERS), "What to write.")
    flags.DEFINE_enum("split", "train", ["train", "test", "all"], "Part of the data set.")
    flags.DEFINE_integer("shards", 8, "Number of files.", lower_bound=1)
    flags.DEFINE_string("output_dir", None, "New folder to write to.", required=True)
    app.run(main)
