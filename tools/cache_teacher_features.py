r"""Run frozen teachers once over the pictures and texts of a data set, and keep what they give.

python tools/render_views.py --data_dir=my_meshes --output_dir=my_views
python tools/cache_teacher_features.py --dataset=folder --data_dir=my_meshes --views_dir=my_views
python tools/cache_teacher_features.py --dataset=shapenet55 --data_dir=... \
    --image_teacher=vit:vit_base_patch16_224_imagenet21k \
    --text_teacher=clip:clip_vit_base_patch32 --num_prompts=4

Features are kept by teacher and content, 512 in a file. A run that was stopped goes on, and
`examples/pretrain.py` with the same teachers finds them. An empty name is no teacher.
"""

import time
import warnings

from absl import app, flags

from keras_recon.datasets import DATASETS, load_dataset
from keras_recon.files import user_cache
from keras_recon.teachers import add_teacher_features

FLAGS = flags.FLAGS


def main(_):
    start = time.time()
    cache_dir = FLAGS.cache_dir or user_cache("teacher_features")
    if cache_dir is None:
        raise SystemExit("--cache_dir must be given: KERAS_HOME and ~/.keras can't be written")
    options = {}
    if FLAGS.dataset == "folder":
        options = {"on_error": "skip", "views_dir": FLAGS.views_dir}
    data = load_dataset(FLAGS.dataset, FLAGS.split, FLAGS.data_dir, **options)
    with warnings.catch_warnings(record=True, action="always") as said:
        data = add_teacher_features(
            data,
            FLAGS.image_teacher or None,
            FLAGS.text_teacher or None,
            cache_dir,
            FLAGS.num_prompts,
        )
    for warning in said:
        print(warning.message)
    for name in ("image_features", "text_features"):
        features = getattr(data, name)
        if features is not None:
            each = features.any(axis=-1).reshape(len(data), -1).sum(axis=1)
            print(
                f"{name}: {each.sum()} of {features.shape[-1]} numbers for {len(data)} shapes, "
                f"from {each.min()} to {each.max()} each"
            )
    print(f"{time.time() - start:.0f} s. Features are in {cache_dir}")


if __name__ == "__main__":
    names = [name for name in DATASETS if name != "shards"]
    flags.DEFINE_enum("dataset", "home3d", names, "What to encode.")
    flags.DEFINE_string("data_dir", None, "Folder of the data set; Home3D needs none.")
    flags.DEFINE_string("split", "train", "Part of the data set.")
    flags.DEFINE_string("views_dir", None, "Pictures that tools/render_views.py wrote.")
    flags.DEFINE_string("image_teacher", "efficientnet_lite0", "A name for load_teacher.")
    flags.DEFINE_string("text_teacher", "all_minilm_l6_v2", "Another one.")
    flags.DEFINE_integer(
        "num_prompts", 0, "Published prompts around each text; 0: the text itself.", lower_bound=0
    )
    flags.DEFINE_string("cache_dir", None, "Folder to keep features in; in ~/.keras if not given.")
    app.run(main)
