"""Records of point clouds, shards, augmentation and batches."""

from keras_recon.data.augmentation import (
    RandomDrop,
    RandomJitter,
    RandomRotation,
    RandomSample,
    RandomScale,
    RandomShift,
)
from keras_recon.data.farthest_points import keep_at_most, keep_farthest
from keras_recon.data.pipeline import num_batches, point_cloud_dataset
from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.data.point_cloud_stream import PointCloudStream
from keras_recon.data.tfrecords import write_tfrecords

__all__ = [
    "PointCloudData",
    "PointCloudStream",
    "RandomDrop",
    "RandomJitter",
    "RandomRotation",
    "RandomSample",
    "RandomScale",
    "RandomShift",
    "keep_at_most",
    "keep_farthest",
    "num_batches",
    "point_cloud_dataset",
    "write_tfrecords",
]
