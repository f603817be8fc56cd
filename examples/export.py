r"""Export a fine-tuned classifier as a SavedModel that answers without Keras ReCon.

    python examples/finetune.py && python examples/export.py

Writes `saved_model/` to `--output_dir`, then loads it in a new process that has TensorFlow alone
and compares its answers with those of the model.
"""

import os
import subprocess
import sys
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("preset", "outputs/finetune/preset", "Preset of a fine-tuned classifier.")
flags.DEFINE_string("up_axis", "y", "Axis that is up in the points that the artefact gets.")
flags.DEFINE_string("output_dir", "outputs/export", "Folder to write to.")
FLAGS = flags.FLAGS

# What a user of the artefact writes: any number of shapes, of any number of raw points.
ANSWER = """
import sys
import numpy as np
import tensorflow as tf

folder, *clouds = sys.argv[1:]
model = tf.saved_model.load(folder)
for cloud in clouds:
    np.save(cloud + ".logits.npy", model.serve(np.load(cloud)).numpy())
assert "keras_recon" not in sys.modules
"""


def main(_):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import numpy as np

    import keras_recon

    classifier = keras_recon.ReConClassifier.from_preset(FLAGS.preset)
    classifier.preprocessor.up_axis = FLAGS.up_axis
    output_dir = Path(FLAGS.output_dir)
    saved_model = output_dir / "saved_model"
    classifier.export(saved_model)
    print(f"Wrote {saved_model}")

    points = keras_recon.datasets.load_home3d("test").points
    clouds = {f"points_{n}x{m}.npy": points[:n, :m] for n, m in ((1, 600), (7, 1024))}
    for name, cloud in clouds.items():
        np.save(output_dir / name, cloud)
    paths = [str(output_dir / name) for name in clouds]
    # TensorFlow imports Keras, with whatever backend it is told.
    subprocess.run(
        [sys.executable, "-c", ANSWER, str(saved_model), *paths],
        env={**os.environ, "KERAS_BACKEND": "tensorflow"},
        check=True,
    )
    for path, cloud in zip(paths, clouds.values(), strict=True):
        wanted = classifier.predict(cloud, verbose=0)
        difference = abs(np.load(f"{path}.logits.npy") - wanted).max()
        print(
            f"{len(cloud)} shapes of {cloud.shape[1]} points: TensorFlow alone differs from the "
            f"model by at most {difference:.1e} in logits of up to {abs(wanted).max():.1f}"
        )
        if difference > 1e-4:
            raise SystemExit("The SavedModel must give the model's logits to 1e-4.")


if __name__ == "__main__":
    app.run(main)
