"""A run that is killed and resumed ends where an unbroken one does.

Run as a script, this file is the run that gets killed.
"""

import os
import signal
import subprocess
import sys

import h5py
import keras
import numpy as np
import pytest
from keras import ops

from keras_recon.training import (
    AdamW,
    read_history,
    resume_epoch,
    training_callbacks,
    warmup_cosine,
)

EPOCHS, STEPS = 4, 5


@keras.saving.register_keras_serializable(package="interruption_test")
class Jitter(keras.layers.Layer):
    def __init__(self, seed):
        super().__init__()
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.built = True

    def call(self, inputs):
        return inputs + 0.1 * keras.random.normal(ops.shape(inputs), seed=self.seed_generator)


def make_model(seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            Jitter(seed),
            keras.layers.Dense(8, name="backbone"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.5, seed=seed),
            keras.layers.Dense(2, name="head"),
        ]
    )
    optimizer = AdamW(
        warmup_cosine(1e-2, EPOCHS, STEPS, warmup_epochs=1), rate_multipliers={"head": 10.0}
    )
    model.compile(optimizer=optimizer, loss="mse")
    return model


def batches(epoch):
    """Batches from `epoch` on; those of an epoch don't depend on the ones before."""
    while True:
        rng = np.random.default_rng(epoch)
        for _ in range(STEPS):
            yield rng.normal(size=(8, 6)).astype("float32"), rng.normal(size=(8, 2))
        epoch += 1


def train(output_dir, resume=False, seed=0, extra_callbacks=()):
    model = make_model(seed)
    epoch = resume_epoch(output_dir) if resume else 0
    model.fit(
        batches(epoch),
        epochs=EPOCHS,
        steps_per_epoch=STEPS,
        initial_epoch=epoch,
        callbacks=[*training_callbacks(output_dir, resume=resume), *extra_callbacks],
        verbose=0,
    )
    return model


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


class KillWhileTraining(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if int(ops.convert_to_numpy(self.model.optimizer.iterations)) == 2 * STEPS + 3:
            kill()


class KillWhileSaving(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            h5py.Group.__setitem__ = lambda *_: kill()


KILLERS = {"training": KillWhileTraining, "saving": KillWhileSaving}


def variables(model):
    """Everything that training changes: weights, statistics, seeds and optimizer state."""
    return [ops.convert_to_numpy(v) for v in (*model.variables, *model.optimizer.variables)]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    output_dir = tmp_path_factory.mktemp("unbroken")
    return variables(train(output_dir)), read_history(output_dir)


@pytest.mark.slow
@pytest.mark.parametrize("when", KILLERS)
def test_resumed_run_ends_where_an_unbroken_run_ends(when, unbroken, tmp_path):
    run = subprocess.run([sys.executable, __file__, tmp_path, when], capture_output=True, text=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert resume_epoch(tmp_path) == 2

    # Another seed: whatever isn't restored would differ.
    resumed = train(tmp_path, resume=True, seed=1)

    unbroken_variables, unbroken_history = unbroken
    for a, b in zip(variables(resumed), unbroken_variables, strict=True):
        np.testing.assert_array_equal(a, b)
    assert read_history(tmp_path) == unbroken_history


if __name__ == "__main__":
    train(sys.argv[1], extra_callbacks=[KILLERS[sys.argv[2]]()])
