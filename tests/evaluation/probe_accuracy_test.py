import dataclasses

import numpy as np
import pytest
from harness import tiny_backbone, tiny_points, tiny_recon2_backbone
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import keras_recon
from keras_recon.datasets import PointCloudData
from keras_recon.evaluation import probe_accuracy
from keras_recon.layers import PointCloudPreprocessor


def tiny_data(labels, seed):
    # Of two classes, one is flat.
    points = tiny_points(len(labels), seed=seed)
    points[np.array(labels) == 1, :, 1] *= 0.05
    return PointCloudData(points, np.array(labels), ("ball", "disc"), ["shape"] * len(labels))


def test_it_is_that_of_a_support_vector_machine_on_labelled_shapes():
    train, test = tiny_data([0, 1, 0, 1, -1, 1, 0], 0), tiny_data([0, 1, 1, 0, 1], 1)
    backbone, preprocessor = tiny_backbone(), PointCloudPreprocessor(32)
    features = [
        keras_recon.probe_features(backbone, preprocessor(data.points)) for data in (train, test)
    ]
    labelled = train.labels >= 0
    scaler = StandardScaler().fit(features[0][labelled])
    machine = SVC(kernel="linear", C=0.5)
    machine.fit(scaler.transform(features[0][labelled]), train.labels[labelled])
    expected = machine.score(scaler.transform(features[1]), test.labels)
    assert probe_accuracy(backbone, train, test, preprocessor, C=0.5) == expected


@pytest.mark.parametrize("num_points", [None, 48])
def test_colors_tell_shapes_apart_that_are_alike(num_points):
    preprocessor = num_points and PointCloudPreprocessor(num_points)
    labels = np.arange(24) % 2
    points = np.repeat(tiny_points(1), 24, axis=0)
    data = PointCloudData(points, labels, ("red", "blue"), ["shape"] * 24)
    red = np.where(labels == 0, 0.9, 0.1)[:, None, None] * [1, 0, 0]
    colored = dataclasses.replace(data, colors=np.broadcast_to(red, points.shape).copy())
    backbone = tiny_recon2_backbone()
    accuracy = {}
    for name, shapes in (("grey", data), ("colored", colored)):
        train, test = shapes.select(np.arange(12)), shapes.select(np.arange(12, 24))
        accuracy[name] = probe_accuracy(backbone, train, test, preprocessor)
    assert accuracy == {"grey": 0.5, "colored": 1.0}
