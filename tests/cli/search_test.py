import csv
import io
import json
import types

import numpy as np
import pytest
from harness import save_tiny_pretrainer

import keras_recon
from keras_recon.cli import main


@pytest.fixture
def pretrained(tmp_path):
    return save_tiny_pretrainer(tmp_path / "preset")


def test_a_shape_of_a_folder_finds_itself_first(pretrained, clouds, tmp_path, capsys):
    (clouds / "broken.obj").write_text("v 0 0 0\nf 1 2 9\n")
    arguments = ["search", f"--like={clouds / 'b.npy'}", f"--folder={clouds}"]
    arguments += [f"--preset={pretrained}", "--count=2", "--up_axis=z"]
    assert main([*arguments, "--format=json", f"--page={tmp_path / 'page.html'}"]) == 1
    written = capsys.readouterr()
    found = json.loads(written.out)
    assert [*found[0].values()] == [pytest.approx(1), "b", str(clouds / "b.npy"), ""]
    assert len(found) == 2
    assert found[0]["score"] > found[1]["score"]
    note, error = written.err.splitlines()
    assert note.startswith("note: Left out of")
    assert error.startswith("error: ")
    assert "broken.obj" in error
    assert (tmp_path / "page.html").read_text().count("<li>") == 2
    assert main([*arguments, "--format=csv"]) == 1
    rows = [*csv.DictReader(io.StringIO(capsys.readouterr().out))]
    assert [row["name"] for row in rows] == [one["name"] for one in found]
    assert main(arguments) == 1
    assert capsys.readouterr().out.splitlines()[0].split() == ["1.000", "b", str(clouds / "b.npy")]


def test_words_find_shapes_of_home3d_by_their_text_feature(pretrained, monkeypatch, capsys):
    query, asked = np.random.default_rng(0).normal(size=6), []
    teacher = types.SimpleNamespace(encode_texts=lambda texts: asked.extend(texts) or query[None])
    monkeypatch.setattr(keras_recon.teachers, "load_teacher", {"words": teacher}.get)
    arguments = [f"--preset={pretrained}", "--teacher=words", "--count=3", "--format=json"]
    assert main(["search", "a", "chair", *arguments]) == 0
    assert asked == ["a chair"]
    found = json.loads(capsys.readouterr().out)
    test = keras_recon.datasets.load_home3d("test")
    features = keras_recon.search.load_shape_embedder(pretrained).embed(test.points, mode="text")
    cosines = features @ query / np.linalg.norm(features, axis=1) / np.linalg.norm(query)
    best = np.argsort(-cosines)[:3]
    assert [one["name"] for one in found] == [test.names[index] for index in best]
    np.testing.assert_allclose([one["score"] for one in found], cosines[best], rtol=1e-4)
