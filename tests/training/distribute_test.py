"""Several devices take the steps that one takes with the same global batch."""

import signal
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from cluster import finish, start_cluster, start_script

from keras_recon.data import PointCloudData, point_cloud_dataset
from keras_recon.training import Distribution, distribute

SCRIPT = Path(__file__).parents[1] / "distributed_run.py"
BACKEND = keras.backend.backend()
several_devices = pytest.mark.skipif(BACKEND == "torch", reason="Keras distributes nothing there")


def start(*arguments, **environment):
    return start_script(SCRIPT, *arguments, **environment)


def start_two(*arguments, **environment):
    return start_cluster(SCRIPT, *arguments, **environment)


def assert_same_training(folder, devices):
    one, several = (np.load(folder / how / "result.npz") for how in ("one", "auto"))
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


@several_devices
@pytest.mark.slow
def test_two_processes_train_as_one_device(tmp_path):
    finish(start(tmp_path, "recon", "one"))
    finish(*start_two(tmp_path, "recon", "auto"))
    assert_same_training(tmp_path, devices=2)
    # One process has written.
    assert {p.name for p in (tmp_path / "auto").iterdir()} == {
        "backup.h5",
        "history.csv",
        "result.npz",
    }


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unbroken")
    finish(*start_two(folder, "recon", "auto"))
    return folder / "auto"


@several_devices
@pytest.mark.slow
@pytest.mark.parametrize("kill", ["1 training", "0 saving"])
def test_a_killed_process_costs_nothing_but_time(kill, unbroken, tmp_path):
    processes = start_two(tmp_path, "recon", "auto", KILL=kill)
    victim = processes.pop(int(kill[0]))
    victim.communicate(timeout=900)
    assert victim.returncode == -signal.SIGKILL
    # A launcher ends the others, before it starts all again.
    processes[0].kill()
    processes[0].communicate()
    assert not (tmp_path / "auto" / "result.npz").exists()

    finish(*start_two(tmp_path, "recon", "auto", RESUME="1"))

    with h5py.File(unbroken / "backup.h5") as a, h5py.File(tmp_path / "auto" / "backup.h5") as b:
        assert {*a} == {*b}
        for name in a:
            np.testing.assert_array_equal(a[name][()], b[name][()])
    histories = [folder / "history.csv" for folder in (unbroken, tmp_path / "auto")]
    assert histories[0].read_text() == histories[1].read_text()


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
