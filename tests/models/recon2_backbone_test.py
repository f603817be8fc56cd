import keras
import numpy as np
import pytest
from harness import (
    assert_close,
    compiled,
    raises_with_advice,
    run_model_test,
    tiny_colored_points,
    tiny_points,
    tiny_recon2_backbone,
    to_numpy,
)

import keras_recon
from keras_recon.presets import describe_preset

TARGETS = {"image_queries": (4, 4, 24), "text_queries": (4, 2, 24)}


@pytest.mark.parametrize("channels", [3, 6])
def test_backbone_as_a_model(tmp_path, channels):
    run_model_test(
        tiny_recon2_backbone(channels=channels, layer_scale=0.1 if channels == 3 else None),
        tiny_points() if channels == 3 else tiny_colored_points(),
        tmp_path,
        y={name: np.ones(shape, "float32") for name, shape in TARGETS.items()},
        loss=dict.fromkeys(TARGETS, "mse"),
    )


def test_outputs_are_the_queries_of_each_kind_and_the_patches():
    backbone, points = tiny_recon2_backbone(), tiny_colored_points()
    # Queries begin as zeros, all alike.
    tokens = backbone.queries.tokens
    assert not to_numpy(tokens).any()
    tokens.assign(np.random.default_rng(0).normal(size=tokens.shape))
    outputs = to_numpy(compiled(backbone)(points))
    assert {name: value.shape for name, value in outputs.items()} == {
        **TARGETS,
        "group_tokens": (4, 8, 24),
        "centers": (4, 8, 3),
    }
    patches, centers = backbone.grouping(points)
    queries, group_tokens = backbone.encode(backbone.patch_embedding(patches), centers)
    assert_close(outputs["group_tokens"], group_tokens, atol=1e-4)
    named = np.concatenate([outputs["image_queries"], outputs["text_queries"]], axis=1)
    assert_close(named, queries, atol=1e-4)


def test_colors_have_an_influence_on_tokens_but_none_on_centers():
    backbone, points = compiled(tiny_recon2_backbone()), tiny_colored_points()
    other = points.copy()
    other[..., 3:] = 0.4
    one, two = to_numpy(backbone(points)), to_numpy(backbone(other))
    np.testing.assert_array_equal(one["centers"], two["centers"])
    assert not np.allclose(one["group_tokens"], two["group_tokens"], atol=1e-2)


@pytest.mark.parametrize("channels", [3, 4, 7])
def test_points_of_other_channels_are_refused(channels):
    points = np.full((2, 64, channels), 0.5, "float32")
    with raises_with_advice(ValueError, "(batch, points, 6)", "red, green, blue"):
        tiny_recon2_backbone()(points)


def test_points_with_a_color_are_refused_without_one():
    with raises_with_advice(ValueError, "(batch, points, 3)"):
        tiny_recon2_backbone(channels=3)(tiny_colored_points())


@pytest.mark.parametrize(("value", "accepted"), [(255, "by 255"), (np.nan, "finite")])
def test_colors_that_are_none_are_refused(value, accepted):
    points = tiny_colored_points()
    points[1, 2, 4] = value
    with raises_with_advice(ValueError, accepted):
        tiny_recon2_backbone().predict(points, verbose=0)


def test_number_of_channels_is_3_or_6():
    with raises_with_advice(ValueError, "channels"):
        tiny_recon2_backbone(channels=4)


def test_recon_pretrainer_does_not_take_it():
    with raises_with_advice(ValueError, "queries"):
        keras_recon.ReConPretrainer(tiny_recon2_backbone())


@pytest.mark.parametrize(
    ("name", "dim", "depth", "hidden", "scaled"),
    [
        ("recon2_nano", 96, 6, 384, False),
        ("recon2_small", 384, 12, 1536, True),
        ("recon2_base", 768, 12, 3072, False),
        ("recon2_large", 1024, 24, 4096, False),
        ("recon2_giant", 1408, 40, 6144, False),
    ],
)
def test_presets_tell_the_number_of_parameters(name, dim, depth, hidden, scaled):
    widths = (32, 64, 128) if name == "recon2_nano" else (128, 256, 512)
    first, second, third = widths
    embedding = 7 * first + 4 * first + (first + 1) * second + (2 * second + 1) * third
    embedding += 4 * third + (third + 1) * dim
    position = 4 * 128 + 129 * dim
    # Attention with biases, MLP, two norms, the scales of two branches.
    stream = 4 * dim * (dim + 1) + 2 * dim * hidden + hidden + dim + 4 * dim + 2 * dim * scaled
    expected = embedding + position + 16 * dim + depth * 2 * stream + 4 * dim
    assert describe_preset(name)["parameters"] == expected


def test_parameters_of_the_smallest_presets_are_those_counted():
    for name in ("recon2_nano", "recon2_small"):
        backbone = keras_recon.Backbone.from_preset(name)
        assert isinstance(backbone, keras_recon.ReCon2Backbone)
        assert backbone.count_params() == describe_preset(name)["parameters"]
        keras.backend.clear_session()
