import numpy as np
import pytest
from harness import (
    assert_close,
    assert_finite,
    compiled,
    run_model_test,
    tiny_backbone,
    tiny_colored_points,
    tiny_points,
    to_numpy,
)

import keras_recon

TOKENS = ("class_token", "image_token", "text_token")


def test_backbone_as_a_model(tmp_path):
    points = tiny_points()
    run_model_test(
        tiny_backbone(),
        points,
        tmp_path,
        y={name: np.ones((4, 24), "float32") for name in TOKENS},
        loss=dict.fromkeys(TOKENS, "mse"),
    )


def test_outputs_are_the_named_tokens_and_the_centers():
    points = tiny_points()
    backbone = tiny_backbone()
    outputs = to_numpy(compiled(backbone)(points))
    assert {name: value.shape for name, value in outputs.items()} == {
        **dict.fromkeys(TOKENS, (4, 24)),
        "group_tokens": (4, 8, 24),
        "centers": (4, 8, 3),
    }
    _, centers = to_numpy(backbone.grouping(points))
    np.testing.assert_array_equal(outputs["centers"], centers)


def test_tokens_are_normalized():
    outputs = to_numpy(compiled(tiny_backbone())(tiny_points()))
    for name in (*TOKENS, "group_tokens"):
        np.testing.assert_allclose(outputs[name].mean(-1), 0, atol=1e-4)
        np.testing.assert_allclose(outputs[name].std(-1), 1, atol=1e-2)


def test_order_of_the_points_after_the_first_does_not_matter(random):
    points, backbone = tiny_points(), compiled(tiny_backbone())
    shuffled = np.concatenate([points[:, :1], random.permutation(points[:, 1:], axis=1)], axis=1)
    assert_close(backbone(shuffled), backbone(points), atol=1e-4)


def test_a_point_cloud_of_the_fewest_points_is_accepted():
    backbone = tiny_backbone()
    assert backbone.minimum_points == 8
    assert_finite(compiled(backbone)(tiny_points(num_points=8)))


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_points_of_another_precision_are_grouped_in_float32(dtype):
    points, backbone = tiny_points().astype(dtype), tiny_backbone()
    expected = compiled(backbone)(points.astype("float32"))
    assert_close(backbone.predict(points, verbose=0), expected, rtol=1e-4, atol=1e-4)


def test_coordinates_stay_float32_under_a_mixed_policy():
    points = tiny_points()
    expected = to_numpy(tiny_backbone().grouping(points))
    mixed = tiny_backbone(dtype="mixed_bfloat16")
    centers = compiled(mixed)(points)["centers"]
    np.testing.assert_array_equal(to_numpy(centers), expected[1])


def test_stochastic_depth_grows_linearly_from_block_to_block():
    backbone = tiny_backbone(depth=5, stochastic_depth=0.2)
    rates = [block.drop.rate for block in backbone.blocks]
    np.testing.assert_allclose(rates, [0, 0.05, 0.1, 0.15, 0.2])


def test_queries_of_a_model_differ_from_one_another():
    outputs = to_numpy(compiled(tiny_backbone())(tiny_points()))
    assert not np.allclose(outputs["class_token"], outputs["image_token"], atol=1e-2)
    assert not np.allclose(outputs["image_token"], outputs["text_token"], atol=1e-2)


@pytest.mark.parametrize("value", [0.0, 0.5])
def test_identical_points_give_finite_tokens(value):
    backbone = compiled(tiny_backbone())
    assert_finite(backbone(np.full((2, 64, 3), value, "float32")))


@pytest.mark.parametrize(
    ("name", "dim", "num_heads"), [("recon_small", 256, 4), ("recon_tiny", 192, 3)]
)
def test_sizes_are_the_published_ones(name, dim, num_heads):
    backbone = keras_recon.ReConBackbone.from_preset(name)
    config = backbone.get_config()
    assert (config["dim"], config["depth"], config["num_heads"]) == (dim, 12, num_heads)
    assert (config["num_groups"], config["group_size"]) == (64, 32)
    embedding = 3 * 128 + 128 + 256 + 128 * 256 + 256 + 512 * 512 + 512 + 1024 + 512 * dim + dim
    position = 3 * 128 + 128 + 128 * dim + dim
    # In each of the two streams: attention, MLP, two norms.
    stream = 4 * dim * dim + dim + 8 * dim * dim + 5 * dim + 4 * dim
    expected = embedding + position + 6 * dim + 12 * 2 * stream + 2 * dim
    assert sum(int(np.prod(w.shape)) for w in backbone.trainable_weights) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", keras_recon.presets.preset_names())
def test_every_preset_gives_finite_tokens(name):
    if name in ("recon2_large", "recon2_giant"):
        pytest.skip("the weights are 2.4 and 8.1 GB")
    backbone = keras_recon.Backbone.from_preset(name)
    points = (tiny_points if backbone.channels == 3 else tiny_colored_points)(
        batch=2, num_points=max(256, backbone.minimum_points)
    )
    assert_finite(compiled(backbone)(points))
