"""Data sets, each loaded as a `PointCloudData`, or as a `PointCloudStream` that reads it later."""

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.data.point_cloud_stream import PointCloudStream
from keras_recon.datasets.few_shot_task import few_shot_task
from keras_recon.datasets.furniture import load_furniture_parts
from keras_recon.datasets.home3d import load_home3d
from keras_recon.datasets.load_dataset import DATASETS, load_dataset
from keras_recon.datasets.modelnet import load_modelnet
from keras_recon.datasets.modelnet_few_shot import load_modelnet_few_shot
from keras_recon.datasets.openshape import (
    load_objaverse_lvis,
    load_openshape,
    load_openshape_class_features,
    load_openshape_modelnet40,
    load_openshape_scanobjectnn,
)
from keras_recon.datasets.procedural import generate_shape, load_procedural_shapes
from keras_recon.datasets.read_shape import read_shape
from keras_recon.datasets.scanobjectnn import load_scanobjectnn
from keras_recon.datasets.shape_folder import load_shape_folder
from keras_recon.datasets.shapenet55 import load_shapenet55
from keras_recon.datasets.shapenetpart import load_shapenetpart
from keras_recon.datasets.unit_sphere import fit_unit_sphere

# The name that it had before.
load_parts = load_furniture_parts

__all__ = [
    "DATASETS",
    "PointCloudData",
    "PointCloudStream",
    "few_shot_task",
    "fit_unit_sphere",
    "generate_shape",
    "load_dataset",
    "load_furniture_parts",
    "load_home3d",
    "load_modelnet",
    "load_modelnet_few_shot",
    "load_objaverse_lvis",
    "load_openshape",
    "load_openshape_class_features",
    "load_openshape_modelnet40",
    "load_openshape_scanobjectnn",
    "load_parts",
    "load_procedural_shapes",
    "load_scanobjectnn",
    "load_shape_folder",
    "load_shapenet55",
    "load_shapenetpart",
    "read_shape",
]
