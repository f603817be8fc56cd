"""The state of training, saved after each epoch and restored after an interruption."""

from pathlib import Path

import h5py
import keras
from keras import ops

from keras_recon.files import replacing

BACKUP = "backup.h5"


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
            f"{BACKUP} must be a file that `EpochBackup` saved. Received: {path}: {error}"
        ) from error


class EpochBackup(keras.callbacks.Callback):
    """Save all that training needs after each epoch and, to resume, restore it at its beginning.

    A backup holds the weights, the statistics, the seeds, the state of the optimizer and the
    number of finished epochs in one file, which is replaced as a whole: a run that is killed, even
    while it saves, leaves the state of the last finished epoch. `keras.callbacks.BackupAndRestore`
    does neither: it writes two files in place, and leaves out the seeds, so that dropout, masks
    and augmentation start anew.

    The backup stays when training ends, so that a finished run that is resumed ends at once. Put
    this last among the callbacks: an epoch counts as finished when its backup is there.

    Args:
        output_dir: Folder of the backup.
        resume: Whether to restore the backup, if there is one.
        writes: Whether to save: of processes that train together one does, and all restore.

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

    def __init__(self, output_dir, resume=False, writes=True):
        super().__init__()
        self.path = Path(output_dir) / BACKUP
        self.resume = resume
        self.writes = writes
        self._first_epoch = None

    def on_train_begin(self, logs=None):
        if self.resume and self.path.exists():
            self._first_epoch = resume_epoch(self.path.parent)
            self._restore()

    def on_epoch_begin(self, epoch, logs=None):
        if self._first_epoch not in (None, epoch):
            raise ValueError(
                "`fit` must be called with `initial_epoch=resume_epoch(output_dir)`, here "
                f"{self._first_epoch}. Received: initial_epoch={epoch}"
            )
        self._first_epoch = None

    def on_epoch_end(self, epoch, logs=None):
        if not self.writes:
            return
        with replacing(self.path) as partial, h5py.File(partial, "w") as file:
            file.attrs["epoch"] = epoch + 1
            for index, variable in enumerate(self._variables()):
                value = ops.convert_to_numpy(variable)
                # HDF5 has no bfloat16.
                file[str(index)] = value.astype("float32") if value.dtype.kind == "V" else value

    def _restore(self):
        if not self.model.optimizer.built:
            self.model.optimizer.build(self.model.trainable_variables)
        variables = self._variables()
        with h5py.File(self.path) as file:
            fits = len(file) == len(variables) and all(
                file[str(index)].shape == tuple(variable.shape)
                for index, variable in enumerate(variables)
            )
            if not fits:
                raise ValueError(
                    "A run must be resumed with the model and the optimizer that it was started "
                    f"with. Received: {self.path}, a backup of {len(file)} variables, for "
                    f"{len(variables)} variables"
                )
            for index, variable in enumerate(variables):
                variable.assign(file[str(index)][()])

    def _variables(self):
        model = self.model
        # Unlike `weights`, these have the seeds.
        return [
            *model.trainable_variables,
            *model.non_trainable_variables,
            *model.optimizer.variables,
        ]
