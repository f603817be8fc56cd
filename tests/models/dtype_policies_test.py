import keras
import numpy as np
import pytest
from harness import (
    FEW_STEPS,
    TINY,
    assert_finite,
    compiled,
    raises_with_advice,
    tiny_backbone,
    tiny_points,
    to_numpy,
)

from keras_recon import (
    ReConClassifier,
    ReConPartSegmenter,
    ReConPretrainer,
    TwoTowerBackbone,
    TwoTowerClassifier,
)

LABELS = np.array([0, 1, 2, 1])
POLICIES = ["bfloat16", "float64", "mixed_bfloat16", "mixed_float16"]


def pretrainer(policy):
    inputs = {
        "points": tiny_points(),
        "image_features": np.ones((4, 5), "float32"),
        "class_index": LABELS,
        "mask": np.array([[True, False] * 4] * 4),
    }
    backbone = tiny_backbone(dtype=policy)
    return ReConPretrainer(backbone, decoder_depth=1, image_dim=5, contrast=True), inputs, None


def classifier(policy):
    return ReConClassifier(tiny_backbone(dtype=policy), 3), tiny_points(), LABELS


def segmenter(policy):
    widths = {"propagation_widths": (24, 20), "head_widths": (16, 12)}
    model = ReConPartSegmenter(tiny_backbone(dtype=policy), 5, 3, **widths)
    return model, {"points": tiny_points(), "shape_class": LABELS}, np.zeros((4, 64), "int32")


def two_towers(policy):
    return TwoTowerClassifier(TwoTowerBackbone(**TINY, dtype=policy), 3), tiny_points(), LABELS


CASES = [(pretrainer, "bfloat16"), (classifier, "float64"), (pretrainer, "mixed_float16")]
ALL = [(m, p) for m in (pretrainer, classifier, segmenter, two_towers) for p in POLICIES]
CASES += [pytest.param(*case, marks=pytest.mark.slow) for case in ALL if case not in CASES]


@pytest.mark.parametrize(("model_of", "policy"), CASES)
def test_every_policy_runs_trains_and_comes_back(tmp_path, model_of, policy):
    if policy == "mixed_float16" and keras.backend.backend() == "jax":
        pytest.skip("JAX refuses half-precision products on a processor, by name")
    model, inputs, targets = model_of(policy)
    outputs = compiled(model)(inputs)
    assert_finite(outputs)
    model.save_to_preset(tmp_path)
    loaded = compiled(type(model).from_preset(tmp_path, dtype=policy))(inputs)
    pairs = zip(
        keras.tree.flatten(to_numpy(loaded)), keras.tree.flatten(to_numpy(outputs)), strict=True
    )
    assert all(np.array_equal(one, other) for one, other in pairs)

    before = [np.array(value) for value in model.get_weights()]
    model.compile(**FEW_STEPS)
    model.optimizer.learning_rate = 1e-2
    logs = model.train_on_batch(inputs, targets, return_dict=True)
    assert np.isfinite(logs["loss"])
    # Loss scaling may leave out the first step.
    model.train_on_batch(inputs, targets)
    assert_finite(model.weights)
    moved = zip(before, model.get_weights(), strict=True)
    assert policy == "mixed_float16" or any((a != b).any() for a, b in moved)


def test_float16_runs_and_its_training_is_refused_by_name():
    model, points, labels = classifier("float16")
    if keras.backend.backend() != "jax":
        assert_finite(compiled(model)(points))
    model.compile(**FEW_STEPS)
    with raises_with_advice(ValueError, "float16", "mixed_float16"):
        model.fit(points, labels, verbose=0)
