"""The callbacks of a training run."""

import importlib.util
import shutil
from pathlib import Path

import keras

from keras_recon.training.distribute import Distribution
from keras_recon.training.epoch_backup import BACKUP, EpochBackup, resume_epoch
from keras_recon.training.history import HISTORY, keep_epochs
from keras_recon.training.learning_rate_logger import LearningRateLogger
from keras_recon.training.stop_at_nan import StopAtNaN

TENSORBOARD = "tensorboard"


def training_callbacks(output_dir, resume=False, tensorboard=False, distribution=None):
    """Callbacks that log each epoch to a folder and let a killed run go on.

    The folder gets `history.csv`, a row an epoch with the learning rate at its end (see
    `read_history`), `backup.h5` (see `EpochBackup`) and, if asked for, logs for
    TensorBoard in `tensorboard/`. A run that was killed, resumed with the same arguments and data,
    ends where it would have ended.

    A loss that isn't finite ends training with an error (see `StopAtNaN`), ahead of what is saved.

    Of several processes the first one writes; all read the backup, from the same folder.

    Without `resume`, what an earlier run left of these is removed. With it and no backup in the
    folder, training starts from scratch. Either is printed.

    Args:
        output_dir: Folder of the run; made if it isn't there.
        resume: Whether to go on from the backup in the folder. `fit` then needs
            `initial_epoch=resume_epoch(output_dir)`.
        tensorboard: Whether to write logs for TensorBoard.
        distribution: What `distribute` gave, of a run on several devices.

    Returns:
        List of callbacks, for `fit`.

    Raises:
        ImportError: If `tensorboard` is asked for but not installed.
        ValueError: If processes that train together don't find the same backup.

    Example:

    ```python
    import tempfile
    import keras
    import numpy as np
    from keras_recon.training import read_history, resume_epoch, training_callbacks

    output_dir = tempfile.mkdtemp()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    model.fit(
        np.ones((4, 2)),
        np.ones((4, 1)),
        epochs=3,
        initial_epoch=resume_epoch(output_dir),
        callbacks=training_callbacks(output_dir, resume=True),
    )
    read_history(output_dir)  # {"learning_rate": [...], "loss": [...]}
    ```
    """
    if tensorboard and importlib.util.find_spec("tensorboard") is None:
        raise ImportError(
            "Logs for TensorBoard need the package tensorboard: "
            '`pip install "keras-recon[tensorboard]"`'
        )
    output_dir = Path(output_dir)
    distribution = distribution or Distribution()
    if distribution.writes:
        output_dir.mkdir(parents=True, exist_ok=True)
        _remove_earlier_run(output_dir, keep_backup=resume)
    epoch = resume_epoch(output_dir) if resume else 0
    epochs = distribution.of_processes(epoch)
    if len({*epochs}) > 1:
        raise ValueError(
            "All processes must see the same `output_dir`, from whose backup they go on. "
            f"Received: {output_dir} with {epochs} finished epochs"
        )
    backup = EpochBackup(output_dir, resume, distribution.writes)
    if not distribution.writes:
        return [StopAtNaN(), LearningRateLogger(), backup]
    if epoch:
        print(f"Resuming {output_dir} after {epoch} finished epochs")
        keep_epochs(output_dir / HISTORY, epoch)
    elif resume:
        print(f"Training starts from scratch: no {BACKUP} in {output_dir}")

    callbacks = [
        StopAtNaN(),
        LearningRateLogger(),
        keras.callbacks.CSVLogger(output_dir / HISTORY, append=epoch > 0),
        backup,
    ]
    if tensorboard:
        folder = output_dir / TENSORBOARD
        callbacks.insert(2, keras.callbacks.TensorBoard(folder, write_graph=False))
    return callbacks


def _remove_earlier_run(output_dir, keep_backup):
    # What a run was writing when it was killed.
    for unfinished in output_dir.glob(f".{BACKUP}-*"):
        shutil.rmtree(unfinished)
    if keep_backup:
        return
    epoch = resume_epoch(output_dir)
    if epoch:
        print(f"Training starts afresh: removing the backup of {epoch} epochs in {output_dir}")
    logs = (output_dir / TENSORBOARD).rglob("events.out.tfevents.*")
    for path in (output_dir / BACKUP, output_dir / HISTORY, *logs):
        path.unlink(missing_ok=True)
