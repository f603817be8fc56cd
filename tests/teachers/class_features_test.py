import contextlib
import os

import numpy as np
import pytest

from keras_recon.teachers import (
    PUBLISHED_TEMPLATES,
    TextTeacher,
    class_features,
    load_class_features,
    save_class_features,
)

NAMES = ["bed", "night_stand", "chair"]


class Letters(TextTeacher):
    def encode_text_batch(self, texts):
        return np.array([[text.count(letter) + 1 for letter in "aeirt"] for text in texts])


@pytest.fixture
def teacher():
    return Letters("letters", 5, batch_size=7)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "features" / "classes.npz"


@pytest.mark.parametrize("reduce", ["sum", "mean"])
def test_features_of_a_class_are_reduced_over_its_prompts(teacher, reduce):
    features = class_features(NAMES, teacher, reduce=reduce)
    assert features.dtype == "float32"
    for name, actual in zip(NAMES, features, strict=True):
        each = [teacher.encode_texts([t.replace("{}", name)])[0] for t in PUBLISHED_TEMPLATES]
        if reduce == "sum":
            expected = sum(each)
        else:
            expected = sum(feature / np.linalg.norm(feature) for feature in each) / 60
        np.testing.assert_allclose(actual, expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"reduce": "max"}, ValueError, "`reduce` must be"),
        ({"templates": []}, ValueError, "`templates` must be"),
        ({"templates": "a {}"}, ValueError, "`templates` must be"),
        ({"templates": ["a chair"]}, ValueError, "A template must hold"),
        ({"class_names": []}, ValueError, "`class_names` must be"),
        ({"class_names": ["bed", ""]}, ValueError, "`class_names` must be"),
        ({"class_names": "bed"}, TypeError, "`class_names` must be"),
        ({"class_names": [3]}, TypeError, "`class_names` must be"),
    ],
)
def test_wrong_arguments_are_refused(teacher, arguments, error, message):
    with pytest.raises(error, match=f"{message}.*Received"):
        class_features(**{"class_names": NAMES, "teacher": teacher, **arguments})


def test_a_file_gives_back_what_was_saved(teacher, path):
    features = class_features(NAMES, teacher, templates=["a {}", "{} ü"])
    save_class_features(path, NAMES, features, teacher, ["a {}", "{} ü"])
    stored = load_class_features(path)
    np.testing.assert_array_equal(stored.features, features)
    assert stored.class_names == tuple(NAMES)
    assert stored.templates == ("a {}", "{} ü")
    assert stored.teacher == "letters"


@pytest.mark.parametrize("features", [np.ones((2, 5)), np.ones(3), np.full((3, 5), np.nan)])
def test_features_that_do_not_fit_are_not_saved(features, path):
    with pytest.raises(ValueError, match=r"`features` must be .*Received"):
        save_class_features(path, NAMES, features, "mine")
    assert not path.exists()


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.98])
def test_a_file_that_is_cut_is_refused(path, kept):
    save_class_features(path, NAMES, np.ones((3, 5)), "mine")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole))])
    with pytest.raises(ValueError, match=r"`save_class_features` wrote, whole. Received"):
        load_class_features(path)


def test_a_wrong_byte_gives_an_error_or_changes_nothing(path, random):
    features = random.normal(size=(3, 5)).astype("float32")
    save_class_features(path, NAMES, features, "mine", ["a {}"])
    whole = path.read_bytes()
    for place in range(0, len(whole), 11):
        changed = bytearray(whole)
        changed[place] ^= 255
        path.write_bytes(changed)
        with contextlib.suppress(ValueError):
            stored = load_class_features(path)
            np.testing.assert_array_equal(stored.features, features)
            assert stored.class_names == tuple(NAMES)


def test_files_of_another_kind_are_refused(path):
    path.parent.mkdir()
    for arrays in ({"a": np.ones(3)}, {"class_names": np.array([{}], object)}):
        np.savez(path, **arrays)
        with pytest.raises(ValueError, match=r"`save_class_features` wrote, whole. Received"):
            load_class_features(path)


@pytest.mark.parametrize("pipe", [False, True])
def test_a_missing_file_is_said_to_be_missing(pipe, path):
    if pipe:
        path.parent.mkdir(exist_ok=True)
        os.mkfifo(path)
    with pytest.raises(FileNotFoundError, match="must be a file. Received: "):
        load_class_features(path)


def test_features_of_some_classes_are_found_by_name(path):
    save_class_features(path, NAMES, np.eye(3, 5), "mine")
    stored = load_class_features(path)
    np.testing.assert_array_equal(stored.of(["chair", "bed"]), np.eye(3, 5)[[2, 0]])
    with pytest.raises(ValueError, match=r"among the 3 of the file. Received: 1 .*'sofa'"):
        stored.of(["bed", "sofa"])
