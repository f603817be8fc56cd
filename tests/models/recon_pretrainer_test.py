import keras
import numpy as np
import pytest
from gradients import loss_and_gradients
from harness import (
    FEW_STEPS,
    JIT_COMPILE,
    TINY,
    assert_close,
    assert_gradients,
    compiled,
    raises_with_advice,
    run_model_test,
    tiny_backbone,
    tiny_points,
    to_numpy,
)
from keras import ops
from scipy.spatial import cKDTree

from keras_recon import ReConPretrainer, TwoTowerBackbone
from keras_recon.layers import PointCloudPreprocessor

ALL_TERMS = {"image_dim": 5, "text_dim": 7, "contrast": True}


def tiny_pretrainer(**options):
    options = {"decoder_depth": 1, **ALL_TERMS, **options}
    return ReConPretrainer(tiny_backbone(**options.pop("backbone", {})), **options)


def tiny_two_tower_pretrainer(**options):
    options = {"decoder_depth": 1, "image_dim": 5, "text_dim": 7, **options}
    return ReConPretrainer(TwoTowerBackbone(**TINY), **options)


def tiny_mask(batch=4):
    """Four of eight patches hidden, the same ones for every batch size."""
    order = np.random.default_rng(2).random((batch, 8)).argsort(axis=1)
    return order < 4


def tiny_inputs(batch=4, **others):
    random = np.random.default_rng(1)
    return {
        "points": tiny_points(batch),
        "image_features": random.normal(size=(batch, 5)).astype("float32"),
        "text_features": random.normal(size=(batch, 7)).astype("float32"),
        "class_index": np.array([0, 1, 1, 2])[:batch],
        **others,
    }


def test_pretrainer_as_a_model(tmp_path):
    pretrainer = tiny_pretrainer(preprocessor=PointCloudPreprocessor(64))
    run_model_test(pretrainer, tiny_inputs(mask=tiny_mask()), tmp_path)


@pytest.mark.parametrize(
    "pretrainer_of",
    [
        lambda: tiny_pretrainer(image_dim=None, text_dim=None, contrast=False, chamfer_norm="l1"),
        lambda: tiny_pretrainer(reconstruction=False, stop_gradient=False),
        lambda: tiny_pretrainer(backbone={"shared_query": True}),
        tiny_two_tower_pretrainer,
    ],
    ids=["reconstruction_only", "without_reconstruction", "shared_query", "two_towers"],
)
def test_an_ablation_comes_back_from_a_preset_and_trains(tmp_path, pretrainer_of):
    pretrainer, inputs = pretrainer_of(), tiny_inputs(mask=tiny_mask())
    pretrainer.save_to_preset(tmp_path)
    loaded = ReConPretrainer.from_preset(tmp_path)
    assert loaded.get_config().keys() == pretrainer.get_config().keys()
    assert_close(compiled(loaded)(inputs), compiled(pretrainer)(inputs))
    loaded.compile(**FEW_STEPS)
    assert all(map(np.isfinite, loaded.train_on_batch(inputs, return_dict=True).values()))


def test_outputs_have_the_shapes_of_the_visible_and_the_hidden_patches():
    outputs = to_numpy(compiled(tiny_pretrainer())(tiny_inputs()))
    shapes = {name: value.shape for name, value in outputs.items()}
    assert shapes == {
        **dict.fromkeys(("class_token", "image_token", "text_token"), (4, 24)),
        "group_tokens": (4, 4, 24),
        "centers": (4, 8, 3),
        "mask": (4, 8),
        "reconstruction": (4, 4, 4, 3),
        "target": (4, 4, 4, 3),
        "contrast_projection": (4, 128),
        "image_projection": (4, 5),
        "text_projection": (4, 7),
    }


def test_a_mask_given_is_used_and_its_patches_are_the_target():
    pretrainer, inputs = tiny_pretrainer(), tiny_inputs(mask=tiny_mask())
    outputs = to_numpy(compiled(pretrainer)(inputs))
    patches, _ = to_numpy(pretrainer.backbone.grouping(inputs["points"]))
    np.testing.assert_array_equal(outputs["mask"], inputs["mask"])
    expected = [own[mask] for own, mask in zip(patches, inputs["mask"], strict=True)]
    np.testing.assert_array_equal(outputs["target"], expected)


