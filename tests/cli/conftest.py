import numpy as np
import pytest
from harness import tiny_backbone

import keras_recon


@pytest.fixture(scope="session")
def classifier(tmp_path_factory):
    """Folder of a tiny classifier."""
    folder = tmp_path_factory.mktemp("presets") / "classifier"
    keras_recon.ReConClassifier(
        tiny_backbone(),
        head="linear",
        class_names=["bed", "chair"],
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    ).save_to_preset(folder)
    return folder


@pytest.fixture
def clouds(tmp_path, random):
    """Folder of three clouds."""
    folder = tmp_path / "clouds"
    folder.mkdir()
    for name in "abc":
        np.save(folder / f"{name}.npy", random.normal(size=(100, 3)) * random.uniform(0.1, 1, 3))
    return folder
