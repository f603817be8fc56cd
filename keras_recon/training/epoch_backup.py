"""The state of training, saved after each epoch and restored after an interruption."""

import os
import warnings
from pathlib import Path

import h5py
import keras

BACKUP = "backup.weights.h5"


def resume_epoch(output_dir):
    """The epoch from which an interrupted run goes on: how many it has finished.

    Args:
        output_dir: Folder that `training_callbacks` was given.

    Returns:
        The value for `initial_epoch` of `fit`; 0 if there is no backup.

    Raises:
        ValueError: If the file is not a backup.

    Example:

    ```python
    import keras_recon

    keras_recon.training.resume_epoch("a_new_folder")  # 0
    ```
    """
    path = Path(output_dir) / BACKUP
    if not path.exists():
        return 0
    try:
        with h5py.File(path) as file:
            return int(file.attrs["epoch"])
    except (OSError, KeyError) as error:
        raise ValueError(
            f"{BACKUP} must be a file that `training_callbacks` saved. Received: {path} ({error})"
        ) from error


class EpochBackup(keras.callbacks.Callback):
    """Save all that training needs after each epoch and, to resume, restore it at its beginning.

    A backup holds weights, statistics, seeds, the state of the optimizer and the number of
    finished epochs, in one file that is replaced as a whole: a run that is killed, even while it
    saves, leaves the state of the last finished epoch. `keras.callbacks.BackupAndRestore` writes
    its two files in place instead.

    The backup stays when training ends, so that a finished run that is resumed ends at once.
    Put it last among the callbacks: an epoch counts as finished when its backup is there.

    Args:
        output_dir: Folder of the backup.
        resume: Whether to restore the backup, if there is one.

    Raises:
        ValueError: In `fit`, if the backup is of another model or optimizer, or if `initial_epoch`
            is not that of the backup.

    Example:

    ```python
    import tempfile
    import keras
    import numpy as np
    from keras_recon.training import EpochBackup, resume_epoch

    folder = tempfile.mkdtemp()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    x, y = np.ones((4, 2)), np.ones((4, 1))
    model.fit(x, y, epochs=2, callbacks=[EpochBackup(folder)])
    model.fit(
        x,
        y,
        epochs=5,
        initial_epoch=resume_epoch(folder),  # 2
        callbacks=[EpochBackup(folder, resume=True)],
    )
    ```
    """

    def __init__(self, output_dir, resume=False):
        super().__init__()
        self.output_dir = Path(output_dir)
        self.resume = resume
        self._first_epoch = None

    def on_train_begin(self, logs=None):
        path = self.output_dir / BACKUP
        if not self.resume or not path.exists():
            return
        self._first_epoch = resume_epoch(self.output_dir)
        if not self.model.optimizer.built:
            self.model.optimizer.build(self.model.trainable_variables)
        try:
            with warnings.catch_warnings():
                # Keras only warns of an optimizer whose state doesn't fit.
                warnings.filterwarnings("error", message="Skipping variable loading")
                self.model.load_weights(path)
        except (ValueError, KeyError, UserWarning) as error:
            raise ValueError(
                "A run must be resumed with the model and the optimizer that it was started with. "
                f"Received: {path}: {error}"
            ) from error

    def on_epoch_begin(self, epoch, logs=None):
        if self._first_epoch not in (None, epoch):
            raise ValueError(
                "`fit` must be called with `initial_epoch=resume_epoch(output_dir)`, here "
                f"{self._first_epoch}. Received: initial_epoch={epoch}"
            )
        self._first_epoch = None

    def on_epoch_end(self, epoch, logs=None):
        self.output_dir.mkdir(parents=True, exist_ok=True)
        partial = self.output_dir / f".{BACKUP}"
        self.model.save_weights(partial, overwrite=True)
        with h5py.File(partial, "r+") as file:
            file.attrs["epoch"] = epoch + 1
        os.replace(partial, self.output_dir / BACKUP)