@pytest.mark.parametrize("mask_type", ["random", "block"])
def test_masks_are_drawn_anew_for_each_call(mask_type):
    pretrainer = tiny_pretrainer(mask_type=mask_type, mask_ratio=0.4)
    inputs = tiny_inputs()
    masks = [to_numpy(pretrainer(inputs)["mask"]) for _ in range(2)]
    assert (masks[0] != masks[1]).any()
    for mask in masks:
        np.testing.assert_array_equal(mask.sum(1), 3)


def test_visible_patches_come_first_and_each_part_ascends():
    order = to_numpy(tiny_pretrainer().visible_first(tiny_mask()))
    for mask, one in zip(tiny_mask(), order, strict=True):
        np.testing.assert_array_equal(one, [*np.flatnonzero(~mask), *np.flatnonzero(mask)])


def terms_of(pretrainer, inputs):
    return to_numpy(pretrainer.loss_terms(inputs, compiled(pretrainer)(inputs)))


@pytest.mark.parametrize("norm", ["l1", "l2"])
def test_reconstruction_term_is_the_chamfer_distance_of_a_kd_tree(norm):
    pretrainer = tiny_pretrainer(chamfer_norm=norm)
    inputs = tiny_inputs(mask=tiny_mask())
    outputs = to_numpy(compiled(pretrainer)(inputs))
    distances = []
    for target, reconstruction in zip(
        outputs["target"].reshape(-1, 4, 3),
        outputs["reconstruction"].reshape(-1, 4, 3),
        strict=True,
    ):
        one = cKDTree(reconstruction).query(target)[0]
        other = cKDTree(target).query(reconstruction)[0]
        if norm == "l2":
            distances.append((one**2).mean() + (other**2).mean())
        else:
            distances.append((one.mean() + other.mean()) / 2)
    value = to_numpy(pretrainer.loss_terms(inputs, outputs)["reconstruction"])
    assert value == pytest.approx(np.mean(distances), rel=1e-4)


@pytest.mark.parametrize("name", ["image", "text"])
def test_distillation_term_is_the_smooth_l1_distance_of_torch(name):
    torch = pytest.importorskip("torch")
    pretrainer, inputs = tiny_pretrainer(), tiny_inputs(mask=tiny_mask())
    outputs = to_numpy(compiled(pretrainer)(inputs))
    expected = torch.nn.SmoothL1Loss()(
        torch.tensor(outputs[f"{name}_projection"]), torch.tensor(inputs[f"{name}_features"])
    )
    value = to_numpy(pretrainer.loss_terms(inputs, outputs)[name])
    assert value == pytest.approx(float(expected), rel=1e-4)


def test_projections_read_the_query_of_their_term():
    pretrainer = tiny_pretrainer()
    outputs = compiled(pretrainer)(tiny_inputs(mask=tiny_mask()))
    for name, query in (("image", "image_token"), ("text", "text_token")):
        dense = getattr(pretrainer, f"{name}_projection")
        kernel, bias = (to_numpy(w) for w in dense.weights)
        expected = to_numpy(outputs[query]) @ kernel + bias
        actual = to_numpy(outputs[f"{name}_projection"])
        np.testing.assert_allclose(actual, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("options", "terms"),
    [
        ({"image_dim": None, "text_dim": None, "contrast": False}, ["reconstruction"]),
        ({"text_dim": None, "contrast": False}, ["reconstruction", "image"]),
        ({"image_dim": None, "contrast": False}, ["reconstruction", "text"]),
        ({"image_dim": None, "text_dim": None}, ["reconstruction", "contrast"]),
        ({}, ["reconstruction", "image", "text", "contrast"]),
        ({"reconstruction": False, "stop_gradient": False}, ["image", "text", "contrast"]),
    ],
)
def test_terms_are_those_configured(options, terms):
    pretrainer = tiny_pretrainer(**options)
    assert list(terms_of(pretrainer, tiny_inputs())) == terms


