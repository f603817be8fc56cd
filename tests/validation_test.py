import keras
import numpy as np
import pytest
from harness import raises_with_advice, tiny_backbone, tiny_points

from keras_recon import ReConClassifier, ReConPartSegmenter, ReConPretrainer
from keras_recon.layers import PointCloudPreprocessor
from keras_recon.ops import farthest_point_sample
from keras_recon.validation import (
    check_features,
    check_indices,
    check_mask,
    check_points,
    first_batch,
    is_array,
)

FEATURES = np.ones((4, 5), "float32")


@pytest.fixture(scope="module")
def backbone():
    return tiny_backbone()


@pytest.fixture(scope="module")
def classifier(backbone):
    return ReConClassifier(backbone, num_classes=3)


@pytest.fixture(scope="module")
def pretrainer(backbone):
    return ReConPretrainer(backbone, decoder_depth=1)


@pytest.fixture(scope="module")
def taught_pretrainer(backbone):
    pretrainer = ReConPretrainer(backbone, decoder_depth=1, image_dim=5, text_dim=5)
    pretrainer.compile()
    return pretrainer


def array_with(value, shape):
    array = np.full(shape, 0.5, "float32")
    array[1, ..., -1] = value
    return array


# === Sources ===


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (np.zeros(3), True),
        (keras.ops.zeros(3), True),
        ({"points": np.zeros(3)}, True),
        ((i for i in range(3)), False),
        ([np.zeros(3)], False),
        (None, False),
    ],
)
def test_arrays_are_told_from_sources_of_batches(x, expected):
    assert is_array(x) is expected


def test_a_generator_still_has_the_batch_that_was_looked_at():
    batch, batches = first_batch(i for i in range(5, 8))
    assert batch == 5
    assert list(batches) == [5, 6, 7]


def test_a_generator_without_a_batch_is_refused():
    with raises_with_advice(ValueError, "at least one batch"):
        first_batch(i for i in range(0))


def test_a_dataset_can_be_read_again():
    tf = pytest.importorskip("tensorflow")
    batch, batches = first_batch(tf.data.Dataset.range(5, 8))
    assert int(batch) == 5
    assert [int(i) for i in batches] == [5, 6, 7]


def test_a_pydataset_gives_its_first_batch():
    class Three(keras.utils.PyDataset):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return index + 5

    source = Three()
    assert first_batch(source) == (5, source)


# === Points ===

# === Points ===

BAD_POINTS = {
    "rank_2": (np.zeros((64, 3), "float32"), ("(batch, points, 3)", "(64, 3)")),
    "rank_4": (np.zeros((1, 4, 64, 3), "float32"), ("(batch, points, 3)", "(1, 4, 64, 3)")),
    "two_coordinates": (np.zeros((4, 64, 2), "float32"), ("(batch, points, 3)", "(4, 64, 2)")),
    "six_channels": (np.zeros((4, 64, 6), "float32"), ("(batch, points, 3)", "(4, 64, 6)")),
    "channels_first": (np.zeros((4, 3, 64), "float32"), ("(batch, points, 3)", "(4, 3, 64)")),
    "integers": (np.zeros((4, 64, 3), "int32"), ("floating point", "float32", "int32")),
    "bytes": (np.zeros((4, 64, 3), "uint8"), ("floating point", "float32", "uint8")),
    "booleans": (np.zeros((4, 64, 3), "bool"), ("floating point", "float32", "bool")),
    "few_points": (np.zeros((4, 7, 3), "float32"), ("at least 8 points", "num_groups", "7")),
    "no_points": (np.zeros((4, 0, 3), "float32"), ("at least 8 points", "group_size", "0")),
    "nan": (array_with(np.nan, (4, 64, 3)), ("finite", "1 of the 4")),
    "infinity": (array_with(np.inf, (4, 64, 3)), ("finite", "1 of the 4")),
    "minus_infinity": (array_with(-np.inf, (4, 64, 3)), ("finite", "1 of the 4")),
}
BAD_VALUES = ("nan", "infinity", "minus_infinity")
bad_points = pytest.mark.parametrize(("points", "accepted"), BAD_POINTS.values(), ids=BAD_POINTS)
bad_shapes = pytest.mark.parametrize(
    ("points", "accepted"),
    [pytest.param(*BAD_POINTS[name], id=name) for name in BAD_POINTS if name not in BAD_VALUES],
)


