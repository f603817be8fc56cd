"""Dropout that differs between replicas."""

import keras
from keras import ops

from keras_recon.replicas import num_replicas, uniform_rows


@keras.saving.register_keras_serializable(package="keras_recon")
class Dropout(keras.layers.Dropout):
    """Dropout, where each replica drops other features than the others.

    Of Keras's own layer replicas on TensorFlow have the same state of the seed, and so drop the
    same features in each part of a batch. With one replica this is Keras's layer.

    Args:
        rate: Chance that a feature is dropped, from 0 to 1.
        **kwargs: `seed`, `name`, `dtype` and the like, for `keras.layers.Dropout`.

    Call arguments:
        inputs: Float tensor of shape `(B, ...)`.
        training: Whether to drop.

    Returns:
        Float tensor of the shape of `inputs`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    features = np.ones((4, 16), "float32")
    keras_recon.layers.Dropout(rate=0.5)(features, training=True)  # features of 0 or of 2
    ```

    Reference:
        - [Srivastava et al., Dropout, 2014](https://jmlr.org/papers/v15/srivastava14a.html)
    """

    def call(self, inputs, training=False):
        if not (training and self.rate > 0) or num_replicas() == 1:
            return super().call(inputs, training=training)
        kept = uniform_rows(ops.shape(inputs), self.seed_generator) >= self.rate
        return inputs * ops.cast(kept, inputs.dtype) / (1 - self.rate)
