import numpy as np
import pytest

from keras_recon.datasets.readers.read_file import Shape
from keras_recon.datasets.shape_cache import ShapeCache


class Reader:
    """Counts how often it reads; takes the file beside for a side file."""

    def __init__(self, colors=True):
        self.calls, self.colors = 0, colors

    def __call__(self, path, num_points, seed):
        self.calls += 1
        points = np.random.default_rng(seed).normal(size=(num_points or 4, 3))
        colors = np.full((len(points), 3), 0.25, "float32") if self.colors else None
        return Shape(points, colors, ("2 lines", "a curve"), 3, (str(path.with_suffix(".mtl")),))


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
    first, second = (cache.read(path, 10, [0, 5], reader) for _ in range(2))
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
    cache.read(path, 10, 0, reader)
    cache.read(path.rename(tmp_path / "other.obj"), 10, 0, reader)
    assert reader.calls == 1


@pytest.mark.parametrize("changed", ["shape.obj", "shape.mtl"])
def test_other_content_is_read_anew_that_of_a_material_too(changed, cache, path, tmp_path):
    reader = Reader()
    cache.read(path, 10, 0, reader)
    (tmp_path / changed).write_text("other")
    cache.read(path, 10, 0, reader)
    assert reader.calls == 2
    cache.read(path, 10, 0, reader)
    assert reader.calls == 2


@pytest.mark.parametrize("arguments", [(11, 0), (10, 1), (10, [0, 0]), (None, 0)])
def test_other_draws_are_read_anew(arguments, cache, path):
    reader = Reader()
    cache.read(path, 10, 0, reader)
    cache.read(path, *arguments, reader)
    assert reader.calls == 2


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_a_damaged_entry_is_read_anew(content, cache, path):
    reader = Reader()
    cache.read(path, 10, 0, reader)
    [entry] = cache.folder.iterdir()
    entry.write_bytes(entry.read_bytes()[:300] if content is None else content)
    cache.read(path, 10, 0, reader)
    assert reader.calls == 2


def test_an_error_leaves_nothing_behind(cache, path):
    def fail(path, num_points, seed):
        raise ValueError("damaged")

    with pytest.raises(ValueError, match="damaged"):
        cache.read(path, 10, 0, fail)
    assert not [*cache.folder.iterdir()]