@bad_points
def test_check_points_refuses(points, accepted):
    with raises_with_advice(ValueError, "`points` must", *accepted):
        check_points(points, minimum=8, values=True)


@bad_points
def test_check_points_refuses_tensors_too(points, accepted):
    with raises_with_advice(ValueError, "`points` must", *accepted):
        check_points(keras.ops.convert_to_tensor(points), minimum=8, values=True)


@bad_shapes
def test_backbone_refuses(backbone, points, accepted):
    with raises_with_advice(ValueError, "`points` must", *accepted):
        backbone(points)


@bad_shapes
def test_classifier_refuses(classifier, points, accepted):
    with raises_with_advice(ValueError, "`points` must", *accepted):
        classifier(points)


@bad_shapes
def test_pretrainer_refuses(pretrainer, points, accepted):
    with raises_with_advice(ValueError, "`points` must", *accepted):
        pretrainer({"points": points})


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_check_points_accepts_floats(dtype):
    check_points(tiny_points().astype(dtype), minimum=64)


def test_nan_is_found_in_bfloat16():
    points = keras.ops.cast(array_with(np.nan, (4, 64, 3)), "bfloat16")
    with raises_with_advice(ValueError, "finite"):
        check_points(points, values=True)


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="about PyTorch's tensors")
def test_nan_is_found_in_a_tensor_that_wants_gradients():
    points = keras.ops.convert_to_tensor(array_with(np.nan, (4, 64, 3))).requires_grad_()
    with raises_with_advice(ValueError, "finite"):
        check_points(points, values=True)


def small_points(radius, shapes=4):
    """Shapes that reach as far from the origin as the radius, the last one to 1."""
    points = radius * tiny_points(shapes)
    points[-1] /= radius
    return points


NEAR = ("`points` must reach beyond 0.03", "normalize=True", "3 of the 4 shapes")


@pytest.mark.parametrize("radius", [1e-6, 0.03, 0.0316, 0.0317, 0.06])
def test_shapes_are_refused_of_which_one_point_is_sampled(radius):
    points = small_points(radius)
    picked = keras.ops.convert_to_numpy(farthest_point_sample(points, 8))
    if (picked[:3] == 0).all():
        with raises_with_advice(ValueError, *NEAR, f"within {radius:.3g}"):
            check_points(points, values=True)
    else:
        assert (picked[:3] != 0).any(axis=1).all()
        check_points(points, values=True)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32", "float64"])
def test_shapes_at_the_origin_are_found_in_any_precision(dtype):
    points = small_points(0.01)
    points = keras.ops.cast(points, dtype) if dtype == "bfloat16" else points.astype(dtype)
    with raises_with_advice(ValueError, *NEAR):
        check_points(points, values=True)


def test_points_that_are_not_sampled_may_lie_at_the_origin():
    check_points(small_points(0.01), values=True, sampled=False)
    check_points(small_points(0.01))


@pytest.mark.parametrize("of", ["array", "dataset", "generator"])
@pytest.mark.parametrize("name", ["backbone", "classifier", "pretrainer"])
def test_predict_refuses_shapes_at_the_origin(request, name, of):
    points = small_points(0.01)
    x = {"points": points} if name == "pretrainer" else points
    if of == "dataset":
        tf = pytest.importorskip("tensorflow")
        x = tf.data.Dataset.from_tensors(x)
    if of == "generator":
        x = iter_once(x)
    with raises_with_advice(ValueError, *NEAR):
        request.getfixturevalue(name).predict(x, verbose=0)


def iter_once(batch):
    yield batch


@pytest.mark.parametrize("method", ["fit", "evaluate"])
def test_training_refuses_shapes_at_the_origin(backbone, method):
    classifier = ReConClassifier(backbone, num_classes=3)
    classifier.compile()
    with raises_with_advice(ValueError, *NEAR):
        getattr(classifier, method)(small_points(0.01), np.arange(4) % 3, verbose=0)


