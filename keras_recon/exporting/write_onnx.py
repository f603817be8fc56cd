"""Write a preset as an ONNX file; run with TensorFlow as Keras's backend."""

import sys

import numpy as np
import onnx
import tf2onnx
from keras.src.export.tf2onnx_lib import patch_tf2onnx
from onnxruntime.quantization import quantize_dynamic

from keras_recon.exporting.tensorflow_module import tensorflow_module

# Smaller arrays are no weights to speak of, as LiteRT has it.
MINIMUM_SIZE = 1024


def write_onnx(preset, path, precision="float32"):
    """Write the model in the folder `preset` as an ONNX file to `path`.

    Args:
        preset: Folder that `save_to_preset` wrote.
        path: File to write.
        precision: As of `keras_recon.export`.

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
    model, _ = tf2onnx.convert.from_function(
        function, function.input_signature, custom_op_handlers={"Erfc": (_erfc, [])}
    )
    if precision == "int8":
        # Products with weights; those of distances and of attention have none.
        quantize_dynamic(model, path, op_types_to_quantize=["MatMul"], per_channel=True)
        return
    if precision == "float16":
        _store_in_float16(model.graph)
    onnx.save(model, path)


def _erfc(graph, node, name, args):
    """erfc(x), of exact GELU, as 1 - erf(x): ONNX has no other."""
    node.type, node.domain = "Erf", ""
    one = graph.make_const(f"{name}_one", np.float32(1))
    [erf] = node.output
    graph.insert_new_node_on_output("Sub", erf, f"{name}_sub", inputs=[one.output[0], erf])


def _store_in_float16(graph):
    """Store weights as float16; the runtime makes them float32 once, as it loads the file."""
    for weight in [*graph.initializer]:
        values = onnx.numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size >= MINIMUM_SIZE:
            half = onnx.numpy_helper.from_array(values.astype("float16"), f"{weight.name}_float16")
            graph.initializer.remove(weight)
            graph.initializer.append(half)
            to_float32 = onnx.helper.make_node(
                "Cast", [half.name], [weight.name], to=onnx.TensorProto.FLOAT
            )
            graph.node.insert(0, to_float32)


if __name__ == "__main__":
    write_onnx(*sys.argv[1:])
