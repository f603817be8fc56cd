"""Pure array functions on points, written in `keras.ops`."""

from keras_recon.ops.farthest_point_sample import farthest_point_sample
from keras_recon.ops.gather_points import gather_points
from keras_recon.ops.interpolate_features import interpolate_features
from keras_recon.ops.k_nearest_neighbors import k_nearest_neighbors
from keras_recon.ops.largest_token import largest_token
from keras_recon.ops.linear_assignment import linear_assignment
from keras_recon.ops.pairwise_squared_distance import pairwise_squared_distance
from keras_recon.ops.unit_length import unit_length

__all__ = [
    "farthest_point_sample",
    "gather_points",
    "interpolate_features",
    "k_nearest_neighbors",
    "largest_token",
    "linear_assignment",
    "pairwise_squared_distance",
    "unit_length",
]
