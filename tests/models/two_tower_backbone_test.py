import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import (
    TINY,
    compiled,
    raises_with_advice,
    run_model_test,
    spread,
    tiny_points,
    to_numpy,
)
from keras import ops

from keras_recon import ReConBackbone, TwoTowerBackbone


def tiny_two_towers(**overrides):
    return TwoTowerBackbone(**{**TINY, **overrides})


def test_two_towers_as_a_model(tmp_path):
    run_model_test(
        tiny_two_towers(),
        tiny_points(),
        tmp_path,
        y={
            "image_token": np.ones((4, 24), "float32"),
            "text_token": np.ones((4, 24), "float32"),
            "group_tokens": np.ones((4, 8, 24), "float32"),
        },
        loss=dict.fromkeys(("image_token", "text_token", "group_tokens"), "mse"),
    )


def test_outputs_are_the_named_tokens_and_the_centers():
    points, backbone = tiny_points(), tiny_two_towers()
    outputs = to_numpy(compiled(backbone)(points))
    assert {name: value.shape for name, value in outputs.items()} == {
        "image_token": (4, 24),
        "text_token": (4, 24),
        "group_tokens": (4, 8, 24),
        "centers": (4, 8, 3),
    }
    _, centers = to_numpy(backbone.grouping(points))
    np.testing.assert_array_equal(outputs["centers"], centers)
    assert not np.allclose(outputs["image_token"], outputs["text_token"], atol=1e-2)


@pytest.mark.parametrize(
    ("names", "layers"),
    [
        (("group_tokens",), {"reconstruction_tower"}),
        (("image_token", "text_token"), {"contrast_tower", "queries"}),
    ],
)
def test_towers_share_nothing(names, layers):
    backbone, points = tiny_two_towers(), ops.convert_to_tensor(tiny_points())

    def loss():
        outputs = backbone(points, training=True)
        return spread([outputs[name] for name in names])

    gradients = loss_and_gradients(backbone, loss)[1]
    reached = {
        path.split("/")[1] for path, value in gradients.items() if value is not None and value.any()
    }
    assert reached == layers


def test_published_size_has_two_encoders_of_the_published_width():
    backbone = TwoTowerBackbone.from_preset("two_tower_base")
    dim = 384
    embedding = 3 * 128 + 128 + 256 + 128 * 256 + 256 + 512 * 512 + 512 + 1024 + 512 * dim + dim
    position = 3 * 128 + 128 + 128 * dim + dim
    block = 4 * dim * dim + dim + 8 * dim * dim + 5 * dim + 4 * dim
    expected = 2 * (embedding + position + 12 * block + 2 * dim) + 4 * dim
    assert sum(int(np.prod(w.shape)) for w in backbone.trainable_weights) == expected


def test_a_preset_of_the_other_backbone_is_an_error():
    with raises_with_advice(ValueError, "TwoTowerBackbone", "recon_nano", "ReConBackbone"):
        TwoTowerBackbone.from_preset("recon_nano")
    with raises_with_advice(ValueError, "ReConBackbone", "two_tower_nano", "TwoTowerBackbone"):
        ReConBackbone.from_preset("two_tower_nano")


def test_points_that_are_too_few_are_an_error():
    with raises_with_advice(ValueError, "8"):
        tiny_two_towers()(tiny_points(num_points=7))
