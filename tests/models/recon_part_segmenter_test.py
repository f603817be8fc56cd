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
    spread,
    tiny_backbone,
    tiny_colored_points,
    tiny_points,
    tiny_recon2_backbone,
    to_numpy,
)

import keras_recon
from keras_recon import ReConPartSegmenter
from keras_recon.data import PointCloudData, point_cloud_dataset
from keras_recon.layers import PointCloudPreprocessor

CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
WIDTHS = {"propagation_widths": (24, 20), "head_widths": (16, 12)}


def tiny_segmenter(depth=2, backbone=None, **options):
    return ReConPartSegmenter(
        backbone or tiny_backbone(depth=depth, stochastic_depth=0.0),
        num_parts=5,
        num_shape_classes=3,
        **WIDTHS,
        **options,
    )


def tiny_inputs(points=None):
    points = tiny_points() if points is None else points
    return {"points": points, "shape_class": np.array([0, 1, 2, 1], "int32")}


def part_labels():
    """The octant's height and side: learnable from coordinates."""
    points = tiny_points()
    return ((points[..., 1] > 0) * 2 + (points[..., 0] > 0)).astype("int32")


def test_part_segmenter_as_a_model(tmp_path):
    segmenter = tiny_segmenter(preprocessor=PointCloudPreprocessor(64))
    run_model_test(segmenter, tiny_inputs(), tmp_path, y=part_labels(), loss=CROSS_ENTROPY)


@pytest.mark.parametrize("channels", [3, 6])
def test_part_segmenter_of_recon2_as_a_model(tmp_path, channels):
    segmenter = tiny_segmenter(
        backbone=tiny_recon2_backbone(channels=channels), preprocessor=PointCloudPreprocessor(64)
    )
    inputs = tiny_inputs(tiny_points() if channels == 3 else tiny_colored_points())
    run_model_test(segmenter, inputs, tmp_path, y=part_labels(), loss=CROSS_ENTROPY)


@pytest.mark.parametrize(
    ("depth", "blocks"), [(12, (3, 7, 11)), (6, (1, 3, 5)), (2, (0, 1)), (1, (0,))]
)
def test_blocks_at_thirds_of_the_depth_are_fetched(depth, blocks):
    assert tiny_segmenter(depth).fetched_blocks == blocks


def test_layers_are_as_wide_as_published_unless_asked_otherwise():
    segmenter = ReConPartSegmenter(tiny_backbone(), num_parts=50, num_shape_classes=16)
    assert segmenter.head.propagation_widths == (4 * 24, 1024)
    assert segmenter.head.widths == (512, 256)


def test_head_gets_normalized_tokens_of_the_fetched_blocks_and_queries_as_they_are():
    segmenter, inputs = tiny_segmenter(depth=3, fetched_blocks=(0, 2)), tiny_inputs()
    backbone = segmenter.backbone

    def plain(points):
        patches, centers = backbone.group(points)
        tokens = backbone.patch_embedding(patches)
        positions = backbone.position_embedding(centers)
        queries, query_positions = backbone.queries(tokens)
        after = []
        for block in backbone.blocks:
            queries, tokens = block(queries + query_positions, tokens + positions)
            after.append(backbone.norm(tokens))
        tokens = keras.ops.concatenate([after[0], after[2]], axis=-1)
        return segmenter.head(points, centers, tokens, queries, inputs["shape_class"])

    logits = to_numpy(compiled(segmenter)(inputs))
    expected = to_numpy(plain(inputs["points"]))
    np.testing.assert_allclose(logits, expected, rtol=1e-3, atol=1e-5)


def test_head_gets_the_normalized_queries_of_recon2_and_coordinates_alone():
    backbone = tiny_recon2_backbone(depth=3)
    segmenter = tiny_segmenter(backbone=backbone, fetched_blocks=(0, 1))
    inputs = tiny_inputs(tiny_colored_points())

    def plain(points):
        patches, centers = backbone.group(points)
        tokens = backbone.patch_embedding(patches)
        positions = backbone.position_embedding(centers)
        queries, after = backbone.queries(tokens), []
        for block in backbone.blocks:
            queries, tokens = block(queries, tokens + positions)
            after.append(backbone.norm(tokens))
        tokens = keras.ops.concatenate(after[:2], axis=-1)
        queries = backbone.query_norm(queries)
        return segmenter.head(points[..., :3], centers, tokens, queries, inputs["shape_class"])

    logits = to_numpy(compiled(segmenter)(inputs))
    expected = to_numpy(plain(inputs["points"]))
    np.testing.assert_allclose(logits, expected, rtol=1e-3, atol=1e-5)


def test_every_weight_of_recon2_has_a_gradient():
    segmenter = tiny_segmenter(backbone=tiny_recon2_backbone())
    inputs = tiny_inputs(tiny_colored_points())
    _, gradients = loss_and_gradients(segmenter, lambda: spread(segmenter(inputs, training=True)))
    assert_gradients(gradients)


@pytest.mark.parametrize("channels", [3, 6])
def test_raw_arrays_of_recon2_have_logits_for_each_point(channels):
    segmenter = tiny_segmenter(
        backbone=tiny_recon2_backbone(), preprocessor=PointCloudPreprocessor(48)
    )
    raw = tiny_colored_points(num_points=90)[..., :channels]
    raw[..., :3] *= 7
    logits = segmenter.predict(tiny_inputs(raw), verbose=0)
    assert logits.shape == (4, 90, 5)
    prepared, everything = to_numpy(segmenter.preprocessor.prepare_all(raw))
    assert (prepared.shape, everything.shape) == ((4, 48, 6), (4, 90, 3))
    expected = to_numpy(compiled(segmenter)({**tiny_inputs(prepared), "all_points": everything}))
    np.testing.assert_allclose(logits, expected, rtol=1e-3, atol=1e-4)


