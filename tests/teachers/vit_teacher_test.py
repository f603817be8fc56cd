import numpy as np
import pytest
import torch_encoders

from keras_recon.teachers import ViTTeacher, load_teacher

keras_hub = pytest.importorskip("keras_hub")


def test_features_are_those_of_transformers(vit_preset, images):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    # 32 of 37 pixels, as 224 of 256.
    processor = transformers.CLIPImageProcessorPil(
        size={"shortest_edge": 37},
        crop_size={"height": 32, "width": 32},
        image_mean=[0.485, 0.456, 0.406],
        image_std=[0.229, 0.224, 0.225],
    )
    pixels = processor([*images], return_tensors="pt")["pixel_values"]
    backbone = keras_hub.models.ViTBackbone.from_preset(str(vit_preset))
    with torch.no_grad():
        tokens = torch_encoders.vit_model(backbone)(pixels).last_hidden_state
    expected = tokens[:, 0].numpy()
    teacher = load_teacher(f"vit:{vit_preset}", batch_size=3)
    features = teacher.encode_images(images)
    assert features.dtype == "float32"
    assert features.shape == (5, teacher.dim)
    np.testing.assert_allclose(features, expected, rtol=1e-4, atol=1e-4 * abs(expected).max())
    # Dropout, which the preset has, is for training.
    np.testing.assert_array_equal(teacher.encode_images(images), features)


def test_weights_never_train(vit_preset):
    encoder = ViTTeacher(vit_preset)._encoder
    assert encoder.weights
    assert not encoder.trainable_weights


def test_an_encoder_without_class_token_is_refused(tmp_path):
    backbone = keras_hub.models.ViTBackbone((32, 32, 3), 16, 1, 1, 8, 16, use_class_token=False)
    backbone.save_to_preset(tmp_path)
    with pytest.raises(ValueError, match=r"must have a class token. Received"):
        ViTTeacher(tmp_path)
