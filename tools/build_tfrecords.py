r"""Write a data set as TFRecord shards, a folder for each split.

python tools/build_tfrecords.py --dataset=home3d --output_dir=shards/train
python tools/build_tfrecords.py --dataset=shapenet55 --data_dir=... --output_dir=shards/train

`load_dataset("shards", "train", "shards")` opens what was written. The data may be larger than
memory where they can be streamed.
"""

from absl import app, flags

from keras_recon.data import scale_teacher_features, write_tfrecords
from keras_recon.datasets import DATASETS, load_dataset

FLAGS = flags.FLAGS


def main(_):
    data = load_dataset(FLAGS.dataset, FLAGS.split, FLAGS.data_dir, FLAGS.stream)
    if FLAGS.scale_teacher_features:
        data = scale_teacher_features(data)
    write_tfrecords(data, FLAGS.output_dir, FLAGS.shards)
    print(f"{FLAGS.output_dir}: {len(data)} shapes in {FLAGS.shards} shards")


if __name__ == "__main__":
    names = [name for name in DATASETS if name != "shards"]
    flags.DEFINE_enum("dataset", "home3d", names, "What to write.")
    flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
    flags.DEFINE_string("split", "train", "Part of the data set.")
    flags.DEFINE_bool("stream", None, "Leave points on disk, where the data set can.")
    flags.DEFINE_bool("scale_teacher_features", False, "Scale them, to pretrain on the shards.")
    flags.DEFINE_integer("shards", 8, "Number of files.", lower_bound=1)
    flags.DEFINE_string("output_dir", None, "New folder to write to.", required=True)
    app.run(main)