def test_a_small_unit_does_not_matter_where_points_are_normalized(backbone):
    classifier = ReConClassifier(backbone, 3, preprocessor=PointCloudPreprocessor(64))
    prepared = classifier.prepare(small_points(0.01))
    np.testing.assert_allclose(np.linalg.norm(prepared, axis=2).max(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("normalize", [False, True])
def test_coinciding_points_are_refused_once_prepared(backbone, normalize):
    classifier = ReConClassifier(backbone, 3, preprocessor=PointCloudPreprocessor(64, normalize))
    points = tiny_points()
    points[:3] = 0.01
    with raises_with_advice(ValueError, *NEAR, "coincide"):
        classifier.predict(points, verbose=0)


def test_parts_may_be_asked_for_of_points_at_the_origin(backbone):
    segmenter = ReConPartSegmenter(backbone, num_parts=5, num_shape_classes=2)
    inputs = {
        "points": tiny_points(),
        "all_points": np.zeros((4, 1, 3), "float32"),
        "shape_class": np.zeros(4, "int32"),
    }
    segmenter.check_inputs(inputs, values=True)
    with raises_with_advice(ValueError, *NEAR):
        segmenter.check_inputs({**inputs, "points": small_points(0.01)}, values=True)


@pytest.mark.parametrize(
    ("shape", "accepted"),
    [((None, 2), "(batch, points, 3)"), ((7, 3), "at least 8"), ((3,), "(batch, points, 3)")],
)
@pytest.mark.parametrize("name", ["backbone", "classifier", "pretrainer"])
def test_models_refuse_symbolic_points_of_a_wrong_shape(request, name, shape, accepted):
    model, points = request.getfixturevalue(name), keras.Input(shape)
    with raises_with_advice(ValueError, accepted):
        model({"points": points} if name == "pretrainer" else points)


def test_preprocessor_refuses_symbolic_points_of_a_wrong_shape():
    with raises_with_advice(ValueError, "(batch, points, 3)"):
        PointCloudPreprocessor(64)(keras.Input((None, 2)))


# === Features of the teachers ===

BAD_FEATURES = {
    "missing": (None, ("no image_features",)),
    "narrow": (FEATURES[:, :4], ("(4, 4)",)),
    "wide": (np.ones((4, 6), "float32"), ("(4, 6)",)),
    "rank_1": (FEATURES[0], ("(5,)",)),
    "rank_3": (FEATURES[:, None], ("(4, 1, 5)",)),
    "nan": (array_with(np.nan, (4, 5)), ("finite", "NaN")),
    "infinity": (array_with(np.inf, (4, 5)), ("finite", "infinity")),
}
bad_features = pytest.mark.parametrize(
    ("features", "received"), BAD_FEATURES.values(), ids=BAD_FEATURES
)


@bad_features
def test_check_features_refuses(features, received):
    with raises_with_advice(ValueError, "`image_features` must be", "(batch, 5)", *received):
        check_features(features, "image_features", 5, values=True)


@bad_features
@pytest.mark.parametrize("name", ["image_features", "text_features"])
def test_pretrainer_refuses_features_in_fit(taught_pretrainer, name, features, received):
    inputs = {
        "points": tiny_points(),
        "image_features": FEATURES,
        "text_features": FEATURES,
        name: features,
    }
    if features is None:
        del inputs[name]
    with raises_with_advice(ValueError, f"`{name}` must be", "(batch, 5)"):
        taught_pretrainer.fit(inputs)


def test_pretrainer_asks_for_features_where_the_loss_is_computed(taught_pretrainer):
    inputs = {"points": tiny_points()}
    outputs = taught_pretrainer(inputs)
    with raises_with_advice(ValueError, "`image_features` must be", "no image_features"):
        taught_pretrainer.loss_terms(inputs, outputs)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_check_features_accepts_floats(dtype):
    check_features(FEATURES.astype(dtype), "image_features", 5)


@pytest.mark.parametrize(
    "inputs", [{}, {"image_features": FEATURES}, tiny_points(), [tiny_points()]]
)
def test_pretrainer_refuses_inputs_without_points(pretrainer, inputs):
    with raises_with_advice(ValueError, "dict", "'points'", "'image_features'"):
        pretrainer(inputs)


def test_pretrainer_refuses_a_contrast_without_classes(backbone):
    pretrainer = ReConPretrainer(backbone, decoder_depth=1, contrast=True)
    inputs = {"points": tiny_points()}
    outputs = pretrainer(inputs)
    with raises_with_advice(ValueError, "`class_index` must be", "no class_index"):
        pretrainer.loss_terms(inputs, outputs)


# === Masks ===

MASK = np.array([[True] * 4 + [False] * 4] * 4)
BAD_MASKS = {
    "unequal": (np.concatenate([MASK[:3], ~np.eye(8, dtype=bool)[:1]]), ("[4, 7]",)),
    "too_many": (np.ones((4, 8), bool), ("[8]",)),
    "none_hidden": (np.zeros((4, 8), bool), ("[0]",)),
    "narrow": (MASK[:, 1:], ("(4, 7)",)),
    "rank_1": (MASK[0], ("(8,)",)),
    "rank_3": (MASK[..., None], ("(4, 8, 1)",)),
    "integers": (MASK.astype("int32"), ("int32",)),
    "floats": (MASK.astype("float32"), ("float32",)),
}
bad_masks = pytest.mark.parametrize(("mask", "received"), BAD_MASKS.values(), ids=BAD_MASKS)


@bad_masks
def test_check_mask_refuses(mask, received):
    accepted = ("`mask` must be boolean", "(batch, 8)", "exactly 4 hidden")
    with raises_with_advice(ValueError, *accepted, *received):
        check_mask(mask, num_groups=8, num_hidden=4, values=True)


@bad_masks
def test_pretrainer_refuses_a_mask_in_predict(pretrainer, mask, received):
    with raises_with_advice(ValueError, "`mask` must be boolean", *received):
        pretrainer.predict({"points": tiny_points(), "mask": mask})


def test_check_mask_accepts_any_mask_of_the_right_count(random):
    mask = random.permuted(MASK, axis=1)
    check_mask(mask, num_groups=8, num_hidden=4, values=True)


# === Arguments ===


@pytest.mark.parametrize("mask_ratio", [0, 1, -1, 2])
def test_pretrainer_refuses_an_impossible_mask_ratio(backbone, mask_ratio):
    with raises_with_advice(ValueError, "`mask_ratio` must"):
        ReConPretrainer(backbone, mask_ratio=mask_ratio)


def test_pretrainer_refuses_a_ratio_that_hides_nothing(backbone):
    with raises_with_advice(ValueError, "`mask_ratio` must"):
        ReConPretrainer(backbone, mask_ratio=0.1)


def test_pretrainer_refuses_an_unknown_mask_type(backbone):
    with raises_with_advice(ValueError, "`mask_type` must be one of", "random", "block"):
        ReConPretrainer(backbone, mask_type="cube")


def test_pretrainer_refuses_an_unknown_norm(backbone):
    with raises_with_advice(ValueError, "`norm` must be one of", "l1", "l2"):
        ReConPretrainer(backbone, chamfer_norm="l3")


def test_backbone_refuses_heads_that_do_not_divide_the_width():
    with raises_with_advice(ValueError, "`num_heads` must divide `dim`"):
        tiny_backbone(num_heads=5)


@pytest.mark.parametrize("count", [16, None])
def test_indices_in_range_pass(count):
    check_indices(np.array([0, 15]), "labels", count, values=True)


@pytest.mark.parametrize(
    ("indices", "received"),
    [
        (np.array([0, 16]), "from 0 to 16"),
        (np.array([-1, 3]), "from -1 to 3"),
        (np.array([0.0, 1.0]), "float64"),
        (np.array([[0], [1]]), "(2, 1)"),
        (None, "no labels"),
        (3, "a int"),
    ],
)
def test_indices_of_another_kind_are_refused(indices, received):
    with raises_with_advice(ValueError, "`labels` must be", "(batch,), from 0 to 15", received):
        check_indices(indices, "labels", 16, values=True)


def test_values_are_looked_at_only_if_asked_for():
    check_points(array_with(np.nan, (4, 64, 3)))
    check_points(np.zeros((4, 64, 3)))
    check_features(array_with(np.nan, (4, 5)), "image_features", 5)
    check_mask(np.ones((4, 8), bool), 8, 4)
    check_indices(np.array([-1]), "labels", 2)
