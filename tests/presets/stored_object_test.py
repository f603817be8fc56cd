import pytest
from harness import TINY, raises_with_advice

from keras_recon.presets import StoredObject


@pytest.mark.parametrize(
    ("argument", "value"),
    [("depth", 10**9), ("dim", 3 * 2**40), ("mlp_ratio", 1e308), ("dtype", {"a": 1})],
)
def test_a_configuration_of_another_size_or_type_is_an_error(argument, value):
    stored = StoredObject("keras_recon>ReConBackbone", {**TINY, argument: value})
    with raises_with_advice(ValueError):
        stored.build()
