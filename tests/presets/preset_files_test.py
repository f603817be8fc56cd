import json
import os

import pytest
from harness import raises_with_advice, tiny_backbone

from keras_recon.presets import StoredObject, preset_names, read_preset, write_preset
from keras_recon.presets.preset_files import staged

CONTENTS = {
    "config.json": json.dumps(
        {"class_name": "B", "registered_name": "mine>Backbone", "config": {"dim": 24}}
    ),
    "metadata.json": json.dumps({"parameters": 7}),
    "task.json": json.dumps({"class_name": "ReConClassifier", "config": {"num_classes": 3}}),
    "preprocessor.json": json.dumps({"class_name": "P", "config": {"num_points": 64}}),
    "model.weights.h5": "weights",
    "task.weights.h5": "more weights",
}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "preset"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_text(content)
    return folder


def files_in(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_built_in_sizes_are_among_the_names():
    sizes = {"recon_base", "recon_small", "recon_tiny", "recon_nano", "two_tower_base"}
    assert sizes <= set(preset_names())
    assert preset_names() == sorted(preset_names())


@pytest.mark.parametrize(
    ("name", "dim", "num_heads"), [("recon_base", 384, 6), ("recon_small", 256, 4)]
)
def test_a_size_has_a_configuration_but_no_weights(name, dim, num_heads):
    preset = read_preset(name)
    config = preset.backbone.config
    assert (config["dim"], config["num_heads"]) == (dim, num_heads)
    assert config["patch_widths"] == (128, 256, 512)
    assert preset.weights is None
    assert preset.task_weights is None


def test_a_size_of_two_towers_is_that_of_recon():
    preset = read_preset("two_tower_base")
    assert preset.backbone.registered_name == "keras_recon>TwoTowerBackbone"
    assert preset.backbone.config == read_preset("recon_base").backbone.config


def test_what_is_read_can_be_changed_without_changing_the_preset():
    read_preset("recon_base").backbone.config["dim"] = 1
    assert read_preset("recon_base").backbone.config["dim"] == 384


@pytest.mark.parametrize("as_text", [False, True])
def test_a_folder_gives_all_that_its_files_hold(folder, as_text):
    preset = read_preset(str(folder) if as_text else folder)
    assert preset.backbone == StoredObject("mine>Backbone", {"dim": 24})
    assert preset.task == StoredObject("keras_recon>ReConClassifier", {"num_classes": 3})
    assert preset.preprocessor == StoredObject("keras_recon>P", {"num_points": 64})
    assert preset.metadata == {"parameters": 7}
    assert preset.weights == folder / "model.weights.h5"
    assert preset.task_weights == folder / "task.weights.h5"


def test_a_folder_of_a_backbone_has_neither_task_nor_preprocessor(folder):
    for name in ("task.json", "task.weights.h5", "preprocessor.json"):
        (folder / name).unlink()
    preset = read_preset(folder)
    assert preset.task is None
    assert preset.preprocessor is None
    assert preset.task_weights is None


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("recon_bas", "recon_base"),
        ("recon_tinny", "recon_tiny"),
        ("reconsmall", "recon_small"),
        ("Recon_nano", "recon_nano"),
    ],
)
def test_a_misspelt_name_is_an_error_that_suggests_the_nearest(name, nearest):
    with raises_with_advice(ValueError, f"Did you mean '{nearest}'?", "recon_base", repr(name)):
        read_preset(name)


@pytest.mark.parametrize("name", ["nothing", "x" * 5000, "nul\0"])
def test_an_unknown_name_is_an_error_that_lists_all(name, tmp_path):
    with raises_with_advice(ValueError, *preset_names()):
        read_preset(tmp_path / name)


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "preset").write_text("")
    with raises_with_advice(ValueError, "folder"):
        read_preset(tmp_path / "preset")


@pytest.mark.parametrize(
    "name", ["config.json", "metadata.json", "model.weights.h5", "task.weights.h5"]
)
def test_a_missing_file_is_an_error_that_names_it(folder, name):
    (folder / name).unlink()
    with raises_with_advice(FileNotFoundError, "must hold", repr(name)):
        read_preset(folder)


@pytest.mark.parametrize("name", ["task.json", "preprocessor.json"])
def test_a_pipe_is_not_waited_for(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)
    preset = read_preset(folder)
    assert (preset.task is None) == (name == "task.json")
    assert (preset.preprocessor is None) == (name == "preprocessor.json")


JSON_FILES = ["config.json", "metadata.json", "task.json", "preprocessor.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"nonsense", b"\xff\xfe\x00", b'{"config": ', b"[" * 100_000]
)
@pytest.mark.parametrize("name", JSON_FILES)
def test_what_is_not_json_is_an_error_that_names_the_file(folder, name, content):
    (folder / name).write_bytes(content)
    with raises_with_advice(ValueError, f"{name} of a preset must be JSON"):
        read_preset(folder)


@pytest.mark.parametrize("content", ["[]", "3", "null", '"config"'])
@pytest.mark.parametrize("name", JSON_FILES)
def test_json_that_is_no_object_is_an_error(folder, name, content):
    (folder / name).write_text(content)
    with raises_with_advice(ValueError, f"{name} of a preset must be a JSON object"):
        read_preset(folder)


@pytest.mark.parametrize("content", ["{}", '{"config": {}}', '{"class_name": "ReConBackbone"}'])
@pytest.mark.parametrize("name", ["config.json", "task.json", "preprocessor.json"])
def test_missing_keys_are_an_error_that_names_them(folder, name, content):
    (folder / name).write_text(content)
    with raises_with_advice(ValueError, "'class_name', 'config'"):
        read_preset(folder)


@pytest.mark.parametrize("key", ["class_name", "registered_name", "config"])
@pytest.mark.parametrize("name", ["config.json", "task.json", "preprocessor.json"])
def test_values_of_another_type_are_an_error(folder, name, key):
    (folder / name).write_text(json.dumps({**json.loads(CONTENTS[name]), key: 7}))
    with raises_with_advice(ValueError, "an object too, names texts"):
        read_preset(folder)


def test_other_files_of_the_folder_stay_and_those_of_a_former_preset_do_not(folder):
    (folder / "README.md").write_text("read me")
    write_preset(folder, tiny_backbone())
    names = {path.name for path in folder.iterdir()}
    assert names == {"README.md", "config.json", "metadata.json", "model.weights.h5"}
    assert [path.name for path in folder.parent.iterdir()] == ["preset"]


def test_what_is_staged_replaces_a_preset_only_if_all_went_well(folder):
    before = files_in(folder)

    def write_one_of_two():
        with staged(folder) as work:
            (work / "config.json").write_text("other")
            raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        write_one_of_two()
    assert files_in(folder) == before
    with staged(folder) as work:
        (work / "config.json").write_text("other")
    assert files_in(folder) == {"config.json": "other"}
    assert [*folder.parent.iterdir()] == [folder]
