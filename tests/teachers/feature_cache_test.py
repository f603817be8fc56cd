import os

import numpy as np
import pytest

from keras_recon.teachers.feature_cache import FeatureCache
from keras_recon.teachers.texts import text_key

KEYS = [text_key(str(number)) for number in range(7)]


@pytest.fixture(params=["disk", "memory"])
def folder(request, tmp_path):
    return tmp_path if request.param == "disk" else None


def test_features_are_those_of_their_keys_in_any_order(folder, random):
    features = random.normal(size=(7, 4)).astype("float32")
    cache = FeatureCache(folder, "mine", "texts")
    cache.keep(KEYS[:3], features[:3])
    cache.keep(KEYS[3:], features[3:])
    order = [5, 0, 6, 0, 2]
    read = cache.read([KEYS[i] for i in order])
    np.testing.assert_array_equal(read, features[order])
    assert read.dtype == "float32"
    assert text_key("other") not in cache


def test_another_process_finds_what_was_kept(tmp_path, random):
    features = random.normal(size=(7, 4)).astype("float32")
    FeatureCache(tmp_path, "mine", "texts").keep(KEYS, features)
    np.testing.assert_array_equal(FeatureCache(tmp_path, "mine", "texts").read(KEYS), features)


@pytest.mark.parametrize(("teacher", "kind"), [("other", "texts"), ("mine", "pictures")])
def test_teachers_and_kinds_are_kept_apart(teacher, kind, tmp_path):
    FeatureCache(tmp_path, "mine", "texts").keep(KEYS, np.ones((7, 4)))
    assert KEYS[0] not in FeatureCache(tmp_path, teacher, kind)


def test_the_folder_tells_the_teacher(tmp_path):
    assert FeatureCache(tmp_path, "clip:base/32", "texts").folder.name.startswith("clip_base_32-")


@pytest.mark.parametrize("damage", ["cut", "empty", "other", "nan", "type", "pipe"])
def test_a_damaged_file_is_as_if_it_were_not_there(damage, tmp_path):
    cache = FeatureCache(tmp_path, "mine", "texts")
    cache.keep(KEYS[:3], np.full((3, 4), np.nan if damage == "nan" else 1))
    cache.keep(KEYS[3:], np.ones((4, 4)))
    path = next(p for p in cache.folder.iterdir() if len(np.load(p)["keys"]) == 3)
    if damage in ("cut", "empty"):
        path.write_bytes(path.read_bytes()[: 200 if damage == "cut" else 0])
    elif damage == "other":
        np.savez(path, keys=np.zeros((2, 32), "uint8"), features=np.ones((3, 4)))
    elif damage == "type":
        np.savez(path, keys=np.load(path)["keys"], features=np.ones((3, 4)))
    elif damage == "pipe":
        path.unlink()
        os.mkfifo(path)
    again = FeatureCache(tmp_path, "mine", "texts")
    assert [key in again for key in KEYS] == 3 * [False] + 4 * [True]


def test_the_same_features_are_the_same_bytes(tmp_path):
    files = []
    for name in "ab":
        cache = FeatureCache(tmp_path / name, "mine", "texts")
        cache.keep(KEYS, np.arange(28.0).reshape(7, 4))
        [path] = cache.folder.iterdir()
        files.append((path.name, path.read_bytes()))
    assert files[0] == files[1]
