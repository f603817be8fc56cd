import numpy as np
from harness import assert_close, tiny_backbone, tiny_points

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
