"""A preset that one backend wrote gives the same on each."""

import importlib.util
import itertools
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

import keras_recon

BACKENDS = [b for b in ("tensorflow", "jax", "torch") if importlib.util.find_spec(b)]
TESTS = Path(__file__).parents[1]
ANSWER = """
import sys
from pathlib import Path
import keras
import numpy as np
from harness import NUM_POINTS, tiny_backbone, tiny_points, to_numpy
import keras_recon
from keras_recon import ReConClassifier, ReConPartSegmenter, ReConPretrainer, Task

folder = Path(sys.argv[1])
raw = 3 + tiny_points(2, 600)


def answer(task):
    inputs = raw
    if isinstance(task, ReConPretrainer):
        hidden = int(task.masking.mask_ratio * 32)
        inputs = {"points": raw, "mask": np.tile(np.arange(32) < hidden, (2, 1))}
    if isinstance(task, ReConPartSegmenter):
        inputs = {"points": raw, "shape_class": np.array([1, 4])}
    outputs = task(task.prepare(inputs))
    outputs = to_numpy(outputs if isinstance(outputs, dict) else {"logits": outputs})
    return {key: value for key, value in outputs.items() if key != "mask"}
"""
WRITE = """
keras.utils.set_random_seed(0)
preprocessor = keras_recon.layers.PointCloudPreprocessor(NUM_POINTS)
ReConClassifier(tiny_backbone(), 3, preprocessor=preprocessor).save_to_preset(folder / "small")
for name in Task.presets:
    Task.from_preset(name).save_to_preset(folder / name)
"""
READ = """
for writer in folder.parent.iterdir():
    for preset in writer.iterdir():
        np.savez(preset / f"{folder.name}.npz", **answer(Task.from_preset(preset)))
"""


def run(code, folder):
    """Run it on each backend, in processes of their own."""
    paths = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", ANSWER + code, folder / backend],
            env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": paths},
        )
        for backend in BACKENDS
    ]
    assert [run.wait() for run in runs] == [0] * len(runs)


@pytest.mark.slow
@pytest.mark.skipif(BACKENDS[0] != keras.backend.backend(), reason="once runs all backends")
def test_every_backend_reads_what_every_backend_wrote(tmp_path):
    run(WRITE, tmp_path)
    run(READ, tmp_path)
    names = {*keras_recon.Task.presets, "small"}
    differences = {}
    for writer, name, reader in itertools.product(BACKENDS, names, BACKENDS):
        actual = np.load(tmp_path / writer / name / f"{reader}.npz")
        # Of the small one each backend made weights of its own.
        first = writer if name == "small" else BACKENDS[0]
        expected = np.load(tmp_path / first / name / f"{BACKENDS[0]}.npz")
        assert actual.keys() == expected.keys()
        for key in expected:
            differences[writer, name, reader, key] = abs(actual[key] - expected[key]).max()
    assert max(differences.values()) <= 1e-5, differences
