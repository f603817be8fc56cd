"""Records of point clouds, shards, augmentation and batches."""

from keras_recon.data.augmentation import (
    RandomColorDrop,
    RandomDrop,
    RandomJitter,
    RandomRotation,
    RandomSample,
    RandomScale,
    RandomShift,
)
from keras_recon.data.concatenate import concatenate
from keras_recon.data.farthest_points import keep_farthest
from keras_recon.data.keep_labels import keep_labels
from keras_recon.data.pipeline import point_cloud_dataset
from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.data.point_cloud_stream import PointCloudStream
from keras_recon.data.prepared_dataset import prepared_dataset
from keras_recon.data.teacher_features import (
    mean_feature,
    scale_teacher_features,
    teacher_scaling,
)
from keras_recon.data.tfrecords import PointCloudShards, write_tfrecords

__all__ = [
    "PointCloudData",
    "PointCloudShards",
    "PointCloudStream",
    "RandomColorDrop",
    "RandomDrop",
    "RandomJitter",
    "RandomRotation",
    "RandomSample",
    "RandomScale",
    "RandomShift",
    "concatenate",
    "keep_farthest",
    "keep_labels",
    "mean_feature",
    "point_cloud_dataset",
    "prepared_dataset",
    "scale_teacher_features",
    "teacher_scaling",
    "write_tfrecords",
]
