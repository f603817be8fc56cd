import pathlib

import pytest

from keras_recon.datasets.readers.formats import SUFFIXES, find_reader, is_shape

PLY = b"ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n0\n"


@pytest.mark.parametrize("suffix", [s for s in SUFFIXES if s not in (".txt", ".csv")])
def test_files_are_told_by_their_name(suffix):
    assert is_shape(pathlib.Path(f"some.where/A chair{suffix}"))
    assert is_shape(pathlib.Path(f"CHAIR{suffix.upper()}"))


@pytest.mark.parametrize("name", ["chair.blend", "chair", "obj", "chair.obj.bak", "chair.mtl"])
def test_other_names_are_no_shapes(name):
    assert not is_shape(pathlib.Path(name))


@pytest.mark.parametrize("suffix", [".txt", ".csv"])
@pytest.mark.parametrize(
    ("text", "holds"), [("1,2,3\n4,5,6\n", True), ("path,label\na.ply,chair\n", False), ("", False)]
)
def test_texts_are_shapes_if_they_hold_points(suffix, text, holds, tmp_path):
    path = tmp_path / f"a{suffix}"
    path.write_text(text)
    assert is_shape(path) == holds


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (PLY, "ply"),
        (PLY.replace(b"\n", b"\r\n"), "ply"),
        (b"glTF\2\0\0\0", "gltf"),
        (b"LASF\0\0", "las"),
        (b"\x93NUMPY\1\0", "npy"),
        (b"# .PCD v0.7 - Point Cloud Data\n", "pcd"),
    ],
)
@pytest.mark.parametrize("name", ["a.obj", "a.npy", "a", "a.dat"])
def test_content_tells_more_than_the_name(content, format, name, tmp_path):
    (tmp_path / name).write_bytes(content)
    assert find_reader(tmp_path / name).__name__ == f"read_{format}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "an empty file"),
        (b"BLENDER", "of no known format; known are .obj"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
    ],
)
def test_what_cannot_be_read_is_said(content, reason, tmp_path):
    (tmp_path / "a.blend").write_bytes(content)
    with pytest.raises(ValueError, match=reason):
        find_reader(tmp_path / "a.blend")
