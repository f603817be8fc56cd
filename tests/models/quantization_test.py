import numpy as np
import pytest
from harness import compiled, raises_with_advice, tiny_backbone, to_numpy

import keras_recon


@pytest.mark.slow
def test_int8_is_right_to_5_percent_and_says_what_stays_as_it_is():
    points = keras_recon.datasets.load_home3d("test").points[:4, :512]
    classifier = keras_recon.ReConClassifier.from_preset("recon_nano_home3d", num_classes=10)
    for weight in classifier.head.trainable_weights:
        if len(weight.shape) > 1:
            # As large as those of a trained head.
            weight.assign(8 * weight)
    logits = to_numpy(compiled(classifier)(points))
    with pytest.warns(UserWarning, match="patch_embedding/point_dense can't be quantized"):
        classifier.quantize("int8")
    quantized = to_numpy(compiled(classifier)(points))
    assert np.abs(quantized - logits).max() < 0.05 * np.ptp(logits)
    assert (quantized != logits).any()
    assert classifier.head.layers[0].quantization_mode == "int8"


@pytest.mark.parametrize("policy", ["int8_from_float32", "int4_from_float32"])
def test_a_quantized_policy_is_refused_by_name(policy):
    with raises_with_advice(ValueError, "'float32'", policy):
        tiny_backbone(dtype=policy)
