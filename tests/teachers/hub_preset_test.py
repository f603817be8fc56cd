import shutil
import sys

import pytest

from keras_recon.teachers import CLIPTeacher, ViTTeacher


@pytest.fixture
def keras_hub():
    return pytest.importorskip("keras_hub")


def test_a_name_out_of_reach_is_an_error_that_says_what_was_tried(keras_hub, monkeypatch):
    def fail(*_, **__):
        raise OSError("no network")

    monkeypatch.setattr("kagglehub.model_download", fail)
    name = "vit_base_patch16_224_imagenet21k"
    with pytest.raises(ConnectionError, match=r"local folder.*Received") as error:
        ViTTeacher(name)
    assert f"{name!r}; tried kaggle://keras/vit/keras/{name}/3: OSError: no network" in str(
        error.value
    )


def test_an_unknown_name_is_an_error_that_lists_the_known(keras_hub):
    with pytest.raises(ValueError, match=r"clip_vit_base_patch32.*Received: 'clip_vit_tiny'"):
        CLIPTeacher("clip_vit_tiny")


def test_a_preset_of_another_model_is_refused(keras_hub, vit_preset):
    with pytest.raises(ValueError, match=r"needs a preset with CLIPBackbone.*Received"):
        CLIPTeacher(vit_preset)


def test_a_damaged_preset_is_refused(keras_hub, vit_preset, tmp_path):
    folder = shutil.copytree(vit_preset, tmp_path / "vit")
    weights = folder / "model.weights.h5"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    with pytest.raises(ValueError, match=r"needs a preset with ViTBackbone.*Received"):
        ViTTeacher(folder)


def test_a_folder_without_weights_is_refused(keras_hub, vit_preset, tmp_path):
    folder = shutil.copytree(vit_preset, tmp_path / "vit")
    (folder / "model.weights.h5").unlink()
    with pytest.raises(FileNotFoundError, match=r"needs a preset with ViTBackbone.*Received"):
        ViTTeacher(folder)


def test_a_clip_without_tokenizer_is_refused(keras_hub, clip_preset, tmp_path):
    folder = shutil.copytree(clip_preset, tmp_path / "clip")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"CLIPTokenizer.*tokenizer.json"):
        CLIPTeacher(folder)


@pytest.mark.parametrize("teacher", [CLIPTeacher, ViTTeacher])
def test_a_missing_library_is_an_error_that_says_how_to_get_it(teacher, monkeypatch):
    monkeypatch.setitem(sys.modules, "keras_hub", None)
    with pytest.raises(ImportError, match=r'keras_hub: pip install "keras-recon\[teachers\]"'):
        teacher("folder")
