import keras
import numpy as np
import pytest
from keras import ops

from keras_recon.training import EpochBackup, resume_epoch
from keras_recon.training.epoch_backup import BACKUP

X, Y = np.random.default_rng(0).normal(size=(8, 3)), np.ones((8, 1))


def make_model(units=1, optimizer="adam", dtype=None):
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(4, dtype=dtype),
            keras.layers.Dropout(0.5, dtype=dtype),
            keras.layers.Dense(units, dtype=dtype),
        ]
    )
    model.compile(optimizer=optimizer, loss="mse")
    return model


def fit(model, folder, epochs, resume=False, initial_epoch=0):
    return model.fit(
        X,
        Y,
        epochs=epochs,
        initial_epoch=initial_epoch,
        callbacks=[EpochBackup(folder, resume=resume)],
        verbose=0,
    )


def state(model):
    variables = (*model.variables, *model.optimizer.variables)
    return [ops.convert_to_numpy(ops.cast(v, "float32")) for v in variables]


def test_a_new_folder_begins_at_epoch_0(tmp_path):
    assert resume_epoch(tmp_path / "new") == 0


def test_epochs_are_counted(tmp_path):
    model = make_model()
    fit(model, tmp_path, epochs=2)
    assert resume_epoch(tmp_path) == 2
    fit(model, tmp_path, epochs=5, initial_epoch=2)
    assert resume_epoch(tmp_path) == 5


def test_the_backup_is_the_only_file(tmp_path):
    fit(make_model(), tmp_path / "run", epochs=2)
    assert [path.name for path in (tmp_path / "run").iterdir()] == [BACKUP]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "mixed_bfloat16"])
def test_resuming_a_finished_run_restores_its_end(dtype, tmp_path):
    finished = make_model(dtype=dtype)
    fit(finished, tmp_path, epochs=3)
    resumed = make_model(dtype=dtype)
    history = fit(resumed, tmp_path, epochs=3, initial_epoch=3, resume=True)
    assert history.epoch == []
    for a, b in zip(state(resumed), state(finished), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_state_of_loss_scaling_is_restored(tmp_path):
    def scaled():
        adam = keras.optimizers.Adam()
        return make_model(optimizer=keras.optimizers.LossScaleOptimizer(adam, 8.0, 2))

    finished = scaled()
    fit(finished, tmp_path, epochs=3)
    resumed = scaled()
    fit(resumed, tmp_path, epochs=3, initial_epoch=3, resume=True)
    assert float(ops.convert_to_numpy(resumed.optimizer.dynamic_scale)) == 16.0
    for a, b in zip(state(resumed), state(finished), strict=True):
        np.testing.assert_array_equal(a, b)


def test_without_resume_nothing_is_restored(tmp_path):
    fit(make_model(), tmp_path, epochs=2)
    model = make_model()
    before = model.get_weights()
    fit(model, tmp_path, epochs=2, initial_epoch=2)
    for a, b in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_another_initial_epoch_is_refused(tmp_path):
    fit(make_model(), tmp_path, epochs=2)
    with pytest.raises(ValueError, match="here 2. Received: initial_epoch=0"):
        fit(make_model(), tmp_path, epochs=4, resume=True)


@pytest.mark.parametrize("other", [{"units": 2}, {"optimizer": "sgd"}])
def test_another_model_or_optimizer_is_refused(other, tmp_path):
    fit(make_model(), tmp_path, epochs=1)
    model = make_model(**other)
    before = model.get_weights()
    with pytest.raises(ValueError, match="must be resumed with the model and the optimizer"):
        fit(model, tmp_path, epochs=2, initial_epoch=1, resume=True)
    for a, b in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_another_file_is_refused(tmp_path):
    (tmp_path / BACKUP).write_text("no HDF5")
    with pytest.raises(ValueError, match="Received: "):
        resume_epoch(tmp_path)
