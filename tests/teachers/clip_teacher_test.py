import keras
import numpy as np
import pytest
import torch_encoders

from keras_recon.teachers import CLIPTeacher, load_teacher

keras_hub = pytest.importorskip("keras_hub")

TEXTS = ["a photo", "A Photo, a chair.", "lamp", "a chair " * 30, "chairs  of\ta lamp."]


@pytest.fixture(scope="module")
def teacher(clip_preset):
    return CLIPTeacher(clip_preset, batch_size=2)


def reference(clip_preset):
    return torch_encoders.clip_model(keras_hub.models.CLIPBackbone.from_preset(str(clip_preset)))


def test_image_features_are_those_of_transformers(teacher, clip_preset, images):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    processor = transformers.CLIPImageProcessorPil(
        size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
    )
    pixels = processor([*images], return_tensors="pt")["pixel_values"]
    with torch.no_grad():
        expected = reference(clip_preset).get_image_features(pixels).pooler_output.numpy()
    features = teacher.encode_images(images)
    assert features.dtype == "float32"
    np.testing.assert_allclose(features, expected, rtol=1e-4, atol=1e-4 * abs(expected).max())


@pytest.mark.filterwarnings("ignore:1 of 5 texts")
def test_text_features_are_those_of_transformers(teacher, clip_preset):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder = clip_preset / "assets" / "tokenizer"
    tokenizer = transformers.CLIPTokenizer(
        str(folder / "vocabulary.json"), str(folder / "merges.txt")
    )
    tokens = tokenizer(
        TEXTS, padding="max_length", max_length=16, truncation=True, return_tensors="pt"
    )
    with torch.no_grad():
        expected = reference(clip_preset).get_text_features(**tokens).pooler_output.numpy()
    features = teacher.encode_texts(TEXTS)
    assert features.dtype == "float32"
    np.testing.assert_allclose(features, expected, rtol=1e-4, atol=1e-4 * abs(expected).max())


def test_long_texts_are_cut_with_one_warning(teacher):
    with pytest.warns(UserWarning, match=r"2 of 3 texts are longer than the 16 tokens") as caught:
        features = teacher.encode_texts(["a chair " * 7 + "a", "lamp", "a chair " * 9])
    assert len([w for w in caught if "16 tokens" in str(w.message)]) == 1
    cut, _, longer = features
    # Both lose what is behind the fourteenth token.
    np.testing.assert_allclose(cut, longer, rtol=1e-5, atol=1e-6)


def test_as_many_tokens_as_fit_are_no_reason_to_warn(teacher, recwarn):
    teacher.encode_texts(["a chair " * 7])
    assert not [w for w in recwarn if "tokens" in str(w.message)]


def test_features_do_not_depend_on_the_batch(teacher, clip_preset, images):
    whole = CLIPTeacher(clip_preset, batch_size=8)
    for method, inputs in (("encode_images", images), ("encode_texts", TEXTS[:3])):
        expected = getattr(whole, method)(inputs)
        np.testing.assert_allclose(getattr(teacher, method)(inputs), expected, rtol=1e-4, atol=1e-5)


def test_weights_never_train(teacher):
    for encoder in (teacher._image_encoder, teacher._text_encoder):
        assert encoder.weights
        assert not encoder.trainable_weights


def test_is_float32_under_mixed_precision(clip_preset, teacher, images):
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        features = CLIPTeacher(clip_preset, batch_size=2).encode_images(images)
    finally:
        keras.config.set_dtype_policy(policy)
    np.testing.assert_allclose(features, teacher.encode_images(images), rtol=1e-5, atol=1e-6)


def test_name_loads_it_again(teacher, clip_preset, images):
    again = load_teacher(teacher.name)
    assert (again.name, again.dim) == (f"clip:{clip_preset}", 12)
    np.testing.assert_allclose(
        again.encode_images(images), teacher.encode_images(images), rtol=1e-4, atol=1e-5
    )
