import importlib.util
import os
import subprocess
import sys

import pytest
from harness import raises_with_advice

from keras_recon.import_order import check_import_order

HAS_TRITON = importlib.util.find_spec("triton") is not None


@pytest.fixture
def crashing(monkeypatch):
    """The state in which importing Keras would crash."""
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    for name in ("keras", "triton"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    return monkeypatch


@pytest.mark.usefixtures("crashing")
def test_tensorflow_before_keras_is_refused():
    with raises_with_advice(ImportError, "must be imported before `tensorflow`"):
        check_import_order()


@pytest.mark.parametrize("name", ["keras", "triton"])
def test_keras_or_triton_first_is_accepted(name, crashing):
    crashing.setitem(sys.modules, name, None)
    check_import_order()


def test_tensorflow_later_is_accepted(crashing):
    crashing.delitem(sys.modules, "tensorflow")
    check_import_order()


@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_another_backend_is_accepted(backend, crashing):
    crashing.setenv("KERAS_BACKEND", backend)
    check_import_order()


def test_pytorch_without_triton_is_accepted(crashing):
    crashing.setattr(importlib.util, "find_spec", lambda name: None)
    check_import_order()


def imports(names, **environment):
    return subprocess.run(
        [sys.executable, "-c", f"import {names}"],
        env={**os.environ, "KERAS_BACKEND": "torch", **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.skipif(not HAS_TRITON, reason="triton is what crashes")
def test_the_package_says_so_instead_of_a_crash():
    run = imports("tensorflow, keras_recon", TF_USE_LEGACY_KERAS="1")
    assert run.returncode == 1
    assert "must be imported before `tensorflow`" in run.stderr


@pytest.mark.slow
@pytest.mark.skipif(not HAS_TRITON, reason="triton is what crashes")
def test_the_advice_works():
    run = imports("keras_recon, tensorflow, triton")
    assert run.returncode == 0, run.stderr
