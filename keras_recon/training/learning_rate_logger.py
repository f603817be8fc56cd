"""The learning rate among what an epoch logs."""

import keras
from keras import ops


class LearningRateLogger(keras.callbacks.Callback):
    """Add `"learning_rate"`, as it is at the end of the epoch, to the logs.

    Put it before the callbacks that write the logs somewhere.

    Example:

    ```python
    import keras
    import numpy as np
    import keras_recon

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras_recon.training.AdamW(1e-3), loss="mse")
    logger = keras_recon.training.LearningRateLogger()
    history = model.fit(np.ones((4, 2)), np.ones((4, 1)), callbacks=[logger])
    history.history["learning_rate"]  # [0.001]
    ```
    """

    def on_epoch_end(self, epoch, logs=None):
        logs["learning_rate"] = float(ops.convert_to_numpy(self.model.optimizer.learning_rate))
