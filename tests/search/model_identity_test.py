import keras
import pytest
from harness import raises_with_advice, tiny_backbone

from keras_recon.search.model_identity import model_identity


def test_a_copy_under_another_name_is_the_same(tmp_path):
    backbone = tiny_backbone(name="first")
    other = tiny_backbone(name="second")
    other.set_weights(backbone.get_weights())
    assert model_identity(backbone) == model_identity(other)


def test_a_changed_weight_makes_another():
    backbone = tiny_backbone()
    before = model_identity(backbone)
    weight = backbone.weights[-1]
    weight.assign(weight + 1e-6 + 1e-6 * keras.ops.abs(weight))
    assert model_identity(backbone) != before


@pytest.mark.parametrize("override", [{"num_groups": 4}, {"group_size": 8}])
def test_a_setting_without_weights_makes_another(override):
    backbone, other = tiny_backbone(), tiny_backbone(**override)
    other.set_weights(backbone.get_weights())
    assert model_identity(backbone) != model_identity(other)


def test_what_is_no_keras_model_is_refused():
    with raises_with_advice(ValueError, "`keras.Model`", "`model_name`"):
        model_identity(object())
