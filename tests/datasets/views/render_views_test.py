import os
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
from harness import raises_with_advice
from meshes import BLOCK, CUBE, CUBE_FACES, write_block, write_obj

from keras_recon.datasets.views import find_views, render_shape, render_views, view_directions

pytest.importorskip("pyvista")
image = pytest.importorskip("PIL.Image")
SMALL = {"num_views": 2, "size": 32}


@pytest.fixture
def folder(tmp_path):
    """Two blocks, one in a folder, and a cloud."""
    folder = tmp_path / "shapes"
    write_block(folder / "chair" / "a.obj")
    write_obj(folder / "b.obj", CUBE, CUBE_FACES)
    np.save(folder / "cloud.npy", BLOCK)
    return folder


@pytest.fixture
def views_dir(tmp_path):
    return tmp_path / "views"


def counts(result):
    return result.rendered, result.found, len(result.unreadable)


def times(views_dir):
    return {path: path.stat().st_mtime_ns for path in views_dir.rglob("*.png")}


def test_pictures_are_those_of_a_shape_and_are_found_by_its_place(folder, views_dir):
    assert counts(render_views(folder, views_dir, **SMALL)) == (3, 0, 0)
    [paths, other] = find_views(views_dir, ["chair/a.obj", "cloud.npy"])
    assert [*paths] == [str(views_dir / "chair" / "a.obj" / f"{i}.png") for i in (0, 1)]
    assert len(other) == 2
    expected = render_shape(folder / "chair" / "a.obj", view_directions(2), size=32)
    np.testing.assert_array_equal([np.asarray(image.open(path)) for path in paths], expected)
    # Nothing else is left behind.
    assert sum(path.is_file() for path in views_dir.rglob("*")) == 6
    assert len([*views_dir.rglob("*")]) == 6 + 4


def test_what_is_there_is_not_drawn_again(folder, views_dir, monkeypatch):
    render_views(folder, views_dir, **SMALL)
    before = times(views_dir)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert counts(render_views(folder, views_dir, **SMALL)) == (0, 3, 0)
    assert times(views_dir) == before


def test_what_has_changed_is_drawn_anew(folder, views_dir):
    render_views(folder, views_dir, **SMALL)
    before = times(views_dir)
    write_obj(folder / "b.obj", BLOCK * [1, 2, 1], CUBE_FACES)
    (views_dir / "cloud.npy" / "1.png").unlink()
    assert counts(render_views(folder, views_dir, **SMALL)) == (2, 1, 0)
    after = times(views_dir)
    changed = {path.parent.name for path in before if before[path] != after[path]}
    assert changed == {"b.obj", "cloud.npy"}
    expected = render_shape(folder / "b.obj", view_directions(2), size=32)
    pictures = [np.asarray(image.open(views_dir / "b.obj" / f"{i}.png")) for i in (0, 1)]
    np.testing.assert_array_equal(pictures, expected)


def test_other_settings_take_the_place_of_what_was_drawn(folder, views_dir):
    render_views(folder, views_dir, num_views=3, size=32)
    assert counts(render_views(folder, views_dir, num_views=1, size=32)) == (3, 0, 0)
    assert [len(views) for views in find_views(views_dir, ["b.obj", "cloud.npy"])] == [1, 1]
    changed = {"size": 40, "elevation": -20, "up_axis": "z"}
    for name, value in changed.items():
        options = {"num_views": 1, "size": 32, name: value}
        assert counts(render_views(folder, views_dir, **options)) == (3, 0, 0)


def test_a_material_that_changes_or_comes_is_drawn_anew(tmp_path, views_dir):
    path = write_block(tmp_path / "shapes" / "a.obj")
    path.write_text("mtllib a.mtl\nusemtl paint\n" + path.read_text())
    material = path.with_suffix(".mtl")

    def color_now():
        view = np.asarray(image.open(views_dir / "a.obj" / "0.png")).astype(int)
        return view[16, 16].tolist()

    with pytest.warns(UserWarning, match=r"a\.obj: the materials a\.mtl, which is missing"):
        result = render_views(path.parent, views_dir, **SMALL)
    assert len(result.left_out) == 1
    red, green, blue = color_now()
    assert red == green == blue
    for color, brightest in (("1 0 0", 0), ("0 0 1", 2)):
        material.write_text(f"newmtl paint\nKd {color}\n")
        assert counts(render_views(path.parent, views_dir, **SMALL)) == (1, 0, 0)
        assert np.argmax(color_now()) == brightest
    assert counts(render_views(path.parent, views_dir, **SMALL)) == (0, 1, 0)


