"""Several devices take the steps that one takes with the same global batch."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from keras_recon.data import PointCloudData, point_cloud_dataset
from keras_recon.training import Distribution, distribute

SCRIPT = Path(__file__).parents[1] / "distributed_run.py"
BACKEND = keras.backend.backend()
several_devices = pytest.mark.skipif(BACKEND == "torch", reason="Keras distributes nothing there")


def start(*arguments, **environment):
    paths = os.pathsep.join([str(SCRIPT.parents[1]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, SCRIPT, *arguments],
        env={**os.environ, "PYTHONPATH": paths, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(*processes):
    for process in processes:
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output[-4000:]


def assert_same_training(folder, devices):
    one, several = np.load(folder / "one.npz"), np.load(folder / "auto.npz")
    assert (one["devices"], several["devices"]) == (1, devices)
    assert {*one} == {*several}
    for name in {*one} - {"devices"}:
        difference = np.linalg.norm(several[name] - one[name])
        assert difference <= 1e-5 * np.linalg.norm(one[name]), name


@several_devices
@pytest.mark.slow
@pytest.mark.parametrize("model", ["recon", "recon2", "classifier"])
def test_two_devices_train_as_one(model, tmp_path):
    finish(start(tmp_path, model, "one", "auto", DEVICES="2"))
    assert_same_training(tmp_path, devices=2)


def test_one_device_needs_no_distribution():
    distribution = distribute()
    assert distribution == Distribution()
    assert (distribution.writes, distribution.part) == (True, (0, 1))
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    assert distribution.on_one_device(model) is model


def test_an_unknown_way_is_refused():
    with pytest.raises(ValueError, match="must be 'auto' or None. Received: 'mesh'"):
        distribute("mesh")


@pytest.mark.skipif(BACKEND != "torch", reason="other backends distribute")
def test_pytorch_is_refused_with_the_backends_that_can():
    with pytest.raises(ValueError, match="'jax' or 'tensorflow'.*Received: the backend 'torch'"):
        distribute("auto")


@pytest.mark.parametrize("drop_remainder", [True, False])
def test_batches_that_do_not_divide_are_refused(drop_remainder):
    data = PointCloudData(
        points=np.ones((6, 4, 3)), labels=np.zeros(6, "int32"), class_names=("a",), names=["a"] * 6
    )
    batches = point_cloud_dataset(data, 3, drop_remainder=drop_remainder)
    distribution = Distribution(strategy=object(), num_devices=2)
    received = "3" if drop_remainder else "batches of any size"
    with pytest.raises(ValueError, match=f"a multiple of the 2 devices. Received: {received}"):
        distribution.feed(batches)
