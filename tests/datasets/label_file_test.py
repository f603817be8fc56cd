import json

import pytest
from harness import raises_with_advice

from keras_recon.datasets.label_file import LabelledFile, read_label_file

ROWS = [
    {"path": "a/one.ply", "label": "chair", "split": "train", "caption": "a red chair"},
    {"path": "two.ply", "label": "table"},
    {"path": "b/three.ply"},
]


def write(folder, name, rows):
    path = folder / name
    if path.suffix == ".json":
        path.write_text(json.dumps(rows))
    else:
        columns = ["caption", "path", "split", "label", "remark"]
        lines = [";".join(columns)]
        lines += [";".join(row.get(name, "") for name in columns) for row in rows]
        # As spreadsheets write them.
        path.write_text("\ufeff" + "\r\n".join(lines) + "\r\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["labels.csv", "labels.json"])
def test_a_table_gives_paths_labels_splits_and_captions(name, tmp_path):
    files = read_label_file(write(tmp_path, name, ROWS), tmp_path)
    assert files == [
        LabelledFile(tmp_path / "a/one.ply", "chair", "train", "a red chair"),
        LabelledFile(tmp_path / "two.ply", "table"),
        LabelledFile(tmp_path / "b/three.ply"),
    ]


def test_an_object_of_labels_by_path(tmp_path):
    (tmp_path / "labels.json").write_text('{"a.ply": "chair", "b.ply": 3}')
    files = read_label_file(tmp_path / "labels.json", tmp_path)
    assert [(file.path.name, file.label) for file in files] == [("a.ply", "chair"), ("b.ply", "3")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_quotes(delimiter, tmp_path):
    text = delimiter.join(["Path", "Caption"]) + f'\na.ply{delimiter}"one, ""two""; three"\n'
    (tmp_path / "labels.csv").write_text(text)
    [file] = read_label_file(tmp_path / "labels.csv", tmp_path)
    assert file.caption == 'one, "two"; three'


@pytest.mark.parametrize("place", ["/etc/passwd", "../outside.ply", "a/../../b.ply", "", None])
@pytest.mark.parametrize("name", ["labels.csv", "labels.json"])
def test_paths_outside_of_the_folder_are_refused(name, place, tmp_path):
    path = write(tmp_path, name, [ROWS[0], {"path": place} if place is not None else {}])
    with raises_with_advice(ValueError, "below", "entry 2 of"):
        read_label_file(path, tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no column `path` among []"),
        ("file,label\na.ply,chair\n", "no column `path` among ['file', 'label']"),
        ('path,label\n"a.ply,chair\n', "unexpected end of data"),
        (b"path\n\xff\xfe.ply\n", "utf-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused(text, reason, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with raises_with_advice(ValueError, "CSV or JSON file with the columns", reason, str(path)):
        read_label_file(path, tmp_path)


@pytest.mark.parametrize("content", ["[1]", '"chair"', "{", "[[]]"])
def test_json_of_something_else_is_refused(content, tmp_path):
    (tmp_path / "labels.json").write_text(content)
    with raises_with_advice(ValueError, "CSV or JSON file with the columns"):
        read_label_file(tmp_path / "labels.json", tmp_path)


def test_a_path_that_is_there_twice_is_refused(tmp_path):
    path = write(tmp_path, "labels.csv", [ROWS[0], {**ROWS[0], "label": "table"}])
    with raises_with_advice(ValueError, "each path once", "'a/one.ply' as entry 2"):
        read_label_file(path, tmp_path)


def test_an_unknown_split_is_refused(tmp_path):
    path = write(tmp_path, "labels.csv", [{**ROWS[0], "split": "valid"}])
    with raises_with_advice(ValueError, "('train', 'test', 'val')", "'valid' as entry 1"):
        read_label_file(path, tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with raises_with_advice(FileNotFoundError, "`labels.csv`"):
        read_label_file(tmp_path / "labels.csv", tmp_path)


def test_json_may_have_several_captions(tmp_path):
    row = {"path": "a.ply", "caption": ["an oak table ", "a table"]}
    (tmp_path / "labels.json").write_text(json.dumps([row]))
    [file] = read_label_file(tmp_path / "labels.json", tmp_path)
    assert file.caption == ("an oak table", "a table")
