import os
import subprocess
import sys
import time

import pytest

from keras_recon.cli import main
from keras_recon.cli.parse_early import is_command


def run_command(*arguments):
    """Run it as a user does, without what quiets TensorFlow in tests."""
    environment = {name: os.environ[name] for name in os.environ if name != "TF_CPP_MIN_LOG_LEVEL"}
    command = [sys.executable, "-m", "keras_recon", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_a_process_answers_without_noise(classifier, clouds):
    (clouds / "broken.npy").write_bytes(b"\x93NUMPY")
    run = run_command("predict", clouds, f"--preset={classifier}")
    assert run.returncode == 1, run.stderr
    lines = run.stdout.splitlines()
    assert [line.rsplit(None, 1)[1] for line in lines] == [
        str(clouds / f"{name}.npy") for name in "abc"
    ]
    [error] = run.stderr.splitlines()
    assert error.startswith("error: ")
    assert str(clouds / "broken.npy") in error


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--help"], 0, "usage: keras-recon"),
        (["predict", "--help"], 0, "--up_axis"),
        (["predict"], 2, "error: the following arguments are required: FILE_OR_FOLDER"),
        (["predict", "a.obj", "--preset=x", "--up_axis=up"], 2, "invalid choice: 'up'"),
        (["search", "words", "--like=a.obj"], 2, "Received: ['words', 'a.obj']"),
    ],
)
def test_help_and_wrong_usage_need_no_keras(arguments, status, said):
    start = time.monotonic()
    code = "import sys; sys.modules['keras'] = None; import runpy; "
    code += f"sys.argv = ['keras-recon', *{arguments!r}]; import keras_recon"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == status
    assert said in (run.stderr if status else run.stdout)
    if status:
        assert len(run.stderr.splitlines()) == 1
    assert time.monotonic() - start < 10


def test_an_import_elsewhere_is_no_command(monkeypatch):
    assert not is_command()
    monkeypatch.setattr(sys, "argv", ["-m", "--help"])
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "keras_recon.exporting.x", "--help"])
    assert not is_command()
    monkeypatch.setattr(sys, "orig_argv", ["python", "-X", "dev", "-m", "keras_recon", "--help"])
    assert is_command()
    monkeypatch.setattr(sys, "argv", ["/usr/bin/keras-recon"])
    assert is_command()


@pytest.mark.parametrize("command", ["predict", "search", "presets", "export"])
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: keras-recon {command}" in capsys.readouterr().out


def test_what_a_user_gave_wrong_is_one_line(capsys, tmp_path):
    for arguments in (
        ["predict", "a.obj", "--preset=nowhere"],
        ["predict", "a.obj", "--preset=recon_nano"],
        ["predict", "a.obj", "--preset=recon_nano_home3d"],
        ["presets", str(tmp_path)],
        ["search", "--like=nowhere.obj"],
        ["search", "--picture=nowhere.png"],
        ["export", "nowhere", str(tmp_path / "out")],
    ):
        assert main(arguments) == 2
        written = capsys.readouterr()
        assert written.out == ""
        [line] = written.err.splitlines()
        assert line.startswith("error: ")
