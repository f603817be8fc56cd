import csv
import io
import json

import numpy as np
import pytest
from harness import tiny_backbone
from hostile_files import write_odd_files

import keras_recon
from keras_recon.cli import main


@pytest.fixture
def expected(classifier, clouds):
    model = keras_recon.ReConClassifier.from_preset(classifier)
    return model.predict_files(clouds)


def test_json_is_what_python_says(classifier, clouds, expected, capsys):
    assert main(["predict", str(clouds), f"--preset={classifier}", "--format=json"]) == 0
    written = capsys.readouterr()
    assert written.err == ""
    for found, wanted in zip(json.loads(written.out), expected, strict=True):
        assert (found["path"], found["name"]) == (wanted.path, wanted.name)
        values = [found["probabilities"][name] for name in ("bed", "chair")]
        np.testing.assert_allclose(values, wanted.probabilities, rtol=1e-5)


def test_a_file_has_every_answer_and_the_terminal_the_reasons(
    classifier, clouds, expected, tmp_path, capsys
):
    output = tmp_path / "new" / "classes.csv"
    arguments = ["predict", "missing.obj", str(clouds), f"--preset={classifier}"]
    assert main([*arguments, "--format=csv", f"--output={output}"]) == 1
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err == (
        "error: A shape must be a file. Received: missing.obj, which is not there\n"
    )
    missing, *rows = csv.DictReader(io.StringIO(output.read_text()))
    assert "missing.obj" in missing["error"]
    assert [row["name"] for row in rows] == [answer.name for answer in expected]


def test_names_that_harm_a_terminal_are_written_harmlessly(classifier, clouds, tmp_path, capfd):
    bad = [path for path in write_odd_files(tmp_path / "odd") if "\0" not in str(path)]
    arguments = ["predict", *map(str, bad), str(clouds), f"--preset={classifier}"]
    assert main(arguments) == 1
    written = capfd.readouterr()
    assert len(written.out.splitlines()) == 3
    lines = written.err.split("\n")[:-1]
    assert len(lines) == len(bad)
    assert all(
        line.startswith(("error: A shape must be", "error: A folder must")) for line in lines
    )
    assert all(line.isprintable() for line in lines)
    for form in ("json", "csv"):
        assert main([*arguments, f"--format={form}", f"--output={tmp_path / form}"]) == 1
    read = csv.DictReader(io.StringIO((tmp_path / "csv").read_bytes().decode(errors="replace")))
    rows = json.loads((tmp_path / "json").read_text())
    assert [bool(row["error"]) for row in read] == ["error" in row for row in rows]


def test_files_are_turned(classifier, clouds, tmp_path, capsys):
    (tmp_path / "turned").mkdir()
    for path in clouds.iterdir():
        x, y, z = np.load(path).T
        np.save(tmp_path / "turned" / path.name, np.stack([x, -z, y], axis=-1))
    tables = []
    for folder, axis in ((clouds, "y"), (tmp_path / "turned", "z")):
        arguments = [f"--preset={classifier}", f"--up_axis={axis}", "--format=json"]
        assert main(["predict", str(folder), *arguments]) == 0
        tables.append(json.loads(capsys.readouterr().out))
    for one, other in zip(*tables, strict=True):
        values = [np.array([*found["probabilities"].values()]) for found in (one, other)]
        np.testing.assert_allclose(*values, rtol=1e-4)


def test_what_is_beside_and_what_is_repeated_is_noted(classifier, tmp_path, random, capsys):
    (tmp_path / "notes.zip").touch()
    np.save(tmp_path / "small.npy", random.normal(size=(20, 3)))
    assert main(["predict", str(tmp_path), f"--preset={classifier}"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"note: {tmp_path}: 1 files of other kinds (.zip: 1)",
        f"note: {tmp_path / 'small.npy'}: 20 points where the model takes 64: some are repeated",
    ]


def test_a_name_that_is_no_text_is_written_as_it_is(classifier, clouds, tmp_path):
    name = b"\xff.npy".decode(errors="surrogateescape")
    (clouds / "a.npy").rename(clouds / name)
    output = tmp_path / "out.csv"
    arguments = [f"--preset={classifier}", "--format=csv", f"--output={output}"]
    assert main(["predict", str(clouds), *arguments]) == 0
    assert b"/\xff.npy," in output.read_bytes()


def test_parts_are_told_and_written(clouds, tmp_path, capsys):
    preset = tmp_path / "segmenter"
    keras_recon.ReConPartSegmenter(
        tiny_backbone(),
        num_parts=2,
        num_shape_classes=2,
        propagation_widths=(8, 8),
        head_widths=(8, 8),
        class_names=["bed", "chair"],
        part_names=["chair legs", "chair seat"],
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    ).save_to_preset(preset)
    arguments = ["predict", str(clouds / "a.npy"), f"--preset={preset}"]
    assert main(arguments) == 2
    assert "('bed', 'chair')" in capsys.readouterr().err
    arguments += ["--shape_class=chair", f"--output_dir={tmp_path / 'out'}", "--num_points=100"]
    assert main(arguments) == 0
    assert str(tmp_path / "out" / "a.ply") in capsys.readouterr().out
    shape = keras_recon.datasets.read_shape(tmp_path / "out" / "a.ply", None)
    np.testing.assert_array_equal(shape.points, np.load(clouds / "a.npy"))
