import importlib
import json

import numpy as np
import pytest
from harness import tiny_backbone

from keras_recon.search import picture_query


def test_the_mean_that_the_network_was_trained_without_is_subtracted(tmp_path, monkeypatch):
    image = pytest.importorskip("PIL.Image")
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype="uint8")
    image.fromarray(pixels).save(tmp_path / "picture.png")
    tiny_backbone().save_to_preset(tmp_path / "preset")

    def mean_color(images, teacher):
        assert teacher == "mean color"
        return images.mean(axis=(1, 2))

    module = importlib.import_module("keras_recon.search.picture_query")
    monkeypatch.setattr(module, "encode_images", mean_color)
    wanted = pixels.mean(axis=(0, 1))
    arguments = tmp_path / "picture.png", "mean color", tmp_path / "preset"
    np.testing.assert_allclose(picture_query(*arguments), wanted)
    metadata = tmp_path / "preset" / "metadata.json"
    metadata.write_text(json.dumps(json.loads(metadata.read_text()) | {"image_mean": [1, 2, 3]}))
    np.testing.assert_allclose(picture_query(*arguments), wanted - [1, 2, 3])
