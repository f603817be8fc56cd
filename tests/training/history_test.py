import keras
import numpy as np
import pytest

from keras_recon.training import read_history
from keras_recon.training.history import HISTORY, keep_epochs


@pytest.mark.parametrize("validation", [None, (np.ones((4, 2)), np.ones((4, 1)))])
def test_reads_what_keras_logged(validation, tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
    history = model.fit(
        np.ones((4, 2)),
        np.ones((4, 1)),
        epochs=3,
        validation_data=validation,
        callbacks=[keras.callbacks.CSVLogger(tmp_path / HISTORY)],
        verbose=0,
    )
    assert read_history(tmp_path) == history.history


def test_an_epoch_without_a_value_is_nan(tmp_path):
    (tmp_path / HISTORY).write_text("epoch,loss,val_loss\n0,0.5,NA\n1,0.25,1.5\n")
    val_loss = read_history(tmp_path)["val_loss"]
    assert np.isnan(val_loss[0])
    assert val_loss[1] == 1.5


def test_missing_history_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_history(tmp_path)


def test_keeps_the_first_epochs_though_the_last_line_is_torn(tmp_path):
    path = tmp_path / HISTORY
    path.write_text("epoch,loss\n0,0.5\n1,0.25\n2,0.1")
    keep_epochs(path, 2)
    assert path.read_text() == "epoch,loss\n0,0.5\n1,0.25\n"
    assert list(tmp_path.iterdir()) == [path]
