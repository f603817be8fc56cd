"""Data sets, each loaded as a `PointCloudData`."""

from keras_recon.datasets.home3d import load_home3d
from keras_recon.datasets.parts import load_parts
from keras_recon.datasets.point_cloud_data import PointCloudData

__all__ = ["PointCloudData", "load_home3d", "load_parts"]
