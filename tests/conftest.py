"""What every test starts from."""

import contextlib
import os
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# On arrays this small PyTorch's threads wait for each other: four times the work of one.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# JAX spends its time compiling: optimize little, keep it for the next run.
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
os.environ.setdefault(
    "JAX_COMPILATION_CACHE_DIR", os.path.join(tempfile.gettempdir(), "keras_recon_jax_cache")
)

# PyTorch's optimizers load triton, where it is installed, and that crashes after TensorFlow.
with contextlib.suppress(ImportError):
    import triton  # noqa: F401

import keras
import numpy as np
import pytest
from hub_server import HubServer

if keras.backend.backend() == "jax":
    # XLA's newer emitters take twice as long to compile. It reads this with the first computation.
    os.environ["XLA_FLAGS"] = (
        f"--xla_cpu_use_fusion_emitters=false {os.environ.get('XLA_FLAGS', '')}"
    )


@pytest.fixture(autouse=True)
def seed():
    keras.utils.set_random_seed(0)


@pytest.fixture
def random():
    return np.random.default_rng(0)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A server that both clients take for theirs, and caches of their own."""
    constants = pytest.importorskip("huggingface_hub.constants")
    pytest.importorskip("kagglehub")
    from kagglesdk import kaggle_env

    hub = HubServer()
    for name, value in {
        "ENDPOINT": hub.url,
        "HUGGINGFACE_CO_URL_TEMPLATE": hub.url + "/{repo_id}/resolve/{revision}/{filename}",
        "HF_HUB_CACHE": str(tmp_path / "hf"),
        "HF_TOKEN_PATH": str(tmp_path / "no_token"),
        "HF_HUB_DISABLE_XET": True,
        "HF_HUB_OFFLINE": False,
    }.items():
        monkeypatch.setattr(constants, name, value)
    monkeypatch.setitem(kaggle_env._env_to_endpoint, kaggle_env.KaggleEnv.LOCAL, hub.url)
    monkeypatch.setenv("KAGGLE_API_ENVIRONMENT", "LOCALHOST")
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path / "kaggle"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield hub
    hub.close()
