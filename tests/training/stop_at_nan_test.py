import keras
import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.training import StopAtNaN, read_history, resume_epoch, training_callbacks


def fit(points, callbacks, rate=0.01):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mse", jit_compile=False)
    return model.fit(
        points,
        np.ones((len(points), 1)),
        4,
        epochs=3,
        shuffle=False,
        callbacks=callbacks,
        verbose=0,
    )


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_training_ends_with_a_reason(value):
    points = np.ones((8, 2), "float32")
    points[5] = value
    with raises_with_advice(ValueError, "must stay finite", "batch 1 of epoch 0"):
        fit(points, [StopAtNaN()])


def test_an_epoch_that_went_wrong_is_not_saved(tmp_path):
    # The third epoch's loss overflows.
    with raises_with_advice(ValueError, "must stay finite", "epoch 2"):
        fit(np.full((4, 2), 1e3, "float32"), training_callbacks(tmp_path), rate=1e5)
    assert resume_epoch(tmp_path) == len(read_history(tmp_path)["loss"]) == 2


def test_a_finite_loss_changes_nothing():
    losses = [fit(np.ones((8, 2)), callbacks).history for callbacks in ([StopAtNaN()], [])]
    assert len(losses[0]["loss"]) == len(losses[1]["loss"]) == 3
