import csv
import io
import json

import numpy as np

from keras_recon.prediction import FileAnswers, FileParts, FilePrediction

NAMES = ("bed", 'chair, "soft"')


def answers():
    rows = [
        FilePrediction("a.obj", NAMES[1], 0.7, np.array([0.3, 0.7], "float32"), NAMES, ("a note",)),
        FilePrediction("b\n\x1b[2J.obj", error="An empty file"),
        FilePrediction("long/c.obj", NAMES[0], 1.0, np.array([1, 1e-9], "float32"), NAMES),
    ]
    return FileAnswers(rows, ["beside"])


def test_json_has_every_file_with_its_probabilities_or_the_reason():
    first, second, third = json.loads(answers().to_json())
    assert first == {
        "path": "a.obj",
        "name": NAMES[1],
        "probability": 0.7,
        "probabilities": {"bed": 0.3, NAMES[1]: 0.7},
        "notes": ["a note"],
    }
    assert second == {"path": "b\n\x1b[2J.obj", "error": "An empty file"}
    assert third["probabilities"][NAMES[1]] == 1e-9


def test_csv_has_a_column_for_each_class_and_one_for_the_reason():
    first, second, third = csv.DictReader(io.StringIO(answers().to_csv()))
    assert (first["path"], first["name"], first["error"]) == ("a.obj", NAMES[1], "")
    assert float(first[f"probability of {NAMES[1]}"]) == 0.7
    assert (second["path"], second["error"]) == ("b\n\x1b[2J.obj", "An empty file")
    assert second["probability of bed"] == ""
    assert float(third[f"probability of {NAMES[1]}"]) == 1e-9


def test_a_table_has_a_line_a_file_whatever_is_in_its_name():
    lines = str(answers()).splitlines()
    assert lines == [
        'chair, "soft"  70.0 %   a.obj',
        "bed            100.0 %  long/c.obj",
        "b��[2J.obj: An empty file",
    ]


def test_nothing_and_errors_alone_can_be_written():
    assert str(FileAnswers([])) == ""
    assert json.loads(FileAnswers([]).to_json()) == []
    assert FileAnswers([]).to_csv() == "path,error\n"
    failed = FileAnswers([FilePrediction("a", error="no")])
    assert [*csv.DictReader(io.StringIO(failed.to_csv()))] == [{"path": "a", "error": "no"}]


def test_parts_are_counted_in_all_three():
    rows = [FileParts("a.obj", "chair", {"legs": 1, "seat": 3, "back": 0}, output="a.ply")]
    parts = FileAnswers([*rows, FileParts("b.obj", error="An empty file")])
    assert str(parts) == "a.obj  seat 75 %, legs 25 %  a.ply\nb.obj: An empty file\n"
    first, second = json.loads(parts.to_json())
    assert first["points"] == {"legs": 1, "seat": 3, "back": 0}
    assert second == {"path": "b.obj", "error": "An empty file"}
    first, second = csv.DictReader(io.StringIO(parts.to_csv()))
    assert (first["points of seat"], second["points of seat"]) == ("3", "")
    assert (first["output"], second["error"]) == ("a.ply", "An empty file")


def test_a_name_with_a_carriage_return_does_not_end_a_row_of_csv():
    failed = FileAnswers([FilePrediction("a\rb.obj", error="no"), FilePrediction("c", error="no")])
    first, second = csv.DictReader(io.StringIO(failed.to_csv()))
    assert (first["path"], second["path"]) == ("a\rb.obj", "c")
