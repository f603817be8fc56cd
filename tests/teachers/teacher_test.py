import numpy as np
import pytest

from keras_recon.teachers import (
    ImageTeacher,
    Teacher,
    TextTeacher,
    encode_images,
    encode_texts,
    load_teacher,
)


class FirstPixel(ImageTeacher):
    def encode_image_batch(self, images):
        assert len(images) <= self.batch_size
        return images[:, 0, 0].astype("float64")


class Letters(TextTeacher):
    max_tokens = 5

    def count_tokens(self, texts):
        return [len(text) for text in texts]

    def encode_text_batch(self, texts):
        assert len(texts) <= self.batch_size
        return np.array([[ord(text[0]), len(texts)] for text in texts])


def test_images_keep_their_order_over_batches(random):
    images = random.integers(0, 256, (7, 4, 6, 3), dtype="uint8")
    features = encode_images(images, FirstPixel("first", 3, batch_size=3))
    assert features.dtype == "float32"
    np.testing.assert_array_equal(features, images[:, 0, 0])


def test_texts_keep_their_order_over_batches():
    features = encode_texts(("a", "b", "c"), Letters("letters", 2, batch_size=2))
    assert features.dtype == "float32"
    np.testing.assert_array_equal(features, [[97, 2], [98, 2], [99, 1]])


def test_nothing_gives_no_rows():
    images = np.zeros((0, 4, 4, 3), "uint8")
    assert FirstPixel("first", 3).encode_images(images).shape == (0, 3)
    assert Letters("letters", 2).encode_texts([]).shape == (0, 2)


def test_long_texts_are_counted_in_one_warning():
    with pytest.warns(UserWarning, match=r"^2 of 3 texts .* 5 tokens that letters takes") as caught:
        Letters("letters", 2, batch_size=1).encode_texts(["abcdef", "abcde", "abcdefg"])
    assert len(caught) == 1


@pytest.mark.parametrize(
    ("images", "received"),
    [
        (np.zeros((4, 4, 3), "uint8"), r"shape \(4, 4, 3\)"),
        (np.zeros((2, 4, 4, 4), "uint8"), r"shape \(2, 4, 4, 4\)"),
        (np.zeros((2, 3, 4, 4), "uint8"), r"shape \(2, 3, 4, 4\)"),
        (np.zeros((2, 0, 4, 3), "uint8"), r"shape \(2, 0, 4, 3\)"),
        (np.zeros((2, 4, 4, 3), "float32"), "dtype float32"),
        (["chair.png"], "a list"),
    ],
)
def test_wrong_images_are_refused(images, received):
    with pytest.raises(ValueError, match=f"`images` must be .*Received: .*{received}"):
        FirstPixel("first", 3).encode_images(images)


@pytest.mark.parametrize(
    ("texts", "error", "received"),
    [
        ("chair", TypeError, "a str"),
        (None, TypeError, "a NoneType"),
        ({"chair"}, TypeError, "a set"),
        (["chair", 3], TypeError, "a list with int, str"),
        ([b"chair"], TypeError, "a list with bytes"),
        (["chair", "", " \n"], ValueError, "2 empty of 3 texts"),
    ],
)
def test_wrong_texts_are_refused(texts, error, received):
    with pytest.raises(error, match=f"`texts` must .*Received: {received}"):
        Letters("letters", 2).encode_texts(texts)


@pytest.mark.parametrize("batch_size", [0, 2.5])
def test_a_wrong_batch_size_is_refused(batch_size):
    with pytest.raises(ValueError, match=f"`batch_size` must be .*Received: {batch_size}"):
        Teacher("mine", 3, batch_size)


def test_a_teacher_of_the_other_kind_is_refused():
    with pytest.raises(TypeError, match=r"method `encode_texts`. Received: first"):
        encode_texts(["chair"], FirstPixel("first", 3))
    with pytest.raises(TypeError, match=r"method `encode_images`. Received: letters"):
        encode_images(np.zeros((1, 4, 4, 3), "uint8"), Letters("letters", 2))


@pytest.mark.parametrize("name", ["", "clip", "clip:", "resnet", None, "efficientnet_lite0:x"])
def test_an_unknown_name_is_an_error_that_lists_what_there_is(name):
    listed = "efficientnet_lite0, all_minilm_l6_v2, clip:<preset or folder>, vit:<preset"
    with pytest.raises(ValueError, match=f"{listed}.*Received: {name!r}"):
        load_teacher(name)
