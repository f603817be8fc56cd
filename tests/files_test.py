import pytest

from keras_recon.files import parse_json, replacing


def test_replaces_a_file_when_it_is_written(tmp_path):
    path = tmp_path / "a" / "file.txt"
    for content in ("old", "new"):
        with replacing(path) as partial:
            partial.write_text(content)
    assert path.read_text() == "new"
    assert [p.name for p in path.parent.iterdir()] == ["file.txt"]


def test_leaves_what_was_there_if_writing_fails(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")

    def write_half():
        with replacing(path) as partial:
            partial.write_text("half")
            raise RuntimeError("no space left")

    with pytest.raises(RuntimeError, match="no space left"):
        write_half()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a":' * 100_000, "1" * 5000])
def test_what_is_no_json_or_too_deep_is_an_error(text):
    with pytest.raises(ValueError, match="."):
        parse_json(text)


def test_writes_a_folder_with_the_permissions_of_any_other(tmp_path):
    with replacing(tmp_path / "folder") as partial:
        partial.mkdir()
        (partial / "file.txt").write_text("x")
    (tmp_path / "other").mkdir()
    assert (tmp_path / "folder" / "file.txt").read_text() == "x"
    assert (tmp_path / "folder").stat().st_mode == (tmp_path / "other").stat().st_mode
