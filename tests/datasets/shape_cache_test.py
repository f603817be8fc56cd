import os
import zipfile

import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.datasets.readers.read_file import Shape
from keras_recon.datasets.shape_cache import ShapeCache, check_apart


class Reader:
    """Reads through the cache and counts how often; takes the file beside for a side file."""

    def __init__(self, colors=True, left_out=("2 lines", "a curve")):
        self.calls, self.colors, self.left_out = 0, colors, left_out

    def read(self, cache, path, num_points, seed):
        entry, shape = cache.find(path, num_points, seed)
        if shape is None:
            self.calls += 1
            points = np.random.default_rng(seed).normal(size=(num_points or 4, 3))
            colors = np.full((len(points), 3), 0.25, "float32") if self.colors else None
            side_files = (str(path.with_suffix(".mtl")),)
            shape = Shape(points, colors, self.left_out, 3, side_files)
            cache.keep(entry, path, shape)
        return shape


@pytest.fixture
def path(tmp_path):
    (tmp_path / "shape.mtl").write_text("Kd 1 0 0")
    path = tmp_path / "shape.obj"
    path.write_text("v 0 0 0")
    return path


@pytest.fixture
def cache(tmp_path):
    return ShapeCache(tmp_path / "made" / "cache")


@pytest.mark.parametrize("colors", [True, False])
def test_the_second_time_the_same_comes_back_unread(colors, cache, path):
    reader = Reader(colors)
    first, second = (reader.read(cache, path, 10, [0, 5]) for _ in range(2))
    assert reader.calls == 1
    assert second.points.dtype == np.float64
    np.testing.assert_array_equal(second.points, first.points)
    if colors:
        np.testing.assert_array_equal(second.colors, first.colors)
    else:
        assert second.colors is None
    for field in ("left_out", "repeated", "side_files"):
        assert getattr(second, field) == getattr(first, field)


def test_a_file_that_moved_is_known_by_its_content(cache, path, tmp_path):
    reader = Reader()
    reader.read(cache, path, 10, 0)
    reader.read(cache, path.rename(tmp_path / "other.obj"), 10, 0)
    assert reader.calls == 1


@pytest.mark.parametrize("changed", ["shape.obj", "shape.mtl"])
def test_other_content_is_read_anew_that_of_a_material_too(changed, cache, path, tmp_path):
    reader = Reader()
    reader.read(cache, path, 10, 0)
    (tmp_path / changed).write_text("other")
    reader.read(cache, path, 10, 0)
    assert reader.calls == 2
    reader.read(cache, path, 10, 0)
    assert reader.calls == 2


def test_the_same_file_in_another_folder_has_other_files_beside_it(cache, path, tmp_path):
    reader = Reader()
    reader.read(cache, path, 10, 0)
    for name, material in (("same", "Kd 1 0 0"), ("other", "Kd 0 1 0")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shape.mtl").write_text(material)
        (tmp_path / name / "shape.obj").write_text(path.read_text())
    shape = reader.read(cache, tmp_path / "same" / "shape.obj", 10, 0)
    assert (reader.calls, shape.side_files) == (1, (str(tmp_path / "same" / "shape.mtl"),))
    reader.read(cache, tmp_path / "other" / "shape.obj", 10, 0)
    assert reader.calls == 2


def test_a_shape_without_a_file_that_may_come_is_not_kept(cache, path):
    reader = Reader(left_out=("the texture wood.png, which is missing",))
    for calls in (1, 2):
        reader.read(cache, path, 10, 0)
        assert reader.calls == calls


@pytest.mark.parametrize("arguments", [(11, 0), (10, 1), (10, [0, 0]), (None, 0)])
def test_other_draws_are_read_anew(arguments, cache, path):
    reader = Reader()
    reader.read(cache, path, 10, 0)
    reader.read(cache, path, *arguments)
    assert reader.calls == 2


@pytest.mark.parametrize("content", [b"", b"no archive", None, "header", "shape", "pipe"])
def test_a_damaged_entry_is_read_anew(content, cache, path):
    reader = Reader()
    reader.read(cache, path, 10, 0)
    [entry] = cache.folder.iterdir()
    if content == "header":
        with zipfile.ZipFile(entry, "w") as archive:
            archive.writestr("points.npy", b"\x93NUMPY\x01\0\x02\0((")
        content = entry.read_bytes()
    if content == "shape":
        with np.load(entry) as kept:
            arrays = dict(kept)
        np.savez(entry, **arrays | {"points": arrays["points"][:5]})
        content = entry.read_bytes()
    if content == "pipe":
        entry.unlink()
        os.mkfifo(entry)
    else:
        entry.write_bytes(entry.read_bytes()[:300] if content is None else content)
    reader.read(cache, path, 10, 0)
    assert reader.calls == 2


@pytest.mark.parametrize("place", ["cache", "chair/cache", "."])
def test_a_cache_among_the_shapes_is_refused(place, tmp_path):
    with raises_with_advice(ValueError, "`cache_dir` must lie outside of `folder`"):
        check_apart(tmp_path / place, tmp_path)


@pytest.mark.parametrize("place", ["../cache", ".cache", "chair/.cache/shapes"])
def test_a_cache_outside_or_hidden_will_do(place, tmp_path):
    check_apart(tmp_path / "folder" / place, tmp_path / "folder")


def test_what_is_no_file_has_no_entry(cache, tmp_path):
    os.mkfifo(tmp_path / "pipe.obj")
    for name in ("none.obj", "pipe.obj", "."):
        assert cache.find(tmp_path / name, 10, 0) == (None, None)
