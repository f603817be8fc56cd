import json

import pytest
from harness import tiny_backbone

from keras_recon import ReCon2Backbone, ReConClassifier
from keras_recon.layers import PointCloudPreprocessor
from keras_recon.presets.model_card import model_card

yaml = pytest.importorskip("yaml")

METADATA = {
    "parameter_count": 1234567,
    "tasks": ["keras_recon>ReConClassifier"],
    "recipe": {"epochs": 60, "learning_rate": 0.001},
    "metrics": {
        "accuracy": {"mean": 0.625, "standard_deviation": 0.176777, "values": [0.5, 0.75]},
        "losses": {"image": 0.20000003},
    },
    "metrics_of_weights": {"accuracy": 0.59090909},
    "description": "Tells chairs.",
    "measured": "On test shapes.",
    "limits": "It knows furniture alone.",
    "command": "python train.py",
    "license": "CC-BY-3.0",
    "datasets": ["home3d"],
    "class_names": ["chair", "sofa"],
}


@pytest.fixture
def write(tmp_path):
    """Make a preset's folder of a backbone's, a task's and its metadata."""

    def write(metadata, backbone="keras_recon>ReConBackbone", task=None):
        contents = {"config.json": backbone, "task.json": task}
        for name, registered_name in contents.items():
            if registered_name:
                class_name = registered_name.rpartition(">")[2]
                content = {
                    "class_name": class_name,
                    "registered_name": registered_name,
                    "config": {"num_classes": 2} if name == "task.json" else {},
                }
                (tmp_path / name).write_text(json.dumps(content))
        (tmp_path / "metadata.json").write_text(json.dumps(metadata))
        return tmp_path

    return write


def split(card):
    """The header's entries, and the text of each part by its title."""
    _, header, body = card.split("---\n", maxsplit=2)
    parts = [part.partition("\n\n")[::2] for part in body.split("\n## ")]
    return yaml.safe_load(header), {title.strip(): text.strip() for title, text in parts}


def test_a_card_tells_classes_points_and_the_axis_that_is_up(tmp_path):
    backbone = tiny_backbone()
    names = ("bed", "chair")
    preprocessor = PointCloudPreprocessor(64, up_axis="z", trained_up_axis="x")
    task = ReConClassifier(backbone, class_names=names, preprocessor=preprocessor)
    task.save_to_preset(tmp_path)
    _, parts = split(model_card(tmp_path, "hf://tiny/recon"))
    assert parts["Classes"] == "bed, chair"
    assert parts["Points"] == (
        "Raw points, upright along z, of any number, centred and scaled to the unit sphere; of "
        "each shape 64 are taken by farthest point sampling. Trained on shapes upright along x. "
        "Coordinates alone count, no colours and no normals."
    )


def test_a_card_tells_what_the_metadata_does(write):
    folder = write(METADATA, task="keras_recon>ReConClassifier")
    header, parts = split(model_card(folder, "hf://tiny/recon"))
    assert header == {
        "library_name": "keras-recon",
        "license": "cc-by-3.0",
        "datasets": ["home3d"],
        "tags": ["keras", "keras-recon", "point-cloud", "3d"],
    }
    assert parts["# tiny/recon"].startswith("`ReConClassifier` on `ReConBackbone`, 1,234,567 par")
    assert parts["# tiny/recon"].endswith("\n\nTells chairs.")
    training = parts["How it was trained"].splitlines()
    assert training[:3] == ["```", "python train.py", "```"]
    assert "| learning_rate | 0.001 |" in training
    measured, _, _, _, *figures = parts["What it reached"].splitlines()
    assert measured == "On test shapes."
    assert figures == [
        "| accuracy | 0.625 ± 0.18 (0.5, 0.75) |",
        "| losses.image | 0.2 |",
        "| of these weights.accuracy | 0.5909 |",
    ]
    assert parts["What it can't do"] == "It knows furniture alone."
    assert "home3d" in parts["Data and licence"]
    assert "CC-BY-3.0" in parts["Data and licence"]
    assert parts["Classes"] == "chair, sofa"


def test_a_card_of_an_early_preset_has_no_empty_parts(tmp_path):
    content = {"class_name": "ReConBackbone", "config": {}}
    (tmp_path / "config.json").write_text(json.dumps(content))
    (tmp_path / "metadata.json").write_text(json.dumps({"parameters": 1384064}))
    header, parts = split(model_card(tmp_path, "kaggle://tiny/recon/keras/nano"))
    assert header.keys() == {"library_name", "pipeline_tag", "tags"}
    assert [*parts] == ["# tiny/recon/keras/nano", "How to use it"]
    assert "`ReConBackbone`, 1,384,064 parameters" in parts["# tiny/recon/keras/nano"]


@pytest.mark.parametrize(
    ("backbone", "task", "loader"),
    [
        ("keras_recon>ReConBackbone", None, "ReConBackbone"),
        ("keras_recon>ReConBackbone", "keras_recon>ReConClassifier", "ReConClassifier"),
        ("mine>Backbone", "keras_recon>ReConClassifier", "ReConClassifier"),
        ("mine>Fancy", None, "Backbone"),
        ("keras_recon>ReConBackbone", "mine>Fancy", "Task"),
    ],
)
def test_a_preset_is_loaded_by_its_class_or_the_base_of_a_users_own(backbone, task, loader, write):
    _, parts = split(model_card(write({}, backbone, task), "hf://tiny/recon"))
    assert f'keras_recon.{loader}.from_preset("hf://tiny/recon")' in parts["How to use it"]


def test_names_that_yaml_would_take_for_something_else_stay_names(write):
    header, _ = split(model_card(write({"datasets": ["no", "a: b", "3"]}), "hf://tiny/recon"))
    assert header["datasets"] == ["no", "a: b", "3"]


@pytest.mark.parametrize(("channels", "counts"), [(3, "Coordinates alone"), (6, "Colours from")])
def test_the_card_tells_whether_colors_count(channels, counts, tmp_path):
    sizes = {
        key: tiny_backbone().get_config()[key]
        for key in ("dim", "depth", "num_heads", "num_groups", "group_size", "patch_widths")
    }
    backbone = ReCon2Backbone(channels=channels, **sizes)
    preprocessor = PointCloudPreprocessor(64)
    ReConClassifier(backbone, 2, preprocessor=preprocessor).save_to_preset(tmp_path)
    assert f" {counts} " in model_card(tmp_path, "folder")
