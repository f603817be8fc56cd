"""ReCon for Keras 3: point-cloud representation learning on TensorFlow, JAX and PyTorch."""

from keras_recon import datasets, layers, losses, models, ops, presets
from keras_recon.models import ReConBackbone, ReConClassifier, ReConPretrainer
from keras_recon.version import __version__

__all__ = [
    "ReConBackbone",
    "ReConClassifier",
    "ReConPretrainer",
    "__version__",
    "datasets",
    "layers",
    "losses",
    "models",
    "ops",
    "presets",
]
