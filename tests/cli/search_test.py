import csv
import io
import json

import pytest
from harness import tiny_backbone

import keras_recon
from keras_recon.cli import main


@pytest.fixture
def pretrained(tmp_path):
    """Folder of a tiny pretrainer."""
    keras_recon.ReConPretrainer(
        tiny_backbone(),
        decoder_depth=1,
        image_dim=8,
        text_dim=6,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    ).save_to_preset(tmp_path / "preset")
    return tmp_path / "preset"


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
