import types

import numpy as np
import pytest
from harness import tiny_backbone, tiny_recon2_backbone, tiny_recon2_pretrainer

import keras_recon
from keras_recon.datasets import fit_unit_sphere
from keras_recon.datasets.readers.read_file import Shape
from keras_recon.search.raw_points import color_of, points_of, raw_points


@pytest.mark.parametrize(
    ("model", "color"),
    [
        (object, None),
        (lambda: keras_recon.ReConClassifier(tiny_backbone(), num_classes=2), None),
        (lambda: types.SimpleNamespace(backbone=tiny_recon2_backbone(channels=3)), None),
        (lambda: types.SimpleNamespace(backbone=tiny_recon2_backbone()), 0.4),
        (tiny_recon2_pretrainer, 0.4),
    ],
)
def test_a_model_of_six_channels_takes_colors(model, color):
    assert color_of(model()) == color


def test_a_preprocessor_says_what_no_color_is():
    preprocessor = keras_recon.layers.PointCloudPreprocessor(64, default_color=0.25)
    model = types.SimpleNamespace(backbone=tiny_recon2_backbone(), preprocessor=preprocessor)
    assert color_of(model) == 0.25


@pytest.mark.parametrize(("wanted", "read"), [(64, 2048), (10_000, 10_000)])
def test_so_many_points_are_read_as_the_model_takes(wanted, read):
    preprocessor = keras_recon.layers.PointCloudPreprocessor(wanted)
    assert points_of(types.SimpleNamespace(preprocessor=preprocessor)) == read
    assert points_of(object()) == points_of(types.SimpleNamespace(preprocessor=None)) == 2048


@pytest.mark.parametrize("colored", [False, True])
def test_colors_follow_points(colored, random):
    xyz, colors = random.normal(size=(9, 3)), random.uniform(size=(9, 3)).astype("float32")
    shape = Shape(xyz, colors if colored else None)
    np.testing.assert_array_equal(raw_points(shape), fit_unit_sphere(xyz))
    points = raw_points(shape, 0.4)
    np.testing.assert_array_equal(points[:, :3], fit_unit_sphere(xyz))
    np.testing.assert_array_equal(points[:, 3:], colors if colored else np.full((9, 3), 0.4, "f4"))
