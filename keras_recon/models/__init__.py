"""Models of ReCon."""

from keras_recon.models.recon_backbone import ReConBackbone
from keras_recon.models.recon_classifier import ReConClassifier
from keras_recon.models.recon_part_segmenter import ReConPartSegmenter
from keras_recon.models.recon_pretrainer import ReConPretrainer

__all__ = ["ReConBackbone", "ReConClassifier", "ReConPartSegmenter", "ReConPretrainer"]
