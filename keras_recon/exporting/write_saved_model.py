"""Write a preset as a SavedModel; run with TensorFlow as Keras's backend."""

import sys

import tensorflow as tf

from keras_recon.exporting.tensorflow_module import tensorflow_module


def write_saved_model(preset, path):
    """Write the model in the folder `preset` as a SavedModel to `path`.

    Args:
        preset: Folder that `save_to_preset` wrote.
        path: Folder to write.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.exporting.write_saved_model import write_saved_model

    folder = tempfile.mkdtemp()
    keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=3).save_to_preset(folder)
    write_saved_model(folder, folder + "/saved_model")
    ```
    """
    module = tensorflow_module(preset)
    signatures = {
        "serving_default": module.answer,
        "embed": module.embed,
        "serve": module.serve,
        "serve_float64": module.serve_float64,
    }
    tf.saved_model.save(module, path, signatures=signatures)


if __name__ == "__main__":
    write_saved_model(*sys.argv[1:])
