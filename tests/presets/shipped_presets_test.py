"""Presets that ship with weights reach what they tell."""

import numpy as np
import pytest

import keras_recon


@pytest.mark.slow
def test_the_classifier_reaches_what_its_metadata_tell():
    # As examples/finetune.py tests: the farthest points, as they are.
    test = keras_recon.data.keep_farthest(keras_recon.datasets.load_home3d("test"), 512)
    classifier = keras_recon.ReConClassifier.from_preset("recon_nano_home3d_classifier")
    assert classifier.class_names == test.class_names
    batches = keras_recon.data.point_cloud_dataset(test, 32, labels=True)
    accuracy = np.mean(classifier.predict(batches, verbose=0).argmax(-1) == test.labels)
    metadata = keras_recon.presets.read_preset("recon_nano_home3d_classifier").metadata
    # One shape more or less, as backends round otherwise.
    assert accuracy == pytest.approx(metadata["metrics"]["accuracy"]["values"][0], abs=1.01 / 132)
