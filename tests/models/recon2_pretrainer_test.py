import keras
import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import (
    FEW_STEPS,
    JIT_COMPILE,
    assert_gradients,
    compiled,
    raises_with_advice,
    run_model_test,
    tiny_colored_points,
    tiny_points,
    tiny_recon2_backbone,
    to_numpy,
)
from keras import ops

from keras_recon import ReCon2Pretrainer
from keras_recon.layers import PointCloudPreprocessor


def tiny_pretrainer(**options):
    options = {"decoder_depth": 1, "image_dim": 5, "text_dim": 7, **options}
    pretrainer = ReCon2Pretrainer(tiny_recon2_backbone(**options.pop("backbone", {})), **options)
    tokens = pretrainer.backbone.queries.tokens
    # As they are after some steps: queries that are all alike match by chance.
    tokens.assign(np.random.default_rng(3).normal(size=tokens.shape))
    return pretrainer


def tiny_inputs(batch=4, **others):
    random = np.random.default_rng(1)
    inputs = {
        "points": tiny_colored_points(batch),
        "image_targets": random.normal(size=(batch, 3, 5)).astype("float32"),
        "text_targets": random.normal(size=(batch, 2, 7)).astype("float32"),
        # Five of eight patches hidden, the same ones for every batch size.
        "mask": np.random.default_rng(2).random((batch, 8)).argsort(axis=1) < 5,
        **others,
    }
    inputs["image_targets"][0, 1:] = 0
    return inputs


def terms_of(pretrainer, inputs):
    return to_numpy(pretrainer.loss_terms(inputs, compiled(pretrainer)(inputs)))


def test_pretrainer_as_a_model(tmp_path):
    pretrainer = tiny_pretrainer(
        preprocessor=PointCloudPreprocessor(64, default_color=0.4),
        distillation_weight=2.0,
        distillation_reduction="mean",
    )
    run_model_test(pretrainer, tiny_inputs(), tmp_path)


def test_outputs_are_named_and_of_the_shapes_told():
    outputs = to_numpy(compiled(tiny_pretrainer())(tiny_inputs()))
    assert {name: value.shape for name, value in outputs.items()} == {
        "image_tokens": (4, 4, 5),
        "text_tokens": (4, 2, 7),
        "group_tokens": (4, 3, 24),
        "centers": (4, 8, 3),
        "mask": (4, 8),
        "reconstruction": (4, 5, 4, 6),
        "target": (4, 5, 4, 6),
    }
    for name in ("image_tokens", "text_tokens"):
        np.testing.assert_allclose(np.linalg.norm(outputs[name], axis=-1), 1, rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "terms"),
    [
        ({}, ["reconstruction", "color", "image", "text"]),
        ({"image_dim": None}, ["reconstruction", "color", "text"]),
        ({"image_dim": None, "text_dim": None}, ["reconstruction", "color"]),
        ({"backbone": {"channels": 3}}, ["reconstruction", "image", "text"]),
    ],
)
def test_terms_are_those_configured(options, terms):
    channels = options.get("backbone", {}).get("channels", 6)
    points = tiny_points() if channels == 3 else tiny_colored_points()
    assert list(terms_of(tiny_pretrainer(**options), tiny_inputs(points=points))) == terms


def test_reconstruction_alone_goes_on_with_all_terms(tmp_path):
    first = tiny_pretrainer(image_dim=None, text_dim=None)
    first.save_to_preset(tmp_path)
    with pytest.warns(UserWarning, match="start anew.*image_projection"):
        second = ReCon2Pretrainer.from_preset(tmp_path, image_dim=5, text_dim=7)
    inputs = tiny_inputs()
    before, after = terms_of(first, inputs), terms_of(second, inputs)
    assert [*after] == ["reconstruction", "color", "image", "text"]
    for name, value in before.items():
        assert after[name] == pytest.approx(value, rel=1e-5)


def test_sum_over_the_batch_is_so_many_times_the_mean():
    pretrainer, inputs = tiny_pretrainer(), tiny_inputs()
    mean = tiny_pretrainer(distillation_reduction="mean", distillation_weight=1.0)
    mean.set_weights(pretrainer.get_weights())
    summed, averaged = terms_of(pretrainer, inputs), terms_of(mean, inputs)
    for name in ("image", "text"):
        assert summed[name] == pytest.approx(5 * 4 * averaged[name], rel=1e-5)


