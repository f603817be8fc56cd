"""Many shapes to shards for training, on one machine or a cluster of them."""

from keras_recon.preparation.prepare_shapes import prepare_shapes
from keras_recon.preparation.settings import PreparationSettings

__all__ = ["PreparationSettings", "prepare_shapes"]
