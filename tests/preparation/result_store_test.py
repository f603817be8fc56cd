import numpy as np
import pytest

from keras_recon.preparation.result_store import ResultStore

pytest.importorskip("fsspec")


@pytest.fixture(params=["here", "memory://"])
def store(request, tmp_path):
    place = tmp_path if request.param == "here" else f"memory:/{tmp_path}"
    return ResultStore(place)


def test_what_is_kept_comes_back(store, random):
    key = store.key_of("chair", 1)
    assert store.facts(key) is None
    arrays = {"points": random.normal(size=(4, 3))}
    store.keep(key, arrays, {"parts": ["ä"]})
    assert store.facts(key) == {"parts": ["ä"]}
    np.testing.assert_array_equal(store.read(key)["points"], arrays["points"])


def test_the_same_is_the_same_bytes(store, random):
    arrays = {"points": random.normal(size=(4, 3))}
    contents = []
    for _ in range(2):
        store.keep("key", arrays, {})
        [path] = store.filesystem.find(store.folder)
        contents.append(store.filesystem.cat_file(path))
    assert contents[0] == contents[1]


@pytest.mark.parametrize("length", [0, 10, 300])
def test_a_damaged_file_is_none(store, length):
    store.keep("key", {"points": np.zeros((40, 3))}, {})
    [path] = store.filesystem.find(store.folder)
    store.filesystem.pipe_file(path, store.filesystem.cat_file(path)[:length])
    assert store.facts("key") is None