def test_a_shape_without_targets_counts_nothing():
    inputs = tiny_inputs()
    inputs["image_targets"][:] = 0
    pretrainer = tiny_pretrainer(backbone={"stochastic_depth": 0.0})
    assert terms_of(pretrainer, inputs)["image"] == 0
    pretrainer.compile(**FEW_STEPS)
    losses = pretrainer.train_on_batch(inputs, return_dict=True)
    assert all(map(np.isfinite, losses.values()))
    assert losses["image"] == 0
    assert all(np.isfinite(value).all() for value in pretrainer.get_weights())


def test_of_more_targets_than_queries_the_best_are_matched():
    inputs = tiny_inputs(batch=2)
    pretrainer = tiny_pretrainer()
    outputs = to_numpy(compiled(pretrainer)(inputs))
    # What the queries say already, among much else.
    random = np.random.default_rng(4)
    opposite = -outputs["text_tokens"] + 0.01 * random.normal(size=outputs["text_tokens"].shape)
    targets = np.concatenate([opposite, 3 * outputs["text_tokens"], opposite], axis=1)
    inputs["text_targets"] = targets.astype("float32")
    assert terms_of(pretrainer, inputs)["text"] == pytest.approx(0, abs=1e-5)


def test_every_weight_has_a_gradient():
    pretrainer, inputs = tiny_pretrainer(), tiny_inputs()
    inputs = {name: ops.convert_to_tensor(value) for name, value in inputs.items()}

    def loss():
        return sum(pretrainer.loss_terms(inputs, pretrainer(inputs, training=True)).values())

    assert_gradients(loss_and_gradients(pretrainer, loss)[1])


def test_loss_falls_in_fit_and_every_term_is_reported():
    pretrainer = tiny_pretrainer(backbone={"stochastic_depth": 0.0})
    pretrainer.compile(optimizer=keras.optimizers.AdamW(1e-2), jit_compile=JIT_COMPILE)
    history = pretrainer.fit(tiny_inputs(), epochs=40, verbose=0).history
    assert history.keys() == {"loss", "reconstruction", "color", "image", "text"}
    for name in history:
        assert min(history[name]) < 0.9 * history[name][0]


@pytest.mark.parametrize(
    ("change", "accepted"),
    [
        ({"image_targets": None}, "(batch, targets, 5)"),
        ({"image_targets": np.ones((4, 5), "float32")}, "(batch, targets, 5)"),
        ({"text_targets": np.ones((4, 2, 5), "float32")}, "(batch, targets, 7)"),
        ({"text_targets": np.full((4, 2, 7), np.nan, "float32")}, "finite"),
        ({"points": tiny_points()}, "(batch, points, 6)"),
        ({"points": tiny_colored_points()[..., :4]}, "(batch, points, 6)"),
        ({"points": np.repeat(tiny_points(), 3, axis=-1)[..., :7]}, "(batch, points, 6)"),
        ({"points": np.where(np.arange(6) == 5, np.nan, tiny_colored_points())}, "finite"),
        ({"points": 255 * tiny_colored_points()}, "by 255"),
        ({"mask": np.zeros((4, 8), bool)}, "exactly 5"),
    ],
)
def test_inputs_that_are_none_are_refused(change, accepted):
    pretrainer = tiny_pretrainer()
    pretrainer.compile(**FEW_STEPS)
    inputs = {name: v for name, v in {**tiny_inputs(), **change}.items() if v is not None}
    with raises_with_advice(ValueError, accepted):
        pretrainer.fit(inputs, verbose=0)


def test_reconstructed_shapes_are_points_and_colors_in_the_frame_of_the_shape():
    pretrainer, inputs = tiny_pretrainer(), tiny_inputs()
    shapes = pretrainer.reconstruct(inputs["points"], inputs["mask"])
    outputs = to_numpy(pretrainer(inputs))
    for index, mask in enumerate(inputs["mask"]):
        given = {tuple(row) for row in np.round(inputs["points"][index], 4).tolist()}
        visible = np.round(shapes["visible"][index], 4).tolist()
        assert len(visible) == 12
        assert {tuple(row) for row in visible} <= given
        made = shapes["reconstruction"][index].reshape(5, 4, 6)
        expected = outputs["reconstruction"][index].copy()
        expected[..., :3] += outputs["centers"][index][mask][:, None]
        np.testing.assert_allclose(made, expected, rtol=1e-4, atol=1e-4)


def test_decoder_keeps_the_ratio_of_four_and_has_biases():
    pretrainer = tiny_pretrainer(backbone={"mlp_ratio": 2, "layer_scale": 0.1})
    (block,) = pretrainer.decoder_blocks
    assert (block.mlp.hidden_dim, block.use_bias, block.layer_scale) == (96, True, None)
