"""The end of a training run whose loss is no number."""

import math

import keras


class StopAtNaN(keras.callbacks.Callback):
    """End training with an error when the loss isn't finite.

    `keras.callbacks.TerminateOnNaN` ends it as if it had finished, with weights that are NaN.
    Put this ahead of the callbacks that save something.

    Raises:
        ValueError: In `fit`, when the loss of a batch, averaged over the epoch so far, isn't
            finite.

    Example:

    ```python
    import keras
    import numpy as np
    import keras_recon

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    callback = keras_recon.training.StopAtNaN()
    model.fit(np.ones((4, 2)), np.ones((4, 1)), callbacks=[callback], verbose=0)
    ```
    """

    def __init__(self):
        super().__init__()
        self._epoch = 0

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        loss = float((logs or {}).get("loss", 0.0))
        if not math.isfinite(loss):
            raise ValueError(
                "The loss must stay finite: are there NaN or huge values in the data, is the "
                "learning rate too high, the gradient's norm unlimited (`global_clipnorm`)? "
                f"Received: a loss of {loss} at batch {batch} of epoch {self._epoch}"
            )
