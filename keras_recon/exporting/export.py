"""Models as artefacts that answer without Keras ReCon."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from keras_recon.files import replacing

FORMATS = ("saved_model", "tf_saved_model")


def export(model, path, format="saved_model"):
    """Write a classifier as an artefact that takes raw points; preprocessing is inside.

    A SavedModel's endpoint `serve` takes float32 points of shape `(B, N, 3)` of any B and N, and
    gives logits; `serve_float64` takes float64, for coordinates far from the origin, of which
    float32 would keep too little. TensorFlow alone loads it. TensorFlow writes it, whichever
    backend is active: what JAX writes may save without an error and then fail to load.

    Args:
        model: A `ReConClassifier` or a `TwoTowerClassifier`, of any backend.
        path: Folder to write. It must not exist.
        format: `"saved_model"`, or Keras's name for it, `"tf_saved_model"`.

    Raises:
        ValueError: If the format is unknown, the path is taken, or the model is of another class.
        RuntimeError: If TensorFlow could not write the artefact.

    Example:

    ```python
    import tempfile
    import numpy as np
    import keras_recon
    import tensorflow as tf  # after Keras, which loads PyTorch if that is its backend

    classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
    path = tempfile.mkdtemp() + "/classifier"
    keras_recon.export(classifier, path)
    model = tf.saved_model.load(path)
    model.serve(np.zeros((7, 600, 3), "float32"))  # (7, 10)
    ```
    """
    from keras_recon.models import ReConClassifier

    if format not in FORMATS:
        raise ValueError(f"`format` must be one of {FORMATS}. Received: format={format!r}")
    if not isinstance(model, ReConClassifier):
        raise ValueError(
            f"`model` must be a ReConClassifier. Received: model of {type(model).__name__}"
        )
    path = Path(path)
    if path.exists():
        raise ValueError(f"`path` must be a new folder. Received: {path}, which exists")
    with replacing(path) as artefact, tempfile.TemporaryDirectory() as preset:
        model.save_to_preset(preset)
        command = [sys.executable, "-m", "keras_recon.exporting.write_saved_model"]
        written = subprocess.run(
            [*command, preset, str(artefact)],
            env={**os.environ, "KERAS_BACKEND": "tensorflow"},
            capture_output=True,
            text=True,
        )
        if written.returncode:
            raise RuntimeError(f"TensorFlow could not write the SavedModel:\n{written.stderr}")
