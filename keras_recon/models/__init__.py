"""Models of ReCon."""

from keras_recon.models.backbone import Backbone
from keras_recon.models.masked_pretrainer import MaskedPretrainer
from keras_recon.models.recon2_backbone import ReCon2Backbone
from keras_recon.models.recon2_pretrainer import ReCon2Pretrainer
from keras_recon.models.recon2_zero_shot_classifier import ReCon2ZeroShotClassifier
from keras_recon.models.recon_backbone import ReConBackbone
from keras_recon.models.recon_classifier import ReConClassifier
from keras_recon.models.recon_part_segmenter import ReConPartSegmenter
from keras_recon.models.recon_pretrainer import ReConPretrainer
from keras_recon.models.recon_zero_shot_classifier import ReConZeroShotClassifier
from keras_recon.models.task import Task
from keras_recon.models.two_tower_backbone import TwoTowerBackbone
from keras_recon.models.two_tower_classifier import TwoTowerClassifier

__all__ = [
    "Backbone",
    "MaskedPretrainer",
    "ReCon2Backbone",
    "ReCon2Pretrainer",
    "ReCon2ZeroShotClassifier",
    "ReConBackbone",
    "ReConClassifier",
    "ReConPartSegmenter",
    "ReConPretrainer",
    "ReConZeroShotClassifier",
    "Task",
    "TwoTowerBackbone",
    "TwoTowerClassifier",
]
