"""How good a model is."""

from keras_recon.evaluation.probe_features import probe_features

__all__ = ["probe_features"]
