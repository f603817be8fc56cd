r"""Export a fine-tuned classifier to a format that answers without Keras ReCon.

    python examples/finetune.py && python examples/export.py
    python examples/export.py --preset=recon_nano_home3d_classifier --format=onnx --precision=int8

Writes to `--output_dir` a SavedModel as TensorFlow Serving wants it, `serving/furniture/1/`, an
ONNX file as Triton wants it, `triton/furniture/1/model.onnx`, or `furniture.tflite` or
`furniture.pt2`; and `request.json`, a request to a server, whose points a new process then gives to
the artefact, by the lines that are printed, and compares with the answers of the model.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from absl import app, flags

PATHS = {
    "saved_model": "serving/furniture/1",
    "onnx": "triton/furniture/1/model.onnx",
    "litert": "furniture.tflite",
    "torch": "furniture.pt2",
}
flags.DEFINE_string("preset", "outputs/finetune/preset", "Preset of a fine-tuned classifier.")
flags.DEFINE_enum("format", "saved_model", [*PATHS], "What to write.")
flags.DEFINE_enum(
    "precision", "float32", ["float32", "float16", "int8"], "That of weights in ONNX and LiteRT."
)
flags.DEFINE_string("up_axis", "y", "Axis that is up in the points that the artefact gets.")
flags.DEFINE_string("output_dir", "outputs/export", "Folder to write to.")
FLAGS = flags.FLAGS

# What a user of the artefact writes: any number of shapes, of any number of raw points.
LINES = {
    "saved_model": """
import tensorflow as tf
model = tf.saved_model.load(path)
logits = model.signatures["serving_default"](points=tf.constant(points))["logits"].numpy()
""",
    "onnx": """
import onnxruntime
[logits] = onnxruntime.InferenceSession(path).run(["logits"], {"points": points})
""",
    "litert": """
from ai_edge_litert.interpreter import Interpreter
logits = Interpreter(path).get_signature_runner("serving_default")(points=points)["logits"]
""",
    "torch": """
import torch
program = torch.export.load(path).module()
logits = program(points=torch.from_numpy(points))["logits"].detach().numpy()
""",
}
BEFORE = """
import json, sys
import numpy as np
path, request, answer = sys.argv[1:]
points = np.array(json.load(open(request))["instances"], "float32")
"""
AFTER = """
assert "keras_recon" not in sys.modules
np.save(answer, logits)
"""


def write_triton_configuration(path):
    """Say in `config.pbtxt` which tensors an ONNX file has, those of unknown sizes with -1."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path)
    lines = ['name: "furniture"', 'backend: "onnxruntime"']
    for kind, tensors in (("input", session.get_inputs()), ("output", session.get_outputs())):
        for tensor in tensors:
            sizes = [size if isinstance(size, int) else -1 for size in tensor.shape]
            lines.append(f'{kind} {{ name: "{tensor.name}", data_type: TYPE_FP32, dims: {sizes} }}')
    (path.parents[1] / "config.pbtxt").write_text("\n".join(lines) + "\n")


def main(_):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import numpy as np

    import keras_recon

    classifier = keras_recon.ReConClassifier.from_preset(FLAGS.preset)
    classifier.preprocessor.up_axis = FLAGS.up_axis
    output_dir = Path(FLAGS.output_dir)
    path = output_dir / PATHS[FLAGS.format]
    path.parent.mkdir(parents=True, exist_ok=True)
    classifier.export(path, FLAGS.format, precision=FLAGS.precision)
    print(f"Wrote {path}")
    if FLAGS.format == "onnx":
        write_triton_configuration(path)

    points = keras_recon.datasets.load_home3d("test").points[:2, :600]
    request, answer = output_dir / "request.json", output_dir / "logits.npy"
    request.write_text(json.dumps({"instances": points.tolist()}))
    print(f"Answering {request} with{LINES[FLAGS.format]}", end="")
    subprocess.run(
        [sys.executable, "-c", BEFORE + LINES[FLAGS.format] + AFTER, path, request, answer],
        # TensorFlow imports Keras, with whatever backend it is told.
        env={**os.environ, "KERAS_BACKEND": "tensorflow"},
        check=True,
    )
    for logits in np.load(answer):
        print(classifier.class_names[logits.argmax()])
    difference = abs(np.load(answer) - classifier.predict(points, verbose=0)).max()
    print(f"These logits differ from the model's by at most {difference:.1e}")


if __name__ == "__main__":
    app.run(main)