def test_evaluate_gives_the_terms_and_their_plain_sum():
    # Three and one shapes: means must be over shapes, not over batches.
    pretrainer, inputs = tiny_pretrainer(contrast=False), tiny_inputs(mask=tiny_mask())
    pretrainer.compile(**FEW_STEPS)
    values = pretrainer.evaluate(inputs, batch_size=3, verbose=0, return_dict=True)
    expected = terms_of(pretrainer, inputs)
    assert values.keys() == {"loss", *expected}
    for name, value in expected.items():
        assert values[name] == pytest.approx(value, rel=1e-4)
    assert values["loss"] == pytest.approx(sum(expected.values()), rel=1e-4)


def test_loss_falls_in_fit_and_every_term_is_reported():
    pretrainer = tiny_pretrainer(backbone={"stochastic_depth": 0.0})
    pretrainer.compile(optimizer=keras.optimizers.AdamW(1e-2), jit_compile=JIT_COMPILE)
    history = pretrainer.fit(tiny_inputs(mask=tiny_mask()), epochs=60, verbose=0).history
    assert history.keys() == {"loss", "reconstruction", "image", "text", "contrast"}
    # The contrast of four shapes is 0 from the first steps on.
    for name in ("reconstruction", "image", "text"):
        assert min(history[name]) < 0.9 * history[name][0]
    total = np.sum([history[name] for name in history if name != "loss"], axis=0)
    np.testing.assert_allclose(history["loss"], total, rtol=1e-4)


def test_a_seed_makes_fit_reproducible():
    histories = []
    for _ in range(2):
        keras.utils.set_random_seed(5)
        pretrainer = tiny_pretrainer()
        pretrainer.compile(optimizer=keras.optimizers.AdamW(1e-2), **FEW_STEPS)
        histories.append(pretrainer.fit(tiny_inputs(), batch_size=2, verbose=0).history)
    for name, values in histories[0].items():
        np.testing.assert_allclose(histories[1][name], values, rtol=1e-5)


def gradients_of(pretrainer, terms):
    inputs = tiny_inputs(mask=tiny_mask())
    inputs = {name: ops.convert_to_tensor(value) for name, value in inputs.items()}

    def loss():
        values = pretrainer.loss_terms(inputs, pretrainer(inputs, training=True))
        return sum(values[name] for name in terms)

    return loss_and_gradients(pretrainer, loss)[1]


def sizes(gradients, layers):
    """The largest gradient of each weight within layers whose names begin so."""
    chosen = {
        path: gradient
        for path, gradient in gradients.items()
        if any(part.startswith(layers) for part in path.split("/")[:-1])
    }
    assert chosen
    return {p: 0 if g is None else np.abs(g).max() for p, g in chosen.items()}


def test_every_weight_has_a_gradient():
    terms = ("reconstruction", "image", "text", "contrast")
    assert_gradients(gradients_of(tiny_pretrainer(), terms))


LOCAL_LAYERS = ("patch_embedding", "position_embedding", "local_")
QUERY_LAYERS = ("queries", "query_")
# Batch norm takes out what these add.
IDLE_BIASES = ("point_dense/bias", "feature_dense/bias", "patch_half/bias")


def test_teachers_do_not_disturb_the_local_tokens():
    gradients = gradients_of(tiny_pretrainer(), ("image", "text", "contrast"))
    assert not any(sizes(gradients, LOCAL_LAYERS).values())
    assert any(sizes(gradients, QUERY_LAYERS).values())


def test_reconstruction_does_not_disturb_the_queries():
    gradients = gradients_of(tiny_pretrainer(), ("reconstruction",))
    assert not any(sizes(gradients, QUERY_LAYERS).values())
    for path, size in sizes(gradients, LOCAL_LAYERS).items():
        assert size > 0 or path.endswith(IDLE_BIASES)


