import numpy as np
import pytest
from harness import raises_with_advice, tiny_backbone

import keras_recon
from keras_recon.presets.sources import preset_folder
from keras_recon.presets.upload_preset import upload_preset

yaml = pytest.importorskip("yaml")

HF, KAGGLE = "hf://tiny/recon", "kaggle://tiny/recon/keras/nano"
METADATA = {"license": "cc-by-3.0", "datasets": ["home3d"], "recipe": {"epochs": 60}}


@pytest.fixture
def folder(tmp_path):
    tiny_backbone().save_to_preset(tmp_path / "preset", metadata=METADATA)
    return tmp_path / "preset"


def uploaded(hub):
    (revisions,) = hub.repositories.values()
    return [*revisions.values()][-1]


@pytest.mark.parametrize("uri", [HF, KAGGLE])
def test_what_was_uploaded_loads_again(uri, hub, folder):
    upload_preset(uri, folder)
    loaded = keras_recon.ReConBackbone.from_preset(preset_folder(uri))
    before = keras_recon.ReConBackbone.from_preset(folder)
    for one, other in zip(loaded.get_weights(), before.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("uri", [HF, KAGGLE])
def test_the_files_of_the_preset_and_a_card_are_uploaded(uri, hub, folder):
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "optimizer.h5").write_bytes(b"large")
    (folder / "cache").mkdir()
    (folder / "cache" / "config.json").write_text("{}")
    upload_preset(uri, folder)
    sent = uploaded(hub)
    card = sent.pop("README.md").decode()
    assert sent == files
    header = yaml.safe_load(card.split("---")[1])
    assert (header["library_name"], header["license"]) == ("keras-recon", "cc-by-3.0")
    assert not (folder / "README.md").exists()


def test_weights_travel_as_large_files(hub, folder):
    upload_preset(HF, folder)
    assert [*hub.blobs.values()] == [(folder / "model.weights.h5").read_bytes()]


def test_a_card_of_its_own_stays(hub, folder):
    (folder / "README.md").write_text("---\nlicense: mit\n---\nMine.\n")
    upload_preset(HF, folder)
    assert uploaded(hub)["README.md"] == b"---\nlicense: mit\n---\nMine.\n"


def test_a_new_preset_leaves_no_file_of_the_one_before(hub, folder):
    upload_preset(HF, folder)
    uploaded(hub).update({"task.json": b"{}", "task.weights.h5": b"", "LICENSE": b"CC-BY"})
    upload_preset(HF, folder)
    assert uploaded(hub).keys() == {*(p.name for p in folder.iterdir()), "README.md", "LICENSE"}


def test_kaggle_gets_the_licence_by_its_name_and_a_version_each_time(hub, folder):
    for _ in range(2):
        upload_preset(KAGGLE, folder)
    assert hub.licenses == {"tiny/recon/nano": "Attribution 3.0 Unported (CC BY 3.0)"}
    assert [*hub.repositories["tiny/recon/nano"]] == ["1", "2"]


@pytest.mark.parametrize("missing", ["config.json", "model.weights.h5", "metadata.json"])
def test_a_folder_that_is_not_whole_is_not_uploaded(missing, hub, folder):
    (folder / missing).unlink()
    with raises_with_advice(FileNotFoundError, missing):
        upload_preset(HF, folder)
    assert hub.requests == []


def test_a_damaged_configuration_is_not_uploaded(hub, folder):
    (folder / "config.json").write_text("{")
    with raises_with_advice(ValueError, "config.json"):
        upload_preset(HF, folder)
    assert hub.requests == []


def test_a_folder_that_is_not_there_is_refused(hub):
    with raises_with_advice(FileNotFoundError, "save_to_preset", "'recon_nano'"):
        upload_preset(HF, "recon_nano")


@pytest.mark.parametrize(
    "uri", ["tiny/recon", f"{HF}@v1", f"{KAGGLE}/1", "hf://tiny", "kaggle://tiny/recon"]
)
def test_a_malformed_address_is_refused(uri, hub, folder):
    with raises_with_advice(ValueError, "hf://" if "hf" in uri else "kaggle://", repr(uri)):
        upload_preset(uri, folder)
    assert hub.requests == []


def test_who_is_not_logged_in_is_told_how(hub, folder):
    hub.anonymous = True
    with raises_with_advice(PermissionError, "hf auth login"):
        upload_preset(HF, folder)


@pytest.mark.parametrize("uri", [HF, KAGGLE])
def test_without_a_network_the_hub_is_out_of_reach(uri, hub, folder):
    hub.close()
    with raises_with_advice(ConnectionError, "within reach"):
        upload_preset(uri, folder)
