"""Whether an artefact, in its own runtime, answers as its model does."""

import tempfile
from pathlib import Path

import keras
import numpy as np

from keras_recon.exporting import check_artefact
from keras_recon.exporting.answer import answer, embed
from keras_recon.exporting.run_process import run_process
from keras_recon.models import ReConPartSegmenter

# By precision of the weights, how far answers may be from the model's.
TOLERANCES = {"float32": 1e-4, "float16": 5e-3, "int8": 0.1}
BATCH_SIZES = (1, 7)
# Where two points are equally far to the last bit, runtimes may sample them in another order, and
# all that follows differs. Other points tell this from an artefact that answers wrongly.
DRAWS = 3


def verify(model, preprocessor, path, format, precision="float32"):
    """Raise unless an artefact answers as the model at two batch sizes and numbers of points.

    Args:
        model: The model that it was written from.
        preprocessor: The preprocessor inside, or None.
        path: The artefact.
        format: Its format, one of `check_artefact.LOADERS`.
        precision: That of its weights, one of `TOLERANCES`.

    Returns:
        The largest difference, as a share of the output's largest number if that is more than 1.

    Raises:
        RuntimeError: If it doesn't load, fails, or differs by more than its tolerance.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.exporting.verify import verify

    path = tempfile.mkdtemp() + "/backbone"
    backbone = keras_recon.ReConBackbone.from_preset("recon_nano")
    keras_recon.export(backbone, path)
    verify(backbone, None, path, "saved_model") <= 1e-4  # True
    ```
    """
    for seed in range(DRAWS):
        cases = _draw_cases(model, preprocessor, seed)
        expected = {
            name: _reference(model, preprocessor, case, with_features=format == "saved_model")
            for name, case in cases.items()
        }
        name, difference = _worst(expected, _run_artefact(path, format, cases))
        if difference <= TOLERANCES[precision]:
            return difference
    raise RuntimeError(
        f"The {format} artefact must answer as the model, to {TOLERANCES[precision]}. "
        f"Received: {name!r}, which differs by {difference:.2g}; nothing was written"
    )


def _draw_cases(model, preprocessor, seed):
    """Raw points for both batch sizes, as many as the model is trained on and half as many more.

    Args:
        model: The model.
        preprocessor: Its preprocessor, or None.
        seed: Seed of the points.

    Returns:
        A dict of dicts of the artefact's inputs.
    """
    random, cases = np.random.default_rng(seed), {}
    backbone = getattr(model, "backbone", model)
    count = 4 * backbone.minimum_points if preprocessor is None else preprocessor.num_points
    for batch, points in zip(BATCH_SIZES, (count, count + count // 2), strict=True):
        points = random.uniform(-0.5, 0.5, (batch, points, backbone.channels)).astype("float32")
        points[..., 3:] += 0.5
        case = cases[f"{batch} of {points.shape[1]} points"] = {"points": points}
        if isinstance(model, ReConPartSegmenter):
            case["shape_class"] = np.arange(batch, dtype="int32") % model.num_shape_classes
    return cases


def _reference(model, preprocessor, inputs, with_features=False):
    """What the model itself, on the active backend, answers; with the features of any model."""
    outputs = answer(model, preprocessor, **inputs)
    if with_features:
        outputs = {**embed(model, preprocessor, inputs["points"]), **outputs}
    return {name: keras.ops.convert_to_numpy(value) for name, value in outputs.items()}


def _run_artefact(path, format, cases):
    """What an artefact answers in a process that doesn't import the package.

    Args:
        path: The artefact.
        format: Its format.
        cases: A dict of dicts of inputs.

    Returns:
        For each case a dict of outputs.
    """
    with tempfile.TemporaryDirectory() as work:
        inputs, outputs = Path(work) / "inputs.npz", Path(work) / "outputs.npz"
        arrays = {f"{case}/{k}": x for case, fields in cases.items() for k, x in fields.items()}
        np.savez(inputs, **arrays)
        run_process(
            ["-P", check_artefact.__file__, format, str(path), str(inputs), str(outputs)],
            # TensorFlow imports Keras, with whatever backend it is told.
            "tensorflow",
            f"The {format} artefact does not answer in a process of its own",
        )
        answered = {case: {} for case in cases}
        with np.load(outputs) as file:
            for name in file.files:
                case, _, output = name.partition("/")
                answered[case][output] = file[name]
    return answered


def _worst(expected, answered):
    """The output that differs most, and by how much; infinite where one is missing or extra."""
    differences = {}
    for case, outputs in expected.items():
        for name in outputs.keys() - {name.rpartition("/")[2] for name in answered[case]}:
            differences[f"{name} of {case}"] = np.inf
        for name, actual in answered[case].items():
            wanted = outputs.get(name.rpartition("/")[2], np.empty(0))
            difference = np.inf
            if wanted.shape == actual.shape:
                difference = np.abs(actual - wanted).max() / max(1, np.abs(wanted).max())
            differences[f"{name} of {case}"] = np.nan_to_num(difference, nan=np.inf, posinf=np.inf)
    return max(differences.items(), key=lambda item: item[1])
