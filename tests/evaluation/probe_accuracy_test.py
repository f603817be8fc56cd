import numpy as np
from harness import tiny_backbone, tiny_points
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