def test_loss_falls_in_fit():
    segmenter = tiny_segmenter(dropout=0.0)
    segmenter.compile(
        optimizer=keras_recon.training.AdamW(2e-3, rate_multipliers={"head": 10}),
        loss=CROSS_ENTROPY,
        jit_compile=JIT_COMPILE,
    )
    losses = segmenter.fit(tiny_inputs(), part_labels(), epochs=40, verbose=0).history["loss"]
    assert losses[-1] < 0.5 * losses[0]


def test_frozen_backbone_keeps_weights_and_statistics_in_fit():
    segmenter = tiny_segmenter()
    segmenter.backbone.trainable = False
    before = [np.array(value) for value in segmenter.backbone.get_weights()]
    segmenter.compile(optimizer=keras.optimizers.SGD(0.1), loss=CROSS_ENTROPY, **FEW_STEPS)
    segmenter.fit(tiny_inputs(), part_labels(), verbose=0)
    for old, new in zip(before, segmenter.backbone.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_preset_keeps_the_head_where_the_same_widths_are_asked_for(tmp_path):
    segmenter, inputs = tiny_segmenter(), tiny_inputs()
    segmenter.save_to_preset(tmp_path / "preset")
    # JSON has lists where users write tuples.
    loaded = ReConPartSegmenter.from_preset(tmp_path / "preset", **WIDTHS)
    np.testing.assert_allclose(
        to_numpy(compiled(loaded)(inputs)), to_numpy(compiled(segmenter)(inputs)), atol=1e-5
    )


@pytest.mark.parametrize("blocks", [(), (2,), (-1,), (1, 0), (0, 0)])
def test_blocks_that_are_not_there_or_out_of_order_are_refused(blocks):
    with raises_with_advice(ValueError, "ascending indices of the 2 blocks", str(blocks)):
        tiny_segmenter(fetched_blocks=blocks)


@pytest.mark.parametrize("missing", ["points", "shape_class"])
def test_missing_input_is_named(missing):
    inputs = tiny_inputs()
    del inputs[missing]
    with raises_with_advice(ValueError, "'points'", "'shape_class'"):
        tiny_segmenter()(inputs)


def test_class_that_is_not_there_is_refused_in_fit():
    segmenter = tiny_segmenter()
    segmenter.compile(loss=CROSS_ENTROPY, jit_compile=JIT_COMPILE)
    inputs = {**tiny_inputs(), "shape_class": np.array([0, 1, 3, 1])}
    with raises_with_advice(ValueError, "from 0 to 2", "from 0 to 3"):
        segmenter.fit(inputs, part_labels(), verbose=0)


def test_raw_arrays_have_logits_for_each_point_in_their_order():
    segmenter = tiny_segmenter(preprocessor=PointCloudPreprocessor(48))
    raw = {"points": 50 + 7 * tiny_points(num_points=90), "shape_class": np.array([0, 1, 2, 1])}
    logits = segmenter.predict(raw, verbose=0)
    assert logits.shape == (4, 90, 5)
    prepared, everything = to_numpy(segmenter.preprocessor.prepare_all(raw["points"]))
    inputs = {"points": prepared, "shape_class": raw["shape_class"]}
    of_sampled = to_numpy(compiled(segmenter)(inputs))
    for shape in range(4):
        for point, expected in zip(prepared[shape], of_sampled[shape], strict=True):
            place = np.abs(everything[shape] - point).sum(-1).argmin()
            np.testing.assert_allclose(logits[shape, place], expected, rtol=1e-3, atol=1e-4)


def test_raw_arrays_train_with_a_label_for_each_point():
    segmenter = tiny_segmenter(preprocessor=PointCloudPreprocessor(48))
    segmenter.compile(**FEW_STEPS)
    inputs = {"points": tiny_points(num_points=90), "shape_class": np.array([0, 1, 2, 1])}
    labels = np.zeros((4, 90), "int32")
    history = segmenter.fit(inputs, labels, validation_data=(inputs, labels), verbose=0).history
    assert np.isfinite([history["loss"], history["val_loss"]]).all()
    after = segmenter.evaluate(segmenter.prepare(segmenter.prepare(inputs)), labels, verbose=0)
    assert history["val_loss"][0] == pytest.approx(after[0], rel=1e-4)
    with raises_with_advice(ValueError, "`y` must be integers", "from -1"):
        segmenter.fit(inputs, labels - 1, verbose=0)


def test_names_of_classes_and_parts_are_kept_and_checked(tmp_path):
    names = {"class_names": ("chair", "table"), "part_names": ("leg", "seat", "top")}
    segmenter = ReConPartSegmenter(tiny_backbone(), num_parts=3, num_shape_classes=2)
    segmenter.compile(**FEW_STEPS)

    def batches(**other):
        data = PointCloudData(
            tiny_points(2),
            np.array([0, 1]),
            names=["a", "b"],
            part_labels=np.zeros((2, 64), int),
            **{**names, **other},
        )
        return point_cloud_dataset(data, 2, features=["shape_class"], labels="part_labels")

    segmenter.fit(batches(), verbose=0)
    segmenter.save_to_preset(tmp_path / "preset")
    loaded = ReConPartSegmenter.from_preset(tmp_path / "preset")
    assert {field: getattr(loaded, field) for field in names} == names
    loaded.compile(**FEW_STEPS)
    with raises_with_advice(ValueError, "`part_names` of the data set", "('seat', 'leg', 'top')"):
        loaded.evaluate(batches(part_names=("seat", "leg", "top")), verbose=0)