@pytest.mark.parametrize("name", ["front.jpg", "0.png"])
def test_pictures_of_the_user_are_left_alone(name, folder, views_dir):
    own = views_dir / "b.obj" / name
    own.parent.mkdir(parents=True)
    image.new("RGB", (8, 8)).save(own)
    content = own.read_bytes()
    assert counts(render_views(folder, views_dir, **SMALL)) == (2, 1, 0)
    assert [path.read_bytes() for path in own.parent.iterdir()] == [content]


def test_pictures_may_lie_among_the_shapes(folder):
    for expected in ((3, 0, 0), (0, 3, 0)):
        assert counts(render_views(folder, folder / "views", **SMALL)) == expected


def test_more_processes_give_the_same_bytes(folder, tmp_path):
    for number in range(9):
        write_obj(folder / f"{number}.obj", BLOCK * [1, 1, 1 + number], CUBE_FACES)
    for num_workers in (1, 2):
        result = render_views(folder, tmp_path / str(num_workers), num_workers=num_workers, **SMALL)
        assert counts(result) == (12, 0, 0)
    pictures = sorted((tmp_path / "1").rglob("*.png"))
    assert len(pictures) == 24
    for picture in pictures:
        other = tmp_path / "2" / picture.relative_to(tmp_path / "1")
        assert picture.read_bytes() == other.read_bytes()


def break_files(folder):
    (folder / "broken.ply").write_bytes(b"ply\nformat ascii 1.0\nelement vertex 3\n")
    (folder / "empty.stl").write_bytes(bytes(84))


def test_files_without_a_surface_are_skipped_counted_and_named(folder, views_dir):
    break_files(folder)
    with pytest.warns(UserWarning, match=r"2 files that can't be read: .*broken\.ply.*no face"):
        result = render_views(folder, views_dir, **SMALL)
    assert counts(result) == (3, 0, 2)
    assert "empty.stl" in result.unreadable[1]
    assert find_views(views_dir, ["broken.ply", "empty.stl"]) == ((), ())


def test_pictures_of_a_file_that_has_broken_since_are_removed(folder, views_dir):
    render_views(folder, views_dir, **SMALL)
    (folder / "b.obj").write_text("no mesh")
    with pytest.warns(UserWarning, match="1 files that can't be read"):
        render_views(folder, views_dir, **SMALL)
    assert find_views(views_dir, ["b.obj"]) == ((),)


def test_the_first_error_is_raised_where_asked_for(folder, views_dir):
    break_files(folder)
    with raises_with_advice(ValueError, "whole file", "broken.ply"):
        render_views(folder, views_dir, on_error="raise", **SMALL)


def test_a_folder_of_which_nothing_can_be_drawn_is_refused(tmp_path, views_dir):
    break_files(tmp_path)
    with raises_with_advice(ValueError, "No shape could be drawn", "broken.ply"):
        render_views(tmp_path, views_dir)


def test_a_file_that_ends_the_process_is_an_error_like_others(
    folder, views_dir, tmp_path, monkeypatch
):
    (tmp_path / "sitecustomize.py").write_text(
        "import os, numpy\n"
        "original = numpy.load\n"
        "def fragile(*arguments, **options):\n    os._exit(7)\n"
        "numpy.load = fragile\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.warns(UserWarning, match="the process that read it ended with 7"):
        assert counts(render_views(folder, views_dir, **SMALL)) == (2, 0, 1)


@pytest.mark.slow
def test_a_kill_leaves_no_half_picture(folder, views_dir, tmp_path):
    for number in range(40):
        shutil.copy(folder / "b.obj", folder / f"{number}.obj")
    code = "import sys; from keras_recon.datasets.views import render_views; "
    code += "render_views(*sys.argv[1:], num_views=2, size=32, num_workers=1)"
    process = subprocess.Popen([sys.executable, "-c", code, str(folder), str(views_dir)])

    def finished():
        return [path for path in views_dir.rglob("*.png") if "-" not in path.parent.name]

    # A first picture may be one of a shape that is being drawn.
    while not finished():
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    whole = finished()
    assert 0 < len(whole) < 2 * 43
    assert {np.asarray(image.open(path)).shape for path in whole} == {(32, 32, 3)}
    result = render_views(folder, views_dir, **SMALL)
    assert counts(result) == (43 - result.found, result.found, 0)
    assert result.found == len(whole) // 2


def test_a_folder_without_shapes_is_named(tmp_path, views_dir):
    with raises_with_advice(FileNotFoundError, "A folder must hold shapes", str(tmp_path)):
        render_views(tmp_path, views_dir)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_views", 0),
        ("size", 0),
        ("elevation", 90),
        ("up_axis", "up"),
        ("on_error", "ignore"),
        ("num_workers", 0),
    ],
)
def test_wrong_arguments_are_refused(name, value, folder, views_dir):
    with raises_with_advice(ValueError, f"`{name}` must be"):
        render_views(folder, views_dir, **{name: value})
    assert not os.path.exists(views_dir)
