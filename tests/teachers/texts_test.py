import pytest

from keras_recon.teachers.texts import text_key, texts_of


def test_captions_come_before_names(shapes):
    assert texts_of(shapes()) == [("shape 0",), ("shape 1",)]
    captions = ["a chair", ["an oak table", "", " ", "a table"]]
    assert texts_of(shapes(captions=captions)) == [("a chair",), ("an oak table", "a table")]


def test_shapes_without_texts_are_refused(shapes):
    with pytest.raises(ValueError, match=r"must have captions.*Received: 2 shapes"):
        texts_of(shapes(captions=["", " "]))


def test_the_key_tells_texts_apart():
    assert text_key("Stuhl") == text_key("Stuhl") != text_key("stuhl")
    assert len(text_key("椅子")) == 32
