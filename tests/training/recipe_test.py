import sys

import pytest
from absl import flags
from harness import raises_with_advice

from keras_recon.training import recipe_of, use_recipe


@pytest.fixture
def values():
    values = flags.FlagValues()
    flags.DEFINE_string("recipe", "modelnet40", "", flag_values=values)
    flags.DEFINE_string("output_dir", "out", "", flag_values=values)
    for name in ("dataset", "preset"):
        flags.DEFINE_string(name, "from the script", "", flag_values=values)
    for name in ("num_groups", "num_points", "epochs"):
        flags.DEFINE_integer(name, 1, "", flag_values=values)
    return values


def test_a_recipe_gives_defaults_that_flags_override(values):
    values(["script.py", "--num_points=7"])
    use_recipe(values, "linear_probe")
    assert (values.dataset, values.num_groups) == ("modelnet40", 64)
    assert values.num_points == 7
    assert values.epochs == 1


def test_an_unknown_recipe_is_an_error_that_lists_those_known(values):
    values(["script.py", "--recipe=modelnet"])
    with raises_with_advice(ValueError, "home3d", "modelnet40", "'modelnet'"):
        use_recipe(values, "linear_probe")


def test_settings_are_recorded_without_folders(values):
    values(["script.py", "--epochs=3"])
    for name in ("recipe", "output_dir", "epochs"):
        values.register_key_flag_for_module(sys.argv[0], values[name])
    assert recipe_of(values, ["recipe"]) == {"epochs": 3}