def test_hidden_patches_count_in_the_batch_statistics_unless_only_visible_ones_are_embedded():
    exact, visible_only = tiny_pretrainer(), tiny_pretrainer(embed_visible_only=True)
    kernel = exact.backbone.patch_embedding.point_dense.kernel
    kernel.assign(50 * to_numpy(kernel))
    visible_only.set_weights(exact.get_weights())
    inputs = tiny_inputs(mask=tiny_mask())
    assert_close(visible_only(inputs)["group_tokens"], exact(inputs)["group_tokens"])

    patches, _ = exact.backbone.group(inputs["points"])
    visible = to_numpy(patches)[~inputs["mask"]].reshape(4, 4, -1, 3)
    moments = []
    for pretrainer, seen in ((exact, patches), (visible_only, visible)):
        embedding = pretrainer.backbone.patch_embedding
        rows = to_numpy(seen).reshape(-1, 3) @ to_numpy(embedding.point_dense.kernel)
        rows = rows + to_numpy(embedding.point_dense.bias)
        pretrainer(inputs, training=True)
        moments.append(to_numpy(embedding.point_norm.moving_mean))
        assert_close(moments[-1], 0.1 * rows.mean(axis=0))
    assert np.abs(moments[0] - moments[1]).max() > 1e-4


def test_without_the_stop_gradient_teachers_reach_the_local_tokens():
    pretrainer = tiny_pretrainer(stop_gradient=False)
    gradients = gradients_of(pretrainer, ("image", "text", "contrast"))
    reached = sizes(gradients, ("patch_embedding", "position_embedding"))
    for path, size in reached.items():
        assert size > 0 or path.endswith(IDLE_BIASES)
    assert any(sizes(gradients, "local_").values())


def test_recomputing_branches_trains_the_same():
    plain = tiny_pretrainer(backbone={"stochastic_depth": 0.0})
    branches = ["query_attention", "query_mlp", "local_attention", "local_mlp", "attention", "mlp"]
    with keras.RematScope(mode="list_of_layers", layer_names=branches):
        recomputing = tiny_pretrainer(backbone={"stochastic_depth": 0.0})
    recomputing.set_weights(plain.get_weights())
    losses = []
    for pretrainer in (plain, recomputing):
        pretrainer.compile(optimizer=keras.optimizers.SGD(0.1), **FEW_STEPS)
        inputs = tiny_inputs(mask=tiny_mask())
        losses.append([pretrainer.train_on_batch(inputs, return_dict=True)["loss"] for _ in "123"])
    assert losses[0][0] > losses[0][-1]
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-4)


def test_two_towers_see_all_patches():
    with raises_with_advice(ValueError, "`embed_visible_only=True` must"):
        tiny_two_tower_pretrainer(embed_visible_only=True)


def test_the_stop_gradient_changes_no_output():
    stopped = tiny_pretrainer()
    free = tiny_pretrainer(stop_gradient=False)
    free.set_weights(stopped.get_weights())
    inputs = tiny_inputs(mask=tiny_mask())
    assert_close(compiled(free)(inputs), compiled(stopped)(inputs))


def test_without_the_reconstruction_there_is_no_decoder_but_a_mask():
    pretrainer = tiny_pretrainer(reconstruction=False, stop_gradient=False)
    assert not [w.path for w in pretrainer.weights if "decoder" in w.path or "mask" in w.path]
    outputs = to_numpy(compiled(pretrainer)(tiny_inputs(mask=tiny_mask())))
    assert not outputs.keys() & {"reconstruction", "target"}
    assert outputs["group_tokens"].shape == (4, 4, 24)
    gradients = gradients_of(pretrainer, ("image", "text", "contrast"))
    assert any(sizes(gradients, "patch_embedding").values())


def test_a_shared_query_is_one_token_under_three_names():
    pretrainer = tiny_pretrainer(backbone={"shared_query": True})
    queries = pretrainer.backbone.queries
    assert queries.tokens.shape == queries.positions.shape == (1, 24)
    outputs = to_numpy(compiled(pretrainer)(tiny_inputs()))
    np.testing.assert_array_equal(outputs["class_token"], outputs["image_token"])
    np.testing.assert_array_equal(outputs["class_token"], outputs["text_token"])


@pytest.mark.parametrize("term", ["image", "text", "contrast"])
def test_each_teacher_trains_the_shared_query(term):
    pretrainer = tiny_pretrainer(backbone={"shared_query": True})
    assert all(sizes(gradients_of(pretrainer, (term,)), "queries").values())


