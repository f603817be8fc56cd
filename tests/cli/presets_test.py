import json

import pytest

import keras_recon
from keras_recon.cli import main
from keras_recon.presets import describe_preset


def test_every_preset_is_listed(capsys):
    assert main(["presets", "--format=json"]) == 0
    presets = {preset["name"]: preset for preset in json.loads(capsys.readouterr().out)}
    assert [*presets] == keras_recon.presets.preset_names()
    assert presets["recon_nano_home3d"]["weights"]
    assert presets["recon_nano_home3d"]["task"] == "ReConPretrainer"
    assert not presets["recon_base"]["weights"]
    assert presets["recon_base"]["parameters"] == 43_108_352
    assert main(["presets"]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["name", "weights", "task", "classes", "parameters"]
    assert [row.split()[0] for row in rows] == [*presets]


@pytest.mark.parametrize("name", ["recon_nano", "two_tower_nano"])
def test_parameters_are_counted(name):
    count = keras_recon.Backbone.from_preset(name).count_params()
    assert describe_preset(name)["parameters"] == count


def test_a_folder_is_described(classifier, capsys):
    assert main(["presets", str(classifier), "--format=json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["task"], facts["classes"]) == ("ReConClassifier", ["bed", "chair"])
    assert facts["preprocessor"]["num_points"] == 64
    assert main(["presets", str(classifier)]) == 0
    lines = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert lines["classes"] == "bed, chair"
    assert lines["preprocessor.num_points"] == "64"
