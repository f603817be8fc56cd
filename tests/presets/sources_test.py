import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from harness import assert_close, compiled, raises_with_advice, tiny_backbone, tiny_points

from keras_recon import ReConBackbone, ReConClassifier
from keras_recon.presets.model_card import model_card
from keras_recon.presets.sources import preset_folder

HF, KAGGLE = "hf://tiny/recon", "kaggle://tiny/recon/keras/nano"


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """A preset's folder and its backbone, which tests only read."""
    folder, backbone = tmp_path_factory.mktemp("saved") / "preset", tiny_backbone()
    backbone.save_to_preset(folder)
    return folder, backbone


@pytest.fixture
def served(hub, saved):
    """The preset, on both hubs, beside a file that isn't one of a preset's."""
    for name in ("tiny/recon", "tiny/recon/nano"):
        hub.serve(name, saved[0], revision="1" if "nano" in name else "main")
    hub.repositories["tiny/recon"]["main"]["optimizer.h5"] = b"large"
    return hub


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("address", [HF, f"{HF}@main", KAGGLE, f"{KAGGLE}/1"])
def test_a_hub_gives_the_files_of_a_preset_and_no_others(address, served, saved):
    assert contents(preset_folder(address)) == contents(saved[0])


@pytest.mark.parametrize("address", [HF, KAGGLE])
def test_what_was_fetched_loads_with_equal_weights(address, served, saved):
    loaded = ReConBackbone.from_preset(preset_folder(address))
    for one, other in zip(loaded.get_weights(), saved[1].get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("address", "revision"), [(f"{HF}@v2", "v2"), (f"{KAGGLE}/2", "2")])
def test_a_revision_is_the_one_asked_for(address, revision, served, saved, tmp_path):
    shutil.copytree(saved[0], tmp_path / "other")
    (tmp_path / "other" / "metadata.json").write_text('{"recipe": "other"}')
    name = "tiny/recon" if address.startswith("hf") else "tiny/recon/nano"
    served.serve(name, tmp_path / "other", revision)
    assert contents(preset_folder(address)) == contents(tmp_path / "other")


@pytest.mark.parametrize("path", ["here", Path("runs/preset"), "hf:/not/an/address"])
def test_a_path_stays_as_it_is(path):
    assert preset_folder(path) == Path(path)


@pytest.mark.parametrize("missing", ["config.json", "model.weights.h5", "metadata.json"])
@pytest.mark.parametrize("address", [HF, KAGGLE])
def test_a_missing_file_is_named(address, missing, served):
    for revisions in served.repositories.values():
        for files in revisions.values():
            del files[missing]
    with raises_with_advice(FileNotFoundError, missing, repr(address)):
        preset_folder(address)


def test_a_task_without_its_weights_is_not_whole(served):
    served.repositories["tiny/recon"]["main"]["task.json"] = b"{}"
    with raises_with_advice(FileNotFoundError, "task.weights.h5"):
        preset_folder(HF)


@pytest.mark.parametrize(
    "address", ["hf://tiny/none", f"{HF}@v9", "kaggle://tiny/none/keras/nano", f"{KAGGLE}/9"]
)
def test_what_is_not_there_is_said(address, served):
    with raises_with_advice(FileNotFoundError, "repository and a revision", address):
        preset_folder(address)


def test_who_is_not_logged_in_is_told_how_when_nothing_is_found(served):
    served.anonymous = True
    with raises_with_advice(PermissionError, "hf auth login", "hf://tiny/none"):
        preset_folder("hf://tiny/none")


@pytest.mark.parametrize(("address", "login"), [(HF, "hf auth"), (KAGGLE, "kagglehub.login()")])
def test_a_gated_repository_is_said_to_be(address, login, served):
    served.gated = {"tiny/recon", "tiny/recon/nano"}
    with raises_with_advice(PermissionError, "gated", login, address):
        preset_folder(address)


@pytest.mark.parametrize("address", [HF, KAGGLE])
def test_without_a_network_the_hub_is_out_of_reach(address, served):
    served.close()
    with raises_with_advice(ConnectionError, "within reach", address):
        preset_folder(address)


@pytest.mark.parametrize("address", [HF, f"{KAGGLE}/1"])
def test_without_a_network_the_cache_serves(address, served, saved):
    folder = preset_folder(address)
    served.close()
    assert preset_folder(address) == folder
    assert contents(folder) == contents(saved[0])


def test_offline_the_cache_serves_and_nothing_is_asked(served, monkeypatch):
    folder = preset_folder(HF)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    served.requests.clear()
    assert preset_folder(HF) == folder
    with raises_with_advice(ConnectionError, "in its cache"):
        preset_folder("hf://tiny/other")
    assert served.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "hf://",
        "hf://tiny",
        "hf://tiny/recon/main",
        "hf://tiny/recon@",
        "hf://tiny/a recon",
        "kaggle://tiny/recon",
        "kaggle://tiny/recon/keras/nano/latest",
        "kaggle://tiny/recon/nothing/nano",
    ],
)
def test_a_malformed_address_is_refused(address, hub):
    with raises_with_advice(ValueError, "must have the form", repr(address)):
        preset_folder(address)
    assert hub.requests == []


@pytest.mark.parametrize(("address", "client"), [(HF, "huggingface_hub"), (KAGGLE, "kagglehub")])
def test_a_client_that_is_not_installed_is_named(address, client, monkeypatch):
    monkeypatch.setitem(sys.modules, client, None)
    with raises_with_advice(ImportError, 'pip install "keras-recon[hub]"'):
        preset_folder(address)


@pytest.mark.parametrize("address", [HF, f"{HF}@main", KAGGLE, f"{KAGGLE}/1"])
def test_a_model_loads_by_its_address(address, served, saved):
    points = tiny_points(2)
    loaded = ReConBackbone.from_preset(address)
    assert_close(compiled(loaded)(points), compiled(saved[1])(points))


def test_a_task_is_built_on_what_was_fetched(served, saved):
    classifier = ReConClassifier.from_preset(HF, num_classes=3)
    loaded, stored = (m.get_weights() for m in (classifier.backbone, saved[1]))
    assert all((one == other).all() for one, other in zip(loaded, stored, strict=True))


def test_a_model_card_loads_its_preset(served, saved):
    code = model_card(saved[0], HF).split("```python\n")[1].split("```")[0]
    names = {}
    exec(code, names)
    assert names["model"].count_params() == saved[1].count_params()


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("hf://tiny", ValueError),
        ("hf://tiny/none", FileNotFoundError),
        (f"{HF}@v9", FileNotFoundError),
        (f"{KAGGLE}/9", FileNotFoundError),
    ],
)
def test_a_model_that_is_not_there_is_said_by_its_address(address, error, served):
    with raises_with_advice(error, address):
        ReConBackbone.from_preset(address)