def test_the_contrast_tower_sees_hidden_patches_and_the_decoder_does_not():
    pretrainer = tiny_two_tower_pretrainer()
    inputs = tiny_inputs()
    outputs = [
        to_numpy(compiled(pretrainer)({**inputs, "mask": mask}))
        for mask in (tiny_mask(), ~tiny_mask())
    ]
    for name in ("image_token", "text_token"):
        np.testing.assert_allclose(outputs[0][name], outputs[1][name], rtol=1e-4, atol=1e-5)
    assert outputs[0]["group_tokens"].shape == (4, 4, 24)
    assert not np.allclose(outputs[0]["group_tokens"], outputs[1]["group_tokens"], atol=1e-2)


@pytest.mark.parametrize(
    ("terms", "layers"),
    [
        (("reconstruction",), ("reconstruction_tower", "decoder", "mask_token")),
        (("image", "text"), ("contrast_tower", "queries", "image_", "text_")),
    ],
)
def test_each_tower_is_trained_by_its_own_terms(terms, layers):
    gradients = gradients_of(tiny_two_tower_pretrainer(), terms)
    own = sizes(gradients, (*layers, "reconstruction_dense") if "mask_token" in layers else layers)
    assert any(own.values())
    assert not any(np.abs(g).max() for p, g in gradients.items() if g is not None and p not in own)


def test_terms_that_would_train_nothing_are_an_error():
    with raises_with_advice(ValueError, "must have a term"):
        tiny_pretrainer(
            reconstruction=False, image_dim=None, text_dim=None, contrast=False, stop_gradient=False
        )
    with raises_with_advice(ValueError, "stop_gradient=False"):
        tiny_pretrainer(reconstruction=False)


def test_contrast_needs_a_class_query():
    with raises_with_advice(ValueError, "class query", "TwoTowerBackbone"):
        tiny_two_tower_pretrainer(contrast=True)


@pytest.fixture(
    scope="module", params=[("l2", "random"), ("l1", "block")], ids=["l2_random", "l1_block"]
)
def compiled_pretrainer(request):
    norm, mask_type = request.param
    keras.utils.set_random_seed(0)
    pretrainer = tiny_pretrainer(chamfer_norm=norm, mask_type=mask_type)
    pretrainer.compile(optimizer=keras.optimizers.SGD(1.0), **FEW_STEPS)
    return pretrainer, [np.array(value) for value in pretrainer.get_weights()]


@pytest.mark.parametrize(
    ("kind", "batch"),
    [
        ("random", 1),
        *((kind, 4) for kind in ("random", "identical", "origin", "same_shape", "same_class")),
    ],
)
def test_a_training_step_is_finite(compiled_pretrainer, kind, batch):
    pretrainer, weights = compiled_pretrainer
    pretrainer.set_weights(weights)
    pretrainer.reset_metrics()
    inputs = tiny_inputs(batch)
    if kind == "same_class":
        inputs["class_index"] = np.ones(batch, "int32")
    elif kind != "random":
        inputs["points"] = {
            "identical": np.full((batch, 64, 3), 0.5, "float32"),
            "origin": np.zeros((batch, 64, 3), "float32"),
            "same_shape": np.repeat(tiny_points(1), batch, axis=0),
        }[kind]
    terms = pretrainer.train_on_batch(inputs, return_dict=True)
    assert all(np.isfinite(value) for value in terms.values())
    assert all(np.isfinite(value).all() for value in pretrainer.get_weights())


def test_decoder_has_the_blocks_and_heads_asked_for():
    pretrainer = tiny_pretrainer(
        decoder_depth=3, decoder_num_heads=2, backbone={"stochastic_depth": 0.2}
    )
    assert [block.num_heads for block in pretrainer.decoder_blocks] == [2, 2, 2]
    rates = [block.drop.rate for block in pretrainer.decoder_blocks]
    np.testing.assert_allclose(rates, [0, 0.1, 0.2])


def test_published_size_has_the_published_number_of_parameters():
    pretrainer = ReConPretrainer.from_preset("recon_base", image_dim=768, text_dim=512)
    number = sum(int(np.prod(weight.shape)) for weight in pretrainer.trainable_weights)
    assert number == 50_781_280
