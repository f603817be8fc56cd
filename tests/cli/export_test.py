import pytest

from keras_recon.cli import main
from keras_recon.cli.export import FORMATS, PRECISIONS
from keras_recon.exporting.export import FORMATS as exporting_formats
from keras_recon.exporting.export import PRECISIONS as exporting_precisions


@pytest.mark.slow
def test_a_preset_is_exported(classifier, tmp_path, capsys):
    assert main(["export", str(classifier), str(tmp_path / "out"), "--up_axis=z"]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'out'}\n"
    assert (tmp_path / "out" / "saved_model.pb").is_file()
    assert main(["export", str(classifier), str(tmp_path / "out")]) == 2
    assert "which exists" in capsys.readouterr().err


def test_only_what_turns_can_be_told_an_axis(tmp_path, capsys):
    from harness import tiny_backbone

    import keras_recon

    model = keras_recon.ReConClassifier(tiny_backbone(), num_classes=2, head="linear")
    model.save_to_preset(tmp_path / "preset")
    arguments = ["export", str(tmp_path / "preset"), str(tmp_path / "out"), "--up_axis=z"]
    assert main(arguments) == 2
    assert "`up_axis` needs a preset with a preprocessor" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_all_formats_are_offered():
    assert tuple(exporting_formats) == FORMATS
    assert exporting_precisions == PRECISIONS
