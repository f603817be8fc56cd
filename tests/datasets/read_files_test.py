import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from harness import raises_with_advice

import keras_recon
from keras_recon.datasets.read_files import MANY_FILES, read_files
from keras_recon.datasets.readers.worker import Worker


@pytest.fixture
def paths(random, tmp_path):
    """Clouds of different sizes, some with colours."""
    paths = []
    for number in range(9):
        path = tmp_path / f"{number}.npz"
        points = random.normal(size=(20 + 5 * number, 3))
        colors = {"colors": random.uniform(size=points.shape)} if number % 2 else {}
        np.savez(path, points=points, **colors)
        paths.append(path)
    return paths


@pytest.mark.parametrize("num_workers", [2, 3])
def test_more_processes_give_the_same_bytes_in_the_same_order(num_workers, paths):
    seeds = [[7, number] for number in range(len(paths))]
    alone = [*read_files(paths, seeds, 32, num_workers=1)]
    together = [*read_files(paths, seeds, 32, num_workers=num_workers)]
    for first, second in zip(alone, together, strict=True):
        assert first.points.tobytes() == second.points.tobytes()
        assert (first.colors is None) == (second.colors is None)
        if first.colors is not None:
            assert first.colors.tobytes() == second.colors.tobytes()
        assert (first.left_out, first.repeated) == (second.left_out, second.repeated)
    assert [shape.repeated for shape in alone] == [12, 7, 2, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("num_workers", [1, 2])
def test_a_file_that_cannot_be_read_is_named(num_workers, paths):
    paths[4].write_bytes(b"no archive")
    with raises_with_advice(ValueError, "A shape must be a whole file", str(paths[4])):
        [*read_files(paths, range(9), 32, num_workers)]


@pytest.mark.parametrize("num_workers", [1, 2])
def test_files_that_cannot_be_read_are_skipped_where_asked_for(num_workers, paths):
    paths[4].write_bytes(b"no archive")
    paths[6].unlink()
    shapes = [*read_files(paths, range(9), 32, num_workers, on_error="skip")]
    errors = {number: type(shape) for number, shape in enumerate(shapes) if number in (4, 6)}
    assert errors == {4: ValueError, 6: FileNotFoundError}
    assert all(len(shapes[number].points) == 32 for number in (0, 1, 2, 3, 5, 7, 8))


def test_a_process_that_ends_is_an_error_and_the_next_file_is_read(paths, tmp_path, monkeypatch):
    # What a file may do to a library, here to zipfile.
    (tmp_path / "sitecustomize.py").write_text(
        "import os, zipfile\n"
        "original = zipfile.ZipFile.__init__\n"
        "def fragile(self, file, *arguments, **options):\n"
        "    if '1.npz' in str(file):\n        os._exit(7)\n"
        "    original(self, file, *arguments, **options)\n"
        "zipfile.ZipFile.__init__ = fragile\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    worker = Worker()
    shapes = [*worker.answer_all([(path, 32, 0) for path in paths[:4]])]
    assert [type(shape).__name__ for shape in shapes] == ["Shape", "ValueError", "Shape", "Shape"]
    assert "the process that read it ended with 7" in str(shapes[1])
    assert f"Received: {paths[1]}" in str(shapes[1])
    worker.close()


def test_what_processes_load_is_neither_keras_nor_a_backend():
    folder = Path(keras_recon.datasets.__file__).parent
    code = f"import sys; sys.path[0] = {str(folder)!r}; import readers.worker; "
    code += "print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert "numpy" in loaded.stdout
    unwanted = {"keras", "keras_recon", "tensorflow", "jax", "torch", "trimesh", "laspy"}
    assert not unwanted & {*loaded.stdout.split()}


def test_prints_of_libraries_are_no_answers(paths, tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text(
        "import os, numpy\n"
        "original = numpy.random.default_rng\n"
        "def loud(seed):\n    os.write(1, b'warning: loud library')\n    return original(seed)\n"
        "numpy.random.default_rng = loud\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    worker = Worker()
    [shape] = worker.answer_all([(paths[0], 32, 0)])
    assert shape.points.shape == (32, 3)
    worker.close()


@pytest.mark.parametrize("progress", [True, False, None])
def test_the_bar_is_shown_where_asked_for(progress, paths, capsys):
    [*read_files(paths, range(9), 32, progress=progress)]
    assert ("9/9" in capsys.readouterr().out) == bool(progress)


@pytest.mark.parametrize("num_workers", [1, 2])
def test_a_missing_library_is_an_error_unless_it_is_kept(num_workers, tmp_path, monkeypatch):
    (tmp_path / "laspy.py").write_text("raise ImportError('no laspy')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "laspy", None)
    (tmp_path / "a.las").write_bytes(b"LASF")
    with pytest.raises(ImportError, match=r'laspy: pip install "keras-recon\[las\]"'):
        [*read_files([tmp_path / "a.las"] * 2, [0, 0], 32, num_workers, on_error="skip")]
    kept = read_files([tmp_path / "a.las"] * 2, [0, 0], 32, num_workers, on_error="keep")
    assert [type(error) for error in kept] == [ImportError, ImportError]


def test_many_files_are_read_by_several_processes(paths, monkeypatch):
    started, popen = [], subprocess.Popen

    def start(*arguments, **keywords):
        started.append(arguments)
        return popen(*arguments, **keywords)

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert len([*read_files(paths[:1] * MANY_FILES, [0] * MANY_FILES, 32)]) == MANY_FILES
    assert len(started) == 3


def test_points_are_kept_where_asked_for(paths, tmp_path):
    first = [*read_files(paths, range(9), 32, cache_dir=tmp_path / "cache")]
    assert len([*(tmp_path / "cache").iterdir()]) == 9
    again = [*read_files(paths, range(9), 32, num_workers=2, cache_dir=tmp_path / "cache")]
    for one, other in zip(first, again, strict=True):
        assert one.points.tobytes() == other.points.tobytes()


@pytest.mark.parametrize("arguments", [{"on_error": "ignore"}, {"num_workers": 0}])
def test_wrong_arguments_are_refused(arguments, paths):
    [name] = arguments
    with raises_with_advice(ValueError, f"`{name}` must be"):
        [*read_files(paths, range(9), 32, **arguments)]


def test_a_file_that_takes_too_long_is_an_error_and_the_next_one_is_read(paths, tmp_path):
    long = tmp_path / "long.obj"
    long.write_bytes(b"v 0 0 0\n" * 2 * 10**7)
    worker = Worker(seconds=4)
    error, shape = worker.answer_all([(long, 32, 0), (paths[0], 32, 0)])
    assert f"it took more than 4 s. Received: {long}" in str(error)
    assert len(shape.points) == 32
    worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to the limit")
def test_a_file_that_needs_too_much_memory_is_an_error_and_the_next_one_is_read(paths, tmp_path):
    rows = 2**40 // 12
    with open(tmp_path / "sparse.npy", "wb") as file:
        shape = {"descr": "<f4", "fortran_order": False, "shape": (rows, 3)}
        np.lib.format.write_array_header_1_0(file, shape)
        file.truncate(file.tell() + 12 * rows)
    worker = Worker(memory=2**29)
    error, shape = worker.answer_all([(tmp_path / "sparse.npy", 32, 0), (paths[0], 32, 0)])
    assert "A shape must need no more memory" in str(error)
    assert len(shape.points) == 32
    worker.close()


def test_limits_need_another_process(paths, monkeypatch):
    started, popen = [], subprocess.Popen

    def start(arguments, **keywords):
        started.append(arguments[-1])
        return popen(arguments, **keywords)

    monkeypatch.setattr(subprocess, "Popen", start)
    assert len([*read_files(paths, range(9), 32, limited=True)]) == 9
    assert started == [str(6 * 2**30)]
