"""Write a preset as a LiteRT file; run with TensorFlow as Keras's backend."""

import sys
from pathlib import Path

import tensorflow as tf

from keras_recon.exporting.tensorflow_module import tensorflow_module


def write_litert(preset, path, precision="float32"):
    """Write the model in the folder `preset` as a LiteRT file to `path`.

    Args:
        preset: Folder that `save_to_preset` wrote.
        path: File to write.
        precision: As of `keras_recon.export`.

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
    if precision != "float32":
        # Of weights alone: int8 unless another type is named.
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if precision == "float16":
        converter.target_spec.supported_types = [tf.float16]
    Path(path).write_bytes(converter.convert())


if __name__ == "__main__":
    write_litert(*sys.argv[1:])
