import os

import numpy as np
import pytest

from keras_recon.search.embedding_cache import EmbeddingCache


@pytest.fixture
def folder(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.obj").write_text(f"v 0 0 {ord(name)}")
    return tmp_path


def keep(cache, paths, value=1, sides=()):
    entries = [cache.entry(path, cache.find(path)[0], sides) for path in paths]
    embeddings = np.full((len(paths), 4), value, "float32")
    cache.keep(entries, embeddings, np.zeros((len(paths), 5, 3), "float16"))


def value_of(folder, path):
    _, found = EmbeddingCache(folder / "cache").find(path)
    return None if found is None else found[0][0]


def test_what_was_kept_is_found_by_another(folder):
    keep(EmbeddingCache(folder / "cache"), [folder / "a.obj", folder / "b.obj"], 3)
    _, (embedding, thumbnail) = EmbeddingCache(folder / "cache").find(folder / "b.obj")
    np.testing.assert_array_equal(embedding, np.full(4, 3, "float32"))
    assert (thumbnail.shape, thumbnail.dtype) == ((5, 3), "float16")
    assert value_of(folder, folder / "c.obj") is None


def test_a_file_that_was_moved_is_found(folder):
    keep(EmbeddingCache(folder / "cache"), [folder / "a.obj"])
    (folder / "a.obj").rename(folder / "moved.obj")
    assert value_of(folder, folder / "moved.obj") == 1


def test_a_file_that_has_changed_is_not_found(folder):
    keep(EmbeddingCache(folder / "cache"), [folder / "a.obj"])
    (folder / "a.obj").write_text("v 1 1 1")
    assert value_of(folder, folder / "a.obj") is None


def test_a_file_beside_a_changed_one_is_not_found(folder):
    side = folder / "a.bin"
    side.write_text("points")
    keep(EmbeddingCache(folder / "cache"), [folder / "a.obj"], sides=[side])
    assert value_of(folder, folder / "a.obj") == 1
    side.write_text("others")
    assert value_of(folder, folder / "a.obj") is None
    side.unlink()
    assert value_of(folder, folder / "a.obj") is None


def test_files_of_one_content_that_refer_to_different_files_are_told_apart(folder):
    cache = EmbeddingCache(folder / "cache")
    for value, place in enumerate("xy"):
        (folder / place).mkdir()
        (folder / place / "scene.gltf").write_text("scene.bin")
        (folder / place / "scene.bin").write_text(place)
        sides = [folder / place / "scene.bin"]
        keep(cache, [folder / place / "scene.gltf"], value, sides)
    assert [value_of(folder, folder / place / "scene.gltf") for place in "xy"] == [0, 1]


@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty", "entries", "pipe"])
def test_a_damaged_block_is_passed_over(folder, damage):
    keep(EmbeddingCache(folder / "cache"), [folder / "a.obj"])
    keep(EmbeddingCache(folder / "cache"), [folder / "b.obj"], 2)
    for block in (folder / "cache").glob("*.npz"):
        with np.load(block) as content:
            if content["embeddings"][0, 0] == 2:
                continue
            arrays = dict(content)
        data = bytearray(block.read_bytes())
        data[200] ^= 255
        if damage == "entries":
            np.savez(block, **arrays | {"entries": "[]"})
        elif damage == "pipe":
            block.unlink()
            os.mkfifo(block)
        else:
            block.write_bytes({"truncated": data[:100], "flipped": data, "empty": b""}[damage])
    assert value_of(folder, folder / "a.obj") is None
    assert value_of(folder, folder / "b.obj") == 2


def test_a_missing_file_has_no_key(folder):
    assert EmbeddingCache(folder / "cache").find(folder / "missing.obj") == (None, None)
