"""Answer by an artefact in its own runtime.

Run by its path, as a process that imports neither the package nor, but for TensorFlow's own sake,
Keras:

    python -P check_artefact.py FORMAT ARTEFACT INPUTS.npz OUTPUTS.npz

The arrays of the inputs are called `CASE/INPUT`, and those of the outputs `CASE/OUTPUT` or
`CASE/ENDPOINT/OUTPUT`.
"""

import sys

import numpy as np


def load_saved_model(path):
    """Load a SavedModel and answer by all its endpoints.

    Args:
        path: Folder of the artefact.

    Returns:
        Function from a dict of arrays to a dict of arrays.
    """
    import tensorflow as tf

    model = tf.saved_model.load(path)

    def run(inputs):
        answered = model.signatures["serving_default"](**inputs)
        [*own] = {*answered} - {"features"}
        outputs = dict(answered)

        def add(endpoint, values):
            values = values if isinstance(values, dict) else {own[0]: values}
            outputs.update({f"{endpoint}/{name}": value for name, value in values.items()})

        points, *others = inputs.values()
        add("embed", model.signatures["embed"](points=points))
        add("serve", model.serve(points, *others))
        add("serve_float64", model.serve_float64(points.astype("float64"), *others))
        return outputs

    return run


def load_onnx(path):
    """As `load_saved_model`, of an ONNX file."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return lambda inputs: dict(zip(names, session.run(names, inputs), strict=True))


def load_litert(path):
    """As `load_saved_model`, of a LiteRT file."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(path)
    runner = interpreter.get_signature_runner("serving_default")
    return lambda inputs: runner(**inputs)


def load_torch(path):
    """As `load_saved_model`, of an exported PyTorch program."""
    import torch

    program = torch.export.load(path).module()

    def run(inputs):
        with torch.no_grad():
            outputs = program(**{name: torch.from_numpy(x) for name, x in inputs.items()})
        return {name: value.numpy() for name, value in outputs.items()}

    return run


LOADERS = {
    "saved_model": load_saved_model,
    "onnx": load_onnx,
    "litert": load_litert,
    "torch": load_torch,
}


def check_artefact(format, path, inputs_path, outputs_path):
    """Answer by an artefact and write what it gives.

    Args:
        format: One of `LOADERS`.
        path: The artefact.
        inputs_path: `.npz` file to read.
        outputs_path: `.npz` file to write.
    """
    run, cases = LOADERS[format](path), {}
    with np.load(inputs_path) as file:
        for name in file.files:
            case, _, field = name.partition("/")
            cases.setdefault(case, {})[field] = file[name]
    outputs = {
        f"{case}/{name}": np.asarray(value)
        for case, inputs in cases.items()
        for name, value in run(inputs).items()
    }
    assert "keras_recon" not in sys.modules
    np.savez(outputs_path, **outputs)


if __name__ == "__main__":
    check_artefact(*sys.argv[1:])
