import importlib.util

import keras
import numpy as np
import pytest

from keras_recon.training import (
    Distribution,
    read_history,
    resume_epoch,
    training_callbacks,
)


def train(output_dir, epochs, resume=False, **arguments):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    callbacks = training_callbacks(output_dir, resume=resume, **arguments)
    return model.fit(
        np.ones((8, 2)),
        np.ones((8, 1)),
        epochs=epochs,
        initial_epoch=resume_epoch(output_dir),
        callbacks=callbacks,
        verbose=0,
    )


def test_history_goes_on_after_resuming(tmp_path):
    unbroken = train(tmp_path / "unbroken", epochs=5)
    train(tmp_path / "broken", epochs=2)
    train(tmp_path / "broken", epochs=5, resume=True)
    history = read_history(tmp_path / "broken")
    assert set(history) == {"learning_rate", "loss"}
    assert history == unbroken.history


def test_an_epoch_that_is_run_again_has_one_row(tmp_path):
    train(tmp_path, epochs=2)
    with open(tmp_path / "history.csv", "a") as file:
        file.write("2,0.001,0.5,NA,NA\n3,0.0")
    train(tmp_path, epochs=4, resume=True)
    lines = (tmp_path / "history.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["epoch", "0", "1", "2", "3"]


def test_without_resume_training_starts_afresh(tmp_path, capsys):
    train(tmp_path, epochs=3)
    history = train(tmp_path, epochs=2)
    assert history.epoch == [0, 1]
    assert resume_epoch(tmp_path) == 2
    assert len(read_history(tmp_path)["loss"]) == 2
    assert "removing the backup of 3 epochs" in capsys.readouterr().out


def test_without_resume_other_files_stay(tmp_path):
    (tmp_path / "results.json").write_text("{}")
    training_callbacks(tmp_path)
    assert (tmp_path / "results.json").exists()


def test_resuming_says_where(tmp_path, capsys):
    train(tmp_path, epochs=2)
    train(tmp_path, epochs=3, resume=True)
    assert "after 2 finished epochs" in capsys.readouterr().out


def test_resuming_without_a_backup_starts_from_scratch_and_says_so(tmp_path, capsys):
    assert train(tmp_path, epochs=2, resume=True).epoch == [0, 1]
    assert "starts from scratch: no backup.h5" in capsys.readouterr().out


def test_tensorboard_gets_the_learning_rate(tmp_path):
    loader = pytest.importorskip("tensorboard.backend.event_processing.event_file_loader")
    from tensorboard.util.tensor_util import make_ndarray

    train(tmp_path, epochs=2, tensorboard=True)
    (path,) = (tmp_path / "tensorboard" / "train").iterdir()
    values = [v for event in loader.EventFileLoader(str(path)).Load() for v in event.summary.value]
    steps = [make_ndarray(v.tensor) for v in values if v.tag == "epoch_learning_rate"]
    assert steps == pytest.approx([1e-3, 1e-3])


def test_without_resume_earlier_tensorboard_logs_are_removed(tmp_path):
    log = tmp_path / "tensorboard" / "train" / "events.out.tfevents.1"
    log.parent.mkdir(parents=True)
    log.touch()
    training_callbacks(tmp_path)
    assert not log.exists()


def test_missing_tensorboard_names_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"pip install \"keras-recon\[tensorboard\]\""):
        training_callbacks(tmp_path, tensorboard=True)


def test_another_process_writes_nothing(tmp_path):
    train(tmp_path, epochs=2)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    train(tmp_path, epochs=4, resume=True, distribution=Distribution(process=1))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_processes_that_see_other_backups_are_refused(tmp_path):
    class OtherFolder(Distribution):
        def of_processes(self, number):
            return [number, 0]

    train(tmp_path, epochs=2)
    with pytest.raises(ValueError, match=r"the same `output_dir`.* with \[2, 0\] finished epochs"):
        training_callbacks(tmp_path, resume=True, distribution=OtherFolder())


def test_what_a_killed_run_was_writing_is_removed(tmp_path):
    (tmp_path / ".backup.h5-a1b2").mkdir()
    (tmp_path / ".backup.h5-a1b2" / "backup.h5").write_text("half")
    train(tmp_path, epochs=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.h5", "history.csv"]
