import numpy as np
import pytest

from keras_recon.datasets.text_files import read_columns, read_lines, require_file


def test_lines_are_stripped_and_blank_ones_left_out(tmp_path):
    (tmp_path / "list.txt").write_bytes(b"one \r\n\r\n  two\n\nthree")
    assert read_lines(tmp_path / "list.txt", "names") == ["one", "two", "three"]


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_a_list_without_lines_is_named(content, tmp_path):
    (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(ValueError, match=r"must hold names. Received: .*list.txt without a line"):
        read_lines(tmp_path / "list.txt", "names")


def test_a_list_that_is_no_text_is_named(tmp_path):
    (tmp_path / "list.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"names, as UTF-8. Received: .*list.txt"):
        read_lines(tmp_path / "list.txt", "names")


def test_columns_are_read(tmp_path):
    (tmp_path / "rows.txt").write_text("1.5 -2\n3 4e-1\n5 6\n")
    table = read_columns(tmp_path / "rows.txt", ("x", "y"), max_rows=2)
    assert table.dtype == "float64"
    np.testing.assert_array_equal(table, [[1.5, -2], [3, 0.4]])


@pytest.mark.parametrize("path", ["rows.txt", "nowhere/rows.txt"])
def test_a_missing_file_is_named(path, tmp_path):
    with pytest.raises(FileNotFoundError, match=rf"`rows.txt` \(numbers\).*no file .*{path}"):
        require_file(tmp_path / path, "numbers")


@pytest.mark.parametrize("name", ["x" * 5000, "nul\0", "."])
def test_what_can_be_no_file_is_missing(name, tmp_path):
    with pytest.raises(FileNotFoundError, match="Received: no file"):
        require_file(tmp_path / name, "numbers")
