"""Write a preset as a LiteRT file; run with TensorFlow as Keras's backend."""

import sys
from pathlib import Path

import tensorflow as tf

from keras_recon.exporting.tensorflow_module import tensorflow_module


def write_litert(preset, path):
    """Write the model in the folder `preset` as a LiteRT file to `path`.

    Args:
        preset: Folder that `save_to_preset` wrote.
        path: File to write.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.exporting.write_litert import write_litert

    folder = tempfile.mkdtemp()
    keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=3).save_to_preset(folder)
    write_litert(folder, folder + "/classifier.tflite")
    ```
    """
    module = tensorflow_module(preset)
    function = module.answer.get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], module)
    # No operation of TensorFlow itself, which LiteRT's own packages lack.
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
    Path(path).write_bytes(converter.convert())


if __name__ == "__main__":
    write_litert(*sys.argv[1:])
