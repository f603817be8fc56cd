"""Write a preset as an ONNX file; run with TensorFlow as Keras's backend."""

import sys

import numpy as np
import tf2onnx
from keras.src.export.tf2onnx_lib import patch_tf2onnx

from keras_recon.exporting.tensorflow_module import tensorflow_module


def write_onnx(preset, path):
    """Write the model in the folder `preset` as an ONNX file to `path`.

    Args:
        preset: Folder that `save_to_preset` wrote.
        path: File to write.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.exporting.write_onnx import write_onnx

    folder = tempfile.mkdtemp()
    keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=3).save_to_preset(folder)
    write_onnx(folder, folder + "/classifier.onnx")
    ```
    """
    function = tensorflow_module(preset).answer
    # For NumPy 2, of which tf2onnx doesn't know.
    patch_tf2onnx()
    tf2onnx.convert.from_function(
        function,
        function.input_signature,
        custom_op_handlers={"Erfc": (_erfc, [])},
        output_path=path,
    )


def _erfc(graph, node, name, args):
    """erfc(x), of exact GELU, as 1 - erf(x): ONNX has no other."""
    node.type, node.domain = "Erf", ""
    one = graph.make_const(f"{name}_one", np.float32(1))
    [erf] = node.output
    graph.insert_new_node_on_output("Sub", erf, f"{name}_sub", inputs=[one.output[0], erf])


if __name__ == "__main__":
    write_onnx(*sys.argv[1:])
