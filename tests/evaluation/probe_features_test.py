import numpy as np
import pytest
from harness import TINY, tiny_backbone, tiny_colored_points, tiny_recon2_backbone
from keras import ops

import keras_recon


def test_features_are_those_of_the_definition():
    backbone = tiny_backbone()
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (5, 64, 3)).astype("float32")
    # Two batches of unequal size.
    features = keras_recon.probe_features(backbone, points, batch_size=3)
    for shape, feature in zip(points, features, strict=True):
        outputs = {k: ops.convert_to_numpy(v)[0] for k, v in backbone(shape[None]).items()}
        wanted = []
        for c in range(24):
            wanted.append(
                max(outputs[name][c] for name in ("class_token", "image_token", "text_token"))
            )
        for c in range(24):
            column = [outputs["group_tokens"][g, c] for g in range(8)]
            wanted.append(max(column) + sum(column) / 8)
        np.testing.assert_allclose(feature, wanted, rtol=1e-4, atol=1e-5)


def test_two_towers_have_the_image_and_the_text_query():
    backbone = keras_recon.TwoTowerBackbone(**TINY)
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 64, 3)).astype("float32")
    outputs = {k: ops.convert_to_numpy(v) for k, v in backbone(points).items()}
    groups = outputs["group_tokens"]
    wanted = np.concatenate(
        [
            np.maximum(outputs["image_token"], outputs["text_token"]),
            groups.max(axis=1) + groups.mean(axis=1),
        ],
        axis=1,
    )
    features = keras_recon.probe_features(backbone, points)
    np.testing.assert_allclose(features, wanted, rtol=1e-4, atol=1e-5)


def test_of_several_queries_of_each_kind_all_count():
    backbone, points = tiny_recon2_backbone(), tiny_colored_points()
    tokens = backbone.queries.tokens
    tokens.assign(np.random.default_rng(3).normal(size=tokens.shape))
    outputs = {k: ops.convert_to_numpy(v) for k, v in backbone(points).items()}
    groups = outputs["group_tokens"]
    queries = np.concatenate([outputs["image_queries"], outputs["text_queries"]], axis=1)
    wanted = np.concatenate([queries.max(axis=1), groups.max(1) + groups.mean(1)], axis=1)
    features = keras_recon.probe_features(backbone, points)
    np.testing.assert_allclose(features, wanted, rtol=1e-4, atol=1e-5)


def test_tensors_and_half_precision_give_float32_means():
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (3, 64, 3)).astype("float32")
    backbone = tiny_backbone(dtype="mixed_bfloat16")
    features = keras_recon.probe_features(backbone, ops.convert_to_tensor(points))
    assert features.dtype == np.float32
    outputs = {
        name: ops.convert_to_numpy(ops.cast(value, "float32"))
        for name, value in backbone(points).items()
    }
    groups, queries = outputs["group_tokens"], [outputs[name] for name in backbone.query_names]
    wanted = np.concatenate([np.max(queries, axis=0), groups.max(1) + groups.mean(1)], axis=1)
    # Compiled, tokens of bfloat16 may differ in their last bit.
    np.testing.assert_allclose(features, wanted, atol=0.04)


def test_nan_is_refused():
    points = np.full((1, 64, 3), np.nan, "float32")
    with pytest.raises(ValueError, match="finite.*Received:"):
        keras_recon.probe_features(tiny_backbone(), points)
