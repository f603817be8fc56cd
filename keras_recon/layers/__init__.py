"""Keras layers of ReCon."""

from keras_recon.layers.attention import Attention
from keras_recon.layers.batch_normalization import BatchNormalization
from keras_recon.layers.dropout import Dropout
from keras_recon.layers.feature_propagation import FeaturePropagation
from keras_recon.layers.layer_scale import LayerScale
from keras_recon.layers.learned_tokens import LearnedTokens
from keras_recon.layers.mlp import MLP
from keras_recon.layers.part_segmentation_head import PartSegmentationHead
from keras_recon.layers.patch_masking import PatchMasking
from keras_recon.layers.patch_transformer import PatchTransformer
from keras_recon.layers.point_cloud_preprocessor import PointCloudPreprocessor
from keras_recon.layers.point_grouping import PointGrouping
from keras_recon.layers.point_patch_embedding import PointPatchEmbedding
from keras_recon.layers.recon2_block import ReCon2Block
from keras_recon.layers.recon_block import ReConBlock
from keras_recon.layers.stochastic_depth import StochasticDepth
from keras_recon.layers.transformer_block import TransformerBlock

__all__ = [
    "MLP",
    "Attention",
    "BatchNormalization",
    "Dropout",
    "FeaturePropagation",
    "LayerScale",
    "LearnedTokens",
    "PartSegmentationHead",
    "PatchMasking",
    "PatchTransformer",
    "PointCloudPreprocessor",
    "PointGrouping",
    "PointPatchEmbedding",
    "ReCon2Block",
    "ReConBlock",
    "StochasticDepth",
    "TransformerBlock",
]
