"""The data of OpenShape, on which ReCon++ is trained and tested."""

from keras_recon.datasets.openshape.class_features import load_openshape_class_features
from keras_recon.datasets.openshape.modelnet40 import load_openshape_modelnet40
from keras_recon.datasets.openshape.objaverse_lvis import load_objaverse_lvis
from keras_recon.datasets.openshape.scanobjectnn import load_openshape_scanobjectnn
from keras_recon.datasets.openshape.training_shapes import load_openshape

__all__ = [
    "load_objaverse_lvis",
    "load_openshape",
    "load_openshape_class_features",
    "load_openshape_modelnet40",
    "load_openshape_scanobjectnn",
]
