"""ReCon for Keras 3: point-cloud representation learning on TensorFlow, JAX and PyTorch."""

import keras_recon.import_order

# isort: split
import keras_recon.cli.parse_early  # noqa: F401

# isort: split
from keras_recon import (
    cli,
    data,
    datasets,
    evaluation,
    layers,
    losses,
    models,
    ops,
    prediction,
    presets,
    search,
    teachers,
    training,
    visualization,
)
from keras_recon.evaluation import probe_features
from keras_recon.exporting import export
from keras_recon.models import (
    Backbone,
    ReCon2Backbone,
    ReCon2Pretrainer,
    ReCon2ZeroShotClassifier,
    ReConBackbone,
    ReConClassifier,
    ReConPartSegmenter,
    ReConPretrainer,
    ReConZeroShotClassifier,
    Task,
    TwoTowerBackbone,
    TwoTowerClassifier,
)
from keras_recon.presets import upload_preset
from keras_recon.search import ShapeIndex
from keras_recon.version import __version__

__all__ = [
    "Backbone",
    "ReCon2Backbone",
    "ReCon2Pretrainer",
    "ReCon2ZeroShotClassifier",
    "ReConBackbone",
    "ReConClassifier",
    "ReConPartSegmenter",
    "ReConPretrainer",
    "ReConZeroShotClassifier",
    "ShapeIndex",
    "Task",
    "TwoTowerBackbone",
    "TwoTowerClassifier",
    "__version__",
    "cli",
    "data",
    "datasets",
    "evaluation",
    "export",
    "layers",
    "losses",
    "models",
    "ops",
    "prediction",
    "presets",
    "probe_features",
    "search",
    "teachers",
    "training",
    "upload_preset",
    "visualization",
]
