import keras
import numpy as np
import pytest

from keras_recon.training import LearningRateLogger


def test_history_has_the_rate_at_the_end_of_each_epoch():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    schedule = keras.optimizers.schedules.PolynomialDecay(1.0, 10, end_learning_rate=0.0)
    model.compile(optimizer=keras.optimizers.SGD(schedule), loss="mse")
    history = model.fit(
        np.zeros((4, 2)),
        np.zeros((4, 1)),
        batch_size=2,
        epochs=3,
        callbacks=[LearningRateLogger()],
        verbose=0,
    )
    assert history.history["learning_rate"] == pytest.approx([0.8, 0.6, 0.4])
