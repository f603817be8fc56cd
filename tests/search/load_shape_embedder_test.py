import numpy as np
import pytest
from harness import (
    assert_close,
    raises_with_advice,
    tiny_backbone,
    tiny_colored_points,
    tiny_points,
    tiny_recon2_pretrainer,
    to_numpy,
)

import keras_recon
from keras_recon.search import load_shape_embedder


def test_shapes_lie_where_the_pretrainer_projects_them(tmp_path):
    pretrainer = keras_recon.ReConPretrainer(
        tiny_backbone(),
        decoder_depth=1,
        text_dim=6,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    )
    pretrainer.save_to_preset(tmp_path / "preset")
    model = load_shape_embedder(tmp_path / "preset")
    points = tiny_points(2)
    tokens = pretrainer.backbone(pretrainer.preprocessor(points))["text_token"]
    assert_close(model.embed(points, batch_size=2), pretrainer.text_projection(tokens), 1e-4, 1e-5)
    untrained = load_shape_embedder(tmp_path / "preset", load_weights=False)
    assert not np.allclose(untrained.embed(points, batch_size=2), model.embed(points, batch_size=2))


@pytest.mark.parametrize("saved", ["pretrainer", "zero_shot"])
def test_recon2_describes_shapes_by_their_tokens(saved, tmp_path, random):
    pretrainer = task = tiny_recon2_pretrainer()
    if saved == "zero_shot":
        task = keras_recon.ReConZeroShotClassifier.from_pretrainer(
            pretrainer, ["bed", "sofa"], random.normal(size=(2, 16))
        )
    task.save_to_preset(tmp_path / "preset")
    model = load_shape_embedder(tmp_path / "preset")
    points = tiny_colored_points(2)
    tokens = to_numpy(pretrainer.project(pretrainer.backbone(pretrainer.preprocessor(points))))
    expected = tokens["image_tokens"].mean(axis=1) + 0.5 * tokens["text_tokens"].mean(axis=1)
    assert_close(model.embed(points, batch_size=2), expected, 1e-4, 1e-5)
    untrained = load_shape_embedder(tmp_path / "preset", load_weights=False)
    assert not np.allclose(untrained.embed(points, batch_size=2), model.embed(points, batch_size=2))


def test_what_learned_from_no_teacher_is_refused(tmp_path):
    keras_recon.ReConClassifier(tiny_backbone(), num_classes=2).save_to_preset(tmp_path / "preset")
    with raises_with_advice(ValueError, "`mode` must be one of"):
        load_shape_embedder(tmp_path / "preset")
