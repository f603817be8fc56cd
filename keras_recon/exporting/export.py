"""Models as artefacts that answer without Keras ReCon."""

import importlib.util
import tempfile
from dataclasses import dataclass
from pathlib import Path

from keras_recon.exporting.answer import MODELS
from keras_recon.exporting.run_process import run_process
from keras_recon.exporting.verify import TOLERANCES, verify
from keras_recon.files import replacing
from keras_recon.models import Task
from keras_recon.presets import write_preset


@dataclass(frozen=True)
class _Format:
    """How a format is written.

    Attributes:
        backend: Keras's backend in the process that writes it.
        suffix: That of the file; none for a folder.
        packages: Modules that write or run it, beside TensorFlow.
        extra: What of the package brings them.
        precisions: Of the weights inside.
    """

    backend: str = "tensorflow"
    suffix: str = ""
    packages: tuple = ()
    extra: str = "export"
    precisions: tuple = ("float32",)


PRECISIONS = (*TOLERANCES,)
FORMATS = {
    "saved_model": _Format(),
    "onnx": _Format(suffix=".onnx", packages=("tf2onnx", "onnxruntime"), precisions=PRECISIONS),
    "litert": _Format(suffix=".tflite", packages=("ai_edge_litert",), precisions=PRECISIONS),
    "torch": _Format(backend="torch", suffix=".pt2", packages=("torch",), extra="torch"),
}
# Keras's name for the first.
ALIASES = {"tf_saved_model": "saved_model"}


def export(model, path, format="saved_model", preprocessor=None, precision="float32"):
    """Write a model as an artefact that takes raw points; preprocessing is inside.

    The artefact takes `points`, float32 of shape `(B, N, 3)` of any B and N, and of a part
    segmenter also `shape_class`, int32 `(B,)`. If the model's points have a colour, they are
    `(B, N, 6)`: red, green and blue from 0 to 1 follow x, y and z; give points without a colour
    the preprocessor's `default_color`. It gives, by name:

    - `logits` of a classifier, `(B, num_classes)`, and of a part segmenter, `(B, N, num_parts)`;
    - `probabilities` of a zero-shot classifier, whose class features are inside;
    - the tokens of a backbone, under the names that it gives them;
    - but for the part segmenter, `features` of the shape: what the head of a classifier reads,
      what a zero-shot classifier compares with its classes, what `probe_features` gives of a
      backbone.

    | format | artefact | loaded by |
    | --- | --- | --- |
    | `"saved_model"` | folder | `tf.saved_model.load` |
    | `"onnx"` | `.onnx` | ONNX Runtime |
    | `"litert"` | `.tflite` | LiteRT's interpreter, signature `serving_default` |
    | `"torch"` | `.pt2` | `torch.export.load` |

    A SavedModel has the signatures `serving_default`, which is this, and `embed`, from `points` to
    `features` alone, those of the backbone for a part segmenter. Its `serve` gives what the model
    gives, without a name; `serve_float64` takes float64, for coordinates far from the origin, of
    which float32 keeps too little: for other formats, subtract a shape's first point from it.

    The model may be of any backend: TensorFlow or PyTorch writes it in a process of its own. Then
    the runtime loads it in a process without Keras ReCon, and answers for 1 and for 7 shapes, of
    two numbers of points, as the model does.

    An ONNX or a LiteRT file can be smaller. Whatever the precision, inputs and outputs are float32,
    and so are the distances by which points are sampled and grouped.

    | precision | weights | products with them | largest difference |
    | --- | --- | --- | --- |
    | `"float32"` | float32 | float32 | 1e-4 |
    | `"float16"` | float16, for half the size | float32 | 5e-3 |
    | `"int8"` | 8 bits, for a third | 8 bits: the other factor is scaled by its range | 0.1 |

    Args:
        model: A `ReConClassifier`, `TwoTowerClassifier`, `ReConPartSegmenter`,
            `ReConZeroShotClassifier` or a `Backbone`, computing in float32.
        path: Folder or file to write. It must not exist.
        format: One of the above; `"tf_saved_model"`, Keras's name, is the first.
        preprocessor: `PointCloudPreprocessor` to put inside; that of the task, if not given. A
            backbone has none: then it takes prepared points.
        precision: One of the above.

    Returns:
        The largest difference between the artefact's answers and the model's, as a share of the
        output's largest number where that is more than 1.

    Raises:
        ValueError: If the format is unknown, the path is taken or has another suffix, or the
            model is of another class or computes in another precision, or if the format has no
            such precision.
        ImportError: If a package that the format needs is missing.
        RuntimeError: If the artefact could not be written, does not run, or differs from the
            model by more than its precision allows. Nothing is left at `path`.

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
    format = ALIASES.get(format, format)
    path = Path(path)
    _check(model, path, format, precision)
    if preprocessor is None:
        preprocessor = getattr(model, "preprocessor", None)
    backbone, task = (model.backbone, model) if isinstance(model, Task) else (model, None)
    preprocessor = backbone.fit_preprocessor(preprocessor)
    with replacing(path) as artefact, tempfile.TemporaryDirectory() as preset:
        write_preset(preset, backbone, task, preprocessor=preprocessor)
        command = ["-m", f"keras_recon.exporting.write_{format}", preset, str(artefact)]
        if precision != "float32":
            command.append(precision)
        run_process(
            command,
            FORMATS[format].backend,
            f"The {format} artefact could not be written",
        )
        return verify(model, preprocessor, artefact, format, precision)


def _check(model, path, format, precision):
    if format not in FORMATS:
        raise ValueError(f"`format` must be one of {(*FORMATS,)}. Received: format={format!r}")
    if precision not in PRECISIONS:
        raise ValueError(
            f"`precision` must be one of {PRECISIONS}. Received: precision={precision!r}"
        )
    if precision not in FORMATS[format].precisions:
        able = [name for name, stated in FORMATS.items() if precision in stated.precisions]
        raise ValueError(
            f"precision={precision!r} must go with a format that has it: {', '.join(able)}. "
            f"Received: format={format!r}"
        )
    if not isinstance(model, MODELS):
        accepted = ", ".join(accepted.__name__ for accepted in MODELS)
        raise ValueError(
            f"`model` must be one of: {accepted}. Received: model of {type(model).__name__}"
        )
    if model.compute_dtype != "float32":
        raise ValueError(
            "`model` must compute in float32: save it with `save_to_preset`, and load it with "
            f"`from_preset(folder, dtype='float32')`. Received: {model.dtype_policy.name!r}"
        )
    stated = FORMATS[format]
    if path.exists():
        raise ValueError(f"`path` must be a new file or folder. Received: {path}, which exists")
    if stated.suffix and path.suffix != stated.suffix:
        raise ValueError(f"`path` must end in {stated.suffix!r}. Received: {path}")
    missing = [name for name in stated.packages if importlib.util.find_spec(name) is None]
    if missing:
        raise ImportError(
            f"format={format!r} needs {' and '.join(missing)}: "
            f'pip install "keras-recon[{stated.extra}]". Received: no such package',
            name=missing[0],
        )
