"""Loss terms of ReCon, as `keras.losses.Loss`."""

from keras_recon.losses.chamfer_distance import ChamferDistance
from keras_recon.losses.color_distance import ColorDistance
from keras_recon.losses.feature_distillation import FeatureDistillation
from keras_recon.losses.group_contrast import GroupContrast
from keras_recon.losses.matched_distillation import MatchedDistillation

__all__ = [
    "ChamferDistance",
    "ColorDistance",
    "FeatureDistillation",
    "GroupContrast",
    "MatchedDistillation",
]
