"""ReCon for Keras 3: point-cloud representation learning on TensorFlow, JAX and PyTorch."""

from keras_recon import datasets, layers, losses, models, ops, presets, training
from keras_recon.evaluation import probe_features
from keras_recon.exporting import export
from keras_recon.models import ReConBackbone, ReConClassifier, ReConPretrainer
from keras_recon.version import __version__

__all__ = [
    "ReConBackbone",
    "ReConClassifier",
    "ReConPretrainer",
    "__version__",
    "datasets",
    "export",
    "layers",
    "losses",
    "models",
    "ops",
    "presets",
    "probe_features",
    "training",
]
